import { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1';
import { listProviderLabels, tenantLabel } from '../../../src/kinds/labels';
import { addObject } from '../../kubernetes/object';
import { autoscalers } from './autoscalers';
import { certificates } from './certificates';
import { dataSizes } from './data-sizes';
import { disruptionBudgets } from './disruption-budgets';
import { externalSecrets } from './external-secrets';
import { ingresses } from './ingresses';
import { kinds } from './kinds';
import { namespaces } from './namespaces';
import type { TenantAdmissionPoliciesProps } from './options';
import { podMonitors } from './pod-monitors';
import { podDeletions } from './pod-deletions';
import { podFields } from './pod-fields';
import { pods } from './pods';
import { providerPods } from './provider-pods';
import { operators } from './operators';
import { prometheusRules } from './prometheus-rules';
import { renderMatchConditions, renderVariables, type AdmissionPolicy } from './policy';
import { serviceAccounts } from './service-accounts';
import { services } from './services';
import { suspension } from './suspension';
import { tlsSecrets } from './tls-secrets';
import { volumes } from './volumes';

/** The admission policies for the namespaces of all tenants of a cluster. */
export function listAdmissionPolicies({
  solverNamespace,
  issuerNamespace,
  deliveryNamespace,
  podApiGroups = [],
  providerLabels = listProviderLabels({}),
  operatedApps = [],
  providerNamespaces = [],
  flatSecretStores = [],
  serviceRanges = [],
}: TenantAdmissionPoliciesProps): readonly AdmissionPolicy[] {
  return [
    namespaces,
    suspension,
    kinds({ podApiGroups, providerLabels, deliveryNamespace }),
    operators({
      providerLabels,
      providerNamespaces: [
        ...new Set([
          ...providerNamespaces,
          ...[issuerNamespace, solverNamespace, deliveryNamespace].flatMap((name) => name ?? []),
        ]),
      ].sort(),
    }),
    ingresses,
    services({ solverNamespace, serviceRanges }),
    serviceAccounts,
    pods(solverNamespace),
    podFields({ solverNamespace, deliveryNamespace }),
    podDeletions(deliveryNamespace),
    providerPods,
    disruptionBudgets({ operatedApps, deliveryNamespace }),
    volumes(deliveryNamespace),
    dataSizes,
    autoscalers,
    certificates,
    ...(issuerNamespace === undefined ? [] : [tlsSecrets(issuerNamespace)]),
    externalSecrets(flatSecretStores),
    podMonitors,
    prometheusRules,
  ];
}

/**
 * Admission policies by which the API server holds every tenant to its restrictions: one policy for each sort of object,
 * whatever the number of tenants. What a tenant may have is data: annotations of its namespaces, which it cannot change.
 * A namespace without them denies everything that the policies are about.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @example
 * new TenantAdmissionPolicies(chart, 'admission', { solverNamespace: 'cert-manager' });
 */
export class TenantAdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: TenantAdmissionPoliciesProps = {}) {
    super(scope, id);
    const labels = { 'app.kubernetes.io/managed-by': 'plinth' };
    for (const policy of listAdmissionPolicies(props)) {
      const { name, everyNamespace = false, namespaceLabel, resourceRules, validations } = policy;
      const matchConditions = renderMatchConditions(policy);
      const metadata = { name: `tenant-${name}`, labels };
      const variables = renderVariables(policy);
      addObject<ValidatingAdmissionPolicy>(this, `Policy-${name}`, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata,
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            ...(everyNamespace
              ? {}
              : {
                  namespaceSelector: {
                    matchExpressions: [tenantLabel, ...(namespaceLabel === undefined ? [] : [namespaceLabel])].map(
                      (key) => ({ key, operator: 'Exists' }),
                    ),
                  },
                }),
            resourceRules: [...resourceRules],
          },
          ...(matchConditions.length > 0 ? { matchConditions: [...matchConditions] } : {}),
          ...(variables.length > 0 ? { variables: [...variables] } : {}),
          validations: [...validations],
        },
      });
      addObject<ValidatingAdmissionPolicyBinding>(this, `Binding-${name}`, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: metadata.name, validationActions: ['Deny'] },
      });
    }
  }
}
