import { reachesInternet, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { tryGetAzureCloud } from './azure-cloud';

/** Checks that a component of this folder is on a cluster in Azure. */
export function checkRequiresAzure(kind: string, cluster: ClusterInfo): readonly Problem[] {
  if (tryGetAzureCloud(cluster)) return [];
  return [
    error(
      [],
      kind,
      'requires a cluster in Azure',
      'use a component for this cluster, or define the cluster with aks() or existingAks()',
    ),
  ];
}

/**
 * Checks that pods of a component, and applications that use it, can log in: Microsoft Entra has no private endpoint.
 * @see https://learn.microsoft.com/azure/private-link/availability
 */
export function checkReachesEntra(kind: string, cluster: ClusterInfo): readonly Problem[] {
  if (reachesInternet(cluster)) return [];
  return [
    error(
      [],
      kind,
      "needs tokens of Microsoft Entra, which has no private endpoint, and egress of the network is 'none'",
      `remove the component, or write allowedRanges in clusters.${cluster.cluster}.network.egress: Entra is always among them`,
    ),
  ];
}

/** Checks that the network of a cluster has a subnet for the private endpoints of a component. */
export function checkRequiresDataSubnet(kind: string, cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetAzureCloud(cluster);
  if (!cloud || cloud.network.dataSubnet !== undefined) return [];
  return [
    error(
      [],
      kind,
      'the network of the cluster has no subnet for private endpoints',
      'set `dataSubnet`, `dataCidr` and `dnsZoneGroup` of the network',
    ),
  ];
}

/**
 * Checks an option that needs several availability zones.
 * @param fix value for a location without zones
 * @see https://learn.microsoft.com/azure/reliability/regions-list
 */
export function checkRequiresZones(
  path: readonly PathSegment[],
  value: unknown,
  cluster: ClusterInfo,
  fix: string,
): readonly Problem[] {
  if (tryGetAzureCloud(cluster)?.zones.length !== 0) return [];
  return [error(path, value, 'needs availability zones, and `zones` of the cluster is empty', fix)];
}
