import { NatGateway } from '@cdktf/provider-azurerm/lib/nat-gateway';
import { NatGatewayPublicIpAssociation } from '@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association';
import { PublicIp } from '@cdktf/provider-azurerm/lib/public-ip';
import { RouteTable } from '@cdktf/provider-azurerm/lib/route-table';
import { SubnetNatGatewayAssociation } from '@cdktf/provider-azurerm/lib/subnet-nat-gateway-association';
import { SubnetRouteTableAssociation } from '@cdktf/provider-azurerm/lib/subnet-route-table-association';
import type { Construct } from 'constructs';
import { applianceAddress, egressAddressesOutput, egressSchema, type NetworkEgress } from '../../clouds/network-egress';
import { addOutput } from '../../terraform/output';
import type { Place } from './connections';

/** Schema of the option `egress` of a network that Plinth creates. */
export const azureEgressSchema = egressSchema(
  applianceAddress,
  'address of the firewall or router that leads out, in the network of a connection, such as a hub',
  'AKS pulls its own images from a registry in the network (`none`), or nodes reach the services that AKS needs as well (`allowedRanges`)',
);

/** Subnet of nodes. */
export interface NodeSubnet {
  /** Name of the network. */
  readonly name: string;
  readonly subnetId: string;
  /** Number of public addresses of the NAT gateway. */
  readonly natAddresses: number;
}

/**
 * Adds the way of nodes out of the network: a NAT gateway with fixed addresses, which are an output of the stack, or a route
 * to an appliance.
 * @see https://learn.microsoft.com/azure/aks/egress-outboundtype
 */
export function addEgress(scope: Construct, place: Place, { hasNat, via }: NetworkEgress, subnet: NodeSubnet): void {
  if (hasNat) addNatGateway(scope, place, subnet);
  if (via !== undefined) addApplianceRoute(scope, place, subnet, via);
}

function addNatGateway(scope: Construct, place: Place, { name, subnetId, natAddresses }: NodeSubnet): void {
  const gateway = new NatGateway(scope, 'nat', { ...place, name, skuName: 'Standard', idleTimeoutInMinutes: 10 });
  const addresses = Array.from({ length: natAddresses }, (_, index) => {
    const suffix = index === 0 ? '' : `-${index + 1}`;
    const address = new PublicIp(scope, `nat-address${suffix}`, {
      ...place,
      name: `${name}-nat${suffix}`,
      allocationMethod: 'Static',
      sku: 'Standard',
    });
    new NatGatewayPublicIpAssociation(scope, `nat-address-association${suffix}`, {
      natGatewayId: gateway.id,
      publicIpAddressId: address.id,
    });
    return address.ipAddress;
  });
  new SubnetNatGatewayAssociation(scope, 'nodes-nat', { subnetId, natGatewayId: gateway.id });
  addOutput(scope, egressAddressesOutput, addresses);
}

function addApplianceRoute(scope: Construct, place: Place, { name, subnetId }: NodeSubnet, address: string): void {
  const table = new RouteTable(scope, 'nodes-routes', {
    ...place,
    name: `${name}-nodes`,
    // Routes of a gateway would lead around the appliance.
    bgpRoutePropagationEnabled: false,
    route: [
      {
        name: 'internet',
        addressPrefix: '0.0.0.0/0',
        nextHopType: 'VirtualAppliance',
        nextHopInIpAddress: address,
      },
    ],
  });
  new SubnetRouteTableAssociation(scope, 'nodes-routes-association', { subnetId, routeTableId: table.id });
}
