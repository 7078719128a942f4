import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAzureCloud } from '../cloud/azure-cloud';
import { createdCluster } from '../cloud/cluster-references';
import { formatUniqueName } from '../cloud/names';
import { addNewestVersion, addRotatedKey } from '../vault/encryption-key';
import { addVault, type Vault } from '../vault/vault';
import { addDiskEncryption } from './disk-encryption';
import { isExistingNetwork, type AksOptions } from './schema';

/** Key of Secrets in etcd, as Terraform expressions or IDs. */
export interface SecretsKey {
  /** ID of the key, with its version. */
  readonly id: string;
  /** ID of its key vault. */
  readonly vault: string;
  /** Whether the API server reaches the key vault through its subnet, and not by the public endpoint. */
  readonly isPrivate: boolean;
}

/** Keys of a cluster. */
export interface ClusterKeys {
  readonly diskEncryptionSetId: string;
  /** Undefined for a key of Microsoft. */
  readonly secretsKey: SecretsKey | undefined;
}

/**
 * Returns whether the API servers are in a subnet of the network, through which they reach a private key vault. In a subnet, they
 * connect to pods directly, and not through the tunnel of konnectivity: a network of a component has no routes for that.
 * @see https://learn.microsoft.com/azure/aks/api-server-vnet-integration
 */
export function hasApiServerSubnet({ network, addOns }: Pick<AksOptions, 'network' | 'addOns'>): boolean {
  if (addOns.network === 'component') return false;
  return isExistingNetwork(network) ? network.apiServerSubnet !== undefined : network.apiServersInNetwork;
}

/** Returns whether Plinth creates the key of Secrets. */
export function createsSecretsKey(options: Pick<AksOptions, 'network' | 'addOns' | 'secretsKey'>): boolean {
  return options.secretsKey === undefined && hasApiServerSubnet(options);
}

/**
 * Adds the keys of disks and of Secrets that the options do not name, in a key vault of the cluster.
 * @see https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption
 */
export function addClusterKeys(scope: Construct, clusterInfo: ClusterInfo, options: AksOptions): ClusterKeys {
  const { diskEncryptionSet, secretsKey } = options;
  let vault: Vault | undefined;
  const getVault = () => (vault ??= addClusterVault(scope, clusterInfo));
  const createSecretsKey = () => {
    const { id: vaultId, endpoint: dependsOn } = getVault();
    const operations = ['encrypt', 'decrypt'] as const;
    const key = addRotatedKey(scope, 'secrets-key', { name: 'secrets', vaultId, operations, dependsOn });
    return { id: addNewestVersion(scope, 'secrets-key', key), vault: vaultId };
  };
  const usedSecretsKey = secretsKey ?? (createsSecretsKey(options) ? createSecretsKey() : undefined);
  return {
    diskEncryptionSetId: diskEncryptionSet ?? addDiskEncryption(scope, clusterInfo, getVault()).id,
    secretsKey: usedSecretsKey && { ...usedSecretsKey, isPrivate: hasApiServerSubnet(options) },
  };
}

function addClusterVault(scope: Construct, clusterInfo: ClusterInfo): Vault {
  const cloud = getAzureCloud(clusterInfo);
  // The vault of an environment has its name from the environment, which clusters often have, too.
  const name = formatUniqueName('key-vault', cloud.subscription, clusterInfo.platform, cloud.clusterName, 'keys');
  return addVault(scope, 'vault', { name, resourceGroup: createdCluster.group, cloud });
}
