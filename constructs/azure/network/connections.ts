import { VirtualNetworkPeering } from '@cdktf/provider-azurerm/lib/virtual-network-peering';
import type { Construct } from 'constructs';
import { isCoveredByRanges } from '../../../src/schema/address-range';
import type { ConnectionRoutes } from '../../clouds/network-connections';

/** Names of the virtual network that is connected. */
export interface ConnectedNetwork {
  /** Name in Azure, for the names of peerings. */
  readonly name: string;
  readonly resourceGroup: string;
  /** Name of the virtual network, as a Terraform expression. */
  readonly network: string;
  /** Address of the firewall or router in a connected network that leads out; undefined for another way out. */
  readonly appliance: string | undefined;
}

/**
 * Adds a peering with each other network. A peering is in effect when the other network has one in return; Azure adds the
 * routes. Traffic that the other network forwards is accepted from the network of the appliance, and of a gateway, only.
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function addPeerings(
  scope: Construct,
  connections: Readonly<Record<string, ConnectionRoutes>>,
  { resourceGroup, network, appliance }: ConnectedNetwork,
): void {
  for (const [name, { via, cidrs, gateway = false }] of Object.entries(connections))
    new VirtualNetworkPeering(scope, `connection-${name}`, {
      name,
      resourceGroupName: resourceGroup,
      virtualNetworkName: network,
      remoteVirtualNetworkId: via,
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: gateway || (appliance !== undefined && isCoveredByRanges(`${appliance}/32`, cidrs)),
      allowGatewayTransit: false,
      useRemoteGateways: gateway,
    });
}

/** Names of a resource group in its location, and its tags. */
export interface Place {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tags: { [tag: string]: string };
}
