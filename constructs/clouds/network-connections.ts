import type { NetworkConnection } from '../../src/definition/network-connections';
import { rangesOverlap } from '../../src/schema/address-range';
import { error, type Problem } from '../../src/schema/problem';

/** Connection with another network, by a resource of the cloud. */
export interface CloudConnection extends NetworkConnection {
  /** ID of the peering, gateway or network. */
  readonly via?: string | undefined;
}

/** Connections with other networks, by name. */
export type CloudConnections = Readonly<Record<string, CloudConnection>>;

/** Routes of a connection, which the stack of the network creates. */
export interface ConnectionRoutes {
  readonly cidrs: readonly string[];
  readonly via: string;
}

/** Returns what the stack of the network creates of connections. */
export function listConnectionRoutes(connections: CloudConnections): Readonly<Record<string, ConnectionRoutes>> {
  return Object.fromEntries(
    Object.entries(connections).flatMap(([name, { cidrs, via }]) =>
      via === undefined ? [] : [[name, { cidrs, via }]],
    ),
  );
}

/**
 * Checks the connections of a cluster in a cloud: in a network that Plinth creates, each has the ID of what it uses, and
 * addresses outside of the network. In an existing network, Plinth creates no routes.
 * @param networkCidr range of the network that Plinth creates; undefined for an existing network
 * @param example such as `pcx-0123456789abcdef0`
 */
export function checkCloudConnections(
  connections: CloudConnections,
  networkCidr: string | undefined,
  example: string,
): readonly Problem[] {
  return Object.entries(connections).flatMap(([name, { cidrs, via }]) => {
    const path = ['connections', name];
    if (networkCidr === undefined)
      return via === undefined
        ? []
        : [error([...path, 'via'], via, 'the network exists without Plinth, and so do its routes', 'remove it')];
    return [
      ...(via === undefined
        ? [error([...path, 'via'], undefined, 'is missing', `write an ID such as ${example}`)]
        : []),
      ...cidrs
        .filter((cidr) => rangesOverlap(cidr, networkCidr))
        .map((cidr) =>
          error(
            [...path, 'cidrs'],
            cidr,
            `overlaps with the network ${networkCidr}`,
            'write another range of the network',
          ),
        ),
    ];
  });
}
