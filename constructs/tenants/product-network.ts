import { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { ProductPlan } from '../../src/kinds/tenant-plan';
import { tenantObjectLabels } from '../../src/kinds/labels';
import { addFqdnPolicy, renderTargetRules, type EgressPods } from '../applications/network-policies';
import { egressRule, ingressRule, namespacePeer, providerPeers } from '../kubernetes/network-policies';
import { addObject } from '../kubernetes/object';

/** Capabilities whose provider connects to pods of products: for their Ingresses and PodMonitors. */
const connectingCapabilities = ['ingress', 'metrics'] as const;

/**
 * Adds the NetworkPolicies of a product. Plinth does not know the pods in a Git repository, so the policies select all
 * pods of the product's namespaces: they reach each other, the ingress controller and Prometheus reach them, and they
 * reach what the runtimes of their namespace call.
 */
export function addProductNetworkPolicies(scope: Construct, plan: ProductPlan, cluster: ClusterInfo): void {
  const peers = plan.namespaces.map((namespace) => namespacePeer(namespace));
  const providers = connectingCapabilities
    .filter((capability) => capability in cluster.capabilities)
    .flatMap((capability) => providerPeers(capability, cluster));
  for (const pods of listProductPods(plan)) {
    const { name, namespace, labels, egressTargets } = pods;
    const egress = [egressRule(peers), ...egressTargets.flatMap((target) => renderTargetRules(target, cluster))];
    const frame = new Construct(scope, namespace);
    addObject<NetworkPolicy>(frame, 'Access', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name, namespace, labels: { ...labels } },
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [ingressRule([...peers, ...providers])],
        egress,
      },
    });
    addFqdnPolicy(frame, pods, egress, cluster);
  }
}

/**
 * Lists the pods of a product by namespace, with the calls of all runtimes there. The name of their policies contains
 * dots, which the names of workloads, and so of theirs, do not.
 */
export function listProductPods({ name, tenant, namespaces, runtimes }: ProductPlan): readonly EgressPods[] {
  return namespaces.map((namespace) => ({
    name: `product.${name}.${namespace}`,
    tenant,
    namespace,
    labels: tenantObjectLabels(tenant),
    egressTargets: runtimes
      .filter((runtime) => runtime.namespaces.includes(namespace))
      .flatMap(({ egressTargets = [] }) => egressTargets),
  }));
}
