import type { Cloud } from '../../../src/kinds/cloud';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../src/kinds/network-rules';

/** Place of a cluster in AWS, for components of this folder. */
export interface AwsCloud extends Cloud {
  readonly provider: 'aws';
  /** Name of the cluster in AWS. */
  readonly clusterName: string;
  /** Letters of the zones. */
  readonly zones: readonly string[];
  readonly network: AwsNetwork;
  /** ARN or alias of the key of volumes. */
  readonly volumeKey: string;
  /**
   * Stack with the node groups, and with the add-ons whose pods need nodes.
   * @default infrastructure
   */
  readonly nodeStack?: 'bootstrap';
  /** Tags of all resources. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * What identifies a cluster that exists without Plinth.
   * @default Plinth creates the cluster
   */
  readonly existing?: ExistingCluster;
}

/** Cluster that exists without Plinth. */
export interface ExistingCluster {
  readonly vpcId: string;
  /** ID of the security group of its nodes; undefined for the one that EKS creates. */
  readonly nodeSecurityGroup: string | undefined;
  /** Name of the role of its nodes; undefined where no component needs it. */
  readonly nodeRole: string | undefined;
}

/** VPC of a cluster: created by Plinth and looked up by its name, or existing and given by IDs. */
export type AwsNetwork = NamedNetwork | IdentifiedNetwork;

/** VPC that Plinth creates: the tag `Name` of the VPC, and the tag `plinth.dev/tier` of its subnets, identify them. */
export interface NamedNetwork {
  readonly name: string;
  /** Address range of the private endpoints of services of AWS; undefined where nodes reach their public addresses. */
  readonly endpointCidr?: string | undefined;
  /** Address range of the subnets of databases and caches. */
  readonly dataCidr: string;
}

/** VPC that exists without Plinth. */
export interface IdentifiedNetwork {
  readonly id: string;
  readonly privateSubnets: readonly string[];
  readonly controlPlaneSubnets: readonly string[];
  readonly dataSubnets: readonly string[];
  /** Address range of `dataSubnets`; undefined where the network has none. */
  readonly dataCidr: string | undefined;
}

/** Returns the rules by which a workload connects to APIs of AWS, at public addresses or private endpoints. */
export function listApiEgress(cluster: ClusterInfo): readonly NetworkRule[] {
  const { network } = getAwsCloud(cluster);
  const endpointCidr = 'endpointCidr' in network ? network.endpointCidr : undefined;
  return [
    { peer: 'outside-cluster', ports: [443] },
    ...(endpointCidr === undefined ? [] : [{ peer: { cidr: endpointCidr }, ports: [443] }]),
  ];
}

/** Returns the place of a cluster in AWS; undefined for a cluster elsewhere. */
export function tryGetAwsCloud({ cloud }: ClusterInfo): AwsCloud | undefined {
  return cloud?.provider === 'aws' ? (cloud as AwsCloud) : undefined;
}

/**
 * Returns the place of a cluster in AWS.
 * @throws Error for a cluster elsewhere, which the validation of the component has refused
 */
export function getAwsCloud(cluster: ClusterInfo): AwsCloud {
  const cloud = tryGetAwsCloud(cluster);
  if (!cloud) throw new Error(`cluster '${cluster.cluster}' is not in AWS`);
  return cloud;
}
