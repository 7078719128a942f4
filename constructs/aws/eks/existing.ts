import { clusterKind } from '../../../src/kinds/cluster-kind';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { checkRegionName } from '../../clouds/region-names';
import { provideExistingCapabilities } from '../../clusters/existing-capabilities';
import type { AwsCloud } from '../cloud/aws-cloud';
import { addAwsProvider } from '../cloud/provider';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { awsLoadBalancer } from '../network/load-balancer';
import { eksConnection } from './connection';
import { existingEksSchema, type ExistingEksOptions } from './existing-schema';
import { checkDataNetwork, checkEndpointRanges, checkKeyRegion } from './validation';

/**
 * An EKS cluster that exists without Plinth. Its name, and the IDs of its network, are all that components of AWS need of it;
 * Plinth creates nothing of the cluster itself, and destroys nothing of it. It must have the EKS Pod Identity Agent.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
 * @example
 * existingEks({
 *   environment: 'prod',
 *   region: 'eu-north-1',
 *   clusterName: 'acme-prod',
 *   serviceCidr: '172.20.0.0/16',
 *   network: { id: 'vpc-0123456789abcdef0', podCidr: '10.0.0.0/17' },
 *   provides: { network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} },
 * })
 */
export const existingEks = clusterKind({
  kind: 'existing-eks',
  summary: 'An existing cluster of Amazon EKS.',
  schema: existingEksSchema,
  provides: ({ provides }) => provideExistingCapabilities(provides, { 'load-balancer': awsLoadBalancer }),
  podCidr: ({ network }) => network.podCidr,
  apiServerRanges: ({ network: { controlPlaneCidr } }) => (controlPlaneCidr === undefined ? [] : [controlPlaneCidr]),
  networkRanges: ({ network }) =>
    createNetworkRanges({ 'the nodes': network.podCidr, 'the data services': network.dataCidr }),
  endpointRanges: ({ network }) => network.endpointCidrs,
  cloud: resolveCloud,
  immutableFields: ({ region, clusterName, network, serviceCidr }) => ({
    region,
    clusterName: clusterName ?? 'the name of the cluster',
    network: network.id,
    'network.podCidr': network.podCidr,
    serviceCidr,
  }),
  validate: (options) => [
    ...checkRegionName('aws', options.region),
    ...checkDataNetwork(options.network),
    ...checkEndpointRanges(options.network),
    ...checkKeyRegion(options),
  ],
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: eksConnection,
  addProviders: (scope, options) => {
    addAwsProvider(scope, options);
  },
});

function resolveCloud(options: ExistingEksOptions, { cluster }: ClusterPlace): AwsCloud {
  const { region, account, clusterName = cluster, network, encryptionKey, tags } = options;
  const { id, privateSubnets, dataSubnets, dataCidr } = network;
  return {
    provider: 'aws',
    region,
    // The subnets have the zones.
    zones: [],
    account,
    networkId: id,
    clusterName,
    network: { id, privateSubnets, controlPlaneSubnets: [], dataSubnets, dataCidr },
    volumeKey: encryptionKey ?? 'alias/aws/ebs',
    tags,
    existing: { vpcId: id, nodeSecurityGroup: options.nodeSecurityGroup, nodeRole: options.nodeRole },
  };
}
