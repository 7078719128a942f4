import {
  annotationsOfObject,
  harmlessAnnotationDomains,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';

/** Annotations of a ServiceAccount that a tenant may set, besides those without a domain. */
const annotations = `^(${harmlessAnnotationDomains})/`;

/** CEL expression that is true for an annotation that not every tenant may set. */
const isRestricted = `key.contains('/') && !key.matches('${annotations}')`;

/**
 * Annotations of ServiceAccounts: those of clouds give pods the permissions of a role or an identity there.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * @see https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
 */
export const serviceAccounts: AdmissionPolicy = {
  name: 'service-accounts',
  resourceRules: [resourceRule('', ['serviceaccounts'])],
  matchConditions: [{ name: 'annotated', expression: `(${annotationsOfObject}).exists(key, ${isRestricted})` }],
  restrictions: ['service-account-annotations'],
  variables: {
    annotations: annotationsOfObject,
    refused: `variables.annotations.filter(key, ${isRestricted} && !((key + '=' + variables.annotations[key]) in variables.serviceAccountAnnotations))`,
  },
  validations: [
    validation(
      'size(variables.refused) == 0',
      "'may not set the annotations ' + variables.refused.join(', ') + ' of a ServiceAccount'",
    ),
  ],
};
