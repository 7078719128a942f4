/**
 * Range of the network that the nodes of a cluster are in. Workloads reach its addresses only where the definition declares
 * it: data services by `uses`, all others by `includesHosts`.
 */
export interface NetworkRange {
  /** CIDR. */
  readonly range: string;
  /** Noun phrase for messages. `the network` contains all others. */
  readonly owner: 'the network' | 'the nodes' | 'the control plane' | 'the data services';
}

/** Returns ranges with their owner; none for those that are undefined. */
export function createNetworkRanges(
  ranges: Readonly<Partial<Record<NetworkRange['owner'], string | readonly string[] | undefined>>>,
): readonly NetworkRange[] {
  return Object.entries(ranges).flatMap(([owner, cidrs = []]) =>
    [cidrs].flat().map((range) => ({ range, owner: owner as NetworkRange['owner'] })),
  );
}
