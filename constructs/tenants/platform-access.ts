import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
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
    for (const target of egressTargets) {
      const endpoint = 'capability' in target ? tryGetEndpoint(cluster, target.capability) : undefined;
      if (!('capability' in target) || endpoint?.namespace === undefined) continue;
      addObject<NetworkPolicy>(scope, `${name}-${target.capability}`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          name: `${target.capability}-from-${tenant}-${name}`,
          namespace: endpoint.namespace,
          labels: { ...labels },
        },
        spec: {
          podSelector: labelSelector(endpoint.podLabels),
          policyTypes: ['Ingress'],
          ingress: [ingressRule([namespacePeer(namespace, podLabels)], target.ports)],
        },
      });
    }
  }
}
