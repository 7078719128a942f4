import { isByTenant, resourceRule, validation, type AdmissionPolicy } from './policy';
import { maximumGraceSeconds } from './pod-fields';

/**
 * Deletions and evictions of pods by the tenant: the grace period of a deletion replaces that of the pod, and a later, shorter
 * one does not end it earlier.
 * @param deliveryNamespace namespace of Argo CD; undefined where the cluster has none
 */
export function podDeletions(deliveryNamespace: string | undefined): AdmissionPolicy {
  const isShort = (options: string) =>
    `(!has(${options}.gracePeriodSeconds) || ${options}.gracePeriodSeconds <= ${maximumGraceSeconds})`;
  return {
    name: 'pod-deletions',
    resourceRules: [resourceRule('', ['pods'], ['DELETE']), resourceRule('', ['pods/eviction'], ['CREATE'])],
    matchConditions: [{ name: 'of-the-tenant', expression: isByTenant(deliveryNamespace) }],
    restrictions: [],
    validations: [
      validation(
        `request.operation == 'DELETE' ? !has(request.options) || ${isShort('request.options')} : !has(object.deleteOptions) || ${isShort('object.deleteOptions')}`,
        "'must delete pods with gracePeriodSeconds of 3600 or less'",
      ),
    ],
  };
}
