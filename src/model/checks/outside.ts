import type { CapabilityCall, OutsideCall, OutsideRange } from '../calls';
import type { Platform } from '../description';
import type { ClusterDraft } from '../draft';
import { suggest } from '../parse';
import { clustersOf, environmentOf, hostsOf, inEnvironment } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import { within } from '../range';
import { grouped, type Known } from './known';
import { workloadsOf, type WorkloadAt } from './workload-at';

/** Calls to the outside that the network cannot enforce, or that are no outside; and capabilities that are not granted. */
export function outsideProblems(
  call: OutsideCall,
  path: readonly PathSegment[],
  caller: WorkloadAt,
  known: Known,
  serving: ReadonlyMap<string, readonly Serving[]>,
): readonly Problem[] {
  const clusters = clustersOf(caller.tenant, caller.workload);
  const drafts = known.drafts.filter(({ name, partial }) => !partial && clusters.includes(name));
  if ('cidr' in call) return drafts.flatMap((draft) => rangeProblems(call, path, draft));
  if ('capability' in call) return capabilityProblems(call, path, caller, drafts);
  return [
    ...drafts.flatMap((draft) => hostProblems(call.host, [...path, 'host'], draft)),
    ...detours(serving.get(call.host) ?? [], [...path, 'host'], caller, known),
  ];
}

/** A NetworkPolicy knows addresses only; names need a network that reads the answers of the DNS. */
export function hostProblems(
  host: string,
  path: readonly PathSegment[],
  { name, facts }: ClusterDraft,
): readonly Problem[] {
  if (facts.offers['network-policy-hosts']?.api === 'cilium') return [];
  return [
    error(
      path,
      host,
      `the network of cluster '${name}' cannot enforce host names`,
      "write { cidr, ports } with its addresses, or take a network that can (one that provides 'network-policy-hosts', such as Cilium)",
    ),
  ];
}

function rangeProblems(
  { cidr }: OutsideRange,
  path: readonly PathSegment[],
  { name, options }: ClusterDraft,
): readonly Problem[] {
  return (['podCidr', 'serviceCidr'] as const)
    .filter((own) => within(cidr, options[own]))
    .map((own) =>
      error(
        [...path, 'cidr'],
        cidr,
        `lies in the ${own === 'podCidr' ? 'pod' : 'service'} range ${options[own]} of cluster '${name}', which is not outside`,
        'call applications by their name',
      ),
    );
}

function capabilityProblems(
  { capability }: CapabilityCall,
  path: readonly PathSegment[],
  { tenant, tenantName }: WorkloadAt,
  drafts: readonly ClusterDraft[],
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
    ...drafts.flatMap(({ name, facts }) => {
      const endpoint = facts.offers[capability];
      if (!endpoint) {
        const known = Object.keys(facts.offers);
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
export interface Serving {
  readonly host: string;
  readonly by: string;
  readonly environment: string;
}

/** The applications of a platform by the hosts that they serve. */
export function servingByHost(platform: Platform): ReadonlyMap<string, readonly Serving[]> {
  const serving = workloadsOf(platform).flatMap(({ tenant, tenantName, name, workload }) =>
    environmentsOf(clustersOf(tenant, workload), platform).flatMap((environment) =>
      hostsOf(inEnvironment(workload, environment)).map((host) => ({ host, by: `${tenantName}/${name}`, environment })),
    ),
  );
  return grouped(serving, ({ host }) => host);
}

/** The way out and in again by a public name would go around what keeps environments apart. */
function detours(
  serving: readonly Serving[],
  path: readonly PathSegment[],
  { tenant, workload, name }: WorkloadAt,
  { platform }: Known,
): readonly Problem[] {
  // What it calls, it calls from each of its environments, and a name does not tell to which of them it leads.
  const [detour] = environmentsOf(clustersOf(tenant, workload), platform).flatMap((from) =>
    serving.filter(({ environment }) => environment !== from).map((to) => ({ from, to })),
  );
  if (!detour) return [];
  const { from, to } = detour;
  return [
    error(
      path,
      to.host,
      `is ${to.by} in environment '${to.environment}', and ${name} calls it from '${from}'`,
      `call an application of the same environment, or let ${name} run in '${to.environment}' alone with \`clusters\``,
    ),
  ];
}

function environmentsOf(clusters: readonly string[], platform: Platform): readonly string[] {
  return [...new Set(clusters.map((cluster) => environmentOf(cluster, platform)))];
}
