import { PrivateEndpoint } from '@cdktf/provider-azurerm/lib/private-endpoint';
import type { Construct } from 'constructs';
import type { PrivateLink, PrivateLinkRules } from '../../clouds/network-connections';
import { formatName } from '../cloud/names';
import type { Place } from './connections';
import { dataRange } from './subnets';

/** Returns the rules for private links: each has one address of the subnet of private endpoints. */
export function privateLinkRules(cidr: string): PrivateLinkRules {
  return {
    isService: (via) => via.includes('/privateLinkServices/'),
    subnets: [dataRange(cidr)],
    // https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq
    reserved: { first: 4, last: 1 },
  };
}

/** Subnet of private endpoints. */
export interface EndpointSubnet {
  /** Name of the network. */
  readonly name: string;
  readonly subnetId: string;
}

/**
 * Adds a private endpoint for each private link, with its address. The owner of the service approves it.
 * @see https://learn.microsoft.com/azure/private-link/private-endpoint-overview#access-to-a-private-link-resource-using-approval-workflow
 */
export function addPrivateLinks(
  scope: Construct,
  links: Readonly<Record<string, PrivateLink>>,
  place: Place,
  { name: network, subnetId }: EndpointSubnet,
): void {
  for (const [connection, { addresses, service }] of Object.entries(links)) {
    const name = formatName('private-endpoint', network, connection);
    new PrivateEndpoint(scope, `link-${connection}`, {
      ...place,
      name,
      subnetId,
      privateServiceConnection: {
        name,
        privateConnectionResourceId: service,
        isManualConnection: true,
        // Azure takes 140 characters.
        requestMessage: `Connection ${connection} of the network ${network}`.slice(0, 140),
      },
      ipConfiguration: addresses.map((privateIpAddress) => ({ name: 'address', privateIpAddress })),
    });
  }
}
