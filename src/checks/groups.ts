import { tenantOwners } from '../definition/references';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/**
 * Checks that each group has one role in a tenant. RoleBindings add up, so a group with two roles would have both.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function checkGroups({ platform }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([name, tenant]) => {
    const { viewers = [], members = {} } = tenant;
    const groups = [
      ...tenantOwners(tenant).map((group) => ({ group, path: ['owners'] })),
      ...viewers.map((group, index) => ({ group, path: ['viewers', index] })),
      ...Object.keys(members).map((group) => ({ group, path: ['members', group] })),
    ];
    return [...findDuplicates(groups, ({ group }) => group)].flatMap(([group, [, second]]) =>
      second
        ? [
            error(
              ['tenants', name, ...second.path],
              group,
              'already has a role in this tenant',
              'write each group once',
            ),
          ]
        : [],
    );
  });
}
