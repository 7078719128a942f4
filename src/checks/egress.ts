import { isEgressTarget, type Call, type EgressCapability, type EgressConnection } from '../definition/calls';
import type { Platform } from '../definition/platform';
import { optionPath, resolveForEnvironment } from '../definition/references';
import { listServerUses, tryFormatServerCidr, type Use } from '../definition/uses';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { isWithinRange } from '../schema/address-range';
import { suggest } from '../schema/suggestions';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { groupBy, uniqueProblems } from './duplicates';
import { checkEgressRange } from './egress-ranges';
import { checkEgressHost, checkEgressReach } from './network-egress';
import { listServedHosts, listWorkloadEnvironments, matchesHostname, type ServedHost } from './served-hosts';
import { listDeclaredRuntimes, listValidRuntimeClusters, type DeclaredRuntime } from './runtimes';
import { listDeclaredWorkloads, listValidWorkloadClusters, type DeclaredWorkload } from './workloads';

type TenantOfCaller = Pick<DeclaredWorkload, 'tenant' | 'tenantName'>;

/**
 * Checks `calls` of workloads and of runtimes to hosts and ranges outside the cluster, servers in `uses`, and `calls` of
 * capabilities of the platform. The network must be able to enforce the call, the target must be outside the cluster and outside other
 * environments, and the tenant must have permission to call the capability or hosts of the cluster.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/#dns-based
 */
export function checkEgress(context: CheckContext): readonly Problem[] {
  const { platform } = context;
  const servedHosts = listServedHosts(context);
  return [
    ...listDeclaredWorkloads(platform).flatMap((caller) => [
      ...uniqueProblems(
        listValidWorkloadClusters(caller, context).flatMap((cluster) => checkEgressOnCluster(caller, cluster, context)),
      ),
      ...checkEnvironmentIsolation(servedHosts, listCalledHosts(caller, platform)),
    ]),
    ...listDeclaredRuntimes(platform).flatMap((caller) => [
      ...uniqueProblems(
        listValidRuntimeClusters(caller, context).flatMap((cluster) =>
          checkTargets(caller.runtime.calls, [...caller.path, 'calls'], caller, cluster, context),
        ),
      ),
      ...checkEnvironmentIsolation(servedHosts, listHostsCalledByRuntime(caller)),
    ]),
  ];
}

function checkEgressOnCluster(
  caller: DeclaredWorkload,
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly Problem[] {
  const { environment } = cluster.options;
  const workload = resolveForEnvironment(caller.workload, environment);
  const callsPath = optionPath(caller.workload, caller.path, environment, 'calls');
  return [
    ...checkTargets(workload.calls, callsPath, caller, cluster, context),
    ...listServerUses(workload).flatMap((use) => {
      const { server, addresses, includesHosts } = use.options;
      const path = usePath(caller, environment, use);
      const serverCidr = server === undefined ? undefined : tryFormatServerCidr(server);
      const ranges = [
        ...(addresses ?? []).map((cidr, index) => ({ cidr, path: [...path, 'addresses', index] })),
        ...(serverCidr === undefined ? [] : [{ cidr: serverCidr, path: [...path, 'server'] }]),
      ];
      return [
        ...ranges.flatMap((range) => [
          ...checkEgressRange({ ...range, includesHosts }, cluster, context),
          ...checkRangeOfConnection(range.cidr, range.path, cluster),
          ...checkEgressReach(range.cidr, range.path, cluster),
        ]),
        ...checkHostPermission({ includesHosts }, path, caller),
      ];
    }),
  ];
}

/** Checks the entries of `calls` that are no application. */
function checkTargets(
  calls: readonly Call[] = [],
  callsPath: readonly PathSegment[],
  caller: TenantOfCaller,
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly Problem[] {
  return calls.flatMap((call, index) => {
    const path = [...callsPath, index];
    if (!isEgressTarget(call)) return [];
    if ('cidr' in call)
      return [
        ...checkEgressRange({ ...call, path: [...path, 'cidr'] }, cluster, context),
        ...checkRangeOfConnection(call.cidr, [...path, 'cidr'], cluster),
        ...checkEgressReach(call.cidr, [...path, 'cidr'], cluster),
        ...checkHostPermission(call, path, caller),
      ];
    if ('capability' in call) return checkCapability(call, path, caller, cluster);
    if ('connection' in call) return checkConnection(call, path, caller, cluster);
    return [
      ...checkHostEgress(call.host, [...path, 'host'], cluster),
      ...checkEgressHost(call.host, [...path, 'host'], cluster),
    ];
  });
}

function checkHostPermission(
  { includesHosts }: { readonly includesHosts?: boolean | undefined },
  path: readonly PathSegment[],
  { tenant, tenantName }: TenantOfCaller,
): readonly Problem[] {
  if (!includesHosts || tenant.hostEgress) return [];
  const message = `tenant '${tenantName}' may not call hosts of its clusters`;
  const fix = `remove it, or let the platform set tenants.${tenantName}.hostEgress to true`;
  return [error([...path, 'includesHosts'], includesHosts, message, fix)];
}

/** Names of Services and of the machine itself, and those of metadata services. Their addresses are denied, too. */
const internalNames =
  /(^|\.)(svc|cluster\.local|localhost|metadata\.google\.internal|instance-data\.ec2\.internal|metadata|instance-data)\.?$/i;

/**
 * Checks that the network of a cluster can allow egress by host name. A NetworkPolicy contains addresses only; host
 * names require a network that observes DNS responses, such as Cilium.
 */
export function checkHostEgress(
  host: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  if (tryFormatServerCidr(host) !== undefined)
    return [error(path, host, 'is an address and no host name', 'write { cidr, ports }')];
  if (internalNames.test(host))
    return [
      error(
        path,
        host,
        'is a name of the cluster or of the metadata service of a cloud, which no workload may call as a host',
        'write a host outside the platform, or call an application by its name',
      ),
    ];
  if (clusterInfo.capabilities['network-policy-hosts']?.api === 'cilium') return [];
  return [
    error(
      path,
      host,
      `the network of cluster '${name}' cannot enforce host names`,
      "write { cidr, ports } with its addresses, or use a network that provides 'network-policy-hosts', such as Cilium",
    ),
  ];
}

function checkCapability(
  { capability }: EgressCapability,
  callPath: readonly PathSegment[],
  { tenant, tenantName }: TenantOfCaller,
  cluster: ResolvedCluster,
): readonly Problem[] {
  const path = [...callPath, 'capability'];
  const permissionProblems = (tenant.capabilities ?? []).includes(capability)
    ? []
    : [error(path, capability, `is not in tenants.${tenantName}.capabilities`, 'add it there')];
  return [...permissionProblems, ...checkProvider(capability, path, cluster)];
}

/** Checks that a range which a workload calls is not that of a connection: only the name of the connection grants access. */
function checkRangeOfConnection(
  cidr: string,
  path: readonly PathSegment[],
  { name, clusterInfo: { connections = {} } }: ResolvedCluster,
): readonly Problem[] {
  const found = Object.entries(connections).find(([, { cidrs }]) => cidrs.some((range) => isWithinRange(cidr, range)));
  if (!found) return [];
  const [connection] = found;
  return [
    error(
      path,
      cidr,
      `is an address of connection '${connection}' of cluster '${name}'`,
      `write { connection: '${connection}' } in \`calls\``,
    ),
  ];
}

function checkConnection(
  { connection, ports = [] }: EgressConnection,
  callPath: readonly PathSegment[],
  { tenant, tenantName }: TenantOfCaller,
  { name, clusterInfo: { connections = {} } }: ResolvedCluster,
): readonly Problem[] {
  const path = [...callPath, 'connection'];
  const { [connection]: declared } = connections;
  const permissionProblems = (tenant.connections ?? []).includes(connection)
    ? []
    : [error(path, connection, `is not in tenants.${tenantName}.connections`, 'add it there')];
  if (!declared)
    return [
      ...permissionProblems,
      error(
        path,
        connection,
        `cluster '${name}' has no such connection`,
        suggest(connection, Object.keys(connections)),
      ),
    ];
  return [
    ...permissionProblems,
    ...ports
      .filter((port) => !declared.ports.includes(port))
      .map((port) =>
        error(
          [...callPath, 'ports'],
          port,
          `is not a port of connection '${connection}' of cluster '${name}'`,
          `write one of ${declared.ports.join(', ')}`,
        ),
      ),
  ];
}

function checkProvider(
  capability: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const { capabilities } = clusterInfo;
  const endpoint = capabilities[capability];
  if (!endpoint)
    return [
      error(
        path,
        capability,
        `nothing on cluster '${name}' provides this capability`,
        suggest(capability, Object.keys(capabilities)),
      ),
    ];
  if (endpoint.namespace !== undefined) return [];
  return [
    error(
      path,
      capability,
      `cluster '${name}' does not declare the namespace of its pods, so no NetworkPolicy can allow the call`,
      'set `namespace` where the cluster or its component provides the capability',
    ),
  ];
}

/** Returns where the options of a use are written for an environment. */
function usePath(
  { workload, path }: DeclaredWorkload,
  environment: string,
  { capability, path: keys }: Pick<Use, 'capability' | 'path'>,
): readonly PathSegment[] {
  // An environment replaces all uses of a capability.
  return [...optionPath(workload, path, environment, 'uses', capability), ...keys.slice(1)];
}

/** Host name that a workload or runtime calls in one environment, with its place in the definition. */
interface CalledHost {
  readonly host: string;
  /** Name of the workload or runtime. */
  readonly caller: string;
  readonly environment: string;
  readonly path: readonly PathSegment[];
}

function listHostsCalledByRuntime({ name, runtime, path }: DeclaredRuntime): readonly CalledHost[] {
  const { calls = [], environment } = runtime;
  return calls.flatMap((call, index) =>
    'host' in call ? [{ host: call.host, caller: name, environment, path: [...path, 'calls', index, 'host'] }] : [],
  );
}

function listCalledHosts(caller: DeclaredWorkload, platform: Platform): readonly CalledHost[] {
  return listWorkloadEnvironments(caller, platform).flatMap((environment) => {
    const workload = resolveForEnvironment(caller.workload, environment);
    const { calls = [] } = workload;
    const place = (...keys: readonly PathSegment[]) => optionPath(caller.workload, caller.path, environment, ...keys);
    return [
      ...calls.flatMap((call, index) =>
        isEgressTarget(call) && 'host' in call
          ? [{ host: call.host, caller: caller.name, environment, path: [...place('calls'), index, 'host'] }]
          : [],
      ),
      ...listServerUses(workload).flatMap((use) => {
        const { server } = use.options;
        if (server === undefined) return [];
        return [
          { host: server, caller: caller.name, environment, path: [...usePath(caller, environment, use), 'server'] },
        ];
      }),
    ];
  });
}

/**
 * Checks that a called host is not served in another environment of the platform: the call would bypass the isolation
 * of environments by a public hostname. Reports the first violation of each call.
 */
function checkEnvironmentIsolation(
  servedHosts: readonly ServedHost[],
  calledHosts: readonly CalledHost[],
): readonly Problem[] {
  const problems = calledHosts.flatMap(({ host, caller, environment, path }) => {
    const served = servedHosts.find(
      (candidate) => candidate.environment !== environment && matchesHostname(candidate.host, host),
    );
    if (!served) return [];
    return [
      error(
        path,
        host,
        `is ${served.owner} in environment '${served.environment}', but ${caller} calls it from '${environment}'`,
        `call an application of the same environment, or deploy ${caller} to '${served.environment}' only`,
      ),
    ];
  });
  const problemsByPath = groupBy(problems, ({ path }) => formatPath(path));
  return [...problemsByPath.values()].flatMap(([first]) => first ?? []);
}
