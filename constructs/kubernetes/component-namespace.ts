import { Construct } from 'constructs';
import type { Namespace } from 'kubernetes-types/core/v1';
import type { ComponentNamespace as NamespacePlan } from '../../src/kinds/cluster-plan';
import { mayEnforceNetworkPolicies, type ClusterInfo } from '../../src/kinds/cluster-info';
import { providesLabel } from '../../src/kinds/labels';
import type { ObjectRelease } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { createDefaultDenyPolicy, createNetworkPolicy } from './network-policies';
import { addObject } from './object';
import { podSecurityLabels } from './pod-security';

/** Properties of a `ComponentNamespace`. */
export interface ComponentNamespaceProps {
  /** The namespace as planned. */
  readonly namespace: NamespacePlan;
  /** Cluster of the namespace. */
  readonly cluster: ClusterInfo;
}

/**
 * A namespace of components: its Pod Security Standard, a label for each capability that it provides, and, where the
 * cluster may enforce NetworkPolicies, default deny with the network rules of its components.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 * @example
 * const networkRules = { webhook: { ingress: [{ peer: 'api-server', ports: [9443] }] } } as const;
 * new ComponentNamespace(chart, 'echo', {
 *   namespace: { name: 'echo', podSecurity: 'restricted', phase: 'platform', capabilities: [], networkRules, isolatePods: false },
 *   cluster: clusterInfo({ capabilities: { 'network-policy': {} } }),
 * });
 */
export class ComponentNamespace extends Construct {
  constructor(scope: Construct, id: string, { namespace, cluster }: ComponentNamespaceProps) {
    super(scope, id);
    const { name, podSecurity, capabilities, networkRules, isolatePods } = namespace;
    addObject<Namespace>(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          'app.kubernetes.io/managed-by': 'plinth',
          ...podSecurityLabels(podSecurity, cluster.kubernetes),
          ...Object.fromEntries(capabilities.map((capability) => [providesLabel(capability), 'true'])),
        },
        // Deleting a namespace deletes its volumes: only a person may do that.
        annotations: { 'helm.sh/resource-policy': 'keep' },
      },
    });
    if (!mayEnforceNetworkPolicies(cluster)) return;
    createDefaultDenyPolicy(this, name, isolatePods, cluster);
    for (const [policyName, rules] of Object.entries(networkRules))
      createNetworkPolicy(this, { name: policyName, namespace: name }, rules, cluster);
  }
}

/** Returns the release that creates a namespace of components, before the releases in that namespace. */
export function namespaceRelease(namespace: NamespacePlan, cluster: ClusterInfo): ObjectRelease {
  return {
    name: releaseNames.namespace(namespace.name),
    // Helm stores its record of the release in this namespace, which has to exist before.
    namespace: 'kube-system',
    podSecurity: 'restricted',
    objects: { 'objects.yaml': (scope) => new ComponentNamespace(scope, namespace.name, { namespace, cluster }) },
  };
}
