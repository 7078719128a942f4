import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { countAddresses, isCoveredByRanges, rangesOverlap } from '../../../src/schema/address-range';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { privateRanges } from '../../../src/schema/reserved-ranges';
import { checkApiClients } from '../../clouds/api-clients';
import { checkCloudConnections, checkServiceRegions } from '../../clouds/network-connections';
import { checkAllowedRanges, checkAppliance, resolveEgress } from '../../clouds/network-egress';
import { checkKubernetesSupport } from '../../clouds/kubernetes-support';
import { checkArchitecture, checkNodePoolOptions } from '../../clouds/node-pools';
import { checkRegionName } from '../../clouds/region-names';
import { checkRemoval } from '../../clouds/removal';
import { tryGetNameError, type NamedService } from '../cloud/names';
import { checkPermissionConditions } from '../cloud/permission';
import { privateLinkRules, tryGetServiceRegion } from '../network/private-links';
import { countUsableAddresses, nodeRange } from '../network/subnets';
import { firstNodesPerZone } from './node-pools';
import { tryParseMachineType } from './machine-types';
import { isExistingNetwork, type GkeNodePool, type GkeOptions } from './schema';
import { gkeSupport } from './versions';

/**
 * Addresses of each node for pods, of which it may run 110.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/alias-ips#cluster_sizing_secondary_range_pods
 */
const podAddressesPerNode = 256;

/**
 * Range of the Docker bridge on instances of Cloud SQL, which would not reach clients in it, nor clients them.
 * @see https://cloud.google.com/sql/docs/postgres/private-ip
 */
const dockerRange = '172.17.0.0/16';

/** Prefixes of labels that GKE and Kubernetes set themselves. */
const reservedLabels = /^([^/]+\.)?(kubernetes\.io|k8s\.io|cloud\.google\.com)\//;

/** Checks the options of a GKE cluster by the rules of Google Cloud. */
export function checkGkeOptions(options: GkeOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...checkKubernetesSupport(options, gkeSupport),
    ...checkRegionName('google', options.region),
    ...Object.entries(options.nodePools).flatMap(([name, pool]) => checkNodePool(name, pool, options)),
    ...checkRanges(options, cluster),
    ...checkConnections(options),
    ...checkEgress(options, cluster),
    ...checkGroups(options),
    ...checkName('gke-cluster', options.clusterName ?? cluster.cluster, []),
    ...checkRemoval(options),
    ...checkUpgrades(options),
    ...checkPermissionConditions(options.permissions),
  ];
}

/** Hours of a week without which GKE refuses a window: 48 in 32 days, which have each day of the week four times or more. */
const minWindowHours = 12;

/** @see https://cloud.google.com/kubernetes-engine/docs/concepts/maintenance-windows-and-exclusions#maintenance_windows */
function checkUpgrades({ upgrades: { days, hours } }: GkeOptions): readonly Problem[] {
  const weekHours = new Set(days).size * hours;
  if (weekHours >= minWindowHours) return [];
  return [
    error(
      ['upgrades'],
      `${days.join(', ')}, ${hours} h`,
      `is ${weekHours} hours a week, but GKE requires 48 hours in 32 days`,
      `write more \`days\` or \`hours\`, at least ${minWindowHours} hours a week`,
    ),
  ];
}

function checkConnections({ network, connections = {}, region, apiClients }: GkeOptions): readonly Problem[] {
  const networkCidr = isExistingNetwork(network) ? undefined : network.cidr;
  const example = 'projects/acme-analytics/global/networks/analytics';
  return [
    ...(isExistingNetwork(network)
      ? []
      : checkApiClients(apiClients, network.cidr, connections, privateLinkRules(network.cidr))),
    ...checkCloudConnections(connections, networkCidr, example, privateLinkRules),
    ...checkServiceRegions(connections, region, tryGetServiceRegion),
  ];
}

function checkEgress({ network, connections = {} }: GkeOptions, { podCidr }: ClusterInfo): readonly Problem[] {
  if (isExistingNetwork(network)) return [];
  const { egress, cidr } = network;
  const restricts = resolveEgress(egress).allowedRanges !== undefined;
  return [
    ...checkAllowedRanges(egress),
    ...checkAppliance(egress, connections, cidr),
    // The firewall rules of a network, which clusters share, allow private addresses, those of pods among them.
    ...(restricts && !isCoveredByRanges(podCidr, privateRanges)
      ? [
          error(
            ['podCidr'],
            podCidr,
            'has public addresses, which `egress` of the network denies: pods would not reach each other',
            'write a private range, such as 10.244.0.0/16',
          ),
        ]
      : []),
  ];
}

function checkNodePool(name: string, pool: GkeNodePool, { zones }: GkeOptions): readonly Problem[] {
  const path = ['nodePools', name];
  return [
    // The name of the node pool ends with a hyphen and eight digits.
    ...checkName('gke-node-pool', `${name}-00000000`, path),
    ...checkMachineType(pool, [...path, 'machineType']),
    ...checkFirstNodes(pool, path, zones),
    ...checkNodePoolOptions(pool, path, { service: 'GKE', zones, reservedLabels }),
  ];
}

/**
 * Checks that a pool can begin with a number of nodes between `min` and `max`: it is equal in all zones, and GKE adds no nodes
 * to reach the minimum later.
 * @see https://cloud.google.com/kubernetes-engine/docs/concepts/cluster-autoscaler#minimum_and_maximum_node_pool_size
 */
function checkFirstNodes(pool: GkeNodePool, path: readonly PathSegment[], zones: readonly string[]) {
  const poolZones = (pool.zones ?? zones).length;
  const first = firstNodesPerZone(pool, zones) * poolZones;
  // Another check compares `min` with `max`.
  if (first <= pool.max || pool.min > pool.max) return [];
  return [
    error(
      [...path, 'max'],
      pool.max,
      `is less than ${first}: the pool has ${poolZones} zones, and begins with the same number of nodes in each`,
      `write max: ${first}, or \`zones\` of the pool`,
    ),
  ];
}

function checkMachineType({ machineType, architecture }: GkeNodePool, path: readonly PathSegment[]) {
  const parsed = tryParseMachineType(machineType);
  if (!parsed) return [error(path, machineType, 'is not a machine type', 'write one such as n2-standard-4')];
  return checkArchitecture({
    type: machineType,
    path,
    actual: parsed.architecture,
    expected: architecture,
    term: 'a machine type',
    examples: { arm64: 'c4a-standard-4', amd64: 'n2-standard-4' },
  });
}

function checkRanges(options: GkeOptions, { podCidr, serviceCidr }: ClusterInfo): readonly Problem[] {
  const { network, nodePools } = options;
  // An upgrade adds one node to each pool.
  const nodes = Object.values(nodePools).reduce((sum, { max }) => sum + max + 1, 0);
  const podRanges = Math.floor(Number(countAddresses(podCidr)) / podAddressesPerNode);
  const podProblems =
    podRanges < nodes
      ? [
          error(
            ['podCidr'],
            podCidr,
            `has ${podRanges} ranges of 256 addresses, but there can be ${nodes} nodes, with those of upgrades, and each needs one`,
            'write a larger range, or fewer nodes',
          ),
        ]
      : [];
  if (isExistingNetwork(network)) return podProblems;
  const usable = countUsableAddresses(nodeRange(network.cidr));
  const overlaps = [
    { path: ['podCidr'], range: podCidr },
    { path: ['serviceCidr'], range: serviceCidr },
  ].filter(({ range }) => rangesOverlap(range, network.cidr));
  return [
    ...podProblems,
    ...overlaps.map(({ path, range }) =>
      error(path, range, `overlaps with the network ${network.cidr}`, 'write a range outside of it'),
    ),
    ...(rangesOverlap(network.cidr, dockerRange)
      ? [
          error(
            ['network', 'cidr'],
            network.cidr,
            `overlaps with ${dockerRange}, in which Cloud SQL reaches no clients`,
            'write another range, such as 10.0.0.0/16',
          ),
        ]
      : []),
    ...(nodes > usable
      ? [
          error(
            ['network', 'cidr'],
            network.cidr,
            `its subnet of nodes has ${usable} addresses, but there can be ${nodes} nodes, with those of upgrades`,
            'write a larger network, or fewer nodes',
          ),
        ]
      : []),
  ];
}

/** @see https://cloud.google.com/kubernetes-engine/docs/how-to/google-groups-rbac */
function checkGroups({ groups, securityGroup }: GkeOptions): readonly Problem[] {
  if (Object.keys(groups).length === 0 || securityGroup !== undefined) return [];
  return [
    error(
      ['securityGroup'],
      undefined,
      'is missing: without it, GKE knows no groups',
      'write the Google group of which `groups` are members, such as gke-security-groups@acme.example',
    ),
  ];
}

function checkName(service: NamedService, name: string, path: readonly PathSegment[]): readonly Problem[] {
  const message = tryGetNameError(service, name);
  return message === undefined ? [] : [error(path, undefined, message, 'write another name')];
}
