import type { ClusterInfo } from '../../../src/kinds/cluster-info';
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

/** Minimum prefix length of `serviceCidr`: kubeadm allows `MaximumBitsForServiceSubnet`, 20 bits, of addresses. */
const minServicePrefixLength = { ipv4: 12, ipv6: 108 } as const;

/**
 * Checks `podCidr` and `serviceCidr` as kubeadm does, and that every node gets a range of pods.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/cmd/kubeadm/app/apis/kubeadm/validation/validation.go
 */
export function checkRangeSizes(options: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  return [...checkPodRange(options, cluster), ...checkServiceRange(cluster)];
}

function checkPodRange(options: OnPremOptions, { podCidr }: ClusterInfo): readonly Problem[] {
  const prefix = prefixLength(podCidr);
  const nodePrefix = nodePrefixLength[addressFamily(podCidr)];
  const rangeError = (message: string, fix: string) => [error(['podCidr'], podCidr, message, fix)];
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
  if (nodes <= maxNodes) return [];
  return rangeError(
    `has ranges (/${nodePrefix}) for ${maxNodes} ${maxNodes === 1 ? 'node' : 'nodes'}, but the cluster has ${nodes}: the others get no pods`,
    `write a range with the prefix length /${nodePrefix - Math.ceil(Math.log2(nodes))} or less`,
  );
}

function checkServiceRange({ serviceCidr }: ClusterInfo): readonly Problem[] {
  const minPrefix = minServicePrefixLength[addressFamily(serviceCidr)];
  const maxPrefix = addressFamily(serviceCidr) === 'ipv4' ? 28 : 124;
  const fix = `write a range with a prefix length between /${minPrefix} and /${maxPrefix}`;
  const count = countAddresses(serviceCidr);
  if (count < minServiceAddresses)
    return [
      error(
        ['serviceCidr'],
        serviceCidr,
        `has ${count} ${count === 1n ? 'address' : 'addresses'}, but kubeadm requires ${minServiceAddresses}, and the DNS Service has the tenth`,
        fix,
      ),
    ];
  if (prefixLength(serviceCidr) >= minPrefix) return [];
  return [error(['serviceCidr'], serviceCidr, `is too large for kubeadm, which allows 20 bits of addresses`, fix)];
}
