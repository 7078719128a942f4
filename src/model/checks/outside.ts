import ipaddr from 'ipaddr.js';
import type { CapabilityCall, OutsideCall, OutsideRange } from '../calls';
import type { ClusterDraft } from '../draft';
import { suggest } from '../parse';
import { clustersOf, environmentOf, hostsOf, inEnvironment } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import type { Known } from './known';
import { workloadsOf, type WorkloadAt } from './workload-at';

/** Calls to the outside that the network cannot enforce, or that are no outside; and capabilities that are not granted. */
export function outsideProblems(
  call: OutsideCall,
  path: readonly PathSegment[],
  caller: WorkloadAt,
  known: Known,
): readonly Problem[] {
  const clusters = clustersOf(caller.tenant, caller.workload);
  const drafts = known.drafts.filter(({ name, partial }) => !partial && clusters.includes(name));
  if ('cidr' in call) return drafts.flatMap((draft) => rangeProblems(call, path, draft));
  if ('capability' in call) return capabilityProblems(call, path, caller, drafts);
  return [
    ...drafts.flatMap((draft) => hostProblems(call.host, [...path, 'host'], draft)),
    ...detours(call.host, [...path, 'host'], caller, known),
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

/** The way out and in again by a public name would go around what keeps environments apart. */
function detours(
  host: string,
  path: readonly PathSegment[],
  caller: WorkloadAt,
  { platform }: Known,
): readonly Problem[] {
  const here = clustersOf(caller.tenant, caller.workload).map((cluster) => environmentOf(cluster, platform));
  return workloadsOf(platform).flatMap((other) => {
    const serving = clustersOf(other.tenant, other.workload)
      .map((cluster) => environmentOf(cluster, platform))
      .filter((environment) => hostsOf(inEnvironment(other.workload, environment)).includes(host));
    const [reached] = serving.filter((environment) => !here.includes(environment));
    if (reached === undefined) return [];
    return [
      error(
        path,
        host,
        `is ${other.tenantName}/${other.name} in environment '${reached}', and ${caller.name} runs in '${here.join("', '")}'`,
        'call an application of the same environment',
      ),
    ];
  });
}

function within(inner: string, outer: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(inner);
  const [network, length] = ipaddr.parseCIDR(outer);
  return address.kind() === network.kind() && bits >= length && address.match(network, length);
}
