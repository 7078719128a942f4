import { reachesInternet, type ClusterInfo } from '../kinds/cluster-info';
import type { Release } from '../kinds/release';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { isCoveredByRanges } from '../schema/address-range';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks clusters whose network has no way to the internet: nodes pull images from a mirror, since charts and most
 * applications name public registries, and components may need private endpoints or connections.
 */
export function checkNetworkEgress({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ options }) => options.state !== 'removed')
    .filter(({ clusterInfo }) => !reachesInternet(clusterInfo))
    .flatMap((cluster) => [...checkMirror(cluster), ...checkComponents(cluster)]);
}

function checkMirror({ name, options, clusterInfo }: ResolvedCluster): readonly Problem[] {
  if (options.registryMirror !== undefined) return [];
  return [
    error(
      ['clusters', name, 'registryMirror'],
      undefined,
      `is missing: nodes reach no public registry, since \`${egressOption(clusterInfo)}\` of the network is 'none'`,
      `write a registry that the network reaches, with all images of dist/${name}/images.txt`,
    ),
  ];
}

/** Warns about components whose pods connect to addresses outside of the cluster. */
function checkComponents(cluster: ResolvedCluster): readonly Problem[] {
  if (cluster.hasInvalidComponents) return [];
  const names = cluster.components
    .filter(({ bound }) => bound.releases(cluster.clusterInfo).some(connectsOutside))
    .map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    warning(
      ['clusters', cluster.name, 'network', egressOption(cluster.clusterInfo)],
      'none',
      `${names.join(', ')} may connect to addresses outside of the cluster, of which only private endpoints and connections are reached`,
      'check that the servers in their options, such as Git, ACME and alert receivers, are in connected networks',
    ),
  ];
}

function connectsOutside({ networkRules = {} }: Release): boolean {
  return Object.values(networkRules).some(({ egress = [] }) => egress.some(({ peer }) => peer === 'outside-cluster'));
}

/** Checks that the network of a cluster leads to an address range that a workload calls. */
export function checkEgressReach(
  cidr: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  const { egressRanges, networkRanges = [], connections = {}, machines } = clusterInfo;
  if (egressRanges === undefined) return [];
  const reached = [
    ...egressRanges,
    ...networkRanges.map(({ range }) => range),
    ...Object.values(connections).flatMap(({ cidrs }) => cidrs),
    ...machines.map(({ address }) => address),
  ];
  if (isCoveredByRanges(cidr, reached)) return [];
  const egressPath = `clusters.${name}.network.egress`;
  if (!reachesInternet(clusterInfo)) return [noInternetError(cidr, path, name, clusterInfo)];
  return [
    error(
      path,
      cidr,
      `is not reached from cluster '${name}': ${egressPath} allows ${egressRanges.join(', ')} only`,
      `write a range within these, or add it to ${egressPath}.allowedRanges`,
    ),
  ];
}

/** Checks that a workload does not call a host name from a network that leads nowhere. */
export function checkEgressHost(
  host: string,
  path: readonly PathSegment[],
  { name, clusterInfo }: ResolvedCluster,
): readonly Problem[] {
  // Names of hosts in networks behind an existing one are not known.
  return clusterInfo.egressRanges?.length === 0 ? [noInternetError(host, path, name, clusterInfo)] : [];
}

/** Returns the option of the network by which it leads out: an existing network has another one. */
function egressOption({ networkRanges = [] }: ClusterInfo): 'egress' | 'outbound' {
  return networkRanges.some(({ owner }) => owner === 'the network') ? 'egress' : 'outbound';
}

function noInternetError(target: string, path: readonly PathSegment[], cluster: string, info: ClusterInfo): Problem {
  return error(
    path,
    target,
    `is not reached from cluster '${cluster}', since clusters.${cluster}.network.${egressOption(info)} is 'none'`,
    'remove the call, add a connection to the network of the server, or give the network another egress',
  );
}
