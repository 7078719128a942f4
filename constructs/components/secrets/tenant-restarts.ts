import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { groupBy } from '../../../src/checks/duplicates';
import { listContainers } from '../../../src/definition/containers';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { ApplicationPlan } from '../../../src/kinds/workload-plan';
import { tenantLabel } from '../../../src/kinds/labels';
import type { ObjectRelease } from '../../../src/kinds/release';
import { images } from '../../images';
import { addObject } from '../../kubernetes/object';
import { addRole } from '../../kubernetes/role';
import { scriptPodLabels } from '../../kubernetes/script-server';
import { addRestartCronJob, addRestartPermissions, type RestartedWorkload } from './restart-release';

/** Label of the ConfigMaps with the applications of a tenant that are restarted. */
const restartsLabel = 'plinth.dev/restarts';

/** Returns the name of the CronJob that restarts applications of tenants, of its ServiceAccount, and of its release. */
function tenantRestartsName(operator: string): string {
  return `${operator}-tenant-restarts`;
}

/**
 * Returns the release of the CronJob that restarts applications of tenants when a Secret changes that they have as
 * variables. Each tenant lists its applications in a ConfigMap in the namespace of the operator, and permits the restart of
 * these.
 * @param operator name, and namespace, of External Secrets Operator
 */
export function tenantRestartsRelease(operator: string, cluster: ClusterInfo): ObjectRelease {
  const name = tenantRestartsName(operator);
  return {
    name,
    namespace: operator,
    podSecurity: 'restricted',
    images: [images.node],
    networkRules: { restarts: { podLabels: scriptPodLabels(name), egress: [{ peer: 'api-server' }] } },
    objects: {
      'objects.yaml': (scope) => {
        const env = { WORKLOADS_NAMESPACE: operator, WORKLOADS_SELECTOR: `${restartsLabel}=tenant` };
        addRestartCronJob(scope, { name, namespace: operator }, { env }, cluster);
        const metadata = { name, namespace: operator };
        addRole(scope, 'Role', {
          metadata,
          rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
          account: { name, namespace: operator },
        });
      },
    },
  };
}

/** Adds the list of a tenant's applications that are restarted, and the permission to restart them. */
export function addTenantRestarts(scope: Construct, operator: string, tenant: TenantPlan): void {
  const names = { list: `restarts.${tenant.name}`, role: tenantRestartsName(operator) };
  addRestarts(scope, { operator, tenant: tenant.name, ...names }, listRestartedApplications(tenant));
}

/** Returns whether the cluster restarts workloads that {@link addRestartsOf} lists. */
export function restartsWorkloads(cluster: ClusterInfo): boolean {
  return tryGetRestartingOperator(cluster) !== undefined;
}

/**
 * Adds a list of workloads that a provider runs for a tenant, and that are restarted when their Secrets change, where the
 * cluster restarts workloads.
 * @param topic what the workloads are, such as `caches`: a part of the names of the objects
 */
export function addRestartsOf(
  scope: Construct,
  { tenant, topic }: Readonly<Record<'tenant' | 'topic', string>>,
  workloads: readonly RestartedWorkload[],
  cluster: ClusterInfo,
): void {
  const operator = tryGetRestartingOperator(cluster);
  if (operator === undefined) return;
  const suffix = `${tenant}.${topic}`;
  const names = { list: `restarts.${suffix}`, role: `${tenantRestartsName(operator)}.${suffix}` };
  addRestarts(scope, { operator, tenant, ...names }, workloads);
}

function tryGetRestartingOperator(cluster: ClusterInfo): string | undefined {
  const { namespace, restarts } = tryGetEndpoint(cluster, 'secrets') ?? {};
  return restarts === true ? namespace : undefined;
}

function addRestarts(
  scope: Construct,
  { operator, tenant, list, role }: Readonly<Record<'operator' | 'tenant' | 'list' | 'role', string>>,
  workloads: readonly RestartedWorkload[],
): void {
  if (workloads.length === 0) return;
  addObject<ConfigMap>(scope, `Restarts-${list}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: list, namespace: operator, labels: { [restartsLabel]: 'tenant', [tenantLabel]: tenant } },
    data: { 'workloads.json': JSON.stringify(workloads) },
  });
  const account = tenantRestartsName(operator);
  for (const [namespace, ofNamespace] of groupBy(workloads, (workload) => workload.namespace))
    addRestartPermissions(scope, { name: role, account, operator, namespace }, ofNamespace);
}

/** Lists the applications of a tenant that have keys of Secrets as variables. A job has those of its start. */
export function listRestartedApplications({ applications }: TenantPlan): readonly RestartedWorkload[] {
  return applications.flatMap((application) => {
    const secrets = listSecretsInVariables(application);
    if (secrets.length === 0) return [];
    const { name, namespace } = application;
    return [{ namespace, kind: 'Deployment' as const, name, secrets }];
  });
}

/** Lists the Secrets of which an application has keys as variables, except those that Plinth creates. Files follow changes. */
function listSecretsInVariables({ name, options, bindings }: ApplicationPlan): readonly string[] {
  const ofContainers = listContainers(name, options).flatMap(({ options: { env = {}, envFrom = [] } }) =>
    [...Object.values(env), ...envFrom].flatMap((value) =>
      typeof value === 'object' && 'secret' in value ? [value.secret] : [],
    ),
  );
  const ofUses = bindings.flatMap(({ secret, data, use: { options: use } }) => {
    if (Object.keys(use.env).length === 0) return [];
    if (data === undefined) return [secret];
    return use.credentials === undefined ? [] : [use.credentials];
  });
  const stored = options.uses?.secret;
  const ofStore = stored !== undefined && Object.keys(stored.env).length > 0 ? [`${name}-stored`] : [];
  return [...new Set([...ofContainers, ...ofUses, ...ofStore])].sort();
}
