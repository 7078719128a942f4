import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member';
import { ContainerNodePool } from '@cdktf/provider-google/lib/container-node-pool';
import { DataGoogleContainerCluster } from '@cdktf/provider-google/lib/data-google-container-cluster';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import type { Construct } from 'constructs';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { renderTaint } from '../../clouds/node-pools';
import { digest } from '../../digest';
import { addAdministrators } from '../cloud/administrators';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { formatName } from '../cloud/names';
import { addControlPlane, nodeScopes } from './control-plane';
import { tryParseMachineType } from './machine-types';
import { firstNodesPerZone, listReplacingOptions } from './node-pools';
import { isExistingNetwork, type GkeNodePool, type GkeOptions } from './schema';

/**
 * Adds the managed cluster: service account of nodes, control plane and node pools. A cluster that the next apply destroys
 * has no resources.
 */
export function addInfrastructure(scope: Construct, { removed, clusterInfo }: ClusterPlan, options: GkeOptions): void {
  if (removed) return;
  // Otherwise they are in the stack of the network, which clusters of the project share.
  if (isExistingNetwork(options.network)) addAdministrators(scope, options);
  const nodes = addNodeAccount(scope, clusterInfo, options);
  const cluster = addControlPlane(scope, clusterInfo, options, nodes);
  const { masterVersion } = lookUpCluster(scope, clusterInfo, cluster);
  for (const [name, pool] of Object.entries(options.nodePools))
    addNodePool(scope, name, pool, options, {
      clusterInfo,
      clusterId: cluster.id,
      version: masterVersion,
      serviceAccount: nodes,
    });
}

/** Adds the service account of nodes, which may write logs and metrics and pull images. @returns its address */
function addNodeAccount(scope: Construct, clusterInfo: ClusterInfo, options: GkeOptions): string {
  const { platform, cluster: name } = clusterInfo;
  const { project } = getGoogleCloud(clusterInfo);
  const account = new ServiceAccount(scope, 'nodes', {
    accountId: formatName('service-account', platform, name, 'nodes'),
    displayName: `Nodes of the cluster ${name}`,
  });
  const member = `serviceAccount:${account.email}`;
  new ProjectIamMember(scope, 'nodes-role', { project, role: 'roles/container.defaultNodeServiceAccount', member });
  for (const repository of options.registries) {
    const [, repositoryProject = '', , location = '', , repositoryName = ''] = repository.split('/');
    new ArtifactRegistryRepositoryIamMember(scope, `pull-${digest(repository).slice(0, 6)}`, {
      project: repositoryProject,
      location,
      repository: repositoryName,
      role: 'roles/artifactregistry.reader',
      member,
    });
  }
  return account.email;
}

/**
 * Looks up the cluster after its changes: the attributes of the resource itself have the version of before an upgrade until the
 * next plan.
 */
function lookUpCluster(scope: Construct, clusterInfo: ClusterInfo, cluster: TerraformDependable) {
  const { clusterName, region } = getGoogleCloud(clusterInfo);
  return new DataGoogleContainerCluster(scope, 'upgraded-cluster', {
    name: clusterName,
    location: region,
    dependsOn: [cluster],
  });
}

interface NodePoolProps {
  readonly clusterInfo: ClusterInfo;
  /** Expression of the ID of the cluster. */
  readonly clusterId: string;
  /** Expression of the version of the control plane. */
  readonly version: string;
  readonly serviceAccount: string;
}

/**
 * Adds a node pool, which GKE scales between `min` and `max`. It gets the version of the control plane with an apply, and before by
 * GKE where only the patch version differs: the maintenance exclusion of minor versions includes nodes.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions#scope_of_maintenance_to_exclude
 */
function addNodePool(
  scope: Construct,
  name: string,
  pool: GkeNodePool,
  { region, zones }: GkeOptions,
  { clusterInfo, clusterId, version, serviceAccount }: NodePoolProps,
): void {
  const { clusterKey, labels } = getGoogleCloud(clusterInfo);
  new ContainerNodePool(scope, `${name}-nodes`, {
    // A change of these options creates another pool, and then drains and deletes the previous one.
    name: `${name}-${digest(listReplacingOptions(pool)).slice(0, 8)}`,
    cluster: clusterId,
    version,
    location: region,
    nodeLocations: (pool.zones ?? zones).map((zone) => `${region}-${zone}`),
    initialNodeCount: firstNodesPerZone(pool, zones),
    autoscaling: {
      totalMinNodeCount: pool.min,
      totalMaxNodeCount: pool.max,
      locationPolicy: pool.spot ? 'ANY' : 'BALANCED',
    },
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
    nodeConfig: {
      machineType: pool.machineType,
      spot: pool.spot,
      imageType: 'COS_CONTAINERD',
      diskType: tryParseMachineType(pool.machineType)?.diskType ?? 'pd-balanced',
      diskSizeGb: pool.diskGiB,
      ...(clusterKey === undefined ? {} : { bootDiskKmsKey: clusterKey }),
      labels: { ...pool.labels, 'plinth.dev/node-pool': name },
      resourceLabels: renderLabels(labels),
      taint: pool.taints.map((taint) => ({ value: '', ...renderTaint(taint) })),
      serviceAccount,
      oauthScopes: nodeScopes,
      metadata: { 'disable-legacy-endpoints': 'true' },
      // Pods get their own identity, not that of the node.
      workloadMetadataConfig: { mode: 'GKE_METADATA' },
      shieldedInstanceConfig: { enableSecureBoot: true, enableIntegrityMonitoring: true },
      kubeletConfig: { insecureKubeletReadonlyPortEnabled: 'FALSE' },
    },
    lifecycle: { createBeforeDestroy: true, ignoreChanges: ['initial_node_count', 'node_count'] },
  });
}
