import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { VirtualNetworkPeering } from '@cdktf/provider-azurerm/lib/virtual-network-peering';
import type { Construct } from 'constructs';
import type { ConnectionRoutes } from '../../clouds/network-connections';

/** Names of the virtual network that is connected. */
export interface ConnectedNetwork {
  /** Name in Azure, for the names of peerings. */
  readonly name: string;
  readonly resourceGroup: string;
  /** Name of the virtual network, as a Terraform expression. */
  readonly network: string;
}

/**
 * Adds a peering with each other network. A peering is in effect when the other network has one in return; Azure adds the
 * routes. Traffic that the other network forwards is not accepted.
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-network-peering-overview
 */
export function addPeerings(
  scope: Construct,
  connections: Readonly<Record<string, ConnectionRoutes>>,
  { resourceGroup, network }: ConnectedNetwork,
): void {
  for (const [name, { via }] of Object.entries(connections))
    new VirtualNetworkPeering(scope, `connection-${name}`, {
      name,
      resourceGroupName: resourceGroup,
      virtualNetworkName: network,
      remoteVirtualNetworkId: via,
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
    });
}

/** Properties of the rules of a subnet. */
export interface NodeRulesProps {
  /** Beginning of the name of the network security group. */
  readonly name: string;
  readonly subnetId: string;
  /** Addresses of connections. */
  readonly connectedRanges: readonly string[];
}

/** Names of a resource group in its location, and its tags. */
export interface Place {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tags: { [tag: string]: string };
}

/**
 * Denies other networks all connections to nodes, which the default rules of Azure allow. Other sources remain subject to the
 * rules of AKS.
 * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
 */
export function addNodeRules(
  scope: Construct,
  place: Place,
  { name, subnetId, connectedRanges }: NodeRulesProps,
): void {
  const common = {
    direction: 'Inbound',
    protocol: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '*',
  };
  const rules = new NetworkSecurityGroup(scope, 'node-rules', {
    ...place,
    name: `${name}-nodes`,
    securityRule: [
      {
        ...common,
        name: 'connections',
        priority: 100,
        access: 'Deny',
        sourceAddressPrefixes: [...connectedRanges],
      },
      { ...common, name: 'others', priority: 200, access: 'Allow', sourceAddressPrefix: '*' },
    ],
  });
  new SubnetNetworkSecurityGroupAssociation(scope, 'node-rules-association', {
    subnetId,
    networkSecurityGroupId: rules.id,
  });
}
