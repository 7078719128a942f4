import { formatGroupKind, tenantApiKinds, tenantRuntimeKinds } from '../../../src/definition/tenant-kinds';
import { permittedProviderLabels, plinthLabels } from '../../../src/kinds/labels';
import { releaseNames } from '../../../src/kinds/release-names';
import {
  byUsersAndPodsOfTheTenant,
  celList,
  isByDelivery,
  isByTenant,
  listAsText,
  resourceRule,
  tenantName,
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
 * the finalizer of volume claims, which its controller removes.
 */
const addsFinalizer = `(has(object.metadata.finalizers) && object.metadata.finalizers.exists(entry, !(entry in ['foregroundDeletion', 'orphan']) && !(entry == 'kubernetes.io/pvc-protection' && request.resource.resource == 'persistentvolumeclaims') && !${wasPresent('has(oldObject.metadata.finalizers) && entry in oldObject.metadata.finalizers')}))`;
const addsTracking = `(has(object.metadata.annotations) && '${tracking}' in object.metadata.annotations && !${wasPresent(`has(oldObject.metadata.annotations) && '${tracking}' in oldObject.metadata.annotations && oldObject.metadata.annotations['${tracking}'] == object.metadata.annotations['${tracking}']`)})`;

/**
 * CEL expression that is true where a request adds a label of providers to an object, or to the pods that it is a template
 * of, also in custom resources: network policies would give these the access of the pods of a provider. Controllers of
 * Kubernetes and operators create pods of templates that were admitted. Templates of pods in other places than
 * `spec.template`, which some operators have, are not read.
 */
function addsLabel(providerLabels: readonly string[]): string {
  const isOfProvider = providerLabels
    .map((label) => (label.endsWith('/') ? `key.startsWith('${label}')` : `key == '${label}'`))
    .join(' || ');
  const adds = (metadata: string) =>
    `(has(object.${metadata}.labels) && object.${metadata}.labels.exists(key, (${isOfProvider}) && !(key in ${celList(permittedProviderLabels)}) && !${wasPresent(`has(oldObject.${metadata}.labels) && key in oldObject.${metadata}.labels && oldObject.${metadata}.labels[key] == object.${metadata}.labels[key]`)}))`;
  const inTemplate = `(has(object.spec.template) && type(object.spec.template) == map && has(object.spec.template.metadata) && ${adds('spec.template.metadata')})`;
  const jobTemplate = 'spec.jobTemplate.spec.template';
  const inJobTemplate = `(request.kind.group == 'batch' && has(object.spec.jobTemplate) && has(object.${jobTemplate}.metadata) && ${adds(`${jobTemplate}.metadata`)})`;
  return `(${adds('metadata')} || (has(object.spec) && (${inTemplate} || ${inJobTemplate})))`;
}

/**
 * CEL expression that is true for what Plinth itself adds to a tenant, such as caches with their labels. Argo CD delivers
 * it by the Application of the tenant's release, and the products of the tenant by others. It overwrites the tracking
 * annotation, which names the Application, whatever a repository contains.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
const isOfTenantRelease = `(has(object.metadata.annotations) && '${tracking}' in object.metadata.annotations && object.metadata.annotations['${tracking}'].startsWith('${releaseNames.tenant('')}' + ${tenantName} + ':'))`;

/** CEL expression that is true where a request adds such metadata. */
function addsMetadata(conditions: readonly string[]): string {
  return `(request.operation in ['CREATE', 'UPDATE'] && has(object.metadata) && (${conditions.join(' || ')}))`;
}

/** Options of the policy of kinds. */
export interface KindsOptions {
  /**
   * API groups that service accounts of the namespace may write, as far as their roles allow: those of pods that an
   * operator of the platform runs there. A tenant cannot give its service accounts roles.
   */
  readonly podApiGroups: readonly string[];
  /** Labels of pods of providers: keys, or prefixes that end with a slash. */
  readonly providerLabels: readonly string[];
  /** Namespace of Argo CD; undefined where the cluster has none. */
  readonly deliveryNamespace: string | undefined;
}

/**
 * Kinds that users and service accounts of a tenant may write, and metadata by which they would block or change what the
 * platform delivers, or get the network access of others; of Argo CD, which delivers their repositories, only such
 * metadata. What every tenant may do is a match condition, which costs less than a validation: the API server converts
 * request, object and Namespace once more each for validations, messages and audit annotations.
 */
export function kinds({ podApiGroups, providerLabels, deliveryNamespace }: KindsOptions): AdmissionPolicy {
  const ofPods = `request.userInfo.username.startsWith('system:serviceaccount:') && request.kind.group in ${celList(podApiGroups)}`;
  // No group of a tenant may delete namespaces, so this permission identifies the platform.
  const isPlatform = "authorizer.group('').resource('namespaces').name(request.namespace).check('delete').allowed()";
  const ofTenant = addsMetadata([addsFinalizer, addsTracking, addsLabel(providerLabels)]);
  // Argo CD sets its tracking annotation.
  const ofDelivery = addsMetadata([addsFinalizer, addsLabel(providerLabels)]);
  const ofProducts = `(${addsMetadata([addsFinalizer, addsLabel(providerLabels.filter((label) => label !== plinthLabels))])} || (!${isOfTenantRelease} && ${addsMetadata([addsLabel([plinthLabels])])}))`;
  const byDelivery = deliveryNamespace === undefined ? undefined : isByDelivery(deliveryNamespace);
  const byDeliveryOr = (delivery: string, other: string) =>
    byDelivery === undefined ? other : `(${byDelivery} ? ${delivery} : (${other}))`;
  return {
    name: 'kinds',
    resourceRules: [resourceRule('*', ['*/*'], ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])],
    matchConditions: [
      { ...byUsersAndPodsOfTheTenant, expression: isByTenant(deliveryNamespace) },
      {
        name: 'not-what-every-tenant-may-do',
        expression: byDeliveryOr(ofDelivery, `!${isAllowedForEveryTenant} || ${ofTenant}`),
      },
    ],
    restrictions: ['kinds'],
    variables: {
      exempt: byDeliveryOr('false', podApiGroups.length === 0 ? isPlatform : `(${ofPods}) || ${isPlatform}`),
      allowed: byDeliveryOr(
        'true',
        `${isAllowedForEveryTenant} || (!has(request.subResource) || request.subResource == '') && (request.kind.group + '/' + request.kind.kind) in variables.kinds`,
      ),
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
          `!${byDeliveryOr(ofProducts, ofTenant)} || variables.exempt`,
          `'may not add finalizers, labels of providers (${providerLabels.join(', ')}), or the annotation ${tracking}'`,
        ),
        reason: 'Forbidden',
      },
    ],
  };
}
