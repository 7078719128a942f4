import type { Tenant } from '../definition/tenant';
import { warning, type PathSegment, type Problem } from '../schema/problem';
import { listSimilar } from '../schema/suggestions';
import type { CheckContext } from './context';

/** Pod Security levels that weaken the default, each with the reason and the fix. */
const weakPodSecurity = {
  privileged: {
    message: 'allows pods to use the host, with which they can take over their node and all pods on it',
    fix: "write 'baseline' or 'restricted', or give the tenant nodes of its own with `nodes`",
  },
  baseline: {
    message: 'allows containers to run as root and with more capabilities than the default',
    fix: "write 'restricted' if the pods of this namespace can run with it",
  },
} as const;

/** Labels and taints of control planes, also the one of versions before 1.24, which installers still set. */
const controlPlaneKeys = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/**
 * Warns about each setting with which the platform makes a tenant less isolated than by default.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
export function checkTenantGrants(context: CheckContext): readonly Problem[] {
  return Object.entries(context.platform.tenants).flatMap(([name, tenant]) => [
    ...checkPodSecurity(['tenants', name], tenant),
    ...checkPriorityClasses(['tenants', name], tenant),
    ...checkClusterHostEgress(['tenants', name], tenant),
    ...checkNodes(['tenants', name], tenant, context),
    ...checkIngressAnnotations(['tenants', name], tenant),
    ...checkCapabilities(['tenants', name], tenant),
    ...checkKinds(['tenants', name], tenant),
    ...checkRoles(['tenants', name], tenant),
  ]);
}

function checkPodSecurity(path: readonly PathSegment[], { namespaces = {} }: Tenant): readonly Problem[] {
  return Object.entries(namespaces).flatMap(([namespace, { podSecurity }]) => {
    if (podSecurity === 'restricted') return [];
    const { message, fix } = weakPodSecurity[podSecurity];
    return [warning([...path, 'namespaces', namespace, 'podSecurity'], podSecurity, message, fix)];
  });
}

function checkPriorityClasses(path: readonly PathSegment[], { priorityClasses = [] }: Tenant): readonly Problem[] {
  return priorityClasses.flatMap((priorityClass, index) =>
    priorityClass.startsWith('system-')
      ? [
          warning(
            [...path, 'priorityClasses', index],
            priorityClass,
            'is meant for components of Kubernetes: pods of the tenant can evict pods of the platform and of other tenants',
            'write a PriorityClass for tenants',
          ),
        ]
      : [],
  );
}

function checkIngressAnnotations(
  path: readonly PathSegment[],
  { ingressAnnotations = [] }: Tenant,
): readonly Problem[] {
  return ingressAnnotations.map((annotation, index) =>
    warning(
      [...path, 'ingressAnnotations', index],
      annotation,
      'is not among the annotations of every tenant, since an annotation can route hosts of others, or configure the controller',
      'remove it, unless its value can do neither',
    ),
  );
}

/** Capabilities whose APIs have data of all tenants, without permissions of their own. */
const sharedApis = ['alerts', 'logs', 'metrics', 'metrics-store', 'remote-write', 'traces-store'];

function checkCapabilities(path: readonly PathSegment[], { capabilities = [] }: Tenant): readonly Problem[] {
  const shared = capabilities.filter((capability) => sharedApis.includes(capability));
  if (shared.length === 0) return [];
  const message = `lets workloads call ${shared.join(', ')}, whose ${shared.length === 1 ? 'API has' : 'APIs have'} data of all tenants`;
  return [
    warning([...path, 'capabilities'], capabilities, message, 'remove them, unless the tenant is the platform team'),
  ];
}

function checkKinds(path: readonly PathSegment[], { kinds = [] }: Tenant): readonly Problem[] {
  if (kinds.length === 0) return [];
  const message =
    'are created for the tenant by programs of the platform, whose permissions no policy of the tenant limits: review what each kind can contain';
  return [warning([...path, 'kinds'], kinds, message, 'remove those that the tenant does not need')];
}

/** Roles of Kubernetes for users. Any other ClusterRole may exist. */
const userRoles = ['admin', 'edit', 'view'];

function checkRoles(path: readonly PathSegment[], { members = {} }: Tenant): readonly Problem[] {
  return Object.entries(members).flatMap(([group, role]) => {
    const [similar] = userRoles.includes(role) ? [] : listSimilar(role, userRoles);
    if (similar === undefined) return [];
    const message = 'is not a ClusterRole of Kubernetes for users: the group has no permissions unless it exists';
    return [warning([...path, 'members', group], role, message, `write '${similar}', if that is what you mean`)];
  });
}

function checkClusterHostEgress(path: readonly PathSegment[], { hostEgress }: Tenant): readonly Problem[] {
  if (!hostEgress) return [];
  const message =
    'lets workloads connect to kubelet, etcd and the API server, which only their own credentials protect';
  return [warning([...path, 'hostEgress'], hostEgress, message, 'remove it if the tenant calls no hosts')];
}

function checkNodes(
  path: readonly PathSegment[],
  { nodes, clusters }: Tenant,
  { resolvedClusters }: CheckContext,
): readonly Problem[] {
  if (!nodes) return [];
  const controlPlanes = resolvedClusters
    .filter(({ name }) => clusters.includes(name))
    .flatMap(({ machines }) => machines.filter(({ roles }) => roles.includes('control-plane')).map(({ name }) => name));
  const isControlPlane = ([key, value]: readonly [string, string]) =>
    controlPlaneKeys.includes(key) || (key === 'kubernetes.io/hostname' && controlPlanes.includes(value));
  const message = 'is for control planes: pods of the tenant run next to the API server and etcd';
  const taintKey = nodes.taint?.key ?? '';
  return [
    ...Object.entries(nodes.labels)
      .filter(isControlPlane)
      .map(([key, value]) =>
        warning([...path, 'nodes', 'labels', key], value, message, 'write a label of worker nodes'),
      ),
    ...(controlPlaneKeys.includes(taintKey)
      ? [warning([...path, 'nodes', 'taint', 'key'], taintKey, message, 'write a taint of worker nodes')]
      : []),
  ];
}
