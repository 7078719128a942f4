import { ComputeNetworkPeering } from '@cdktf/provider-google/lib/compute-network-peering';
import { ComputeRoute } from '@cdktf/provider-google/lib/compute-route';
import type { Construct } from 'constructs';
import type { ConnectionRoutes } from '../../clouds/network-connections';
import { formatName } from '../cloud/names';

/** Network that is connected. */
export interface ConnectedNetwork {
  readonly name: string;
  /** ID, as a Terraform expression. */
  readonly networkId: string;
}

/**
 * Connects the network with others: by a peering, which is in effect when the other network has one in return, and of which
 * Google Cloud adds the routes; or by routes to a VPN tunnel. Networks deny connections from others unless a firewall rule
 * allows them, and Plinth adds none.
 * @see https://cloud.google.com/vpc/docs/vpc-peering
 */
export function addConnections(
  scope: Construct,
  connections: Readonly<Record<string, ConnectionRoutes>>,
  { name: network, networkId }: ConnectedNetwork,
): void {
  for (const [name, { cidrs, via }] of Object.entries(connections)) {
    if (via.includes('/vpnTunnels/')) {
      for (const cidr of cidrs) {
        const suffix = cidr.replace(/[.:/]+/g, '-');
        new ComputeRoute(scope, `connection-${name}-${suffix}`, {
          name: formatName('network', network, name, suffix),
          network: networkId,
          destRange: cidr,
          nextHopVpnTunnel: via,
        });
      }
      continue;
    }
    new ComputeNetworkPeering(scope, `connection-${name}`, {
      name: formatName('network', network, name),
      network: networkId,
      peerNetwork: via,
      exportCustomRoutes: false,
      importCustomRoutes: false,
    });
  }
}
