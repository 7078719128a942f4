import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, type Problem } from '../schema/problem';

/**
 * Namespaces that another tenant had, as when a tenant is renamed. Each tenant is a release of its own, and nothing orders
 * the two in one apply.
 */
export function checkNamespaceChanges(before: readonly ClusterPlan[], now: readonly ClusterPlan[]): readonly Problem[] {
  const found = new Map<string, Problem>();
  for (const cluster of now) {
    const earlier = before.find(({ name }) => name === cluster.name)?.tenants ?? [];
    const owners = new Map(earlier.flatMap(({ name, namespaces }) => namespaces.map((one) => [one.name, name])));
    for (const { name: tenant, namespaces } of cluster.tenants) {
      for (const { name } of namespaces) {
        const owner = owners.get(name);
        if (owner === undefined || owner === tenant) continue;
        const problem = error(
          ['tenants', tenant, 'namespaces'],
          name,
          `it is of tenant '${owner}' until the next apply, which might take away what is made for '${tenant}'`,
          `leave it out, apply, and write it then: what '${owner}' runs in it stops in between`,
        );
        found.set(`${tenant}/${name}`, problem);
      }
    }
  }
  return [...found.values()];
}
