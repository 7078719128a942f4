import { reachesInternet, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { tryGetAwsCloud } from './aws-cloud';

/** Checks that a component of this folder is on a cluster in AWS. */
export function checkRequiresAws(kind: string, cluster: ClusterInfo): readonly Problem[] {
  if (tryGetAwsCloud(cluster)) return [];
  return [
    error(
      [],
      kind,
      'requires a cluster in AWS',
      'use a component for this cluster, or define the cluster with eks() or existingEks()',
    ),
  ];
}

/**
 * Checks that the network of a cluster leads to an API of AWS that has no endpoint in a VPC.
 * @param service name of the service with the API
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export function checkReachesPublicApi(kind: string, service: string, cluster: ClusterInfo): readonly Problem[] {
  if (reachesInternet(cluster)) return [];
  return [
    error(
      [],
      kind,
      `calls the API of ${service}, which has no endpoint in a VPC, and egress of the network is 'none'`,
      `remove the component, or give clusters.${cluster.cluster}.network another egress`,
    ),
  ];
}
