import { formatGroupKind, tenantApiKinds, tenantRuntimeKinds } from '../../../src/definition/tenant-kinds';
import { permittedProviderLabels, plinthLabels } from '../../../src/kinds/labels';
import { releaseNames } from '../../../src/kinds/release-names';
import {
  byUsersAndPodsOfTheTenant,
  celList,
  isByAccountsOf,
  isByPlatform,
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
 * Returns a CEL expression that is true if the metadata of a template of pods in an object fulfils a condition. Templates in
 * other places than `spec.template`, which some operators have, are not read.
 */
function inTemplates(object: 'object' | 'oldObject', isTrue: (metadata: string) => string): string {
  const template = `${object}.spec.template`;
  const jobTemplate = `${object}.spec.jobTemplate`;
  const metadataOfJob = `${jobTemplate}.spec.template.metadata`;
  const inTemplate = `(has(${template}) && type(${template}) == map && has(${template}.metadata) && ${isTrue(`${template}.metadata`)})`;
  const inJobTemplate = `(request.kind.group == 'batch' && has(${jobTemplate}) && has(${metadataOfJob}) && ${isTrue(metadataOfJob)})`;
  return `(has(${object}.spec) && (${inTemplate} || ${inJobTemplate}))`;
}

/** CEL expression that is true for metadata with finalizers. */
function hasFinalizers(metadata: string): string {
  return `(has(${metadata}.finalizers) && size(${metadata}.finalizers) > 0)`;
}

/**
 * CEL expressions that are true where a request adds a finalizer, which would block the removal of the tenant, also of the
 * pods and volume claims that controllers create of templates, or the annotation by which Argo CD would take the object for
 * one of another Application. The API server itself adds the finalizer of volume claims, which its controller removes.
 */
const addsFinalizer = `(has(object.metadata.finalizers) && object.metadata.finalizers.exists(entry, !(entry in ['foregroundDeletion', 'orphan']) && !(entry == 'kubernetes.io/pvc-protection' && request.resource.resource == 'persistentvolumeclaims') && !${wasPresent('has(oldObject.metadata.finalizers) && entry in oldObject.metadata.finalizers')}))`;
const addsTracking = `(has(object.metadata.annotations) && '${tracking}' in object.metadata.annotations && !${wasPresent(`has(oldObject.metadata.annotations) && '${tracking}' in oldObject.metadata.annotations && oldObject.metadata.annotations['${tracking}'] == object.metadata.annotations['${tracking}']`)})`;

const addsFinalizerByTemplate = `(${inTemplates('object', hasFinalizers)} || (request.kind.group == 'apps' && has(object.spec) && has(object.spec.volumeClaimTemplates) && object.spec.volumeClaimTemplates.exists(claim, has(claim.metadata) && ${hasFinalizers('claim.metadata')})))`;

/**
 * CEL expression that is true for an object with a label of providers, of its own or of the pods that it is a template of,
 * also in custom resources.
 */
export function hasProviderLabel(object: 'object' | 'oldObject', providerLabels: readonly string[]): string {
  const isOfProvider = providerLabels
    .map((label) => (label.endsWith('/') ? `key.startsWith('${label}')` : `key == '${label}'`))
    .join(' || ');
  const hasLabel = (metadata: string) =>
    `(has(${metadata}.labels) && ${metadata}.labels.exists(key, (${isOfProvider}) && !(key in ${celList(permittedProviderLabels)})))`;
  return `(${hasLabel(`${object}.metadata`)} || ${inTemplates(object, hasLabel)})`;
}

/** CEL expression that is true for an update after which a controller creates the same pods again, with the same labels. */
const isRestart = `(request.operation == 'UPDATE' && request.kind.group == 'apps' && has(object.metadata.labels) && has(oldObject.metadata.labels) && object.metadata.labels == oldObject.metadata.labels && has(object.spec) && has(object.spec.template) && object.spec.template.metadata.labels == oldObject.spec.template.metadata.labels && object.spec.template.spec == oldObject.spec.template.spec)`;

/**
 * CEL expression that is true where a request creates or changes an object with a label of providers: network policies
 * give its pods the access of a provider, and operators act on it. Objects of providers can be deleted and restarted.
 * Controllers of Kubernetes and operators create pods of templates that were admitted.
 */
function changesProviderObject(providerLabels: readonly string[]): string {
  const isOrWas = `${hasProviderLabel('object', providerLabels)} || (request.operation == 'UPDATE' && ${hasProviderLabel('oldObject', providerLabels)})`;
  return `((${isOrWas}) && !${isRestart})`;
}

/**
 * CEL expression that is true for what Plinth itself adds to a tenant, such as caches with their labels. Argo CD delivers
 * it by the Application of the tenant's release, and the products of the tenant by others. It overwrites the tracking
 * annotation, which names the Application, whatever a repository contains.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
 */
const isOfTenantRelease = `(has(object.metadata.annotations) && '${tracking}' in object.metadata.annotations && object.metadata.annotations['${tracking}'].startsWith('${releaseNames.tenant('')}' + ${tenantName} + ':'))`;

/** CEL expression that is true where a request writes an object for which one of the conditions is true. */
function writes(conditions: readonly string[]): string {
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
  const ofTenant = writes([
    addsFinalizer,
    addsFinalizerByTemplate,
    addsTracking,
    changesProviderObject(providerLabels),
  ]);
  // Argo CD sets its tracking annotation.
  const ofDelivery = writes([addsFinalizer, addsFinalizerByTemplate, changesProviderObject(providerLabels)]);
  const ofProducts = `(${writes([addsFinalizer, addsFinalizerByTemplate, changesProviderObject(providerLabels.filter((label) => label !== plinthLabels))])} || (!${isOfTenantRelease} && ${writes([changesProviderObject([plinthLabels])])}))`;
  const byDelivery = deliveryNamespace === undefined ? undefined : isByAccountsOf(deliveryNamespace);
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
      exempt: byDeliveryOr('false', podApiGroups.length === 0 ? isByPlatform : `(${ofPods}) || ${isByPlatform}`),
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
          `'may not add finalizers or the annotation ${tracking}, nor write objects and pods with labels of providers (${providerLabels.join(', ')})'`,
        ),
        reason: 'Forbidden',
      },
    ],
  };
}
