import type { EgressCapability, EgressTarget, EgressCidr } from '../definition/calls';
import type { Platform } from '../definition/platform';
import type { ResolvedCluster } from '../planning/cluster';
import { suggest } from '../schema/suggestions';
import { workloadClusters, clusterEnvironment, workloadHosts, resolveForEnvironment } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { isWithinRange } from '../schema/address-range';
import { groupBy, type CheckContext } from './context';
import { listWorkloads, type WorkloadEntry } from './workload-entry';

/** Calls to the outside that the network cannot enforce, or that are no outside; and capabilities that are not granted. */
export function checkEgress(
  call: EgressTarget,
  path: readonly PathSegment[],
  caller: WorkloadEntry,
  known: CheckContext,
  serving: ReadonlyMap<string, readonly ServedHost[]>,
): readonly Problem[] {
  const clusters = workloadClusters(caller.tenant, caller.workload);
  const drafts = known.resolvedClusters.filter(
    ({ name, hasInvalidComponents }) => !hasInvalidComponents && clusters.includes(name),
  );
  if ('cidr' in call) return drafts.flatMap((draft) => checkEgressCidr(call, path, draft));
  if ('capability' in call) return checkEgressCapability(call, path, caller, drafts);
  return [
    ...drafts.flatMap((draft) => checkEgressHost(call.host, [...path, 'host'], draft)),
    ...checkEnvironmentIsolation(serving.get(call.host) ?? [], [...path, 'host'], caller, known),
  ];
}

/** A NetworkPolicy knows addresses only; names need a network that reads the answers of the DNS. */
export function checkEgressHost(
  host: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  if (clusterInfo.capabilities['network-policy-hosts']?.api === 'cilium') return [];
  return [
    error(
      path,
      host,
      `the network of cluster '${name}' cannot enforce host names`,
      "write { cidr, ports } with its addresses, or take a network that can (one that provides 'network-policy-hosts', such as Cilium)",
    ),
  ];
}

function checkEgressCidr(
  { cidr }: EgressCidr,
  path: readonly PathSegment[],
  { name, options }: ResolvedCluster,
): readonly Problem[] {
  return (['podCidr', 'serviceCidr'] as const)
    .filter((own) => isWithinRange(cidr, options[own]))
    .map((own) =>
      error(
        [...path, 'cidr'],
        cidr,
        `lies in the ${own === 'podCidr' ? 'pod' : 'service'} range ${options[own]} of cluster '${name}', which is not outside`,
        'call applications by their name',
      ),
    );
}

function checkEgressCapability(
  { capability }: EgressCapability,
  path: readonly PathSegment[],
  { tenant, tenantName }: WorkloadEntry,
  drafts: readonly ResolvedCluster[],
): readonly Problem[] {
  const at = [...path, 'capability'];
  const granted = tenant.capabilities ?? [];
  const leave = granted.includes(capability)
    ? []
    : [
        error(
          at,
          capability,
          `is not what tenant '${tenantName}' may call`,
          `add it to tenants.${tenantName}.capabilities`,
        ),
      ];
  return [
    ...leave,
    ...drafts.flatMap(({ name, clusterInfo }) => {
      const endpoint = clusterInfo.capabilities[capability];
      if (!endpoint) {
        const known = Object.keys(clusterInfo.capabilities);
        return [error(at, capability, `nothing on cluster '${name}' provides it`, suggest(capability, known))];
      }
      if (endpoint.namespace !== undefined) return [];
      return [
        error(
          at,
          capability,
          `cluster '${name}' does not say where its pods are, so no policy can let anybody reach them`,
          'name their namespace where the cluster says what it provides',
        ),
      ];
    }),
  ];
}

/** An application that the world reaches by a host, in one environment. */
export interface ServedHost {
  readonly host: string;
  readonly application: string;
  readonly environment: string;
}

/** The applications of a platform by the hosts that they serve. */
export function groupServedHosts(platform: Platform): ReadonlyMap<string, readonly ServedHost[]> {
  const serving = listWorkloads(platform).flatMap(({ tenant, tenantName, name, workload }) =>
    clusterEnvironments(workloadClusters(tenant, workload), platform).flatMap((environment) =>
      workloadHosts(resolveForEnvironment(workload, environment)).map((host) => ({
        host,
        application: `${tenantName}/${name}`,
        environment,
      })),
    ),
  );
  return groupBy(serving, ({ host }) => host);
}

/** The way out and in again by a public name would go around what keeps environments apart. */
function checkEnvironmentIsolation(
  serving: readonly ServedHost[],
  path: readonly PathSegment[],
  { tenant, workload, name }: WorkloadEntry,
  { platform }: CheckContext,
): readonly Problem[] {
  // What it calls, it calls from each of its environments, and a name does not tell to which of them it leads.
  const [detour] = clusterEnvironments(workloadClusters(tenant, workload), platform).flatMap((from) =>
    serving.filter(({ environment }) => environment !== from).map((to) => ({ from, to })),
  );
  if (!detour) return [];
  const { from, to } = detour;
  return [
    error(
      path,
      to.host,
      `is ${to.application} in environment '${to.environment}', and ${name} calls it from '${from}'`,
      `call an application of the same environment, or let ${name} run in '${to.environment}' alone with \`clusters\``,
    ),
  ];
}

function clusterEnvironments(clusters: readonly string[], platform: Platform): readonly string[] {
  return [...new Set(clusters.map((cluster) => clusterEnvironment(cluster, platform)))];
}
