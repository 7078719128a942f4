import type { Construct } from 'constructs';
import type { TenantPlan } from '../../src/kinds/cluster-plan';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease, PodSecurity } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { addObject } from '../kubernetes/object';
import { Application } from '../applications/application';
import { Job } from '../applications/job';
import { TenantAdmissionPolicies } from './tenant-admission-policies';
import { tryGetHttp01SolverNamespace } from './http01-challenge';
import { TenantNamespace } from './tenant-namespace';
import { tenantObservabilityFiles } from './tenant-observability';
import { addPlatformAccessPolicies } from './platform-access';
import { Product } from './product';

const admissionPolicyFile = '01-admission.yaml';

const podSecurityLevels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];

type ReleaseFiles = Record<string, (scope: Construct) => void>;

/**
 * Everything of one tenant on one cluster as a release: files with its namespaces and what is refused to it, and one for
 * each application, job and product. Names of workloads begin with a letter, so those with a digit are ours.
 * @example
 * for (const { tenants, clusterInfo } of language(kinds).plan(acme).clusters)
 *   for (const tenant of tenants) tenantRelease(tenant, clusterInfo).objects['web.yaml']?.(chart);
 */
export function tenantRelease(tenant: TenantPlan, clusterInfo: ClusterInfo): ObjectRelease {
  const { name, namespaces, applications, jobs } = tenant;
  return {
    name: releaseNames.tenant(name),
    admissionPolicies: { file: admissionPolicyFile, release: releaseNames.tenantAdmissionPolicies(name) },
    // Helm keeps its records where the release goes: neither in a namespace that is yet to be made, nor in the tenant's hands.
    namespace: 'kube-system',
    podSecurity:
      podSecurityLevels[Math.max(0, ...namespaces.map(({ podSecurity }) => podSecurityLevels.indexOf(podSecurity)))] ??
      'restricted',
    images: [...new Set([...applications, ...jobs].map(({ options }) => options.image))].sort(),
    objects: {
      ...isolationFiles(tenant, clusterInfo),
      ...workloadFiles(tenant, clusterInfo),
      ...objectAndProductFiles(tenant, clusterInfo),
      ...tenantObservabilityFiles(tenant, clusterInfo),
    },
  };
}

function isolationFiles(
  { name, members, limits, namespaces, ...tenant }: TenantPlan,
  cluster: ClusterInfo,
): ReleaseFiles {
  const workloads = [...tenant.applications, ...tenant.jobs];
  const callsPlatform = workloads.some(({ egressTargets }) => egressTargets.some((call) => 'capability' in call));
  const registries = tenant.admission.registries?.flatMap((registry) => listRegistryAndMirror(registry, cluster));
  return {
    '00-namespaces.yaml': (scope) => {
      for (const namespace of namespaces)
        new TenantNamespace(scope, namespace.name, { ...namespace, tenant: name, members, limits, cluster });
    },
    [admissionPolicyFile]: (scope: Construct) => {
      new TenantAdmissionPolicies(scope, 'admission', {
        ...tenant.admission,
        registries,
        tenant: name,
        nodes: tenant.nodes,
        certManagerNamespace: tryGetHttp01SolverNamespace(cluster),
      });
    },
    ...(callsPlatform
      ? {
          '02-platform-access.yaml': (scope: Construct) => {
            addPlatformAccessPolicies(scope, workloads, cluster);
          },
        }
      : {}),
  };
}

function workloadFiles({ applications, jobs }: TenantPlan, cluster: ClusterInfo): ReleaseFiles {
  return Object.fromEntries([
    ...applications.map((plan) => [
      `${plan.name}.yaml`,
      (scope: Construct) => new Application(scope, plan.name, { plan, cluster }),
    ]),
    ...jobs.map((plan) => [`${plan.name}.yaml`, (scope: Construct) => new Job(scope, plan.name, { plan, cluster })]),
  ]) as ReleaseFiles;
}

function objectAndProductFiles({ objects, products }: TenantPlan, clusterInfo: ClusterInfo): ReleaseFiles {
  const argoCdNamespace = tryGetEndpoint(clusterInfo, 'delivery')?.namespace ?? 'argocd';
  const addObjects = (scope: Construct) => {
    for (const { metadata, ...object } of objects) {
      const id = `${object.apiVersion}-${object.kind}-${metadata.namespace}-${metadata.name}`.replaceAll('/', '-');
      addObject(scope, id, { ...object, metadata }, { keepEmptyLists: true });
    }
  };
  return {
    ...(objects.length > 0 ? { '03-objects.yaml': addObjects } : {}),
    ...Object.fromEntries(
      products.map((plan) => [
        `04-product-${plan.name}.yaml`,
        (scope: Construct) => {
          new Product(scope, plan.name, { plan, argoCdNamespace });
        },
      ]),
    ),
  };
}

/** A registry as it is written, and as the mirror serves it. */
function listRegistryAndMirror(registry: string, clusterInfo: ClusterInfo): readonly string[] {
  const served = resolveImage(clusterInfo, `${registry}/image`).slice(0, -'/image'.length);
  return served === registry ? [registry] : [registry, served];
}
