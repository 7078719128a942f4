import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { digest } from '../../digest';
import { getAzureCloud } from '../cloud/azure-cloud';
import { createdCluster } from '../cloud/cluster-references';
import { formatName } from '../cloud/names';
import { addRoleDelay } from '../cloud/role-delay';
import { renderTags } from '../cloud/tags';
import type { ClusterKeys } from './cluster-vault';
import type { AksOptions } from './schema';

/** Identities of a cluster. */
export interface ClusterIdentities {
  /** Identity by which AKS changes subnets, load balancers and disks. */
  readonly controlPlane: InstanceType<typeof UserAssignedIdentity>;
  /** Identity of the nodes, which pulls images. */
  readonly kubelet: InstanceType<typeof UserAssignedIdentity>;
  /** Wait for the permissions that the cluster needs at once. */
  readonly permissions: TerraformDependable;
}

/**
 * Adds the identities of a cluster, with the permissions that AKS documents.
 * @see https://learn.microsoft.com/azure/aks/configure-azure-cni-overlay
 * @see https://learn.microsoft.com/azure/aks/use-managed-identity
 * @see https://learn.microsoft.com/azure/aks/api-server-vnet-integration
 * @see https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
 * @see https://learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions
 * @see https://learn.microsoft.com/azure/aks/network-isolated
 */
export function addClusterIdentities(
  scope: Construct,
  clusterInfo: ClusterInfo,
  { registries }: AksOptions,
  { diskEncryptionSetId, secretsKey }: ClusterKeys,
): ClusterIdentities {
  const { clusterName, region, network, tags } = getAzureCloud(clusterInfo);
  const addIdentity = (id: string) =>
    new UserAssignedIdentity(scope, `${id}-identity`, {
      name: formatName('identity', clusterInfo.platform, clusterName, id),
      location: region,
      resourceGroupName: createdCluster.group,
      tags: renderTags(tags),
    });
  const controlPlane = addIdentity('control-plane');
  const kubelet = addIdentity('kubelet');
  const addRole = (id: string, identity: InstanceType<typeof UserAssignedIdentity>, role: string, on: string) =>
    new RoleAssignment(scope, id, {
      scope: on,
      roleDefinitionName: role,
      principalId: identity.principalId,
      principalType: 'ServicePrincipal',
    });
  const { apiServerSubnet, artifactCache } = network;
  for (const registry of registries.filter((existing) => existing !== artifactCache)) {
    const id = `pull-${digest(registry).slice(0, 6)}`;
    addRole(id, kubelet, 'AcrPull', registry);
    // The role of registries whose permissions may be limited to repositories (ABAC), where AcrPull has no effect.
    addRole(`${id}-repositories`, kubelet, 'Container Registry Repository Reader', registry);
  }
  const permissions = [
    addRole('control-plane-network', controlPlane, 'Network Contributor', network.nodeSubnet),
    addRole('control-plane-kubelet', controlPlane, 'Managed Identity Operator', kubelet.id),
    addRole('control-plane-disks', controlPlane, 'Reader', diskEncryptionSetId),
    ...(apiServerSubnet === undefined
      ? []
      : [addRole('control-plane-api', controlPlane, 'Network Contributor', apiServerSubnet)]),
    // Nodes pull the images of AKS when they start.
    ...(artifactCache === undefined ? [] : [addRole('pull-artifact-cache', kubelet, 'AcrPull', artifactCache)]),
    ...(secretsKey === undefined
      ? []
      : [addRole('control-plane-secrets', controlPlane, 'Key Vault Crypto User', secretsKey.vault)]),
    // AKS creates a private endpoint of the key vault.
    ...(secretsKey?.isPrivate
      ? [addRole('control-plane-vault', controlPlane, 'Key Vault Contributor', secretsKey.vault)]
      : []),
  ];
  return { controlPlane, kubelet, permissions: addRoleDelay(scope, 'permissions-delay', permissions) };
}
