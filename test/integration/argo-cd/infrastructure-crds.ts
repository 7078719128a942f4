import type { Api, KubernetesObject } from '../cluster/api';

/**
 * Installs stand-ins for CRDs that the infrastructure of an example provides: its provider's Cilium enforces
 * CiliumNetworkPolicies. They accept any field.
 */
export async function installInfrastructureCrds(api: Api): Promise<void> {
  await api.apply(ciliumNetworkPolicies, { manager: 'lab' });
}

const ciliumNetworkPolicies: KubernetesObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'ciliumnetworkpolicies.cilium.io' },
  spec: {
    group: 'cilium.io',
    scope: 'Namespaced',
    names: { kind: 'CiliumNetworkPolicy', plural: 'ciliumnetworkpolicies', singular: 'ciliumnetworkpolicy' },
    versions: [
      {
        name: 'v2',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};
