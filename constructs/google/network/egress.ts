import { ComputeAddress } from '@cdktf/provider-google/lib/compute-address';
import { ComputeFirewall } from '@cdktf/provider-google/lib/compute-firewall';
import { ComputeRoute } from '@cdktf/provider-google/lib/compute-route';
import { ComputeRouter } from '@cdktf/provider-google/lib/compute-router';
import { ComputeRouterNat } from '@cdktf/provider-google/lib/compute-router-nat';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { addressFamily } from '../../../src/schema/address-range';
import { privateRanges } from '../../../src/schema/reserved-ranges';
import { applianceAddress, egressAddressesOutput, egressSchema, type NetworkEgress } from '../../clouds/network-egress';
import { addOutput } from '../../terraform/output';
import { formatName } from '../cloud/names';
import { addGoogleApiAccess, googleApiRange } from './google-apis';

/** Schema of the option `egress` of a network that Plinth creates. */
export const googleEgressSchema = egressSchema(
  z.union([
    applianceAddress,
    z
      .string()
      .regex(
        /^projects\/[a-z0-9-]+\/regions\/[a-z0-9-]+\/vpnTunnels\/[a-z0-9-]+$/,
        'must be the address of an internal load balancer, or the ID of a VPN tunnel: write one such as 10.80.0.4',
      ),
  ]),
  'address of the internal passthrough load balancer of firewalls, in the network or that of a connection, or ID of the VPN tunnel, that leads out',
  'nodes reach the APIs of Google by restricted.googleapis.com',
);

/** Network with a way out. */
export interface EgressNetwork {
  readonly name: string;
  readonly region: string;
  /** IDs, as Terraform expressions. */
  readonly networkId: string;
  readonly subnetId: string;
  /** Number of public addresses of Cloud NAT. */
  readonly natAddresses: number;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Adds the way of nodes out of the network: Cloud NAT with fixed addresses, which are an output of the stack, or a route to an
 * appliance; and firewall rules for the allowed ranges.
 * @see https://cloud.google.com/vpc/docs/routes
 */
export function addEgress(scope: Construct, egress: NetworkEgress, network: EgressNetwork): void {
  const { hasNat, via, allowedRanges } = egress;
  if (hasNat) addCloudNat(scope, network);
  if (via !== undefined)
    new ComputeRoute(scope, 'internet-route', {
      name: formatName('network', network.name, 'internet'),
      network: network.networkId,
      destRange: '0.0.0.0/0',
      ...(via.includes('/vpnTunnels/') ? { nextHopVpnTunnel: via } : { nextHopIlb: via }),
    });
  if (via !== undefined || allowedRanges) addGoogleApiAccess(scope, network);
  if (allowedRanges) addEgressRules(scope, network, allowedRanges);
}

function addCloudNat(scope: Construct, { name, region, networkId, subnetId, natAddresses }: EgressNetwork): void {
  // The network has no default routes, so that another way out does not replace it.
  new ComputeRoute(scope, 'internet-route', {
    name: formatName('network', name, 'internet'),
    network: networkId,
    destRange: '0.0.0.0/0',
    nextHopGateway: 'default-internet-gateway',
  });
  const addresses = Array.from(
    { length: natAddresses },
    (_, index) =>
      new ComputeAddress(scope, `nat-address${index === 0 ? '' : `-${index + 1}`}`, {
        name: formatName('network', name, 'nat', `${index + 1}`),
        region,
        addressType: 'EXTERNAL',
      }),
  );
  const router = new ComputeRouter(scope, 'router', { name, region, network: networkId });
  new ComputeRouterNat(scope, 'nat', {
    name,
    region,
    router: router.name,
    natIpAllocateOption: 'MANUAL_ONLY',
    natIps: addresses.map(({ selfLink }) => selfLink),
    // Ports of an address are shared by nodes as they need them: 64, the default, are as many connections of all pods of a node to
    // one destination.
    enableDynamicPortAllocation: true,
    enableEndpointIndependentMapping: false,
    minPortsPerVm: 64,
    maxPortsPerVm: 4096,
    sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
    // The ranges of pods, which GKE adds to the subnet, included.
    subnetwork: [{ name: subnetId, sourceIpRangesToNat: ['ALL_IP_RANGES'] }],
    logConfig: { enable: true, filter: 'ERRORS_ONLY' },
  });
  addOutput(
    scope,
    egressAddressesOutput,
    addresses.map(({ address }) => address),
  );
}

/** Priorities of the rules: a lower number comes first. */
const priorities = { allowed: 1000, others: 2000 };

/**
 * Denies all machines of the network connections to public addresses, except the allowed ones and the APIs of Google. Private
 * addresses are those of pods and of connected networks.
 * @see https://cloud.google.com/firewall/docs/firewalls
 */
function addEgressRules(scope: Construct, { name, networkId }: EgressNetwork, allowedRanges: readonly string[]): void {
  const rule = {
    network: networkId,
    direction: 'EGRESS',
    logConfig: { metadata: 'INCLUDE_ALL_METADATA' },
  };
  new ComputeFirewall(scope, 'egress-allowed', {
    ...rule,
    name: formatName('network', name, 'egress-allowed'),
    priority: priorities.allowed,
    destinationRanges: [
      ...privateRanges.filter((range) => addressFamily(range) === 'ipv4'),
      googleApiRange,
      ...allowedRanges,
    ],
    allow: [{ protocol: 'all' }],
  });
  new ComputeFirewall(scope, 'egress-others', {
    ...rule,
    name: formatName('network', name, 'egress-others'),
    priority: priorities.others,
    destinationRanges: ['0.0.0.0/0'],
    deny: [{ protocol: 'all' }],
  });
}
