import { NetworkSecurityGroup } from '@cdktf/provider-azurerm/lib/network-security-group';
import { SubnetNetworkSecurityGroupAssociation } from '@cdktf/provider-azurerm/lib/subnet-network-security-group-association';
import type { Construct } from 'constructs';
import type { Place } from './connections';

/** Properties of the rules of the subnet of nodes. */
export interface NodeRulesProps {
  /** Beginning of the name of the network security group. */
  readonly name: string;
  readonly subnetId: string;
  /** Addresses of connections. */
  readonly connectedRanges: readonly string[];
  /** Public ranges that nodes and pods reach; undefined for all addresses, empty for none. */
  readonly allowedRanges: readonly string[] | undefined;
}

/**
 * Service tags of what AKS needs outside of the network: its images, the API of Azure, log-ins and metrics, and registries of
 * images with the storage of their layers.
 * @see https://learn.microsoft.com/azure/aks/outbound-rules-control-egress
 */
const requiredServices = (location: string) => [
  'AzureActiveDirectory',
  'AzureResourceManager',
  'AzureMonitor',
  'MicrosoftContainerRegistry',
  'AzureFrontDoor.FirstParty',
  'AzureContainerRegistry',
  `Storage.${location}`,
];

/**
 * Denies other networks all connections to nodes, which the default rules of Azure allow, and nodes all public addresses but
 * the allowed ones. Other sources remain subject to the rules of AKS. Adds nothing where neither is restricted.
 * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules
 */
export function addNodeRules(
  scope: Construct,
  place: Place,
  { name, subnetId, connectedRanges, allowedRanges }: NodeRulesProps,
): void {
  if (connectedRanges.length === 0 && allowedRanges === undefined) return;
  const rules = new NetworkSecurityGroup(scope, 'node-rules', {
    ...place,
    name: `${name}-nodes`,
    securityRule: [
      ...renderInboundRules(connectedRanges),
      ...(allowedRanges === undefined ? [] : renderOutboundRules(allowedRanges, place.location)),
    ],
  });
  new SubnetNetworkSecurityGroupAssociation(scope, 'node-rules-association', {
    subnetId,
    networkSecurityGroupId: rules.id,
  });
}

const anyConnection = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*' };

function renderInboundRules(connectedRanges: readonly string[]) {
  const inbound = { ...anyConnection, direction: 'Inbound', destinationAddressPrefix: '*' };
  return [
    ...(connectedRanges.length === 0
      ? []
      : [
          {
            ...inbound,
            name: 'connections',
            priority: 100,
            access: 'Deny',
            sourceAddressPrefixes: [...connectedRanges],
          },
        ]),
    { ...inbound, name: 'others', priority: 200, access: 'Allow', sourceAddressPrefix: '*' },
  ];
}

function renderOutboundRules(allowedRanges: readonly string[], location: string) {
  const outbound = { ...anyConnection, direction: 'Outbound', sourceAddressPrefix: '*' };
  const services = allowedRanges.length === 0 ? [] : requiredServices(location);
  return [
    ...services.map((service, index) => ({
      ...outbound,
      name: `service-${service.replace('.', '-')}`,
      priority: 100 + index,
      access: 'Allow',
      protocol: 'Tcp',
      destinationAddressPrefix: service,
      destinationPortRange: '443',
    })),
    ...(allowedRanges.length === 0
      ? []
      : [
          {
            ...outbound,
            name: 'allowed-ranges',
            priority: 200,
            access: 'Allow',
            destinationAddressPrefixes: [...allowedRanges],
          },
        ]),
    // Addresses of pods are private, so that no rule for the network could name all of them.
    { ...outbound, name: 'internet', priority: 300, access: 'Deny', destinationAddressPrefix: 'Internet' },
  ];
}
