import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { ingressRule, labelSelector, namespacePeer } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';
import { workloadMetadata, podSelectorLabels } from '../applications/metadata';

/**
 * Draws the other side of calls to the platform's own APIs: in the namespace of each that is called, leave for the
 * workloads that call it. It stands with the tenant, so that no file of a component changes with who calls it.
 */
export function addPlatformAccessPolicies(
  scope: Construct,
  workloads: readonly (ApplicationPlan | JobPlan)[],
  cluster: ClusterInfo,
): void {
  for (const plan of workloads) {
    for (const call of plan.egressTargets) {
      const endpoint = 'capability' in call ? tryGetEndpoint(cluster, call.capability) : undefined;
      if (!('capability' in call) || endpoint?.namespace === undefined) continue;
      const metadata = workloadMetadata(plan);
      addObject<NetworkPolicy>(scope, `${plan.name}-${call.capability}`, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {
          ...metadata,
          name: `${call.capability}-from-${plan.tenant}-${plan.name}`,
          namespace: endpoint.namespace,
        },
        spec: {
          podSelector: labelSelector(endpoint.podLabels),
          policyTypes: ['Ingress'],
          ingress: [ingressRule([namespacePeer(plan.namespace, podSelectorLabels(plan))], call.ports)],
        },
      });
    }
  }
}
