import { formatYamlStream } from '../constructs/kubernetes/manifest';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { diffJson } from './json-patch';
import type { ManifestFile } from './manifest-files';
import type { OutputFile } from './output-file';

const kustomizationHeader = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const kustomizationFile = 'kustomization.yaml';

/** The fields by which kustomize identifies an object. */
interface IdentifiedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** Returns a kustomize base: all manifests, and the kustomization that lists them. */
export function renderKustomizeBase(manifests: readonly ManifestFile[]): readonly OutputFile[] {
  return [
    ...manifests.map(({ path, objects }) => ({ path, text: formatYamlStream(objects) })),
    {
      path: kustomizationFile,
      text: formatYaml({ ...kustomizationHeader, resources: manifests.map(({ path }) => path) }),
    },
  ];
}

/**
 * Returns a kustomize overlay that turns a base into these manifests: additional objects, a JSON patch for each object that
 * differs, and a deletion for each object that is in the base only. JSON patches address items of lists in every kind;
 * strategic merge patches cannot do so in custom resources.
 * @param basePath path of the base relative to the overlay
 */
export function renderKustomizeOverlay(
  base: readonly ManifestFile[],
  manifests: readonly ManifestFile[],
  basePath: string,
): readonly OutputFile[] {
  const baseObjects = indexByObjectKey(base);
  const overlayObjects = indexByObjectKey(manifests);
  const additionalFiles = manifests
    .map(({ path, objects }) => ({ path, objects: objects.filter((object) => !baseObjects.has(objectKey(object))) }))
    .filter(({ objects }) => objects.length > 0);
  const patches = [...baseObjects].flatMap(([key, baseObject]) => {
    const overlayObject = overlayObjects.get(key);
    if (!overlayObject) return [{ patch: formatYaml({ $patch: 'delete', ...toObjectReference(baseObject) }) }];
    const operations = diffJson(baseObject, overlayObject);
    return operations.length === 0 ? [] : [{ target: renderPatchTarget(baseObject), patch: formatYaml(operations) }];
  });
  const resources = [basePath, ...additionalFiles.map(({ path }) => path)];
  return [
    ...additionalFiles.map(({ path, objects }) => ({ path, text: formatYamlStream(objects) })),
    {
      path: kustomizationFile,
      text: formatYaml({ ...kustomizationHeader, resources, ...(patches.length > 0 ? { patches } : {}) }),
    },
  ];
}

function indexByObjectKey(manifests: readonly ManifestFile[]): ReadonlyMap<string, IdentifiedObject> {
  const objects = manifests.flatMap((manifest) => manifest.objects);
  return new Map(objects.map((object) => [objectKey(object), object as IdentifiedObject]));
}

function objectKey(object: object): string {
  const { apiVersion, kind, metadata } = object as IdentifiedObject;
  return JSON.stringify([apiVersion, kind, metadata.namespace, metadata.name]);
}

function toObjectReference({ apiVersion, kind, metadata: { name, namespace } }: IdentifiedObject) {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** Returns the target of a patch. kustomize reads its name as a regular expression, in which a dot must be escaped. */
function renderPatchTarget({ apiVersion, kind, metadata: { name, namespace } }: IdentifiedObject) {
  const [version = '', group] = apiVersion.split('/').reverse();
  return {
    ...(group === undefined ? {} : { group }),
    version,
    kind,
    name: name.replaceAll('.', '\\.'),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
