import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { EgressTarget } from '../../src/definition/calls';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { ingressRule, labelSelector, namespacePeer } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import type { EgressPods } from '../applications/network-policies';

/**
 * Adds NetworkPolicies that allow ingress from pods of a tenant to the platform APIs that they call, in the namespaces of the
 * APIs. They are objects of the tenant, so that no file of a component depends on its callers.
 */
export function addPlatformAccessPolicies(scope: Construct, pods: readonly EgressPods[], cluster: ClusterInfo): void {
  for (const { name, tenant, namespace, podLabels, labels, egressTargets } of pods) {
    for (const [capability, ports] of groupPorts(egressTargets)) {
      const endpoint = tryGetEndpoint(cluster, capability);
      if (endpoint?.namespace === undefined) continue;
      addObject<NetworkPolicy>(scope, `${name}-${capability}`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          name: `${capability}-from-${tenant}-${name}`,
          namespace: endpoint.namespace,
          labels: { ...labels },
        },
        spec: {
          podSelector: labelSelector(endpoint.podLabels),
          policyTypes: ['Ingress'],
          ingress: [ingressRule([namespacePeer(namespace, podLabels)], ports)],
        },
      });
    }
  }
}

/** Returns the ports of each called capability, from all calls of it; undefined for all ports. */
function groupPorts(targets: readonly EgressTarget[]): ReadonlyMap<string, readonly number[] | undefined> {
  const portsByCapability = new Map<string, readonly number[] | undefined>();
  for (const target of targets) {
    if (!('capability' in target)) continue;
    const { capability, ports } = target;
    const earlier = portsByCapability.has(capability) ? portsByCapability.get(capability) : [];
    portsByCapability.set(capability, earlier && ports && [...new Set([...earlier, ...ports])].sort((a, b) => a - b));
  }
  return portsByCapability;
}
