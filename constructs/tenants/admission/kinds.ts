import { formatGroupKind, tenantApiKinds, tenantRuntimeKinds } from '../../../src/definition/tenant-kinds';
import {
  byUsersAndPodsOfTheTenant,
  celList,
  listAsText,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';

/** Subresources that users and pods of a tenant may use, as `<resource>/<subresource>`. */
const subresources = [
  'deployments/scale',
  'pods/attach',
  'pods/ephemeralcontainers',
  'pods/eviction',
  'pods/exec',
  'pods/log',
  'pods/portforward',
  'pods/proxy',
  'replicasets/scale',
  'serviceaccounts/token',
  'services/proxy',
  'statefulsets/scale',
];

/** CEL expression of the kinds and subresources that every tenant may write. */
const isAllowedForEveryTenant = `(has(request.subResource) && request.subResource != '' ? (request.resource.resource + '/' + request.subResource) in ${celList(subresources)} : (request.kind.group + '/' + request.kind.kind) in ${celList([...tenantApiKinds, ...tenantRuntimeKinds].map(formatGroupKind))})`;

const tracking = 'argocd.argoproj.io/tracking-id';

/** CEL expression that is true for an update of an object that had the same value. */
function wasPresent(expression: string): string {
  return `(request.operation == 'UPDATE' && ${expression})`;
}

/**
 * CEL expressions that are true where a request adds a finalizer, which would block the removal of the tenant, or the
 * annotation by which Argo CD would take the object for one of another Application. The API server itself adds
 * finalizers of `kubernetes.io/` when an object is created.
 */
const addsFinalizer = `(has(object.metadata.finalizers) && object.metadata.finalizers.exists(entry, !(entry in ['foregroundDeletion', 'orphan']) && !entry.startsWith('kubernetes.io/') && !${wasPresent('has(oldObject.metadata.finalizers) && entry in oldObject.metadata.finalizers')}))`;
const addsTracking = `(has(object.metadata.annotations) && '${tracking}' in object.metadata.annotations && !${wasPresent(`has(oldObject.metadata.annotations) && '${tracking}' in oldObject.metadata.annotations && oldObject.metadata.annotations['${tracking}'] == object.metadata.annotations['${tracking}']`)})`;
const addsDeliveryMetadata = `(request.operation in ['CREATE', 'UPDATE'] && has(object.metadata) && (${addsFinalizer} || ${addsTracking}))`;

/**
 * Kinds that users and service accounts of a tenant may write, and metadata by which they would block or change what the
 * platform delivers. What every tenant may do is a match condition, which costs less than a validation: the API server
 * converts request, object and Namespace once more each for validations, messages and audit annotations.
 * @param podApiGroups API groups that service accounts of the namespace may write, as far as their roles allow: those of
 * pods that an operator of the platform runs there. A tenant cannot give its service accounts roles.
 */
export function kinds(podApiGroups: readonly string[]): AdmissionPolicy {
  const ofPods = `request.userInfo.username.startsWith('system:serviceaccount:') && request.kind.group in ${celList(podApiGroups)}`;
  // No group of a tenant may delete namespaces, so this permission identifies the platform.
  const isPlatform = "authorizer.group('').resource('namespaces').name(request.namespace).check('delete').allowed()";
  return {
    name: 'kinds',
    resourceRules: [resourceRule('*', ['*/*'], ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])],
    matchConditions: [
      byUsersAndPodsOfTheTenant,
      {
        name: 'not-what-every-tenant-may-do',
        expression: `!${isAllowedForEveryTenant} || ${addsDeliveryMetadata}`,
      },
    ],
    restrictions: ['kinds'],
    variables: {
      exempt: podApiGroups.length === 0 ? isPlatform : `(${ofPods}) || ${isPlatform}`,
      allowed: `${isAllowedForEveryTenant} || (!has(request.subResource) || request.subResource == '') && (request.kind.group + '/' + request.kind.kind) in variables.kinds`,
    },
    validations: [
      {
        ...validation(
          'variables.allowed || variables.exempt',
          `'may not change ' + request.kind.kind + ' of ' + (request.kind.group == '' ? 'the core API group' : request.kind.group) + ': only the platform can; further kinds of this tenant: ' + ${listAsText('variables.kinds', 'none')}`,
        ),
        reason: 'Forbidden',
      },
      {
        ...validation(
          `!${addsDeliveryMetadata} || variables.exempt`,
          `'may not add finalizers, or the annotation ${tracking}'`,
        ),
        reason: 'Forbidden',
      },
    ],
  };
}
