import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import { provideEndpoints } from '../../../src/kinds/provides';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import { addOnRisks } from '../../clouds/add-ons';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { listConnectionRoutes } from '../../clouds/network-connections';
import { egressRisks, listExistingEgressRanges, resolveEgress } from '../../clouds/network-egress';
import { listCloudUpgradeSteps } from '../../clouds/upgrade-steps';
import type { AzureCloud, AzureNetwork } from '../cloud/azure-cloud';
import { clusterGroupName } from '../cloud/cluster-references';
import { formatCompactName, formatName } from '../cloud/names';
import { addAzureProvider } from '../cloud/provider';
import { resourceGroupId, resourceId } from '../cloud/resource-ids';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { addNetwork, subnetNames } from '../network/network';
import { privateLinkRules } from '../network/private-links';
import { apiServerRange, dataRange, nodeRange } from '../network/subnets';
import { azureLoadBalancer } from '../network/load-balancer';
import { enforcedWebhookSelectors } from './admissions-enforcer';
import { aksConnection } from './connection';
import { maxSurge } from './control-plane';
import { hasApiServerSubnet } from './cluster-vault';
import { diskEncryptionSetName } from './disk-encryption';
import { aksImmutableFields } from './immutable-fields';
import { addInfrastructure } from './infrastructure';
import { listNodePools } from './node-pools';
import { aksSchema, isExistingNetwork, type AksOptions } from './schema';
import { checkAksOptions } from './validation';

/**
 * A Kubernetes cluster of Azure Kubernetes Service with node pools that AKS scales. The network of all clusters of an
 * environment in a location is one Terraform stack, the cluster another.
 * @see https://learn.microsoft.com/azure/aks/what-is-aks
 * @example
 * aks({
 *   environment: 'prod',
 *   region: 'swedencentral',
 *   subscription: '00000000-0000-0000-0000-000000000001',
 *   entraTenant: '00000000-0000-0000-0000-000000000002',
 *   administrators: ['00000000-0000-0000-0000-000000000003'],
 *   nodePools: { general: { machineType: 'Standard_D4ds_v5', min: 3, max: 9 } },
 * })
 */
export const aks = clusterKind({
  kind: 'aks',
  summary: 'A Kubernetes cluster of Azure Kubernetes Service.',
  schema: aksSchema,
  provides: ({ addOns }) =>
    provideEndpoints({
      ...(addOns.network === 'managed' ? { network: {}, 'network-policy': { api: 'cilium' } } : {}),
      'service-proxy': {},
      dns: {},
      'load-balancer': azureLoadBalancer,
      'node-autoscaling': {},
      'resource-metrics': {},
    }),
  apiServerRanges: listApiServerRanges,
  networkRanges: ({ network }) =>
    isExistingNetwork(network)
      ? createNetworkRanges({
          'the nodes': network.nodeCidr,
          'the control plane': network.apiServerCidr,
          'the data services': network.dataCidr,
        })
      : createNetworkRanges({ 'the network': network.cidr }),
  egressRanges: ({ network }) =>
    isExistingNetwork(network)
      ? listExistingEgressRanges(network.outbound)
      : resolveEgress(network.egress).allowedRanges,
  nodePools: listNodePools,
  cloud: resolveCloud,
  network: (options, { platform, environment }) => {
    const { network, region, tags, apiClients, connections = {} } = options;
    if (isExistingNetwork(network)) return undefined;
    const { state, ...networkOptions } = network;
    const routes = listConnectionRoutes(connections, privateLinkRules(network.cidr).isService);
    return {
      name: `${environment}-${region}`,
      options: {
        ...networkOptions,
        subscription: options.subscription,
        tags,
        apiClients,
        ...(options.connections ? { connections: routes } : {}),
      },
      removed: state === 'removed',
      add: (scope) => {
        addNetwork(scope, {
          name: networkName(platform, environment, region),
          location: region,
          tags,
          apiClients,
          connections: routes,
          artifactCache: network.egress === 'none' ? registryName(options, { platform, environment }) : undefined,
          ...networkOptions,
        });
      },
    };
  },
  immutableFields: aksImmutableFields,
  optionRisks: { ...addOnRisks, ...egressRisks },
  addedItems: enforcedWebhookSelectors,
  upgradeSteps: ({ nodePools }) =>
    listCloudUpgradeSteps({
      controlPlane: 'AKS upgrades the API servers and its add-ons, then the system pool',
      nodePools: Object.keys(nodePools),
      nodes: `AKS adds nodes of the version, and drains and deletes the others, up to ${maxSurge} of a pool at a time`,
    }),
  validate: checkAksOptions,
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: aksConnection,
  addProviders: (scope, options) => {
    addAzureProvider(scope, options);
  },
  provision: addInfrastructure,
});

/**
 * Lists the ranges of API servers that the definition contains: their subnet, or that of nodes, where a private API without one
 * has its endpoint.
 */
function listApiServerRanges(options: AksOptions): readonly string[] {
  const { network, api } = options;
  const [subnet, nodes] = isExistingNetwork(network)
    ? [network.apiServerCidr, network.nodeCidr]
    : [hasApiServerSubnet(options) ? apiServerRange(network.cidr) : undefined, nodeRange(network.cidr)];
  const range = subnet ?? (api === 'private' ? nodes : undefined);
  return range === undefined ? [] : [range];
}

/** Returns the name of the virtual network and of its resource group. */
function networkName(platform: string, environment: string, region: string): string {
  return formatName('network', platform, environment, region);
}

/** Returns the name of the registry of the images of AKS in a network that leads nowhere. */
function registryName(
  { subscription, region }: AksOptions,
  { platform, environment }: Pick<ClusterPlace, 'platform' | 'environment'>,
): string {
  return formatCompactName('container-registry', subscription, platform, environment, region);
}

function resolveCloud(options: AksOptions, place: ClusterPlace): AzureCloud {
  const { region, subscription, entraTenant, clusterName = place.cluster, diskEncryptionSet } = options;
  const { api, tags, groups, zones } = options;
  const resourceGroup = clusterGroupName(clusterName);
  const network = resolveNetwork(options, place);
  return {
    provider: 'azure',
    region,
    account: subscription,
    networkId: network.nodeSubnet,
    zones,
    subscription,
    entraTenant,
    clusterName,
    resourceGroup,
    network,
    diskEncryptionSet:
      diskEncryptionSet ??
      resourceId(
        resourceGroupId(subscription, resourceGroup),
        'Microsoft.Compute/diskEncryptionSets',
        diskEncryptionSetName(clusterName),
      ),
    hasDiskDriver: options.addOns.disks === 'managed',
    allowedRanges: api === 'private' ? [] : api.allowedRanges,
    tags,
    groups,
  };
}

function resolveNetwork(options: AksOptions, { platform, environment }: ClusterPlace): AzureNetwork {
  const { network, region, subscription } = options;
  if (isExistingNetwork(network)) {
    const { nodeSubnet, artifactCache, apiServerSubnet, dataSubnet, dataCidr, dnsZoneGroup } = network;
    return { nodeSubnet, artifactCache, apiServerSubnet, dataSubnet, dataCidr, dnsZoneGroup };
  }
  const name = networkName(platform, environment, region);
  const group = resourceGroupId(subscription, name);
  const subnet = (subnetName: string) =>
    `${resourceId(group, 'Microsoft.Network/virtualNetworks', name)}/subnets/${subnetName}`;
  return {
    nodeSubnet: subnet(subnetNames.nodes),
    ...(network.egress === 'none'
      ? {
          artifactCache: resourceId(
            group,
            'Microsoft.ContainerRegistry/registries',
            registryName(options, { platform, environment }),
          ),
        }
      : {}),
    apiServerSubnet: hasApiServerSubnet(options) ? subnet(subnetNames['api-server']) : undefined,
    dataSubnet: subnet(subnetNames.data),
    dataCidr: dataRange(network.cidr),
    dnsZoneGroup: group,
  };
}
