import { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1';
import { tenantLabel } from '../../../src/kinds/labels';
import { addObject } from '../../kubernetes/object';
import { autoscalers } from './autoscalers';
import { certificates } from './certificates';
import { externalSecrets } from './external-secrets';
import { ingresses } from './ingresses';
import { kinds } from './kinds';
import { namespaces } from './namespaces';
import { podMonitors } from './pod-monitors';
import { pods } from './pods';
import { prometheusRules } from './prometheus-rules';
import { renderVariables, type AdmissionPolicy } from './policy';
import { serviceAccounts } from './service-accounts';
import { services } from './services';
import { suspension } from './suspension';
import { tlsSecrets } from './tls-secrets';
import { volumes } from './volumes';

/** Options of the admission policies of a cluster. */
export interface TenantAdmissionPoliciesProps {
  /**
   * Namespace of cert-manager, where it solves ACME HTTP-01 challenges by a pod and Service in the tenant's namespace.
   * @default challenges are not solved by HTTP
   */
  readonly solverNamespace?: string | undefined;
  /**
   * Namespace of cert-manager.
   * @default the cluster has none, and tenants write the certificates of their Ingresses
   */
  readonly issuerNamespace?: string | undefined;
  /**
   * API groups of the objects that pods of providers in namespaces of tenants change.
   * @default none
   */
  readonly podApiGroups?: readonly string[];
  /**
   * ClusterSecretStores whose keys contain no slashes.
   * @default none
   */
  readonly flatSecretStores?: readonly string[];
}

/** The admission policies for the namespaces of all tenants of a cluster. */
export function listAdmissionPolicies({
  solverNamespace,
  issuerNamespace,
  podApiGroups = [],
  flatSecretStores = [],
}: TenantAdmissionPoliciesProps): readonly AdmissionPolicy[] {
  return [
    namespaces,
    suspension,
    kinds(podApiGroups),
    ingresses,
    services(solverNamespace),
    serviceAccounts,
    pods(solverNamespace),
    volumes,
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
      const { name, everyNamespace = false, namespaceLabel, resourceRules, validations, matchConditions } = policy;
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
          ...(matchConditions ? { matchConditions: [...matchConditions] } : {}),
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
