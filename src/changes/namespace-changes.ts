import { error, type Problem } from '../schema/problem';
import type { PlannedPlatform } from './change';

/**
 * Checks that no namespace changes from one tenant to another within one apply, such as when a tenant is renamed. Each
 * tenant has a release of its own, and the two releases have no defined order.
 */
export function checkNamespaceChanges(previous: PlannedPlatform, current: PlannedPlatform): readonly Problem[] {
  const problems = new Map<string, Problem>();
  for (const { name: clusterName, tenants } of current.clusters) {
    const previousTenants = previous.clusters.find(({ name }) => name === clusterName)?.tenants ?? [];
    const previousOwners = new Map(
      previousTenants.flatMap((tenant) => tenant.namespaces.map((namespace) => [namespace.name, tenant.name])),
    );
    for (const { name: tenant, namespaces } of tenants) {
      for (const { name: namespace } of namespaces) {
        const previousOwner = previousOwners.get(namespace);
        if (previousOwner === undefined || previousOwner === tenant) continue;
        problems.set(
          `${tenant}/${namespace}`,
          error(
            ['tenants', tenant, 'namespaces'],
            namespace,
            `belongs to tenant '${previousOwner}' until the next apply, which might delete objects of '${tenant}' in it`,
            `remove it, apply, then add it again: workloads of '${previousOwner}' in it stop in between`,
          ),
        );
      }
    }
  }
  return [...problems.values()];
}
