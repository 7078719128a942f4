import ipaddr from 'ipaddr.js';
import { addressFamily } from '../../../src/schema/address-range';
import { listHosts } from './hosts';
import type { OnPremOptions } from './schema';

/** Connection of an on-premises cluster with another network. */
export type RoutedConnection = NonNullable<OnPremOptions['connections']>[string];

/** Value of `via`. */
type Via = NonNullable<RoutedConnection['via']>;

/** Gateways of a connection for some hosts. */
export interface HostGateways {
  /** Path of the gateways in the option `via`. */
  readonly path: readonly string[];
  /**
   * Names of the hosts.
   * @default all control planes and workers
   */
  readonly host?: string;
  readonly gateways: readonly string[];
}

/** Returns the gateways of a connection: one entry for all nodes, or one for each host. */
export function listGateways(via: Via): readonly HostGateways[] {
  if (typeof via === 'string' || isList(via)) return [{ path: [], gateways: [via].flat() }];
  return Object.entries(via).map(([host, gateways]) => ({ path: [host], host, gateways: [gateways].flat() }));
}

// Array.isArray does not narrow readonly arrays.
function isList(via: Via): via is readonly string[] {
  return Array.isArray(via);
}

/** Lists the control planes and workers, which have routes; hosts that run only etcd have no pods, and so no routes. */
export function listRoutedHosts(options: OnPremOptions) {
  return listHosts(options).filter(({ role }) => role !== 'etcd');
}

/**
 * Renders the routes of the hosts for the scripts: a line `HOSTS RANGE GATEWAY MTU` each. HOSTS are names, separated by
 * commas, or `*` for all control planes and workers; MTU is `-` where the connection has none. Empty without routes.
 */
export function renderRoutes({ connections = {} }: OnPremOptions): string {
  return Object.values(connections).flatMap(renderConnectionRoutes).join('\n');
}

function renderConnectionRoutes({ cidrs, via, mtu }: RoutedConnection): readonly string[] {
  if (via === undefined) return [];
  const hostsByRoute = new Map<string, string[]>();
  for (const { host = '*', gateways } of listGateways(via))
    for (const cidr of cidrs)
      for (const gateway of gateways.filter((address) => addressFamily(address) === addressFamily(cidr))) {
        const route = `${formatRange(cidr)} ${ipaddr.parse(gateway).toString()}`;
        hostsByRoute.set(route, [...(hostsByRoute.get(route) ?? []), host]);
      }
  return [...hostsByRoute].map(([route, hosts]) => `${hosts.join(',')} ${route} ${mtu ?? '-'}`);
}

/** Formats a CIDR with the shortest form of its address, as `ip route` prints it. */
function formatRange(cidr: string): string {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  return `${address.toString()}/${bits}`;
}
