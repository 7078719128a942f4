import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { ingressRule, labelSelector, namespacePeer } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import { workloadMetadata, podSelectorLabels } from '../applications/metadata';

/**
 * Adds NetworkPolicies that allow ingress from these workloads to the platform APIs that they call, in the namespaces of
 * the APIs. They are objects of the tenant, so that no file of a component depends on its callers.
 */
export function addPlatformAccessPolicies(
  scope: Construct,
  workloads: readonly (ApplicationPlan | JobPlan)[],
  cluster: ClusterInfo,
): void {
  for (const plan of workloads) {
    for (const target of plan.egressTargets) {
      const endpoint = 'capability' in target ? tryGetEndpoint(cluster, target.capability) : undefined;
      if (!('capability' in target) || endpoint?.namespace === undefined) continue;
      addObject<NetworkPolicy>(scope, `${plan.name}-${target.capability}`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          ...workloadMetadata(plan),
          name: `${target.capability}-from-${plan.tenant}-${plan.name}`,
          namespace: endpoint.namespace,
        },
        spec: {
          podSelector: labelSelector(endpoint.podLabels),
          policyTypes: ['Ingress'],
          ingress: [ingressRule([namespacePeer(plan.namespace, podSelectorLabels(plan))], target.ports)],
        },
      });
    }
  }
}
