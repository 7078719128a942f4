import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import { provideEndpoints } from '../../../src/kinds/provides';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import { addOnRisks } from '../../clouds/add-ons';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { listConnectionRoutes } from '../../clouds/network-connections';
import { egressRisks, listExistingEgressRanges, resolveEgress } from '../../clouds/network-egress';
import { listCloudUpgradeSteps } from '../../clouds/upgrade-steps';
import { clusterKeyId, clusterKeysRelease, keyRingId, type ClusterKeysProps } from '../cloud/cluster-keys';
import type { GoogleCloud, GoogleNetwork } from '../cloud/google-cloud';
import { formatName } from '../cloud/names';
import { addGoogleProvider } from '../cloud/provider';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { addNetwork } from '../network/network';
import { privateLinkRules } from '../network/private-links';
import { dataRange, endpointRange, nodeRange } from '../network/subnets';
import { googleLoadBalancer } from '../network/load-balancer';
import { gkeConnection } from './connection';
import { gkeImmutableFields } from './immutable-fields';
import { addInfrastructure } from './infrastructure';
import { listNodePools } from './node-pools';
import { gkeSchema, isExistingNetwork, type GkeOptions } from './schema';
import { checkGkeOptions } from './validation';

/**
 * A Kubernetes cluster of Google Kubernetes Engine (Standard) with node pools that GKE scales. The network of all clusters
 * of an environment in a region is one Terraform stack, the cluster another.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/kubernetes-engine-overview
 * @example
 * gke({
 *   environment: 'prod',
 *   region: 'europe-north1',
 *   project: 'acme-prod',
 *   projectNumber: '123456789012',
 *   administrators: ['group:platform@acme.example'],
 *   nodePools: { general: { machineType: 'n2-standard-4', min: 3, max: 9 } },
 * })
 */
export const gke = clusterKind({
  kind: 'gke',
  summary: 'A Kubernetes cluster of Google Kubernetes Engine.',
  schema: gkeSchema,
  provides: () =>
    provideEndpoints({
      // https://cloud.google.com/docs/security/encryption-in-transit
      network: { encrypted: true },
      'network-policy': { api: 'cilium' },
      'service-proxy': {},
      dns: {},
      'load-balancer': googleLoadBalancer,
      'node-autoscaling': {},
      'resource-metrics': {},
    }),
  // The private endpoint of the API is in the subnet of nodes, also where the API has a public one, too.
  apiServerRanges: ({ network }) => listNodeRanges(network),
  networkRanges: ({ network }) =>
    isExistingNetwork(network)
      ? createNetworkRanges({
          'the nodes': network.nodeCidr,
          'the data services': [network.dataCidr, network.endpointCidr].flatMap((range) => range ?? []),
        })
      : createNetworkRanges({ 'the network': network.cidr }),
  egressRanges: ({ network }) =>
    isExistingNetwork(network)
      ? listExistingEgressRanges(network.outbound)
      : resolveEgress(network.egress).allowedRanges,
  nodePools: listNodePools,
  cloud: resolveCloud,
  network: (options, { platform, environment }) => {
    const { network, region, projectNumber, project, resourceLabels, administrators, connections = {} } = options;
    if (isExistingNetwork(network)) return undefined;
    const { state, ...networkOptions } = network;
    const routes = listConnectionRoutes(connections, privateLinkRules(network.cidr).isService);
    return {
      name: `${environment}-${region}`,
      options: {
        ...networkOptions,
        project,
        resourceLabels,
        administrators,
        ...(options.connections ? { connections: routes } : {}),
      },
      removed: state === 'removed',
      add: (scope) => {
        addNetwork(scope, {
          name: networkName(platform, environment, region),
          region,
          projectNumber,
          labels: resourceLabels,
          project,
          administrators,
          connections: routes,
          ...networkOptions,
        });
      },
    };
  },
  terraformReleases: (options, place) =>
    isExistingNetwork(options.network) ? [clusterKeysRelease(clusterKeys(options, place))] : [],
  immutableFields: gkeImmutableFields,
  optionRisks: {
    ...egressRisks,
    ...addOnRisks,
    'addOns.dnsCache': 'GKE recreates all nodes, a pool after another, in the window of its upgrades',
  },
  upgradeSteps: ({ nodePools }) =>
    listCloudUpgradeSteps({
      controlPlane: 'GKE upgrades the API servers and its add-ons',
      nodePools: Object.keys(nodePools),
      nodes: 'GKE adds a node of the version, and drains and deletes another one, one at a time',
    }),
  validate: checkGkeOptions,
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: gkeConnection,
  addProviders: (scope, options) => {
    addGoogleProvider(scope, options);
  },
  provision: addInfrastructure,
});

/** Lists the ranges of nodes that the definition contains. */
function listNodeRanges(network: GkeOptions['network']): readonly string[] {
  if (!isExistingNetwork(network)) return [nodeRange(network.cidr)];
  return network.nodeCidr === undefined ? [] : [network.nodeCidr];
}

/** Returns the name of the network, its subnet and its key ring. */
function networkName(platform: string, environment: string, region: string): string {
  return formatName('network', platform, environment, region);
}

/**
 * Returns the properties of the key ring of the environment in the region. That of an existing network has a name of its own:
 * a network that Plinth creates may be next to it.
 */
function clusterKeys(
  { network, region, project, projectNumber, resourceLabels: labels }: GkeOptions,
  { platform, environment }: Pick<ClusterPlace, 'platform' | 'environment'>,
): ClusterKeysProps {
  const name = isExistingNetwork(network)
    ? formatName('kms-key', platform, environment, region, 'keys')
    : networkName(platform, environment, region);
  return { name, region, project, projectNumber, labels };
}

function resolveCloud(options: GkeOptions, place: ClusterPlace): GoogleCloud {
  const { region, project, projectNumber, clusterName = place.cluster, encryptionKey } = options;
  const keyRing = keyRingId(clusterKeys(options, place));
  const resolvedNetwork = resolveNetwork(options, place);
  return {
    provider: 'google',
    region,
    account: project,
    sharesIdentities: true,
    networkId: resolvedNetwork.subnet,
    podNetworkId: resolvedNetwork.id,
    project,
    projectNumber,
    clusterName,
    network: resolvedNetwork,
    keyRing,
    clusterKey: encryptionKey ?? clusterKeyId(keyRing),
    hasDiskDriver: options.addOns.disks === 'managed',
    labels: options.resourceLabels,
    groups: options.groups,
  };
}

function resolveNetwork(
  { network, region, project }: GkeOptions,
  { platform, environment }: ClusterPlace,
): GoogleNetwork {
  if (isExistingNetwork(network)) {
    const { id, subnet, dataCidr, endpointCidr } = network;
    return { id, subnet, dataCidr, endpointCidr };
  }
  const name = networkName(platform, environment, region);
  return {
    id: `projects/${project}/global/networks/${name}`,
    subnet: `projects/${project}/regions/${region}/subnetworks/${name}`,
    dataCidr: dataRange(network.cidr),
    endpointCidr: endpointRange(network.cidr),
  };
}
