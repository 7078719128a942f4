import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import type { ClusterPlace } from '../../../src/kinds/cloud';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { listPermissionReferences } from '../../clouds/cluster-options';
import { checkRegionName } from '../../clouds/region-names';
import { provideExistingCapabilities } from '../../clusters/existing-capabilities';
import type { AzureCloud } from '../cloud/azure-cloud';
import { lookUpExistingCluster } from '../cloud/cluster-references';
import { addAzureProvider } from '../cloud/provider';
import { renderDeclaredIdentity } from '../identity/workload-identity';
import { azureLoadBalancer } from '../network/load-balancer';
import { enforcedWebhookSelectors } from './admissions-enforcer';
import { renderConnection } from './connection';
import { existingAksSchema, type ExistingAksOptions } from './existing-schema';
import { checkNetworkIds } from './network-validation';
import { checkPermissions } from './validation';

/**
 * An AKS cluster that exists without Plinth. Its names, and the IDs of its network, are all that components of Azure need of it;
 * Plinth creates nothing of the cluster itself, and destroys nothing of it. It must have an OIDC issuer, workload identity and
 * no local accounts, which Terraform checks.
 * @see https://learn.microsoft.com/azure/aks/workload-identity-deploy-cluster
 * @example
 * existingAks({
 *   environment: 'prod',
 *   region: 'swedencentral',
 *   subscription: '00000000-0000-0000-0000-000000000001',
 *   entraTenant: '00000000-0000-0000-0000-000000000002',
 *   clusterName: 'acme-prod',
 *   resourceGroup: 'acme-prod',
 *   podCidr: '10.244.0.0/16',
 *   serviceCidr: '10.0.0.0/16',
 *   network: { nodeSubnet: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Network/virtualNetworks/acme/subnets/nodes' },
 * })
 */
export const existingAks = clusterKind({
  kind: 'existing-aks',
  summary: 'An existing cluster of Azure Kubernetes Service.',
  schema: existingAksSchema,
  provides: ({ provides }) => provideExistingCapabilities(provides, { 'load-balancer': azureLoadBalancer }),
  cloud: resolveCloud,
  networkRanges: ({ network }) =>
    createNetworkRanges({ 'the nodes': network.nodeCidr, 'the data services': network.dataCidr }),
  immutableFields: ({ region, subscription, clusterName, network, podCidr, serviceCidr }) => ({
    region,
    subscription,
    clusterName: clusterName ?? 'the name of the cluster',
    network: network.nodeSubnet,
    podCidr,
    serviceCidr,
  }),
  addedItems: enforcedWebhookSelectors,
  validate: checkExistingAksOptions,
  workloadReferences: listPermissionReferences,
  workloadIdentity: renderDeclaredIdentity,
  connection: (options, name) => {
    const { subscription, entraTenant, clusterName = name, resourceGroup, podCidr, serviceCidr } = options;
    return renderConnection({
      ...{ subscription, entraTenant, cluster: clusterName, group: resourceGroup },
      addLookup: (scope) =>
        lookUpExistingCluster(scope, { clusterName, resourceGroup, existing: { podCidr, serviceCidr } }),
    });
  },
  addProviders: (scope, options) => {
    addAzureProvider(scope, options);
  },
});

function checkExistingAksOptions(options: ExistingAksOptions, cluster: ClusterInfo): readonly Problem[] {
  const { network, allowedRanges } = options;
  return [
    ...checkRegionName('azure', options.region),
    ...checkNetworkIds(network),
    ...checkPermissions(options, cluster),
    ...('key-vault' in cluster.capabilities && network.dataSubnet === undefined && allowedRanges === undefined
      ? [
          error(
            ['network', 'dataSubnet'],
            undefined,
            'is missing: nothing could reach the key vault of keyVault()',
            'set `dataSubnet`, `dataCidr` and `dnsZoneGroup`, or `allowedRanges`',
          ),
        ]
      : []),
  ];
}

function resolveCloud(options: ExistingAksOptions, { cluster }: ClusterPlace): AzureCloud {
  const { region, zones, subscription, entraTenant, clusterName = cluster, resourceGroup } = options;
  const { nodeSubnet, dataSubnet, dataCidr, dnsZoneGroup } = options.network;
  return {
    provider: 'azure',
    region,
    account: subscription,
    networkId: nodeSubnet,
    zones,
    subscription,
    entraTenant,
    clusterName,
    resourceGroup,
    network: { nodeSubnet, dataSubnet, dataCidr, dnsZoneGroup },
    diskEncryptionSet: options.diskEncryptionSet,
    hasDiskDriver: true,
    allowedRanges: options.allowedRanges ?? [],
    tags: options.tags,
    groups: options.groups,
    existing: { podCidr: options.podCidr, serviceCidr: options.serviceCidr },
  };
}
