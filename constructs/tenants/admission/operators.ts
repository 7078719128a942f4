import { hasProviderLabel } from './kinds';
import { isByAccountsOf, isByPlatform, resourceRule, validation, type AdmissionPolicy } from './policy';

/** Options of the policy of operators. */
export interface OperatorsOptions {
  /** Labels of pods of providers: keys, or prefixes that end with a slash. */
  readonly providerLabels: readonly string[];
  /** Namespaces of providers, whose operators create pods with their labels. */
  readonly providerNamespaces: readonly string[];
}

/**
 * Labels of providers on what operators of the platform create in namespaces of tenants: an operator may take them from any
 * field of a custom resource of the tenant (`kinds`). Controllers of Kubernetes create pods of templates, which were admitted;
 * requests of the tenant, and of Argo CD for it, are validated by `tenant-kinds`.
 */
export function operators({ providerLabels, providerNamespaces }: OperatorsOptions): AdmissionPolicy {
  const byOthers = [
    "request.userInfo.username.startsWith('system:serviceaccount:')",
    ...['kube-system', ...providerNamespaces].map((namespace) => `!${isByAccountsOf(namespace)}`),
  ].join(' && ');
  const hadLabel = `(request.operation == 'UPDATE' && ${hasProviderLabel('oldObject', providerLabels)})`;
  return {
    name: 'operators',
    resourceRules: [
      resourceRule('', ['pods', 'replicationcontrollers']),
      resourceRule('apps', ['daemonsets', 'deployments', 'replicasets', 'statefulsets']),
      resourceRule('batch', ['cronjobs', 'jobs']),
    ],
    matchConditions: [{ name: 'of-operators', expression: byOthers }],
    restrictions: [],
    validations: [
      {
        ...validation(
          `!${hasProviderLabel('object', providerLabels)} || ${hadLabel} || ${isByPlatform}`,
          `'may have no pods with labels of providers (${providerLabels.join(', ')}), also by an operator of the platform'`,
        ),
        reason: 'Forbidden',
      },
    ],
  };
}
