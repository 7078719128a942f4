import { listContainers } from '../definition/containers';
import type { PlannedSecret } from '../kinds/cluster-plan';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { ApplicationPlan, JobPlan } from '../kinds/workload-plan';
import type { ListedSecret } from '../kinds/additions';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { ResolvedCluster } from './resolved-cluster';
import { listComponentSecrets } from './component-secrets';

/** Lists the Secrets that pods of a cluster read: those of components, of tenants and of their workloads. */
export function listSecrets(cluster: ResolvedCluster, tenants: readonly TenantPlan[]): readonly PlannedSecret[] {
  const secrets = [
    ...listComponentSecrets(cluster),
    ...tenants.flatMap((tenant) => listTenantSecrets(tenant, cluster.clusterInfo)),
  ];
  const key = ({ namespace, name }: PlannedSecret) => `${namespace}/${name}`;
  return secrets
    .filter((secret, index) => secrets.findIndex((other) => key(other) === key(secret)) === index)
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function listTenantSecrets(tenant: TenantPlan, cluster: ClusterInfo): readonly PlannedSecret[] {
  const { name, applications, jobs, additions } = tenant;
  return [
    ...[...applications, ...jobs].flatMap((workload) =>
      listWorkloadSecrets(workload, cluster).map((secret) => ({
        ...secret,
        owner: `workload '${name}/${workload.name}'`,
      })),
    ),
    ...Object.values(additions)
      .flatMap(({ secrets = [] }) => secrets)
      .map((secret) => ({ ...secret, owner: `tenant '${name}'` })),
  ];
}

/** Describes what happens to the variables of a workload when a Secret changes. */
function formatVariables({ capabilities: { secrets } }: ClusterInfo): string {
  return secrets?.restarts === true ? 'applications are restarted for variables' : 'restart the workload for variables';
}

function listWorkloadSecrets(workload: ApplicationPlan | JobPlan, cluster: ClusterInfo): readonly ListedSecret[] {
  const { namespace, bindings, options, tenant } = workload;
  const storedSecret = options.uses?.secret;
  const references = [
    ...listContainers(workload.name, options).flatMap(({ options: { env = {}, envFrom = [], files = {} } }) => [
      ...Object.values(env),
      ...envFrom,
      ...Object.values(files),
    ]),
    ...bindings.flatMap(({ use: { options: useOptions } }) =>
      useOptions.credentials === undefined ? [] : [{ secret: useOptions.credentials }],
    ),
  ].flatMap((value): SecretKeyReference[] => (typeof value === 'object' && 'secret' in value ? [value] : []));
  return [
    ...bindings.map(({ secret, use, data }) => ({
      namespace,
      name: secret,
      keys: [
        ...(data === undefined ? (cluster.capabilities[use.capability]?.bindingKeys ?? []) : Object.keys(data)),
      ].sort(),
      source:
        data === undefined ? `created by the provider of ${use.capability}` : 'created by Plinth, without credentials',
      rotation: data === undefined ? `files follow changes; ${formatVariables(cluster)}` : 'the workload is restarted',
    })),
    ...(storedSecret === undefined
      ? []
      : [
          {
            namespace,
            name: `${workload.name}-stored`,
            keys: [],
            source: `the store, at ${tenant}/${storedSecret.path}`,
            rotation: `read every ${storedSecret.refreshMinutes} minutes; ${formatVariables(cluster)}`,
          },
        ]),
    ...[...new Set(references.map(({ secret }) => secret))].map((secret) => ({
      namespace,
      name: secret,
      keys: [...new Set(references.filter((other) => other.secret === secret).flatMap(({ key }) => key ?? []))].sort(),
      source: 'created by the tenant',
      rotation: `files follow changes; ${formatVariables(cluster)}`,
    })),
  ];
}

interface SecretKeyReference {
  readonly secret: string;
  readonly key?: string;
}
