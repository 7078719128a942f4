import { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1';
import { tenantLabel } from '../../src/kinds/labels';
import { addObject } from '../kubernetes/object';
import { listAdmissionPolicies, type AdmissionPolicyProps } from './admission-policies';

/**
 * ValidatingAdmissionPolicies with which the API server denies to a tenant: ingress hosts, image registries, classes and
 * secrets that are not the tenant's, and changes of the tenant's isolation.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @example
 * new TenantAdmissionPolicies(chart, 'admission', {
 *   tenant: 'shop', hosts: ['shop.acme.example'], priorityClasses: [], runtimeClasses: [], secretStore: 'shop', suspendedGroups: [],
 * });
 */
export class TenantAdmissionPolicies extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionPolicyProps) {
    super(scope, id);
    // Before the objects that they validate: without a sync wave, Argo CD applies these kinds last.
    const annotations = { 'argocd.argoproj.io/sync-wave': '-1' };
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: props.tenant };
    for (const { name, resourceRules, validations, matchConditions } of listAdmissionPolicies(props)) {
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
          ...(matchConditions ? { matchConditions: [...matchConditions] } : {}),
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
