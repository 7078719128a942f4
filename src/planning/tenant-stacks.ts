import { createHash } from 'node:crypto';
import type { ClusterPlan, TenantStackPlan } from '../kinds/cluster-plan';

/** Name of the stack that has the tenants without `tenantStacks`. */
const platformStack = 'platform';

/**
 * Distributes tenants over Terraform stacks by rendezvous hashing: the stack of a tenant depends on its name and on the
 * number of stacks only, and one more stack takes tenants from all others without moving any between them.
 * @param count number of stacks; undefined for none
 * @see https://en.wikipedia.org/wiki/Rendezvous_hashing
 */
export function resolveTenantStacks(count: number | undefined, tenants: readonly string[]): readonly TenantStackPlan[] {
  const stacks = Array.from({ length: count ?? 0 }, (_, index) => ({
    name: `tenants-${index + 1}`,
    tenants: [] as string[],
  }));
  for (const tenant of tenants) {
    const scores = stacks.map(({ name }) => scoreOf(name, tenant));
    stacks[scores.indexOf(Math.max(...scores))]?.tenants.push(tenant);
  }
  return stacks;
}

/** Returns a number of 48 bits: with it, the probability that two stacks have the same score is negligible. */
function scoreOf(stack: string, tenant: string): number {
  return createHash('sha256').update(`${stack}/${tenant}`).digest().readUIntBE(0, 6);
}

/**
 * Lists the tenants that leave the stack whose state has them. Terraform would uninstall their releases there, and install
 * them in another stack at the same time.
 */
export function listTenantsMovedToOtherStacks(
  previous: ClusterPlan,
  current: ClusterPlan,
): ClusterPlan['tenantsMovedToOtherStacks'] {
  if (previous.clusterInfo.delivery !== 'terraform') return {};
  // `deliveryMigration` contains the releases of the platform's stack.
  if (current.clusterInfo.delivery !== 'terraform')
    return Object.fromEntries(previous.tenantStacks.map(({ name, tenants }) => [name, tenants]));
  const stackByTenant = mapTenantsToStacks(current);
  const currentStacks = new Set([platformStack, ...current.tenantStacks.map(({ name }) => name)]);
  return Object.fromEntries(
    [...groupTenantsByStack(previous)].flatMap(([stack, tenants]) => {
      // A removed tenant is uninstalled.
      const leaving = tenants.filter((tenant) => (stackByTenant.get(tenant) ?? stack) !== stack);
      return leaving.length > 0 || !currentStacks.has(stack) ? [[stack, leaving]] : [];
    }),
  );
}

function mapTenantsToStacks({ tenants, tenantStacks }: ClusterPlan): ReadonlyMap<string, string> {
  return new Map([
    ...tenants.map(({ name }) => [name, platformStack] as const),
    ...tenantStacks.flatMap((stack) => stack.tenants.map((tenant) => [tenant, stack.name] as const)),
  ]);
}

function groupTenantsByStack(cluster: ClusterPlan): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>(cluster.tenantStacks.map(({ name }) => [name, []]));
  for (const [tenant, stack] of mapTenantsToStacks(cluster)) groups.set(stack, [...(groups.get(stack) ?? []), tenant]);
  return groups;
}
