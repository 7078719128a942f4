import { KubeNamespace } from 'cdk8s-plus-28/lib/imports/k8s';
import { Construct } from 'constructs';
import type { ComponentNamespace as NamespacePlan } from '../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { providesLabel } from '../../src/kinds/labels';
import type { ObjectRelease } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { createDefaultDenyPolicy, createNetworkPolicy } from './network-policies';

/** A namespace of components, as the plan decided it, on a cluster. */
export interface ComponentNamespaceProps {
  readonly namespace: NamespacePlan;
  readonly cluster: ClusterInfo;
}

/**
 * A namespace that components live in: how much its pods may do, the labels by which policies find what it provides,
 * and default deny both ways but for what its components say that they talk to.
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
    new KubeNamespace(this, 'Default', {
      metadata: {
        name,
        labels: {
          'app.kubernetes.io/managed-by': 'plinth',
          'pod-security.kubernetes.io/enforce': podSecurity,
          'pod-security.kubernetes.io/warn': podSecurity,
          ...Object.fromEntries(capabilities.map((capability) => [providesLabel(capability), 'true'])),
        },
        // Everything in a namespace goes with it, volumes included: that is for a person to decide.
        annotations: { 'helm.sh/resource-policy': 'keep' },
      },
    });
    if (!tryGetEndpoint(cluster, 'network-policy')) return;
    createDefaultDenyPolicy(this, name, isolatePods);
    for (const [policy, allowed] of Object.entries(networkRules))
      createNetworkPolicy(this, { name: policy, namespace: name }, allowed, cluster);
  }
}

/** The release that makes a namespace of components, before anything that lives in it. */
export function namespaceRelease(namespace: NamespacePlan, cluster: ClusterInfo): ObjectRelease {
  return {
    name: releaseNames.namespace(namespace.name),
    // A release has to be kept somewhere, and its own namespace is not there yet.
    namespace: 'kube-system',
    podSecurity: 'restricted',
    objects: { 'objects.yaml': (scope) => new ComponentNamespace(scope, namespace.name, { namespace, cluster }) },
  };
}
