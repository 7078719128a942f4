import { NatGateway } from '@cdktf/provider-azurerm/lib/nat-gateway';
import { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association';
import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import type { Construct } from 'constructs';
import type { ConnectionRoutes } from '../../clouds/network-connections';
import { renderTags } from '../cloud/tags';
import { addNodeRules, addPeerings, type NodeRulesProps } from './connections';
import { privateDnsZones } from './private-endpoint';
import { dataRange, nodeRange } from './subnets';

/** Names of the subnets. */
export const subnetNames = { nodes: 'nodes', data: 'private-endpoints' } as const;

/** Properties of a network. */
export interface NetworkProps {
  /** Name of the virtual network and of its resource group. */
  readonly name: string;
  readonly location: string;
  readonly cidr: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Connections with other networks, by name. */
  readonly connections: Readonly<Record<string, ConnectionRoutes>>;
}

/** Names of a resource group in its location, and its tags. */
interface Place {
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tags: { [tag: string]: string };
}

/**
 * Adds a virtual network: a subnet of nodes with egress by a NAT gateway, a subnet of private endpoints that only nodes
 * reach, and the private DNS zones of these endpoints.
 * @see https://learn.microsoft.com/azure/aks/nat-gateway
 */
export function addNetwork(scope: Construct, props: NetworkProps): void {
  const { name, location, cidr, tags: ownTags, connections } = props;
  const tags = renderTags(ownTags);
  const group = new ResourceGroup(scope, 'group', { name, location, tags });
  const place: Place = { location, resourceGroupName: group.name, tags };
  const network = new VirtualNetwork(scope, 'network', { ...place, name, addressSpace: [cidr] });
  const addSubnet = (id: keyof typeof subnetNames, range: string) =>
    new Subnet(scope, id, {
      name: subnetNames[id],
      resourceGroupName: group.name,
      virtualNetworkName: network.name,
      addressPrefixes: [range],
      // Egress is by the NAT gateway only.
      defaultOutboundAccessEnabled: false,
      ...(id === 'data' ? { privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled' } : {}),
    });
  const nodes = addSubnet('nodes', nodeRange(cidr));
  const connectedRanges = Object.values(connections).flatMap(({ cidrs }) => cidrs);
  addEgress(scope, place, name, nodes.id);
  addDataRules(scope, place, { name, cidr, subnetId: addSubnet('data', dataRange(cidr)).id, connectedRanges });
  addPeerings(scope, connections, { name, resourceGroup: group.name, network: network.name });
  if (connectedRanges.length > 0) addNodeRules(scope, place, { name, subnetId: nodes.id, connectedRanges });
  for (const [service, zoneName] of Object.entries(privateDnsZones)) {
    const zone = new PrivateDnsZone(scope, `${service}-zone`, { name: zoneName, resourceGroupName: group.name, tags });
    new PrivateDnsZoneVirtualNetworkLink(scope, `${service}-zone-link`, {
      name,
      resourceGroupName: group.name,
      privateDnsZoneName: zone.name,
      virtualNetworkId: network.id,
      tags,
    });
  }
}

function addEgress(scope: Construct, place: Place, name: string, subnetId: string): void {
  const address = new PublicIp(scope, 'nat-address', {
    ...place,
    name: `${name}-nat`,
    allocationMethod: 'Static',
    sku: 'Standard',
  });
  const gateway = new NatGateway(scope, 'nat', { ...place, name, skuName: 'Standard', idleTimeoutInMinutes: 10 });
  new NatGatewayPublicIpAssociation(scope, 'nat-address-association', {
    natGatewayId: gateway.id,
    publicIpAddressId: address.id,
  });
  new SubnetNatGatewayAssociation(scope, 'nodes-nat', { subnetId, natGatewayId: gateway.id });
}

/** Ports of the services with private endpoints: HTTPS, PostgreSQL, AMQP and Redis. */
const dataPorts = ['443', '5432', '5671', '10000'];

/**
 * Lets the nodes of clusters reach private endpoints; network policies restrict their pods. From connected networks, only
 * HTTPS is allowed: Terraform writes keys and secrets to key vaults. `connections` are with networks that need none.
 */
function addDataRules(
  scope: Construct,
  place: Place,
  { name, cidr, subnetId, connectedRanges }: NodeRulesProps & { readonly cidr: string },
): void {
  const common = { direction: 'Inbound', sourcePortRange: '*', destinationAddressPrefix: dataRange(cidr) };
  const rules = new NetworkSecurityGroup(scope, 'data-rules', {
    ...place,
    name: `${name}-data`,
    securityRule: [
      {
        ...common,
        name: 'nodes',
        priority: 100,
        access: 'Allow',
        protocol: 'Tcp',
        sourceAddressPrefix: nodeRange(cidr),
        destinationPortRanges: dataPorts,
      },
      ...(connectedRanges.length === 0
        ? []
        : [
            {
              ...common,
              name: 'connections',
              priority: 150,
              access: 'Deny',
              protocol: '*',
              sourceAddressPrefixes: [...connectedRanges],
              destinationPortRange: '*',
            },
          ]),
      {
        ...common,
        name: 'connected-networks',
        priority: 200,
        access: 'Allow',
        protocol: 'Tcp',
        sourceAddressPrefix: 'VirtualNetwork',
        destinationPortRange: '443',
      },
      {
        ...common,
        name: 'others',
        priority: 4000,
        access: 'Deny',
        protocol: '*',
        sourceAddressPrefix: '*',
        destinationPortRange: '*',
      },
    ],
  });
  new SubnetNetworkSecurityGroupAssociation(scope, 'data-rules-association', {
    subnetId,
    networkSecurityGroupId: rules.id,
  });
}
