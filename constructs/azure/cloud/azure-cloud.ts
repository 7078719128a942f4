import type { Cloud } from '../../../src/kinds/cloud';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/** Place of a cluster in Azure, for components of this folder. `region` is the location. */
export interface AzureCloud extends Cloud {
  readonly provider: 'azure';
  /** Availability zones of nodes; none in a location without zones. */
  readonly zones: readonly string[];
  /** ID of the subscription. */
  readonly subscription: string;
  /** ID of the Microsoft Entra tenant. */
  readonly entraTenant: string;
  /** Name of the cluster in Azure. */
  readonly clusterName: string;
  /** Name of the resource group of the cluster. */
  readonly resourceGroup: string;
  readonly network: AzureNetwork;
  /** ID of the disk encryption set of nodes and volumes; undefined for keys of Microsoft. */
  readonly diskEncryptionSet: string | undefined;
  /** Whether the cluster has the driver of disks. */
  readonly hasDiskDriver: boolean;
  /** Public address ranges that may reach the APIs of key vaults; none for private access only. */
  readonly allowedRanges: readonly string[];
  /** Tags of all resources. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * Ranges of a cluster that exists without Plinth.
   * @default Plinth creates the cluster
   */
  readonly existing?: ExistingCluster;
}

/** Address ranges of a cluster that exists without Plinth. */
export interface ExistingCluster {
  readonly podCidr: string;
  readonly serviceCidr: string;
}

/** Virtual network of a cluster. The IDs of resources that Plinth creates follow from their names. */
export interface AzureNetwork {
  /** ID of the subnet of nodes. */
  readonly nodeSubnet: string;
  /** ID of the subnet of private endpoints; undefined where an existing network has none. */
  readonly dataSubnet: string | undefined;
  /** Address range of `dataSubnet`. */
  readonly dataCidr: string | undefined;
  /** ID of the registry from which AKS pulls its images; undefined where it reaches that of Microsoft. */
  readonly artifactCache?: string | undefined;
  /** ID of the subnet of API servers; undefined where AKS has them in a network of its own. */
  readonly apiServerSubnet?: string | undefined;
  /** ID of the resource group with the private DNS zones of private endpoints. */
  readonly dnsZoneGroup: string | undefined;
}

/** Returns the place of a cluster in Azure; undefined for a cluster elsewhere. */
export function tryGetAzureCloud({ cloud }: ClusterInfo): AzureCloud | undefined {
  return cloud?.provider === 'azure' ? (cloud as AzureCloud) : undefined;
}

/**
 * Returns the place of a cluster in Azure.
 * @throws Error for a cluster elsewhere, which the validation of the component has refused
 */
export function getAzureCloud(cluster: ClusterInfo): AzureCloud {
  const cloud = tryGetAzureCloud(cluster);
  if (!cloud) throw new Error(`cluster '${cluster.cluster}' is not in Azure`);
  return cloud;
}
