import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { NetworkWatcherFlowLog } from '@cdktf/provider-azurerm/lib/network-watcher-flow-log';
import { PrivateDnsZone } from '@cdktf/provider-azurerm/lib/private-dns-zone';
import { PrivateDnsZoneVirtualNetworkLink } from '@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group';
import { Subnet } from '@cdktf/provider-azurerm/lib/subnet';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import { VirtualNetwork } from '@cdktf/provider-azurerm/lib/virtual-network';
import type { Construct } from 'constructs';
import { isWithinRange } from '../../../src/schema/address-range';
import {
  selectPrivateLinks,
  selectRoutes,
  type ConnectionRoutes,
  type PrivateLink,
} from '../../clouds/network-connections';
import { renderTags } from '../cloud/tags';
import { resolveEgress, type EgressOption } from '../../clouds/network-egress';
import { addArtifactCache } from './artifact-cache';
import { addPeerings, type Place } from './connections';
import { addEgress } from './egress';
import { renderConnectionRules } from './connection-rules';
import { addApiServerRules, type ApiServerRulesProps } from './api-server-rules';
import { addNodeRules } from './node-rules';
import { addPrivateLinks } from './private-links';
import { privateDnsZones } from './private-endpoint';
import { apiServerRange, dataRange, nodeRange } from './subnets';

/** Names of the subnets. */
export const subnetNames = { nodes: 'nodes', data: 'private-endpoints', 'api-server': 'api-servers' } as const;

/**
 * Delegation of a subnet to AKS, which puts the API servers of clusters in it.
 * @see https://learn.microsoft.com/azure/aks/api-server-vnet-integration
 */
const apiServerDelegation = {
  name: 'aks',
  serviceDelegation: {
    name: 'Microsoft.ContainerService/managedClusters',
    actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
  },
};

/** Properties of a network. */
export interface NetworkProps {
  /** Name of the virtual network and of its resource group. */
  readonly name: string;
  readonly location: string;
  readonly cidr: string;
  readonly tags: Readonly<Record<string, string>>;
  /** How nodes and pods leave the network. */
  readonly egress: EgressOption;
  /** Number of public addresses of the NAT gateway. */
  readonly natAddresses: number;
  /** Name of the registry of the images of AKS, in a network that leads nowhere. @default AKS reaches that of Microsoft */
  readonly artifactCache?: string | undefined;
  /** Connections with other networks, by name. */
  readonly connections: Readonly<Record<string, ConnectionRoutes>>;
  /** Ranges, in the network or in connected ones, whose clients reach the API servers and key vaults. */
  readonly apiClients: readonly string[];
  /** Storage account of flow logs, by its ID. @default no flow logs */
  readonly flowLogs?: { readonly storageAccount: string; readonly days: number } | undefined;
}

/**
 * Adds a virtual network: a subnet of nodes with a way out, a subnet of private endpoints that only nodes
 * reach, with their private DNS zones, and a subnet of API servers.
 * @see https://learn.microsoft.com/azure/aks/nat-gateway
 */
export function addNetwork(scope: Construct, props: NetworkProps): void {
  const { name, location, cidr, tags: ownTags, connections, apiClients, flowLogs } = props;
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
      ...(id === 'api-server' ? { delegation: [apiServerDelegation] } : {}),
    });
  const nodes = addSubnet('nodes', nodeRange(cidr));
  const connectedRanges = Object.values(selectRoutes(connections)).flatMap(({ cidrs }) => cidrs);
  const links = selectPrivateLinks(connections);
  const data = addSubnet('data', dataRange(cidr));
  const apiServers = addSubnet('api-server', apiServerRange(cidr));
  const egress = resolveEgress(props.egress);
  addEgress(scope, place, egress, { name, subnetId: nodes.id, natAddresses: props.natAddresses });
  addDataRules(scope, place, { name, cidr, subnetId: data.id, connectedRanges, apiClients, links });
  addApiServerRules(scope, place, { name, subnetId: apiServers.id, connectedRanges, apiClients });
  addPrivateLinks(scope, links, place, { name, subnetId: data.id });
  addPeerings(scope, selectRoutes(connections), {
    ...{ name, resourceGroup: group.name, network: network.name },
    appliance: egress.via,
  });
  addNodeRules(scope, place, { name, subnetId: nodes.id, connectedRanges, allowedRanges: egress.allowedRanges });
  if (props.artifactCache !== undefined)
    addArtifactCache(scope, place, {
      ...{ registry: props.artifactCache, network: name, networkId: network.id },
      subnetId: data.id,
    });
  if (flowLogs)
    new NetworkWatcherFlowLog(scope, 'flow-logs', {
      name,
      // Azure creates the watcher of a location with its first virtual network.
      networkWatcherName: `NetworkWatcher_${location}`,
      resourceGroupName: 'NetworkWatcherRG',
      targetResourceId: network.id,
      storageAccountId: flowLogs.storageAccount,
      enabled: true,
      version: 2,
      retentionPolicy: { enabled: true, days: flowLogs.days },
      tags,
    });
  for (const [service, zoneName] of Object.entries(privateDnsZones)) {
    const zone = new PrivateDnsZone(scope, `${service}-zone`, { name: zoneName, resourceGroupName: group.name, tags });
    new PrivateDnsZoneVirtualNetworkLink(scope, `${service}-zone-link`, {
      name,
      resourceGroupName: group.name,
      privateDnsZoneName: zone.name,
      virtualNetworkId: network.id,
      tags,
    });
    if (service === 'vault') addClientLinks(scope, place, zone.name, props);
  }
}

/** Lets clients in connected networks resolve the names of key vaults to their private addresses. */
function addClientLinks(
  scope: Construct,
  { resourceGroupName, tags }: Place,
  privateDnsZoneName: string,
  { name: network, connections, apiClients }: NetworkProps,
): void {
  for (const [name, { via, cidrs }] of Object.entries(selectRoutes(connections))) {
    if (!apiClients.some((client) => cidrs.some((range) => isWithinRange(client, range)))) continue;
    new PrivateDnsZoneVirtualNetworkLink(scope, `vault-zone-link-${name}`, {
      name: `${network}-${name}`,
      resourceGroupName,
      privateDnsZoneName,
      virtualNetworkId: via,
      tags,
    });
  }
}

/** Properties of the rules of the subnet of private endpoints. */
interface DataRulesProps extends ApiServerRulesProps {
  readonly cidr: string;
  readonly links: Readonly<Record<string, PrivateLink>>;
}

/** Ports of the services with private endpoints: HTTPS, PostgreSQL, AMQP, Kafka and Redis. */
const dataPorts = ['443', '5432', '5671', '9093', '10000'];

/**
 * Lets the nodes of clusters reach private endpoints; network policies restrict their pods. From connected networks, only
 * HTTPS is allowed: Terraform writes keys and secrets to key vaults. Networks of `connections` need it for `apiClients` only.
 */
function addDataRules(
  scope: Construct,
  place: Place,
  { name, cidr, subnetId, connectedRanges, apiClients, links }: DataRulesProps,
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
      ...Object.entries(links).map(([link, { addresses, ports }], index) => ({
        ...common,
        name: `link-${link}`,
        priority: 101 + index,
        access: 'Allow',
        protocol: 'Tcp',
        sourceAddressPrefix: nodeRange(cidr),
        destinationAddressPrefix: addresses.join(),
        destinationPortRanges: ports.map(String),
      })),
      ...renderConnectionRules({ connectedRanges, apiClients, destination: dataRange(cidr), clientPriority: 140 }),
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
