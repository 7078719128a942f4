import { tenantLabel } from '../../../src/kinds/labels';
import type { AdmissionPolicy } from './policy';

/**
 * Changes of tenants' Namespaces, which carry the restrictions: only users who may delete any Namespace can make them,
 * whatever a role of the tenant allows in its own.
 */
export const namespaces: AdmissionPolicy = {
  name: 'namespaces',
  everyNamespace: true,
  resourceRules: [
    {
      apiGroups: [''],
      apiVersions: ['*'],
      // Each of the subresources writes labels and annotations, too.
      resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
      operations: ['UPDATE', 'DELETE'],
      scope: 'Cluster',
    },
  ],
  matchConditions: [
    {
      name: 'namespace-of-a-tenant',
      expression: `has(oldObject.metadata.labels) && '${tenantLabel}' in oldObject.metadata.labels`,
    },
  ],
  restrictions: [],
  validations: [
    {
      expression: "authorizer.group('').resource('namespaces').check('delete').allowed()",
      message: 'the Namespace of a tenant can be changed by the platform only',
      reason: 'Forbidden',
    },
  ],
};
