import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addressFamily, isWithinRange, prefixLength, rangesOverlap } from '../../../src/schema/address-range';
import { error, warning, type PathSegment, type Problem } from '../../../src/schema/problem';
import { checkApiClients } from '../../clouds/api-clients';
import { checkCloudConnections, checkServiceRegions } from '../../clouds/network-connections';
import { checkAllowedRanges } from '../../clouds/network-egress';
import { checkKubernetesSupport } from '../../clouds/kubernetes-support';
import { checkArchitecture, checkNodePoolOptions } from '../../clouds/node-pools';
import { checkCloudName, checkRegionName } from '../../clouds/region-names';
import { checkRemoval } from '../../clouds/removal';
import { tryGetNameError, type NamedService } from '../cloud/names';
import { privateLinkRules, tryGetServiceRegion } from '../network/private-links';
import { countUsableAddresses, resolveSubnets } from '../network/subnets';
import { checkAddOns } from './add-on-validation';
import { countNodeAddresses, instanceSizes, tryGetArchitecture } from './instance-types';
import { resolveMaxNodes } from './node-pools';
import { isExistingNetwork, type EksNodePool, type EksOptions, type ExistingNetwork } from './schema';
import { eksSupport } from './versions';

/** Minimum number of zones of a control plane, and of databases. @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const minZones = 2;

/** Largest range of private endpoints: that of a subnet for them. */
const minEndpointPrefix = 24;

/** Ranges that Services of EKS may have. @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html */
const serviceRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Prefixes of labels that EKS and Kubernetes set themselves. */
const reservedLabels = /^([^/]+\.)?(kubernetes\.io|k8s\.io|eks\.amazonaws\.com)\//;

/** Checks the options of an EKS cluster by the rules of AWS. */
export function checkEksOptions(options: EksOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...checkKubernetesSupport(options, eksSupport),
    ...checkRegionName('aws', options.region),
    ...checkZones(options),
    ...checkServiceRange(options),
    ...checkNetwork(options),
    ...checkConnections(options),
    ...Object.entries(options.nodePools).flatMap(([name, pool]) => checkNodePool(name, pool, options)),
    ...checkNodeCount(options, cluster),
    ...checkSubnetSizes(options),
    ...checkNodeImage(options),
    ...checkAddOns(options, cluster),
    ...checkKeyRegion(options),
    ...checkAdministrators(options),
    ...checkClusterName(options, cluster),
    ...checkRemoval(options),
  ];
}

function checkZones({ zones, network }: EksOptions): readonly Problem[] {
  const duplicate = zones.find((zone, index) => zones.indexOf(zone) !== index);
  if (duplicate !== undefined)
    return [error(['zones'], duplicate, 'is in the list twice', 'remove one of the two entries')];
  if (isExistingNetwork(network) || zones.length >= minZones) return [];
  return [error(['zones'], zones, `EKS requires ${minZones} zones`, 'add a zone, such as b')];
}

function checkServiceRange({ serviceCidr, network }: EksOptions): readonly Problem[] {
  const fix = 'write a private range from /12 to /24, such as 172.20.0.0/16';
  const prefix = prefixLength(serviceCidr);
  if (addressFamily(serviceCidr) !== 'ipv4' || prefix < 12 || prefix > 24)
    return [error(['serviceCidr'], serviceCidr, 'EKS refuses Service ranges of this size', fix)];
  if (!serviceRanges.some((range) => isWithinRange(serviceCidr, range)))
    return [error(['serviceCidr'], serviceCidr, `is not within ${serviceRanges.join(', ')}, as EKS requires`, fix)];
  if (isExistingNetwork(network) || !rangesOverlap(serviceCidr, network.cidr)) return [];
  return [error(['serviceCidr'], serviceCidr, `overlaps with the network ${network.cidr}`, fix)];
}

function checkNetwork({ network }: EksOptions): readonly Problem[] {
  if (!isExistingNetwork(network)) return [];
  const { privateSubnets, controlPlaneSubnets } = network;
  return [
    ...(controlPlaneSubnets === undefined
      ? checkSubnetZones('privateSubnets', privateSubnets, 'EKS')
      : checkSubnetZones('controlPlaneSubnets', controlPlaneSubnets, 'EKS')),
    ...checkDataNetwork(network),
    ...checkEndpointRanges(network),
  ];
}

/** Checks the addresses of private endpoints: a range with many pods would admit connections to these. */
export function checkEndpointRanges({
  endpointCidrs,
  podCidr,
}: Pick<ExistingNetwork, 'endpointCidrs' | 'podCidr'>): readonly Problem[] {
  return endpointCidrs.flatMap((range, index) => {
    const path = ['network', 'endpointCidrs', index];
    if (!isWithinRange(range, podCidr))
      return [
        error(path, range, `is not within podCidr ${podCidr}`, 'remove it: endpoints there are reached without it'),
      ];
    if (prefixLength(range) >= minEndpointPrefix) return [];
    const message = `has more than ${2 ** (32 - minEndpointPrefix)} addresses, and pods there would be reached too`;
    return [error(path, range, message, 'write the addresses of the endpoints, such as 10.0.3.17/32')];
  });
}

/** Checks the subnets of databases and caches of an existing network. */
export function checkDataNetwork({
  dataSubnets,
  dataCidr,
}: Pick<ExistingNetwork, 'dataSubnets' | 'dataCidr'>): readonly Problem[] {
  const [missing, present] = dataCidr === undefined ? ['dataCidr', 'dataSubnets'] : ['dataSubnets', 'dataCidr'];
  return [
    ...(dataSubnets.length > 0 === (dataCidr !== undefined)
      ? []
      : [
          error(['network', missing], undefined, `is missing, but ${present} is set`, `set both, or remove ${present}`),
        ]),
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
    ...(dataSubnets.length > 0 ? checkSubnetZones('dataSubnets', dataSubnets, 'RDS') : []),
  ];
}

function checkSubnetZones(option: string, subnets: readonly string[], service: string): readonly Problem[] {
  if (new Set(subnets).size >= minZones) return [];
  const message = `${service} requires subnets in ${minZones} zones`;
  return [error(['network', option], subnets, message, 'add a subnet in another zone')];
}

function checkConnections({ network, connections = {}, zones, region, apiClients }: EksOptions): readonly Problem[] {
  const networkCidr = isExistingNetwork(network) ? undefined : network.cidr;
  return [
    ...(isExistingNetwork(network)
      ? []
      : checkApiClients(apiClients, network.cidr, connections, privateLinkRules(network.cidr, zones))),
    ...checkCloudConnections(connections, networkCidr, 'pcx-0123456789abcdef0', (cidr) =>
      privateLinkRules(cidr, zones),
    ),
    ...checkServiceRegions(connections, region, tryGetServiceRegion),
    ...(isExistingNetwork(network) ? [] : checkAllowedRanges(network.egress)),
  ];
}

function checkNodePool(name: string, pool: EksNodePool, { zones }: EksOptions): readonly Problem[] {
  const path = ['nodePools', name];
  return [
    ...pool.instanceTypes.flatMap((type, index) => checkInstanceType(type, [...path, 'instanceTypes', index], pool)),
    ...checkNodePoolOptions({ ...pool, max: resolveMaxNodes(pool) }, path, { service: 'EKS', zones, reservedLabels }),
    // The name of the node group ends with a hyphen and eight digits.
    ...checkName('eks-node-group', `${name}-00000000`, path),
    ...(pool.spot && pool.instanceTypes.length === 1
      ? [
          warning(
            [...path, 'instanceTypes'],
            pool.instanceTypes,
            'spot instances of one type are often not available',
            'add further instance types of the same size',
          ),
        ]
      : []),
  ];
}

/** Checks that nodes exist, and that something scales pools between their minimum and maximum. */
function checkNodeCount({ nodePools }: EksOptions, { capabilities }: ClusterInfo): readonly Problem[] {
  const pools = Object.entries(nodePools);
  if (pools.every(([, { min }]) => min === 0))
    return [error(['nodePools'], undefined, 'no pool has a node', 'write `min: 1`, or more, in one of the pools')];
  if ('node-autoscaling' in capabilities) return [];
  return pools.flatMap(([name, { min, max = min }]) =>
    max <= Math.max(min, 1)
      ? []
      : [
          warning(
            ['nodePools', name, 'max'],
            max,
            `nothing scales the pool: it has ${min} ${min === 1 ? 'node' : 'nodes'}`,
            `add karpenter(), which starts nodes on demand, or write max: ${Math.max(min, 1)}`,
          ),
        ],
  );
}

function checkInstanceType(type: string, path: readonly PathSegment[], { architecture }: EksNodePool) {
  const actual = tryGetArchitecture(type);
  if (actual === undefined)
    return [error(path, type, 'is not an instance type of EC2 for Linux', 'write one such as m7g.large')];
  const examples = { arm64: 'm7g.large', amd64: 'm7i.large' };
  const [family = '', size = ''] = type.split('.');
  const known = instanceSizes.map((name) => `${family}.${name}`);
  return [
    ...checkArchitecture({ type, path, actual, expected: architecture, term: 'an instance type', examples }),
    ...(instanceSizes.includes(size) ? [] : checkCloudName(path, type, known, 'is not a known instance type of EC2')),
  ];
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/eks-linux-ami-versions.html */
function checkNodeImage({ nodeImage, kubernetes }: EksOptions): readonly Problem[] {
  if (nodeImage === undefined || nodeImage.startsWith(`${kubernetes}.`)) return [];
  return [
    error(
      ['nodeImage'],
      nodeImage,
      `is not an image of Kubernetes ${kubernetes}`,
      `write a release such as ${kubernetes}.0-20261117, or remove it`,
    ),
  ];
}

/** Checks that the private subnets have an address for each pod of all nodes. */
function checkSubnetSizes({ network, zones, nodePools }: EksOptions): readonly Problem[] {
  if (isExistingNetwork(network)) return [];
  const subnets = resolveSubnets(network.cidr, zones, 'private');
  return Object.entries(subnets).flatMap(([zone, range]) => {
    const needed = Object.values(nodePools).reduce((sum, pool) => {
      const poolZones = pool.zones ?? zones;
      if (!poolZones.includes(zone)) return sum;
      const addresses = Math.max(...pool.instanceTypes.map(countNodeAddresses));
      return sum + Math.ceil(resolveMaxNodes(pool) / poolZones.length) * addresses;
    }, 0);
    const usable = countUsableAddresses(range);
    if (needed <= usable) return [];
    return [
      error(
        ['network', 'cidr'],
        network.cidr,
        `the subnet ${range} of zone ${zone} has ${usable} addresses, but the node pools need up to ${needed} there`,
        'write a larger network, fewer nodes or smaller instances',
      ),
    ];
  });
}

/** Checks that a key is in the region of the cluster. */
export function checkKeyRegion({
  region,
  encryptionKey,
}: Pick<EksOptions, 'region' | 'encryptionKey'>): readonly Problem[] {
  const keyRegion = encryptionKey?.split(':')[3];
  if (keyRegion === undefined || keyRegion === region) return [];
  return [error(['encryptionKey'], encryptionKey, `is a key in ${keyRegion}`, `write a key in ${region}`)];
}

function checkAdministrators({ account, administrators }: EksOptions): readonly Problem[] {
  return administrators.flatMap((arn, index) =>
    account === undefined || arn.split(':')[4] === account
      ? []
      : [
          warning(
            ['administrators', index],
            arn,
            `is in another account than ${account}`,
            'check it: this account administers the cluster',
          ),
        ],
  );
}

function checkClusterName({ clusterName }: EksOptions, { cluster }: ClusterInfo): readonly Problem[] {
  return checkName('eks-cluster', clusterName ?? cluster, []);
}

function checkName(service: NamedService, name: string, path: readonly PathSegment[]): readonly Problem[] {
  const message = tryGetNameError(service, name);
  return message === undefined ? [] : [error(path, undefined, message, 'write another name')];
}
