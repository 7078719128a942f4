import { KubernetesCluster } from '@cdktf/provider-azurerm/lib/kubernetes-cluster';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { resolveEgress } from '../../clouds/network-egress';
import { getAzureCloud } from '../cloud/azure-cloud';
import { clusterId, createdCluster } from '../cloud/cluster-references';
import { formatName } from '../cloud/names';
import { renderTags } from '../cloud/tags';
import { renderAddOns } from './add-ons';
import type { ClusterKeys } from './cluster-vault';
import type { ClusterIdentities } from './identities';
import { isExistingNetwork, type AksOptions } from './schema';

/** Properties of the control plane. */
export interface ControlPlaneProps {
  readonly identities: ClusterIdentities;
  readonly keys: ClusterKeys;
  /** Permissions that the cluster needs at once. */
  readonly dependsOn: readonly TerraformDependable[];
}

/** Most pods of a node. */
export const maxPodsPerNode = 110;

/** Largest part of a pool that an upgrade adds in new nodes at a time. */
export const maxSurge = '33%';

const nodeOsChannels = { none: 'None', security: 'SecurityPatch', weekly: 'NodeImage' } as const;

const outboundTypes = {
  'nat-gateway': 'userAssignedNATGateway',
  'route-table': 'userDefinedRouting',
  'load-balancer': 'loadBalancer',
  none: 'none',
} as const;

/**
 * Adds the managed cluster with the pool of its own components: without local accounts, with Microsoft Entra for people
 * and workload identity for pods.
 */
export function addControlPlane(
  scope: Construct,
  { clusterInfo }: ClusterPlan,
  options: AksOptions,
  { identities, keys: { diskEncryptionSetId, secretsKey }, dependsOn }: ControlPlaneProps,
): void {
  const { kubernetes, support, api, administrators, entraTenant, deletionProtection } = options;
  const { clusterName, resourceGroup, region, network, tags } = getAzureCloud(clusterInfo);
  new KubernetesCluster(scope, clusterId, {
    name: clusterName,
    location: region,
    resourceGroupName: createdCluster.group,
    nodeResourceGroup: `${resourceGroup}-nodes`,
    dnsPrefix: formatName('dns-prefix', clusterInfo.platform, clusterName),
    kubernetesVersion: kubernetes,
    skuTier: support === 'long-term' ? 'Premium' : 'Standard',
    supportPlan: support === 'long-term' ? 'AKSLongTermSupport' : 'KubernetesOfficial',
    identity: { type: 'UserAssigned', identityIds: [identities.controlPlane.id] },
    kubeletIdentity: {
      clientId: identities.kubelet.clientId,
      objectId: identities.kubelet.principalId,
      userAssignedIdentityId: identities.kubelet.id,
    },
    localAccountDisabled: true,
    roleBasedAccessControlEnabled: true,
    // Kubernetes decides by its own roles, which name groups by their object IDs.
    azureActiveDirectoryRoleBasedAccessControl: {
      adminGroupObjectIds: [...administrators],
      azureRbacEnabled: false,
      tenantId: entraTenant,
    },
    oidcIssuerEnabled: true,
    workloadIdentityEnabled: true,
    runCommandEnabled: false,
    ...renderApiAccess(api, network.apiServerSubnet),
    diskEncryptionSetId,
    ...(secretsKey === undefined
      ? {}
      : {
          keyManagementService: {
            keyVaultKeyId: secretsKey.id,
            keyVaultNetworkAccess: secretsKey.isPrivate ? 'Private' : 'Public',
          },
        }),
    defaultNodePool: renderSystemPool(options, network.nodeSubnet),
    networkProfile: renderNetworkProfile(options, clusterInfo),
    ...(network.artifactCache === undefined
      ? {}
      : { bootstrapProfile: { artifactSource: 'Cache', containerRegistryId: network.artifactCache } }),
    ...renderAddOns(options.addOns),
    ...renderUpgrades(options),
    tags: renderTags(tags),
    lifecycle: {
      // The autoscaler of AKS changes the number of nodes, and `channel: patch` the version.
      ignoreChanges: ['default_node_pool[0].node_count'],
      preventDestroy: deletionProtection,
    },
    dependsOn: [...dependsOn],
  });
}

/** Returns who reaches the API, and the subnet of its servers, where they are in the network. */
function renderApiAccess(api: AksOptions['api'], subnetId: string | undefined) {
  const profile = {
    ...(api === 'private' ? {} : { authorizedIpRanges: [...api.allowedRanges] }),
    ...(subnetId === undefined ? {} : { virtualNetworkIntegrationEnabled: true, subnetId }),
  };
  return {
    ...(api === 'private'
      ? // Its name resolves to the private address everywhere, also where no private DNS zone of AKS is linked.
        { privateClusterEnabled: true, privateDnsZoneId: 'None', privateClusterPublicFqdnEnabled: true }
      : {}),
    ...(Object.keys(profile).length === 0 ? {} : { apiServerAccessProfile: profile }),
  };
}

function renderSystemPool({ systemPool, zones, kubernetes }: AksOptions, subnetId: string) {
  return {
    name: 'system',
    vmSize: systemPool.machineType,
    autoScalingEnabled: true,
    minCount: systemPool.min,
    maxCount: systemPool.max,
    maxPods: maxPodsPerNode,
    osSku: 'AzureLinux',
    osDiskSizeGb: systemPool.diskGiB,
    orchestratorVersion: kubernetes,
    zones: [...(systemPool.zones ?? zones)],
    vnetSubnetId: subnetId,
    hostEncryptionEnabled: true,
    // Its nodes have the taint CriticalAddonsOnly.
    onlyCriticalAddonsEnabled: true,
    temporaryNameForRotation: 'systemtmp',
    upgradeSettings: { maxSurge },
  };
}

function renderNetworkProfile(
  { network, addOns }: AksOptions,
  { podCidr, serviceCidr, dnsAddress }: ClusterPlan['clusterInfo'],
) {
  const profile = {
    loadBalancerSku: 'standard',
    outboundType: outboundTypes[resolveOutboundType(network)],
    serviceCidr,
    dnsServiceIp: dnsAddress,
  };
  // AKS knows no pod range of another network: the provider would replace the cluster in each apply.
  if (addOns.network === 'component') return { ...profile, networkPlugin: 'none' };
  return {
    ...profile,
    networkPlugin: 'azure',
    // Pods have addresses of `podCidr`, not of the virtual network.
    networkPluginMode: 'overlay',
    networkDataPlane: 'cilium',
    networkPolicy: 'cilium',
    podCidr,
  };
}

function resolveOutboundType(network: AksOptions['network']): keyof typeof outboundTypes {
  if (isExistingNetwork(network)) return network.outbound;
  if (network.egress === 'none') return 'none';
  return resolveEgress(network.egress).hasNat ? 'nat-gateway' : 'route-table';
}

function renderUpgrades({ upgrades }: AksOptions) {
  const window = {
    frequency: 'Weekly',
    interval: 1,
    dayOfWeek: upgrades.day,
    startTime: `${String(upgrades.startHour).padStart(2, '0')}:00`,
    utcOffset: '+00:00',
    duration: upgrades.hours,
  };
  return {
    ...(upgrades.channel === 'none'
      ? {}
      : { automaticUpgradeChannel: upgrades.channel, maintenanceWindowAutoUpgrade: window }),
    nodeOsUpgradeChannel: nodeOsChannels[upgrades.nodeImages],
    ...(upgrades.nodeImages === 'none' ? {} : { maintenanceWindowNodeOs: window }),
  };
}
