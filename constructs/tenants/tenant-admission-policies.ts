import { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1';
import { tenantLabel } from '../../src/kinds/labels';
import { addObject } from '../kubernetes/object';
import { listAdmissionPolicies, type AdmissionPolicyProps } from './admission-policies';

/**
 * Rules by which the API server itself refuses what a tenant may not have: ingress hosts of others, images of foreign
 * registries, classes that it was not given, secrets of others, and any change of what keeps it apart.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @example
 * new TenantAdmissionPolicies(chart, 'admission', {
 *   tenant: 'shop', hosts: ['shop.acme.example'], priorityClasses: [], runtimeClasses: [], secretStore: 'shop', suspendedGroups: [],
 * });
 */
export class TenantAdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPolicyProps) {
    super(scope, id);
    // What a change allows must be allowed before it comes: Argo CD would bring these last.
    const annotations = { 'argocd.argoproj.io/sync-wave': '-1' };
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: props.tenant };
    for (const { name, resourceRules, validations, exceptions } of listAdmissionPolicies(props)) {
      const metadata = { name: `tenant-${props.tenant}-${name}`, labels, annotations };
      addObject<ValidatingAdmissionPolicy>(this, `Policy-${name}`, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata,
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: {
            namespaceSelector: { matchLabels: { [tenantLabel]: props.tenant } },
            resourceRules: [...resourceRules],
          },
          ...(exceptions ? { matchConditions: [...exceptions] } : {}),
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
