import { celList, isByTenant, resourceRule, validation, type AdmissionPolicy } from './policy';

const name = 'app.kubernetes.io/name';

/** Options of the policy of PodDisruptionBudgets. */
export interface DisruptionBudgetsOptions {
  /** Values of the label `app.kubernetes.io/name` of pods that providers create in the namespaces of tenants. */
  readonly operatedApps: readonly string[];
  /** Namespace of Argo CD; undefined where the cluster has none. */
  readonly deliveryNamespace: string | undefined;
}

/**
 * PodDisruptionBudgets that keep no node from being drained: each permits an eviction, and no pod has two of them, which
 * the API server refuses to evict. A pod has one value of a label, so that budgets with the name of the value never overlap.
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/#how-api-initiated-eviction-works
 */
export function disruptionBudgets({ operatedApps, deliveryNamespace }: DisruptionBudgetsOptions): AdmissionPolicy {
  const labels = 'object.spec.selector.matchLabels';
  return {
    name: 'disruption-budgets',
    resourceRules: [resourceRule('policy', ['poddisruptionbudgets'])],
    matchConditions: [{ name: 'of-the-tenant', expression: isByTenant(deliveryNamespace) }],
    restrictions: [],
    validations: [
      validation(
        "!has(object.spec.minAvailable) && has(object.spec.maxUnavailable) && string(object.spec.maxUnavailable).matches('^[1-9][0-9]*%?$')",
        "'must have budgets that permit the eviction of a pod: set maxUnavailable to 1 or more, and not minAvailable'",
      ),
      validation(
        `has(object.spec.selector) && has(${labels}) && '${name}' in ${labels} && ${labels}['${name}'] == object.metadata.name && !(object.metadata.name in ${celList(operatedApps)})`,
        `'must have one budget for a pod at most: select pods by matchLabels with ${name}, and name the budget as its value'`,
      ),
    ],
  };
}
