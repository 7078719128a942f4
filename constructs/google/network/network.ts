import { ComputeGlobalAddress } from '@cdktf/provider-google/lib/compute-global-address';
import { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network';
import { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork';
import { NetworkConnectivityServiceConnectionPolicy } from '@cdktf/provider-google/lib/network-connectivity-service-connection-policy';
import { ServiceNetworkingConnection } from '@cdktf/provider-google/lib/service-networking-connection';
import type { Construct } from 'constructs';
import { selectPrivateLinks, selectRoutes, type ConnectionRoutes } from '../../clouds/network-connections';
import { addressAt, prefixLength } from '../../../src/schema/address-range';
import { addAdministrators } from '../cloud/administrators';
import { addClusterKeys } from '../cloud/cluster-keys';
import { renderLabels } from '../cloud/labels';
import { resolveEgress, type EgressOption } from '../../clouds/network-egress';
import { addConnections } from './connections';
import { addEgress } from './egress';
import { addPrivateLinks } from './private-links';
import { dataRange, endpointRange, nodeRange } from './subnets';

/** Properties of a network. */
export interface NetworkProps {
  /** Name of the network, its subnet and its key ring. */
  readonly name: string;
  readonly region: string;
  readonly projectNumber: string;
  readonly cidr: string;
  /** How nodes and pods leave the network. */
  readonly egress: EgressOption;
  /** Number of public addresses of Cloud NAT. */
  readonly natAddresses: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly project: string;
  /** Members of IAM that administer the clusters of the project. */
  readonly administrators: readonly string[];
  /** Connections with other networks, by name. */
  readonly connections: Readonly<Record<string, ConnectionRoutes>>;
}

const endpointSuffix = '-endpoints';

/** Returns the name of the range of databases. */
export function dataRangeName(network: string): string {
  return `${network}-data`;
}

/**
 * Adds a VPC network: a subnet of nodes with a way out and flow logs, private services access for databases, a
 * subnet for the endpoints of caches, and the key ring of the environment, which outlives clusters: Google Cloud never
 * deletes a key ring.
 * @see https://cloud.google.com/kubernetes-engine/docs/best-practices/networking
 */
export function addNetwork(scope: Construct, props: NetworkProps): void {
  const { name, region, cidr } = props;
  addAdministrators(scope, props);
  const network = new ComputeNetwork(scope, 'network', {
    name,
    autoCreateSubnetworks: false,
    routingMode: 'REGIONAL',
    // Routes out are resources of their own: another way out would replace the network otherwise.
    deleteDefaultRoutesOnCreate: true,
  });
  const subnet = new ComputeSubnetwork(scope, 'nodes', {
    name,
    region,
    network: network.id,
    ipCidrRange: nodeRange(cidr),
    privateIpGoogleAccess: true,
    logConfig: { aggregationInterval: 'INTERVAL_10_MIN', flowSampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' },
  });
  addEgress(scope, resolveEgress(props.egress), { ...props, networkId: network.id, subnetId: subnet.id });
  const data = dataRange(cidr);
  const range = new ComputeGlobalAddress(scope, 'data', {
    name: dataRangeName(name),
    network: network.id,
    purpose: 'VPC_PEERING',
    addressType: 'INTERNAL',
    address: addressAt(data, 0),
    prefixLength: prefixLength(data),
  });
  new ServiceNetworkingConnection(scope, 'data-connection', {
    network: network.id,
    service: 'servicenetworking.googleapis.com',
    reservedPeeringRanges: [range.name],
    // Google Cloud refuses its deletion for days after the last database was deleted.
    deletionPolicy: 'ABANDON',
  });
  addConnections(scope, selectRoutes(props.connections), { name, networkId: network.id });
  const endpoints = addCacheEndpoints(scope, { ...props, networkId: network.id });
  addPrivateLinks(scope, selectPrivateLinks(props.connections), {
    ...{ name, region, networkId: network.id },
    subnetId: endpoints.id,
  });
  addClusterKeys(scope, props);
}

/**
 * Adds the subnet in which Memorystore creates the endpoints of caches, and the policy that allows it; returns the subnet.
 * @see https://cloud.google.com/memorystore/docs/valkey/networking
 */
function addCacheEndpoints(
  scope: Construct,
  { name, region, cidr, labels, networkId }: NetworkProps & { readonly networkId: string },
): InstanceType<typeof ComputeSubnetwork> {
  const subnet = new ComputeSubnetwork(scope, 'endpoints', {
    name: `${name.slice(0, 63 - endpointSuffix.length)}${endpointSuffix}`,
    region,
    network: networkId,
    ipCidrRange: endpointRange(cidr),
    privateIpGoogleAccess: true,
    logConfig: { aggregationInterval: 'INTERVAL_10_MIN', flowSampling: 0.5, metadata: 'INCLUDE_ALL_METADATA' },
  });
  new NetworkConnectivityServiceConnectionPolicy(scope, 'cache-endpoints', {
    name: `${name.slice(0, 63 - endpointSuffix.length)}${endpointSuffix}`,
    location: region,
    network: networkId,
    serviceClass: 'gcp-memorystore',
    pscConfig: { subnetworks: [subnet.id] },
    labels: renderLabels(labels),
  });
  return subnet;
}
