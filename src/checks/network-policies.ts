import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters with tenants enforce NetworkPolicies. The API server accepts NetworkPolicies on every cluster,
 * but they have no effect without a network plugin that implements them. A network that Plinth installs without an enforcer
 * is an error; the network of an existing cluster is a warning until the definition declares that it enforces them.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
 */
export function checkNetworkPolicies({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const tenants = Object.values(platform.tenants);
  return resolvedClusters
    .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
    .filter(({ name }) => tenants.some(({ clusters }) => clusters.includes(name)))
    .filter(({ clusterInfo }) => !('network-policy' in clusterInfo.capabilities))
    .map(({ name, bound, infrastructureCapabilities }) =>
      'network' in infrastructureCapabilities && !bound.createsCluster
        ? warning(
            ['clusters', name],
            undefined,
            'does not declare that its network enforces NetworkPolicies: without an enforcer, such as Calico or Cilium, the pods of every tenant reach those of all others',
            "add 'network-policy': {} to `provides` if the network of the cluster enforces them, otherwise install an enforcer first",
          )
        : error(
            ['clusters', name],
            undefined,
            'tenants are isolated by NetworkPolicies, which nothing on this cluster enforces',
            'enable them in the options of its network, or add a network that enforces them, such as flannel with `networkPolicy: true`',
          ),
    );
}
