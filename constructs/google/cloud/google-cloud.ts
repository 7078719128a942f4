import type { Cloud } from '../../../src/kinds/cloud';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';

/** Place of a cluster in Google Cloud, for components of this folder. */
export interface GoogleCloud extends Cloud {
  readonly provider: 'google';
  /** ID of the project. */
  readonly project: string;
  /** Number of the project, of which principals consist. */
  readonly projectNumber: string;
  /** Name of the cluster in Google Cloud. */
  readonly clusterName: string;
  readonly network: GoogleNetwork;
  /** ID of the key of Secrets, disks and volumes; undefined where an existing cluster has keys of Google. */
  readonly clusterKey: string | undefined;
  /** ID of the key ring of the environment; undefined for an existing cluster, whose tenants' data have keys of Google. */
  readonly keyRing: string | undefined;
  /** Whether the cluster has the driver of disks. */
  readonly hasDiskDriver: boolean;
  /** Labels of all resources that have labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** VPC network of a cluster. The IDs of resources that Plinth creates follow from their names. */
export interface GoogleNetwork {
  /** ID of the network. */
  readonly id: string;
  /** ID of the subnet of nodes. */
  readonly subnet: string;
  /** Address range of databases (private services access); undefined where an existing network has none. */
  readonly dataCidr: string | undefined;
  /** Address range of the endpoints of caches (Private Service Connect); undefined where an existing network has none. */
  readonly endpointCidr: string | undefined;
}

/** Returns the place of a cluster in Google Cloud; undefined for a cluster elsewhere. */
export function tryGetGoogleCloud({ cloud }: ClusterInfo): GoogleCloud | undefined {
  return cloud?.provider === 'google' ? (cloud as GoogleCloud) : undefined;
}

/**
 * Returns the place of a cluster in Google Cloud.
 * @throws Error for a cluster elsewhere, which the validation of the component has refused
 */
export function getGoogleCloud(cluster: ClusterInfo): GoogleCloud {
  const cloud = tryGetGoogleCloud(cluster);
  if (!cloud) throw new Error(`cluster '${cluster.cluster}' is not in Google Cloud`);
  return cloud;
}
