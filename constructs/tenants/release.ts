import type { Construct } from 'constructs';
import type { TenantPlan } from '../../src/model/cluster-plan';
import type { ClusterFacts } from '../../src/model/facts';
import type { ObjectRelease, PodSecurity } from '../../src/model/release';
import { Application } from '../applications/application';
import { TenantNamespace } from './namespace';
import { tenantObservability } from './observability';

const levels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];

/**
 * Everything of one tenant on one cluster as a release: a file with its namespaces, and one for each application.
 * @example
 * const { objects } = tenantRelease(plan.clusters[0].tenants[0], plan.clusters[0].facts);
 * objects.web?.(chart);
 */
export function tenantRelease(tenant: TenantPlan, facts: ClusterFacts): ObjectRelease {
  const { name, owners, viewers, namespaces, applications } = tenant;
  const drawNamespaces = (scope: Construct) => {
    for (const namespace of namespaces) {
      new TenantNamespace(scope, namespace.name, { ...namespace, tenant: name, owners: [owners], viewers, facts });
    }
  };
  return {
    name: `tenant-${name}`,
    // Helm keeps its records where the release goes: neither in a namespace that is yet to be made, nor in the tenant's hands.
    namespace: 'kube-system',
    podSecurity:
      levels[Math.max(0, ...namespaces.map(({ podSecurity }) => levels.indexOf(podSecurity)))] ?? 'restricted',
    images: [...new Set(applications.map(({ options }) => options.image))].sort(),
    objects: {
      '00-namespaces.yaml': drawNamespaces,
      ...Object.fromEntries(
        applications.map((plan) => [
          `${plan.name}.yaml`,
          (scope: Construct) => {
            new Application(scope, plan.name, { plan, facts });
          },
        ]),
      ),
      ...tenantObservability(tenant, facts),
    },
  };
}
