import { formatGroupKind, tenantApiKinds, tenantRuntimeKinds } from '../../../src/definition/tenant-kinds';
import { listAsText, resourceRule, validation, type AdmissionPolicy } from './policy';

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

/**
 * Kinds that users and service accounts of a tenant may write, and a stop of all changes while the tenant is suspended.
 * The policy is not about Kubernetes' own users, about service accounts of other namespaces (controllers, operators,
 * Argo CD, whose projects have the same list), and about users who may delete the namespace: the platform.
 * @param podApiGroups API groups that service accounts of the namespace may write, as far as their roles allow: those of
 * pods that an operator of the platform runs there. A tenant cannot give its service accounts roles.
 */
export function kinds(podApiGroups: readonly string[]): AdmissionPolicy {
  return {
    name: 'kinds',
    resourceRules: [resourceRule('*', ['*/*'], ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])],
    matchConditions: [
      {
        name: 'users-and-pods-of-the-tenant',
        expression:
          "request.userInfo.username.startsWith('system:serviceaccount:') ? request.userInfo.username.startsWith('system:serviceaccount:' + request.namespace + ':') : !request.userInfo.username.startsWith('system:')",
      },
    ],
    restrictions: ['kinds', 'suspended-groups'],
    variables: {
      kind: "request.kind.group + '/' + request.kind.kind",
      subresource: "has(request.subResource) ? request.subResource : ''",
      allowed: `variables.subresource == '' ? variables.kind in (${celList([...tenantApiKinds, ...tenantRuntimeKinds].map(formatGroupKind))} + variables.kinds) : (request.resource.resource + '/' + variables.subresource) in ${celList(subresources)}`,
      ...(podApiGroups.length === 0
        ? {}
        : {
            ofPods: `request.userInfo.username.startsWith('system:serviceaccount:') && request.kind.group in ${celList(podApiGroups)}`,
          }),
    },
    validations: [
      {
        ...validation(
          '!request.userInfo.groups.exists(group, group in variables.suspendedGroups)',
          "'is suspended: its users can change nothing until the platform ends the suspension'",
        ),
        reason: 'Forbidden',
      },
      {
        // No group of a tenant may delete namespaces, so this permission identifies the platform.
        ...validation(
          `variables.allowed || ${podApiGroups.length === 0 ? '' : 'variables.ofPods || '}authorizer.group('').resource('namespaces').name(request.namespace).check('delete').allowed()`,
          `'may not change ' + request.kind.kind + ' of ' + (request.kind.group == '' ? 'the core API group' : request.kind.group) + ': only the platform can; further kinds of this tenant: ' + ${listAsText('variables.kinds', 'none')}`,
        ),
        reason: 'Forbidden',
      },
    ],
  };
}

function celList(entries: readonly string[]): string {
  return `[${entries.map((entry) => `'${entry}'`).join(', ')}]`;
}
