import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addressFamily, countAddresses, prefixLength, rangesOverlap } from '../../../src/schema/address-range';
import { error, warning, type PathSegment, type Problem } from '../../../src/schema/problem';
import { checkApiClients } from '../../clouds/api-clients';
import { checkCloudConnections } from '../../clouds/network-connections';
import { checkAllowedRanges, checkAppliance } from '../../clouds/network-egress';
import { checkKubernetesSupport } from '../../clouds/kubernetes-support';
import { checkArchitecture, checkNodePoolOptions, type NodePoolRules } from '../../clouds/node-pools';
import { checkNetworkProvider } from '../../clouds/add-ons';
import { checkRegionName } from '../../clouds/region-names';
import { checkRemoval } from '../../clouds/removal';
import { tryGetNameError, type NamedService } from '../cloud/names';
import { privateLinkRules } from '../network/private-links';
import { countUsableAddresses, nodeRange } from '../network/subnets';
import { createsSecretsKey, hasApiServerSubnet } from './cluster-vault';
import { isExistingNetwork, type AksNodePool, type AksOptions, type ExistingNetwork } from './schema';
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
    ...checkExistingNetwork(options),
    ...checkSecretsKey(options),
    ...checkNodeAddresses(options),
    ...checkNetworkAddOn(options, cluster),
    ...checkConnections(options),
    ...checkEgress(options),
    ...checkName('aks-cluster', options.clusterName ?? cluster.cluster, []),
    ...checkPermissions(options, cluster),
    ...checkRemoval(options),
  ];
}

function checkConnections({ network, connections = {}, apiClients }: AksOptions): readonly Problem[] {
  const networkCidr = isExistingNetwork(network) ? undefined : network.cidr;
  const example = '/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/virtualNetworks/…';
  return [
    ...(isExistingNetwork(network)
      ? checkExistingClients(apiClients)
      : checkApiClients(apiClients, network.cidr, connections, privateLinkRules(network.cidr))),
    ...checkCloudConnections(connections, networkCidr, example, privateLinkRules),
    ...checkGateways(connections),
  ];
}

/** @see https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit */
function checkGateways(connections: NonNullable<AksOptions['connections']>): readonly Problem[] {
  const gateways = Object.entries(connections).filter(([, { gateway }]) => gateway === true);
  const path = (name: string) => ['connections', name, 'gateway'];
  return [
    ...gateways
      .filter(([, { via }]) => via?.includes('/virtualNetworks/') !== true)
      .map(([name]) =>
        error(
          path(name),
          true,
          'is for connections by another virtual network',
          'write the ID of the hub in `via`, or remove it',
        ),
      ),
    ...gateways
      .slice(1)
      .map(([name]) =>
        error(
          path(name),
          true,
          'is the second one: a virtual network uses one gateway',
          'write all ranges in one connection',
        ),
      ),
  ];
}

/** Network security groups and DNS zones of an existing network decide who reaches its private endpoints. */
function checkExistingClients(apiClients: AksOptions['apiClients']): readonly Problem[] {
  if (apiClients.length === 0) return [];
  const message = 'the network exists without Plinth, and so do the rules of its subnets';
  return [error(['apiClients'], apiClients, message, 'remove it')];
}

/** @see https://learn.microsoft.com/azure/aks/concepts-network-isolated#limitations */
function checkEgress({ network, connections = {}, upgrades }: AksOptions): readonly Problem[] {
  return [
    ...(isExistingNetwork(network)
      ? checkArtifactCache(network)
      : [...checkAllowedRanges(network.egress), ...checkAppliance(network.egress, connections)]),
    ...(leadsNowhere(network) && upgrades.nodeImages === 'security'
      ? [
          error(
            ['upgrades', 'nodeImages'],
            upgrades.nodeImages,
            "needs the package servers of the internet, and egress of the network is 'none'",
            "write 'weekly': node images have the same patches",
          ),
        ]
      : []),
  ];
}

/** Returns whether nodes reach no public address. */
function leadsNowhere(network: AksOptions['network']): boolean {
  return (isExistingNetwork(network) ? network.outbound : network.egress) === 'none';
}

function checkArtifactCache({ outbound, artifactCache }: ExistingNetwork): readonly Problem[] {
  const path = ['network', 'artifactCache'];
  if (outbound === 'none')
    return artifactCache === undefined
      ? [
          error(
            path,
            undefined,
            "is missing: with outbound 'none', AKS does not reach the registry of Microsoft",
            'write the ID of a registry with a private endpoint and the cache rule aks-managed-mcr',
          ),
        ]
      : [];
  return artifactCache === undefined
    ? []
    : [error(path, artifactCache, `has no effect with outbound '${outbound}'`, "write outbound: 'none', or remove it")];
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

function checkExistingNetwork(options: AksOptions): readonly Problem[] {
  const { network, api, diskEncryptionSet } = options;
  if (!isExistingNetwork(network)) return [];
  const needsVault = diskEncryptionSet === undefined || createsSecretsKey(options);
  return [
    ...(network.dataSubnet === undefined && network.dataCidr === undefined && api === 'private' && needsVault
      ? [
          error(
            ['network', 'dataSubnet'],
            undefined,
            'is missing: nothing could reach the key vault with the keys of the cluster',
            'set `dataSubnet` and `dataCidr`, `diskEncryptionSet` and `secretsKey`, or `api: { allowedRanges }`',
          ),
        ]
      : []),
    ...checkNetworkIds(network),
    ...checkRangeOfSubnet(network, 'apiServerSubnet', 'apiServerCidr'),
  ];
}

function checkSecretsKey(options: AksOptions): readonly Problem[] {
  if (options.secretsKey !== undefined || hasApiServerSubnet(options)) return [];
  const subnetFix = isExistingNetwork(options.network)
    ? 'set `apiServerSubnet` and `apiServerCidr` of the network, and Plinth creates a key, or `secretsKey`'
    : 'remove `apiServersInNetwork: false` of the network, and Plinth creates a key, or set `secretsKey`';
  return [
    warning(
      ['secretsKey'],
      undefined,
      'is missing: Secrets in etcd are encrypted with a key of Microsoft, since API servers outside of the network reach no private key vault',
      options.addOns.network === 'component' ? 'set `secretsKey`' : subnetFix,
    ),
  ];
}

/**
 * API servers outside of the network refuse nodes whose public address is not in the authorized ranges. AKS adds only that of its
 * own load balancer.
 * @see https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
 * @see https://learn.microsoft.com/azure/aks/concepts-network-isolated
 */
function checkNodeAddresses(options: AksOptions): readonly Problem[] {
  const { api, network, addOns } = options;
  if (api === 'private' || hasApiServerSubnet(options)) return [];
  if (isExistingNetwork(network) && network.outbound === 'load-balancer') return [];
  const subnetFix = isExistingNetwork(network)
    ? 'set `apiServerSubnet` and `apiServerCidr` of the network'
    : 'remove `apiServersInNetwork: false` of the network';
  const orSubnet = addOns.network === 'component' ? '' : `, or ${subnetFix}`;
  const path = ['api', 'allowedRanges'];
  if (leadsNowhere(network))
    return [
      error(
        path,
        undefined,
        "nodes must reach the API at a public address, and egress of the network is 'none'",
        `write api: 'private'${orSubnet}`,
      ),
    ];
  const addresses = isExistingNetwork(network)
    ? 'the addresses of its NAT gateway or firewall'
    : 'the addresses of its NAT gateway, which are the output `egress-addresses` of the stack of the network, or of the firewall in `via`';
  return [
    warning(
      path,
      undefined,
      'must contain the public addresses by which nodes leave the network, which Plinth does not know: the API servers refuse the nodes otherwise',
      `add ${addresses}${orSubnet}`,
    ),
  ];
}

function checkNetworkAddOn({ addOns, network }: AksOptions, cluster: ClusterInfo): readonly Problem[] {
  const apiServerSubnet = isExistingNetwork(network) ? network.apiServerSubnet : undefined;
  return [
    ...checkNetworkProvider(addOns.network, cluster),
    ...(addOns.network === 'component' && apiServerSubnet !== undefined
      ? [
          error(
            ['network', 'apiServerSubnet'],
            apiServerSubnet,
            'API servers in a subnet do not reach pods of a network that AKS does not manage, such as those of webhooks',
            "remove it, or write addOns: { network: 'managed' }",
          ),
        ]
      : []),
  ];
}

/** Checks that the subnet of private endpoints of an existing network has its range. */
export function checkNetworkIds(network: Pick<ExistingNetwork, 'dataSubnet' | 'dataCidr'>): readonly Problem[] {
  return checkRangeOfSubnet(network, 'dataSubnet', 'dataCidr');
}

function checkRangeOfSubnet<K extends string>(
  network: Readonly<Partial<Record<K, string | undefined>>>,
  subnet: K,
  range: K,
): readonly Problem[] {
  if ((network[subnet] === undefined) === (network[range] === undefined)) return [];
  const [missing, present] = network[range] === undefined ? [range, subnet] : [subnet, range];
  return [
    error(['network', missing], undefined, `is missing, but ${present} is set`, `set both, or remove ${present}`),
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
