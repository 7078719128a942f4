import { error, type PathSegment, type Problem } from '../schema/problem';
import { isProviderLabel, listProviderLabels } from '../kinds/labels';
import { isPlainObject } from '../schema/plain-object';
import { labelKey, labelValue } from '../schema/labels';
import type { CheckContext } from './context';
import { listDeclaredWorkloads } from './workloads';

/** Annotations by which a tool would treat an object in another way than the platform delivers it, by their prefix. */
const deliveryAnnotations: Readonly<Record<string, string>> = {
  'helm.sh/': 'Helm would run the object as a hook, or keep it after its removal',
  'meta.helm.sh/': 'Helm would take the object for one of another release',
  'argocd.argoproj.io/': 'Argo CD would synchronize, compare or prune the object in another way',
};

/** Largest sum of the data of a ConfigMap, in bytes. @see https://kubernetes.io/docs/concepts/configuration/configmap/ */
const maxConfigMapBytes = 2 ** 20;

/** Largest sum of the annotations of an object, in bytes. */
const maxAnnotationBytes = 2 ** 18;

/**
 * Checks what the API server validates in `objects` of tenants and patches of workloads beyond the types of fields: the
 * syntax of labels and annotations, and the keys and size of ConfigMaps. Annotations that change how the platform delivers
 * an object, and finalizers, which block the removal of the tenant, are errors.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
 */
export function checkObjectMetadata({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  const capabilities = [{}, ...resolvedClusters.map(({ clusterInfo }) => clusterInfo.capabilities)];
  const providerLabels = [...new Set(capabilities.flatMap(listProviderLabels))];
  return [
    ...Object.entries(platform.tenants).flatMap(([tenantName, { objects = [] }]) =>
      objects.flatMap((object, index) => {
        const path = ['tenants', tenantName, 'objects', index];
        return [
          ...checkMetadata(object, path),
          ...checkProviderLabels(object, path, providerLabels),
          ...(object.kind === 'ConfigMap' && object.apiVersion === 'v1' ? checkConfigMap(object, path) : []),
        ];
      }),
    ),
    ...listDeclaredWorkloads(platform).flatMap(({ workload, path }) =>
      Object.entries(workload.patch ?? {}).flatMap(([kind, patch]) => [
        ...checkMetadata(patch, [...path, 'patch', kind]),
        ...checkProviderLabels(patch, [...path, 'patch', kind], providerLabels),
      ]),
    ),
  ];
}

/** Checks the metadata of an object, and of the pods, Jobs and volume claims that it is a template of. */
function checkMetadata(object: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (!isPlainObject(object)) return [];
  const { metadata, spec } = object;
  return [
    ...(isPlainObject(metadata) ? checkFieldsOfMetadata(metadata, [...path, 'metadata']) : []),
    ...(isPlainObject(spec)
      ? [
          ...['template', 'jobTemplate'].flatMap((field) => checkMetadata(spec[field], [...path, 'spec', field])),
          ...(Array.isArray(spec.volumeClaimTemplates) ? spec.volumeClaimTemplates : []).flatMap(
            (claim: unknown, index) => checkMetadata(claim, [...path, 'spec', 'volumeClaimTemplates', index]),
          ),
        ]
      : []),
  ];
}

/**
 * Checks the labels of an object, and of all that it is a template of: pods, claims, and what operators create from custom
 * resources. Network policies of providers select pods by some labels, as that of a database does.
 */
function checkProviderLabels(
  value: unknown,
  path: readonly PathSegment[],
  providerLabels: readonly string[],
): readonly Problem[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => checkProviderLabels(item, [...path, index], providerLabels));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    if (key !== 'labels' || !isPlainObject(field)) return checkProviderLabels(field, [...path, key], providerLabels);
    return Object.entries(field)
      .filter(([label]) => isProviderLabel(label, providerLabels))
      .map(([label, labelText]) =>
        error(
          [...path, key, label],
          labelText,
          'belongs to providers of the platform, whose network policies select pods by it',
          'remove it, or write another label',
        ),
      );
  });
}

function checkFieldsOfMetadata(
  { labels, annotations, finalizers }: Readonly<Record<string, unknown>>,
  path: readonly PathSegment[],
): readonly Problem[] {
  const entries = (map: unknown) =>
    isPlainObject(map) ? Object.entries(map).filter((entry): entry is [string, string] => isString(entry[1])) : [];
  const bytes = entries(annotations).reduce((sum, [key, value]) => sum + countBytes(key) + countBytes(value), 0);
  return [
    ...entries(labels).flatMap(([key, value]) => [
      ...checkSyntax(labelKey, key, [...path, 'labels', key]),
      ...checkSyntax(labelValue, value, [...path, 'labels', key]),
    ]),
    ...entries(annotations).flatMap(([key, value]) => [
      ...checkSyntax(labelKey, key.toLowerCase(), [...path, 'annotations', key]),
      ...checkDeliveryAnnotation(key, value, [...path, 'annotations', key]),
    ]),
    ...(bytes > maxAnnotationBytes
      ? [
          error(
            [...path, 'annotations'],
            undefined,
            `have ${bytes} bytes: the API server accepts ${maxAnnotationBytes} bytes`,
            'write less',
          ),
        ]
      : []),
    ...(Array.isArray(finalizers) && finalizers.length > 0
      ? [
          error(
            [...path, 'finalizers'],
            finalizers,
            'would block the removal of the object, and of the tenant',
            'remove them: controllers set the finalizers that they need',
          ),
        ]
      : []),
  ];
}

function checkSyntax(schema: typeof labelKey, value: string, path: readonly PathSegment[]): readonly Problem[] {
  const [issue] = schema.safeParse(value).error?.issues ?? [];
  if (!issue) return [];
  const [message = '', fix = ''] = issue.message.split(': ');
  return [error(path, value, message, fix)];
}

function checkDeliveryAnnotation(key: string, value: string, path: readonly PathSegment[]): readonly Problem[] {
  const [match] = Object.entries(deliveryAnnotations).filter(([prefix]) => key.startsWith(prefix));
  return match ? [error(path, value, `belongs to the delivery by the platform: ${match[1]}`, 'remove it')] : [];
}

/** Checks keys and size of a ConfigMap. */
function checkConfigMap(
  { data, binaryData }: object & Readonly<Record<string, unknown>>,
  path: readonly PathSegment[],
) {
  const list = (map: unknown) => (isPlainObject(map) ? Object.entries(map) : []);
  const entries = [...list(data), ...list(binaryData)];
  const sum = (map: unknown) =>
    list(map).reduce((total, [, value]) => total + (isString(value) ? countBytes(value) : 0), 0);
  // Base64 writes 3 bytes as 4 characters.
  const bytes = sum(data) + Math.floor((sum(binaryData) * 3) / 4);
  return [
    ...entries.flatMap(([key]) =>
      /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(key)
        ? []
        : [
            error(
              [...path, 'data', key],
              undefined,
              'must be a key of a ConfigMap',
              'write at most 253 letters, digits, hyphens, underscores and dots',
            ),
          ],
    ),
    ...(bytes > maxConfigMapBytes
      ? [
          error(
            [...path, 'data'],
            undefined,
            `has ${bytes} bytes: the API server accepts ConfigMaps up to ${maxConfigMapBytes} bytes`,
            'divide it, or provide the files in the image or a volume',
          ),
        ]
      : []),
  ];
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function countBytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
