import type { Api, KubernetesObject } from '../cluster/api';

/** Removes the bindings of all admission policies, so that a test can show what they prevent. */
export async function removeAdmissionPolicies(api: Api): Promise<void> {
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
  const { items } = (await api.get(path)) as { readonly items: readonly KubernetesObject[] };
  for (const { metadata } of items)
    await api.delete({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: metadata.name },
    });
}
