import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Checks that clusters with tenants enforce NetworkPolicies. The API server accepts NetworkPolicies on every cluster,
 * but they have no effect without a network plugin that implements them.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
 */
export function checkNetworkPolicies({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const tenants = Object.values(platform.tenants);
  return resolvedClusters
    .filter(({ hasInvalidComponents }) => !hasInvalidComponents)
    .filter(({ name }) => tenants.some(({ clusters }) => clusters.includes(name)))
    .filter(({ clusterInfo }) => !('network-policy' in clusterInfo.capabilities))
    .map(({ name }) =>
      error(
        ['clusters', name],
        undefined,
        'tenants are isolated by NetworkPolicies, which nothing on this cluster enforces',
        "add a network that enforces them, such as flannel with `networkPolicy: true`, or, if the network of an existing cluster does, declare provides: { 'network-policy': {} }",
      ),
    );
}
