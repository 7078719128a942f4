import type { AddedItems } from '../../../src/kinds/added-items';

/**
 * What the admissions enforcer of AKS adds to the configuration of each webhook, so that no webhook is called for the namespaces
 * of AKS: requirements `control-plane` and `kubernetes.azure.com/managedby`, whose operators have changed between releases.
 * @see https://learn.microsoft.com/azure/aks/faq#can-admission-controller-webhooks-impact-kube-system-and-internal-aks-namespaces
 */
export const enforcedWebhookSelectors: readonly AddedItems[] = [
  {
    group: 'admissionregistration.k8s.io',
    kinds: ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'],
    list: ['webhooks', '*', 'namespaceSelector', 'matchExpressions'],
    where: { field: 'key', values: ['control-plane', 'kubernetes.azure.com/managedby'] },
  },
];
