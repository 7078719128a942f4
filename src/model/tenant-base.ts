import type { ClusterPlan, TenantPlan } from './cluster-plan';
import type { Platform } from './description';
import type { ClusterFacts } from './facts';
import { tenantsOn } from './tenant-plan';

/** What a tenant is everywhere: what is said of it without any environment's differences. */
export interface TenantBase {
  readonly tenant: TenantPlan;
  /** Facts of the first of its clusters, which the others differ from. */
  readonly facts: ClusterFacts;
}

/**
 * The base of each tenant. What is said for one environment is not in it, so that a change there changes the overlays
 * of that environment alone.
 */
export function basesOf(clusters: readonly ClusterPlan[], platform: Platform): readonly TenantBase[] {
  const standing = new Map(clusters.filter(({ removed }) => !removed).map((cluster) => [cluster.name, cluster]));
  const made = new Map([...standing].map(([name, { facts }]) => [name, tenantsOn(name, platform, facts.offers)]));
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const own = tenant.clusters.filter((cluster) => standing.has(cluster));
    const [first = ''] = own;
    const facts = standing.get(first)?.facts;
    const everywhere = made.get(first)?.find((one) => one.name === name);
    if (!facts || !everywhere) return [];
    const { applications, jobs, products } = everywhere;
    const onAll = (clusters: readonly string[] = tenant.clusters) => own.every((cluster) => clusters.includes(cluster));
    const runsOnAll = (workload: { readonly name: string }) => onAll(tenant.applications?.[workload.name]?.clusters);
    return [
      {
        tenant: {
          ...everywhere,
          applications: applications.filter(runsOnAll),
          jobs: jobs.filter(runsOnAll),
          products: products.filter((product) => onAll(tenant.products?.[product.name]?.clusters)),
        },
        facts,
      },
    ];
  });
}
