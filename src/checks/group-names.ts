import { tenantOwners } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';

interface DeclaredGroup {
  readonly group: string;
  readonly path: readonly PathSegment[];
  /** Whether the group becomes part of a policy of Argo CD. */
  readonly isDeployer?: boolean;
}

/**
 * Checks the names of groups. A group of Kubernetes itself contains more than a team: everybody who is logged in, all
 * service accounts, or administrators. A group that owns several tenants is a warning, since it joins what is isolated.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
export function checkGroupNames({ platform }: CheckContext): readonly Problem[] {
  const tenants = Object.entries(platform.tenants);
  return [
    ...tenants.flatMap(([name, tenant]) => listGroups(['tenants', name], tenant).flatMap(checkGroupName)),
    ...checkSharedOwners(tenants),
  ];
}

function listGroups(path: readonly PathSegment[], tenant: Tenant): readonly DeclaredGroup[] {
  const { viewers = [], members = {}, products = {} } = tenant;
  return [
    ...tenantOwners(tenant).map((group, index) => ({
      group,
      path: [...path, 'owners', ...(typeof tenant.owners === 'string' ? [] : [index])],
      isDeployer: Object.values(products).some(({ deployers }) => deployers === undefined),
    })),
    ...viewers.map((group, index) => ({ group, path: [...path, 'viewers', index] })),
    ...Object.keys(members).map((group) => ({ group, path: [...path, 'members', group] })),
    ...Object.entries(products).flatMap(([product, { deployers = [] }]) =>
      deployers.map((group, index) => ({
        group,
        path: [...path, 'products', product, 'deployers', index],
        isDeployer: true,
      })),
    ),
  ];
}

function checkGroupName({ group, path, isDeployer = false }: DeclaredGroup): readonly Problem[] {
  const fix = "write a group of the clusters' identity provider";
  if (group.trim() === '') return [error(path, group, 'is blank', fix)];
  if (group.trim() !== group || /\p{Cc}/u.test(group))
    return [error(path, group, 'begins or ends with a space, or contains a control character', 'remove it')];
  if (/[$`{}\\']/.test(group))
    return [
      error(
        path,
        group,
        "contains one of the characters $ ` { } \\ ', which Grafana would interpret in its settings",
        'write the identifier of the group, or another group',
      ),
    ];
  if (group.startsWith('system:')) return [error(path, group, 'is a group of Kubernetes, and not one of a team', fix)];
  if (isDeployer && /[",]/.test(group))
    return [
      error(path, group, 'contains a comma or a quote, which policies of Argo CD do not allow', 'write another group'),
    ];
  return [];
}

/** Warns once about each group that owns several tenants. */
function checkSharedOwners(tenants: readonly (readonly [string, Tenant])[]): readonly Problem[] {
  const owners = tenants.flatMap(([name, tenant]) =>
    [...new Set(tenantOwners(tenant))].map((group) => ({ group, name })),
  );
  return [...groupBy(owners, ({ group }) => group)].flatMap(([group, [first, second, ...others]]) => {
    if (!first || !second) return [];
    const count = others.length === 0 ? '' : `, and ${others.length} more`;
    return [
      warning(
        ['tenants', second.name, 'owners'],
        group,
        `the group also owns tenant '${first.name}'${count}, and can change all of them`,
        'write a group of this tenant only, unless one team is responsible for these tenants',
      ),
    ];
  });
}
