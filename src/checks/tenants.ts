import { suggest } from '../schema/suggestions';
import { tenantNamespaces } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { listExceededQuotas } from '../planning/quota';
import type { Tenant } from '../definition/tenant';
import { findDuplicates, type CheckContext } from './context';
import { checkObjects } from './objects';

/** Shares that exceed a quota, objects that a tenant may not make, and what it names that is not there. */
export function checkTenants({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const path = ['tenants', name];
    return [
      ...checkQuota(name, tenant, path),
      ...checkObjects(name, tenant, path),
      ...checkGroups(tenant, path),
      ...checkTenantClusters(tenant, path, resolvedClusters),
      ...checkSecretStore(tenant, path, resolvedClusters),
    ];
  });
}

function checkQuota(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const own = new Map(
    tenantNamespaces(name, tenant).map((namespace) => [namespace, tenant.namespaces?.[namespace]?.quota]),
  );
  return listExceededQuotas(tenant.quota, own).map(({ resource, allocated, limit }) =>
    error(
      [...path, 'quota', resource],
      limit,
      `its namespaces take ${allocated} of it and leave nothing for the others`,
      'raise it, or lower the shares in `namespaces`',
    ),
  );
}

/** A cluster that is in use is not torn down. */
function checkTenantClusters(
  { clusters }: Tenant,
  path: readonly PathSegment[],
  drafts: CheckContext['resolvedClusters'],
): readonly Problem[] {
  const leaving = drafts.filter(({ options }) => options.state === 'removed').map(({ name }) => name);
  return clusters.flatMap((name, index) =>
    leaving.includes(name)
      ? [
          error(
            [...path, 'clusters', index],
            name,
            'is to be removed, and a cluster in use is not',
            'take it out here in the same change',
          ),
        ]
      : [],
  );
}

/** A store of secrets that a cluster of the tenant does not have; `default` has to be there only where it is used. */
function checkSecretStore(
  { clusters, secretStore, applications = {} }: Tenant,
  path: readonly PathSegment[],
  drafts: CheckContext['resolvedClusters'],
): readonly Problem[] {
  const used = Object.entries(applications).find(([, { uses }]) => uses?.secret !== undefined);
  const at = secretStore === 'default' && used ? ['applications', used[0], 'uses', 'secret'] : ['secretStore'];
  if (secretStore === 'default' && !used) return [];
  return drafts.flatMap(({ name, clusterInfo }) => {
    const stores = clusterInfo.capabilities.secrets?.stores;
    if (!clusters.includes(name) || stores === undefined || stores.includes(secretStore)) return [];
    return [
      error(
        [...path, ...at],
        secretStore,
        `cluster '${name}' has no ClusterSecretStore of this name`,
        stores.length > 0 ? suggest(secretStore, stores) : 'let externalSecrets({ store }) make it',
      ),
    ];
  });
}

/** One group with two roles has both; written in two places, one of them is a mistake. */
function checkGroups({ owners, viewers = [], members = {} }: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const groups = [
    ...[owners].flat().map((group) => ({ group, at: ['owners'] })),
    ...viewers.map((group, index) => ({ group, at: ['viewers', index] })),
    ...Object.keys(members).map((group) => ({ group, at: ['members', group] })),
  ];
  return [...findDuplicates(groups, ({ group }) => group)].flatMap(([group, [, second]]) =>
    second ? [error([...path, ...second.at], group, 'has a role in this tenant already', 'write each group once')] : [],
  );
}
