/** Place of a managed cluster in a cloud. Kinds of one cloud extend it with what they need of each other. */
export interface Cloud {
  /** Name of the cloud, such as `aws`. */
  readonly provider: string;
  readonly region: string;
  /**
   * Account, subscription or project.
   * @default that of the credentials of the apply
   */
  readonly account?: string | undefined;
  /**
   * ID or name of the network.
   * @default unknown
   */
  readonly networkId?: string | undefined;
  /**
   * ID of the network that has the ranges of pods and Services: clusters in it need different ones.
   * @default clusters may have equal ranges
   */
  readonly podNetworkId?: string | undefined;
  /**
   * Whether pods of equal service accounts are one identity on all clusters of the account: clusters of other environments
   * must not be in it.
   * @default false
   */
  readonly sharesIdentities?: boolean;
  /**
   * Names of groups in the tokens of users, such as object IDs, by their names in the definition.
   * @default groups have the same names
   */
  readonly groups?: Readonly<Record<string, string>>;
}

/** Names from which the resources of a cluster in a cloud get theirs. */
export interface ClusterPlace {
  readonly platform: string;
  readonly environment: string;
  readonly cluster: string;
}

/** Parts of a place, with their names in messages. */
const places = { provider: 'cloud', account: 'account', region: 'region', networkId: 'network' } as const;

/** Part of a place that resources of several clusters have in common. */
export type PlacePart = keyof typeof places;

/**
 * Returns what differs between the places of two clusters, for a message; undefined for the same place.
 * @param parts parts that are compared; @default all
 */
export function tryFindPlaceDifference(
  first: Cloud | undefined,
  second: Cloud | undefined,
  parts = Object.keys(places) as readonly PlacePart[],
): string | undefined {
  const differing = parts.find((part) => {
    const [firstPart, secondPart] = [first?.[part], second?.[part]];
    const isUnknown = part === 'account' && (firstPart === undefined || secondPart === undefined);
    return !isUnknown && firstPart !== secondPart;
  });
  return differing && places[differing];
}
