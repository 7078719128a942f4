import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addressFamily, countAddresses, prefixLength, rangesOverlap } from '../../../src/schema/address-range';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { checkKubernetesSupport } from '../../clouds/kubernetes-support';
import { checkArchitecture, checkNodePoolOptions, type NodePoolRules } from '../../clouds/node-pools';
import { checkRegionName } from '../../clouds/region-names';
import { checkRemoval } from '../../clouds/removal';
import { tryGetNameError, type NamedService } from '../cloud/names';
import { countUsableAddresses, nodeRange } from '../network/subnets';
import { isExistingNetwork, type AksNodePool, type AksOptions } from './schema';
import { checkAksNetwork } from './network-validation';
import { aksSupport } from './versions';
import { tryParseVmSize } from './vm-sizes';

/**
 * Addresses of each node for pods: a /24 of the pod range.
 * @see https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning
 */
const podAddressesPerNode = 256;

/** Part of a pool that an upgrade adds in new nodes at a time. */
const surgeFraction = 1 / 3;

/**
 * Smallest machines of the components of AKS.
 * @see https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools
 */
const minSystemProcessors = 4;

/** Smallest machines of all pools. @see https://learn.microsoft.com/azure/aks/quotas-skus-regions#supported-vm-sizes */
const minProcessors = 2;

/**
 * Ranges that neither the network nor pods nor Services of AKS may have.
 * @see https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning
 */
const reservedRanges = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'];

/** Prefixes of labels that AKS and Kubernetes set themselves. */
const reservedLabels = /^([^/]+\.)?(kubernetes\.io|k8s\.io|kubernetes\.azure\.com)\//;

/** Checks the options of an AKS cluster by the rules of Azure. */
export function checkAksOptions(options: AksOptions, cluster: ClusterInfo): readonly Problem[] {
  const { nodePools, systemPool } = options;
  return [
    ...checkKubernetesSupport(options, aksSupport),
    ...checkRegionName('azure', options.region),
    ...checkMachineType(systemPool.machineType, ['systemPool', 'machineType'], 'amd64', minSystemProcessors),
    ...checkNodePoolOptions(systemPool, ['systemPool'], poolRules(options)),
    ...Object.entries(nodePools).flatMap(([name, pool]) => checkNodePool(name, pool, options)),
    ...checkRanges(options, cluster),
    ...checkAksNetwork(options, cluster),
    ...checkName('aks-cluster', options.clusterName ?? cluster.cluster, []),
    ...checkPermissions(options, cluster),
    ...checkRemoval(options),
  ];
}

function checkNodePool(name: string, pool: AksNodePool, options: AksOptions): readonly Problem[] {
  const path = ['nodePools', name];
  return [
    ...checkName('aks-node-pool', name, path),
    ...(name === 'system'
      ? [error(path, undefined, 'is the name of the pool of the components of AKS', 'write another name')]
      : []),
    ...checkMachineType(pool.machineType, [...path, 'machineType'], pool.architecture, minProcessors),
    ...checkNodePoolOptions(pool, path, poolRules(options)),
  ];
}

function poolRules({ zones }: AksOptions): NodePoolRules {
  return { service: 'AKS', zones, reservedLabels };
}

function checkMachineType(
  type: string,
  path: readonly PathSegment[],
  architecture: AksNodePool['architecture'],
  processors: number,
): readonly Problem[] {
  const size = tryParseVmSize(type);
  if (!size) return [error(path, type, 'is not a size of virtual machines', 'write one such as Standard_D4ds_v5')];
  if (size.processors < processors)
    return [
      error(
        path,
        type,
        `has ${size.processors} processors, but AKS requires ${processors}`,
        'write a larger one, such as Standard_D4ds_v5',
      ),
    ];
  const examples = { arm64: 'Standard_D4pds_v6', amd64: 'Standard_D4ds_v5' };
  return checkArchitecture({
    type,
    path,
    actual: size.architecture,
    expected: architecture,
    term: 'a size',
    examples,
  });
}

/** Counts the nodes that all pools can have at a time, with those that an upgrade adds. */
function countNodes({ nodePools, systemPool }: AksOptions): number {
  return [systemPool, ...Object.values(nodePools)].reduce(
    (sum, { max }) => sum + max + Math.ceil(max * surgeFraction),
    0,
  );
}

function checkRanges(options: AksOptions, { podCidr, serviceCidr }: ClusterInfo): readonly Problem[] {
  const nodes = countNodes(options);
  const podRangeProblems =
    Number(countAddresses(podCidr)) < nodes * podAddressesPerNode
      ? [
          error(
            ['podCidr'],
            podCidr,
            `has ${Math.floor(Number(countAddresses(podCidr)) / podAddressesPerNode)} ranges of 256 addresses, but there can be ${nodes} nodes, with those of upgrades, and each needs one`,
            'write a larger range, or fewer nodes',
          ),
        ]
      : [];
  const { network } = options;
  return [
    ...podRangeProblems,
    ...checkServiceRange(serviceCidr),
    ...checkReservedRange(['podCidr'], podCidr),
    ...checkReservedRange(['serviceCidr'], serviceCidr),
    ...(isExistingNetwork(network) ? [] : checkReservedRange(['network', 'cidr'], network.cidr)),
    ...checkNetworkRange(options, nodes, { podCidr, serviceCidr }),
  ];
}

/** @see https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning */
function checkServiceRange(serviceCidr: string): readonly Problem[] {
  if (addressFamily(serviceCidr) === 'ipv4' && prefixLength(serviceCidr) > 12) return [];
  return [
    error(
      ['serviceCidr'],
      serviceCidr,
      'AKS refuses Service ranges of this size',
      'write one smaller than /12, such as 10.96.0.0/16',
    ),
  ];
}

function checkReservedRange(path: readonly PathSegment[], range: string): readonly Problem[] {
  const reserved = reservedRanges.find((other) => rangesOverlap(range, other));
  if (reserved === undefined) return [];
  return [error(path, range, `overlaps with ${reserved}, which AKS reserves`, 'write a range such as 10.0.0.0/16')];
}

function checkNetworkRange(
  { network }: AksOptions,
  nodes: number,
  { podCidr, serviceCidr }: Pick<ClusterInfo, 'podCidr' | 'serviceCidr'>,
): readonly Problem[] {
  if (isExistingNetwork(network)) return [];
  const usable = countUsableAddresses(nodeRange(network.cidr));
  const overlaps = [
    { path: ['podCidr'], range: podCidr },
    { path: ['serviceCidr'], range: serviceCidr },
  ].filter(({ range }) => rangesOverlap(range, network.cidr));
  return [
    ...overlaps.map(({ path, range }) =>
      error(path, range, `overlaps with the network ${network.cidr}`, 'write a range outside of it'),
    ),
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

/** Identities of applications need the key vault, from which their client IDs reach the cluster. */
export function checkPermissions(
  { permissions }: Pick<AksOptions, 'permissions'>,
  { capabilities }: ClusterInfo,
): readonly Problem[] {
  if (Object.keys(permissions).length === 0 || 'key-vault' in capabilities) return [];
  return [
    error(
      ['permissions'],
      undefined,
      'the cluster has no key vault, from which applications get the IDs of their identities',
      "add components of kind 'key-vault' and 'external-secrets'",
    ),
  ];
}

function checkName(service: NamedService, name: string, path: readonly PathSegment[]): readonly Problem[] {
  const message = tryGetNameError(service, name);
  return message === undefined ? [] : [error(path, undefined, message, 'write another name')];
}
