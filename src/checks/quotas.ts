import { tenantNamespaces } from '../definition/references';
import { listExceededQuotas } from '../planning/quota';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that the quotas of a tenant's namespaces fit into the quota of the tenant, and leave a part of it for
 * namespaces without a quota.
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export function checkQuotas({ platform }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const namespaceQuotas = new Map(
      tenantNamespaces(name, tenant).map((namespace) => [namespace, tenant.namespaces?.[namespace]?.quota]),
    );
    return listExceededQuotas(tenant.quota, namespaceQuotas).map(({ resource, allocated, limit }) =>
      error(
        ['tenants', name, 'quota', resource],
        limit,
        `the quotas of its namespaces add up to ${allocated}, which exceeds it or leaves nothing for the other namespaces`,
        'raise it, or lower the quotas in `namespaces`',
      ),
    );
  });
}
