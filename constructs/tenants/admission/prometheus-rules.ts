import { isLongEnough, minimumInterval } from './intervals';
import { resourceRule, validation, type AdmissionPolicy } from './policy';

/**
 * Rules of Prometheus, which evaluates the rules of all tenants: not more often than every ten seconds.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.RuleGroup
 */
export const prometheusRules: AdmissionPolicy = {
  name: 'prometheus-rules',
  resourceRules: [resourceRule('monitoring.coreos.com', ['prometheusrules'])],
  restrictions: [],
  variables: { groups: 'has(object.spec.groups) ? object.spec.groups : []' },
  validations: [
    validation(
      `variables.groups.all(group, ${isLongEnough('group.interval')})`,
      `'may evaluate rules every ${minimumInterval}, not more often'`,
    ),
  ],
};
