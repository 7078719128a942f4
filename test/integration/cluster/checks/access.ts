import type { Api, ImpersonatedUser, KubernetesObject } from '../api';
import type { Check } from '../check';

/**
 * Groups have the permissions of the role that a RoleBinding gives them in a namespace, and none elsewhere. Users without a
 * group of a RoleBinding have none.
 */
export const check: Check = {
  name: 'groups have exactly the permissions of their role, only in the namespaces that name them',
  skip: ({ objects }) => (listGroupRoles(objects).size > 0 ? undefined : 'no role binding for groups of users'),
  async run({ api, objects }) {
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const problems: string[] = [];
    const outsider = { user: 'outsider', groups: ['system:authenticated'] };
    for (const namespace of namespaces) {
      for (const permission of [...rolePermissions.view.allowed, ...rolePermissions.edit.allowed])
        if (await isAllowed(api, outsider, { namespace, ...permission }))
          problems.push(`users without a group can ${formatPermission(permission)} in ${namespace}`);
    }
    for (const [group, roles] of listGroupRoles(objects)) {
      const user = { user: `member-of-${group}`, groups: [group, 'system:authenticated'] };
      for (const namespace of [...namespaces, 'kube-system']) {
        const canGetPods = await isAllowed(api, user, { namespace, verb: 'get', resource: 'pods' });
        if (canGetPods !== roles.has(namespace))
          problems.push(`${group} ${canGetPods ? 'can' : 'cannot'} get pods in ${namespace}`);
        const role = roles.get(namespace) as keyof typeof rolePermissions;
        const permissions = rolePermissions[role] as RolePermissions | undefined;
        for (const permission of permissions?.allowed ?? [])
          if (!(await isAllowed(api, user, { namespace, ...permission })))
            problems.push(`${group} cannot ${formatPermission(permission)} in ${namespace}`);
        for (const permission of permissions?.denied ?? [])
          if (await isAllowed(api, user, { namespace, ...permission }))
            problems.push(`${group} can ${formatPermission(permission)} in ${namespace}`);
      }
      for (const permission of clusterPermissions) {
        if (!(await isAllowed(api, user, permission))) continue;
        problems.push(`${group} can ${permission.verb} ${permission.resource} in the whole cluster`);
      }
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
};

interface Permission {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
}

interface RolePermissions {
  readonly allowed: readonly Permission[];
  readonly denied: readonly Permission[];
}

/** Permissions in a namespace that no tenant has. */
const administrativePermissions: readonly Permission[] = [
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'roles' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
  { verb: 'create', resource: 'resourcequotas' },
  { verb: 'delete', resource: 'limitranges' },
  { verb: 'delete', resource: 'namespaces' },
];

const writePermissions: readonly Permission[] = [
  { verb: 'create', group: 'apps', resource: 'deployments' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
  { verb: 'delete', resource: 'pods' },
  { verb: 'create', group: 'networking.k8s.io', resource: 'ingresses' },
  { verb: 'get', resource: 'secrets' },
];

/** Permissions of Kubernetes' user-facing roles in the namespace of the RoleBinding. */
const rolePermissions: Readonly<Record<'edit' | 'view', RolePermissions>> = {
  edit: { allowed: writePermissions, denied: administrativePermissions },
  view: {
    allowed: [
      { verb: 'list', group: 'apps', resource: 'deployments' },
      { verb: 'get', resource: 'pods', subresource: 'log' },
    ],
    denied: [...writePermissions, ...administrativePermissions],
  },
};

function formatPermission({ verb, resource, subresource }: Permission): string {
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

/** Permissions outside of namespaces, which only cluster administrators have. */
const clusterPermissions = [
  { verb: 'list', resource: 'secrets' },
  { verb: 'create', resource: 'namespaces' },
  { verb: 'delete', resource: 'nodes' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { verb: 'escalate', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
];

interface Subject {
  readonly kind: string;
  readonly name: string;
}

/** Returns, by group of users and namespace, the role that a RoleBinding gives the group. */
function listGroupRoles(objects: readonly KubernetesObject[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const rolesByGroup = new Map<string, Map<string, string>>();
  for (const { kind, metadata, subjects, roleRef } of objects) {
    if (kind !== 'RoleBinding') continue;
    for (const subject of (subjects ?? []) as readonly Subject[]) {
      if (subject.kind !== 'Group' || subject.name.startsWith('system:')) continue;
      const roles = rolesByGroup.get(subject.name) ?? new Map<string, string>();
      rolesByGroup.set(subject.name, roles.set(metadata.namespace ?? '', (roleRef as { readonly name: string }).name));
    }
  }
  return rolesByGroup;
}

/** Returns true if a user has a permission, like `kubectl auth can-i`. */
async function isAllowed(api: Api, as: ImpersonatedUser, resourceAttributes: object): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const response = await api.create(review, '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { as });
  return (response as { status: { allowed: boolean } }).status.allowed;
}
