import { suggest } from '../parse';
import { namespacesOf } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import { overdrawn } from '../quota';
import type { Tenant } from '../tenant';
import { claimedTwice, type Known } from './known';
import { objectProblems } from './objects';

/** Shares that exceed a quota, objects that a tenant may not make, and what it names that is not there. */
export function tenantProblems({ platform, drafts }: Known): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const path = ['tenants', name];
    return [
      ...quotaProblems(name, tenant, path),
      ...objectProblems(name, tenant, path),
      ...groupProblems(tenant, path),
      ...placeProblems(tenant, path, drafts),
      ...storeProblems(tenant, path, drafts),
    ];
  });
}

function quotaProblems(name: string, tenant: Tenant, path: readonly PathSegment[]): readonly Problem[] {
  const own = new Map(
    namespacesOf(name, tenant).map((namespace) => [namespace, tenant.namespaces?.[namespace]?.quota]),
  );
  return overdrawn(tenant.quota, own).map(({ resource, taken, has }) =>
    error(
      [...path, 'quota', resource],
      has,
      `its namespaces take ${taken} of it and leave nothing for the others`,
      'raise it, or lower the shares in `namespaces`',
    ),
  );
}

/** A cluster that is in use is not torn down. */
function placeProblems(
  { clusters }: Tenant,
  path: readonly PathSegment[],
  drafts: Known['drafts'],
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
function storeProblems(
  { clusters, secretStore, applications = {} }: Tenant,
  path: readonly PathSegment[],
  drafts: Known['drafts'],
): readonly Problem[] {
  const used = Object.entries(applications).find(([, { uses }]) => uses?.secret !== undefined);
  const at = secretStore === 'default' && used ? ['applications', used[0], 'uses', 'secret'] : ['secretStore'];
  if (secretStore === 'default' && !used) return [];
  return drafts.flatMap(({ name, facts }) => {
    const stores = facts.offers.secrets?.stores;
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
function groupProblems(
  { owners, viewers = [], members = {} }: Tenant,
  path: readonly PathSegment[],
): readonly Problem[] {
  const groups = [
    ...[owners].flat().map((group) => ({ group, at: ['owners'] })),
    ...viewers.map((group, index) => ({ group, at: ['viewers', index] })),
    ...Object.keys(members).map((group) => ({ group, at: ['members', group] })),
  ];
  return [...claimedTwice(groups, ({ group }) => group)].flatMap(([group, [, second]]) =>
    second ? [error([...path, ...second.at], group, 'has a role in this tenant already', 'write each group once')] : [],
  );
}
