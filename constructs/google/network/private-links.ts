import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address';
import { ComputeForwardingRule } from '@cdktf/provider-google/lib/compute-forwarding-rule';
import type { Construct } from 'constructs';
import type { PrivateLink, PrivateLinkRules } from '../../clouds/network-connections';
import { formatName } from '../cloud/names';
import { endpointRange } from './subnets';

/** ID of a service attachment, with its region. */
const serviceAttachment = /^projects\/[^/]+\/regions\/([^/]+)\/serviceAttachments\//;

/** Returns the region of a service attachment; undefined for another ID. */
export function tryGetServiceRegion(via: string): string | undefined {
  return serviceAttachment.exec(via)?.[1];
}

/** Returns the rules for private links: each has one address of the subnet of endpoints. */
export function privateLinkRules(cidr: string): PrivateLinkRules {
  return {
    isService: (via) => tryGetServiceRegion(via) !== undefined,
    subnets: [endpointRange(cidr)],
    // https://cloud.google.com/vpc/docs/subnets#unusable-ip-addresses-in-every-subnet
    reserved: { first: 2, last: 2 },
  };
}

/** Subnet of endpoints. */
export interface EndpointSubnet {
  /** Name of the network. */
  readonly name: string;
  readonly region: string;
  /** IDs, as Terraform expressions. */
  readonly networkId: string;
  readonly subnetId: string;
}

/**
 * Adds an endpoint of Private Service Connect for each private link, with its address. The owner of the service accepts it.
 * @see https://cloud.google.com/vpc/docs/configure-private-service-connect-services
 */
export function addPrivateLinks(
  scope: Construct,
  links: Readonly<Record<string, PrivateLink>>,
  { name: network, region, networkId, subnetId }: EndpointSubnet,
): void {
  for (const [connection, { addresses, service }] of Object.entries(links)) {
    const name = formatName('network', network, connection);
    const address = new ComputeAddress(scope, `link-${connection}-address`, {
      name,
      region,
      subnetwork: subnetId,
      addressType: 'INTERNAL',
      ...(addresses[0] === undefined ? {} : { address: addresses[0] }),
    });
    new ComputeForwardingRule(scope, `link-${connection}`, {
      name,
      region,
      network: networkId,
      target: service,
      ipAddress: address.id,
      // Endpoints have no load balancing scheme.
      loadBalancingScheme: '',
    });
  }
}
