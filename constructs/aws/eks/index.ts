import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import { provideEndpoints } from '../../../src/kinds/provides';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import { addOnRisks } from '../../clouds/add-ons';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { listConnectionRoutes } from '../../clouds/network-connections';
import { egressRisks, listExistingEgressRanges, resolveEgress } from '../../clouds/network-egress';
import type { AwsCloud, AwsNetwork } from '../cloud/aws-cloud';
import { formatName } from '../cloud/names';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { addNetwork } from '../network/network';
import { privateLinkRules } from '../network/private-links';
import { controlPlaneRange, dataRange, privateRange } from '../network/subnets';
import { addAwsProvider } from '../cloud/provider';
import { awsLoadBalancer } from '../network/load-balancer';
import { enforcesNetworkPolicies } from './add-on-options';
import { eksConnection } from './connection';
import { eksImmutableFields } from './immutable-fields';
import { addInfrastructure, clusterKeyName, nodesAfterNetwork } from './infrastructure';
import { listNodePools } from './node-pools';
import { eksSchema, isExistingNetwork, type EksOptions } from './schema';
import { listUpgradeSteps } from './upgrade-steps';
import { checkEksOptions } from './validation';

/**
 * A Kubernetes cluster of Amazon EKS with managed node groups. The network of all clusters of an environment in a region
 * is one Terraform stack, the cluster another.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/what-is-eks.html
 * @example
 * eks({
 *   environment: 'prod',
 *   region: 'eu-north-1',
 *   administrators: ['arn:aws:iam::123456789012:role/platform-team'],
 *   nodePools: { general: { instanceTypes: ['m7g.large'], architecture: 'arm64', min: 3, max: 9 } },
 * })
 */
export const eks = clusterKind({
  kind: 'eks',
  summary: 'A Kubernetes cluster of Amazon EKS.',
  schema: eksSchema,
  provides: ({ addOns }) =>
    provideEndpoints({
      ...(addOns.network === 'component' ? {} : { network: {} }),
      ...(enforcesNetworkPolicies(addOns) ? { 'network-policy': {} } : {}),
      'service-proxy': {},
      'load-balancer': awsLoadBalancer,
      ...(addOns.dns === 'component' ? {} : { dns: {} }),
      ...(addOns.metrics === 'component' ? {} : { 'resource-metrics': {} }),
    }),
  podCidr: ({ network }) => (isExistingNetwork(network) ? network.podCidr : privateRange(network.cidr)),
  apiServerRanges: ({ network }) => listControlPlaneRanges(network),
  networkRanges: ({ network }) =>
    isExistingNetwork(network)
      ? createNetworkRanges({ 'the nodes': network.podCidr, 'the data services': network.dataCidr })
      : createNetworkRanges({ 'the network': network.cidr }),
  egressRanges: ({ network }) =>
    isExistingNetwork(network)
      ? listExistingEgressRanges(network.outbound)
      : resolveEgress(network.egress).allowedRanges,
  endpointRanges: ({ network }) => (isExistingNetwork(network) ? network.endpointCidrs : []),
  nodePools: listNodePools,
  cloud: resolveCloud,
  network: (options, { platform, environment }) => {
    const { network, region, zones, tags, account, permissionsBoundary, connections = {} } = options;
    if (isExistingNetwork(network)) return undefined;
    const { state, ...networkOptions } = network;
    const name = networkName(platform, environment, region);
    const routes = listConnectionRoutes(connections, privateLinkRules(network.cidr, zones).isService);
    return {
      name: `${environment}-${region}`,
      options: {
        ...networkOptions,
        zones,
        tags,
        account,
        permissionsBoundary,
        ...(options.connections ? { connections: routes } : {}),
      },
      removed: state === 'removed',
      add: (scope) => {
        addNetwork(scope, { name, region, zones, connections: routes, ...networkOptions });
      },
    };
  },
  immutableFields: eksImmutableFields,
  optionRisks: { ...addOnRisks, ...egressRisks },
  upgradeSteps: listUpgradeSteps,
  validate: checkEksOptions,
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: eksConnection,
  addProviders: (scope, options) => {
    addAwsProvider(scope, options);
  },
  provision: addInfrastructure,
  nodesAfterNetwork,
});

/** Lists the ranges of the network interfaces of the API servers, to which the Service `kubernetes` leads. */
function listControlPlaneRanges(network: EksOptions['network']): readonly string[] {
  if (!isExistingNetwork(network)) return [controlPlaneRange(network.cidr)];
  return network.controlPlaneCidr === undefined ? [] : [network.controlPlaneCidr];
}

/** Returns the tag `Name` of the VPC. */
function networkName(platform: string, environment: string, region: string): string {
  return `${platform}-${environment}-${region}`;
}

function resolveCloud(options: EksOptions, place: ClusterPlace): AwsCloud {
  const { region, zones, account, clusterName = place.cluster, tags, encryptionKey } = options;
  const volumeKey =
    encryptionKey ?? `alias/${formatName('kms-alias', ...clusterKeyName(place.platform, place.cluster))}`;
  const network = resolveNetwork(options, place);
  const networkId = 'id' in network ? network.id : network.name;
  const cloud = { region, zones, account, networkId, clusterName, network, volumeKey, tags };
  return { provider: 'aws', ...cloud, ...(options.addOns.network === 'component' ? { nodeStack: 'bootstrap' } : {}) };
}

function resolveNetwork({ network, region }: EksOptions, { platform, environment }: ClusterPlace): AwsNetwork {
  if (!isExistingNetwork(network))
    return {
      name: networkName(platform, environment, region),
      dataCidr: dataRange(network.cidr),
      endpointCidr: resolveEgress(network.egress).allowedRanges && dataRange(network.cidr),
    };
  const { id, privateSubnets, controlPlaneSubnets = privateSubnets, dataSubnets, dataCidr } = network;
  return { id, privateSubnets, controlPlaneSubnets, dataSubnets, dataCidr };
}
