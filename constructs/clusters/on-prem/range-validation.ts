import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { listClusterRanges, type ClusterRange } from '../../../src/kinds/cluster-ranges';
import { addressFamily, countAddresses, prefixLength } from '../../../src/schema/address-range';
import { error, type Problem } from '../../../src/schema/problem';
import { listHosts } from './hosts';
import type { OnPremOptions } from './schema';

/**
 * Prefix length of the range of pods that kube-controller-manager gives each node.
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ (node-cidr-mask-size-ipv4)
 */
const nodePrefixLength = { ipv4: 24, ipv6: 64 } as const;

/** Maximum difference of the prefix lengths of pods and nodes: `PodSubnetNodeMaskMaxDiff` of kubeadm. */
const maxPrefixDifference = 16;

/** Minimum number of addresses: `MinimumAddressesInServiceSubnet` of kubeadm. */
const minServiceAddresses = 10n;

/** Minimum prefix length of a range of Services: kubeadm and kube-apiserver allow 20 bits of addresses. */
const minServicePrefixLength = { ipv4: 12, ipv6: 108 } as const;

/**
 * Checks the ranges of pods and Services, of both IP families, as kubeadm and kube-apiserver do, and that every node gets
 * a range of pods.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/cmd/kubeadm/app/apis/kubeadm/validation/validation.go
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/cmd/kube-apiserver/app/options/validation.go
 */
export function checkRangeSizes(options: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...listClusterRanges(cluster).flatMap((range) =>
      range.path.at(-1) === 'podCidr' ? checkPodRange(options, range) : checkServiceRange(range),
    ),
    ...checkSinglePrefixArgument(options),
  ];
}

function checkPodRange(options: OnPremOptions, { range, path, option }: ClusterRange): readonly Problem[] {
  const family = addressFamily(range);
  const argument = `node-cidr-mask-size-${family}`;
  const { [argument]: written, 'allocate-node-cidrs': allocates } = options.controllerManager;
  if (allocates === 'false') return [];
  if (written !== undefined && !/^[0-9]{1,3}$/.test(written)) {
    const fix = `write a number such as ${nodePrefixLength[family]}`;
    return [error(['controllerManager', argument], written, 'must be a prefix length', fix)];
  }
  const prefix = prefixLength(range);
  const nodePrefix = written === undefined ? nodePrefixLength[family] : Number(written);
  const rangeError = (message: string, fix: string) => [error(path, range, message, fix)];
  if (prefix > nodePrefix)
    return rangeError(
      `is smaller than the range of one node, which has the prefix length /${nodePrefix}`,
      `write a range with a prefix length between /${nodePrefix - maxPrefixDifference} and /${nodePrefix}`,
    );
  if (nodePrefix - prefix > maxPrefixDifference)
    return rangeError(
      `is too large for kubeadm: nodes get ranges with the prefix length /${nodePrefix}, and the difference must not exceed ${maxPrefixDifference}`,
      `write a range with the prefix length /${nodePrefix - maxPrefixDifference} or more`,
    );
  const nodes = listHosts(options).filter(({ role }) => role !== 'etcd').length;
  const maxNodes = 2 ** (nodePrefix - prefix);
  if (nodes > maxNodes)
    return rangeError(
      `has ranges (/${nodePrefix}) for ${maxNodes} ${maxNodes === 1 ? 'node' : 'nodes'}, but the cluster has ${nodes}: the others get no pods`,
      `write a range with the prefix length /${nodePrefix - Math.ceil(Math.log2(nodes))} or less`,
    );
  return checkMaxPods(options, nodePrefix, { range, path, option });
}

/** Checks that the range of a node has an address for each of its pods, in addition to those of the network and of the bridge. */
function checkMaxPods(
  { kubelet }: OnPremOptions,
  nodePrefix: number,
  { range, option }: ClusterRange,
): readonly Problem[] {
  const { maxPods = 110 } = kubelet;
  const bits = (addressFamily(range) === 'ipv4' ? 32 : 128) - nodePrefix;
  if (typeof maxPods !== 'number' || bits > 20 || maxPods <= 2 ** bits - 3) return [];
  return [
    error(
      ['kubelet', 'maxPods'],
      maxPods,
      `exceeds the ${Math.max(0, 2 ** bits - 3)} addresses for pods that a node has of ${option} ${range}`,
      `write fewer pods, or controllerManager: { 'node-cidr-mask-size-${addressFamily(range)}': … } with a shorter prefix`,
    ),
  ];
}

function checkServiceRange({ range, path }: ClusterRange): readonly Problem[] {
  const minPrefix = minServicePrefixLength[addressFamily(range)];
  const maxPrefix = addressFamily(range) === 'ipv4' ? 28 : 124;
  const fix = `write a range with a prefix length between /${minPrefix} and /${maxPrefix}`;
  const count = countAddresses(range);
  if (count < minServiceAddresses)
    return [
      error(
        path,
        range,
        `has ${count} ${count === 1n ? 'address' : 'addresses'}, but kubeadm requires ${minServiceAddresses}, and the DNS Service has the tenth`,
        fix,
      ),
    ];
  if (prefixLength(range) >= minPrefix) return [];
  return [error(path, range, `is too large for kubeadm, which allows 20 bits of addresses`, fix)];
}

/** kube-controller-manager refuses the argument for one IP family on a dual-stack cluster, and kubeadm reads only the others. */
function checkSinglePrefixArgument({ controllerManager }: OnPremOptions): readonly Problem[] {
  const argument = 'node-cidr-mask-size';
  if (!(argument in controllerManager)) return [];
  return [
    error(
      ['controllerManager', argument],
      controllerManager[argument],
      'is not read by kubeadm, which checks the ranges of pods, and is refused on dual-stack clusters',
      `write ${argument}-ipv4 or ${argument}-ipv6`,
    ),
  ];
}
