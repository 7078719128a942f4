import { formatYamlStream } from '../constructs/kubernetes/manifest';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { diffJson } from './json-patch';
import type { ManifestFile } from './manifest-files';
import type { OutputFile } from './output-file';

const kustomizationHeader = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const kustomizationFile = 'kustomization.yaml';

/** What kustomize knows an object by. */
interface PartialObjectMetadata {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A kustomize base: all files as they are. */
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
 * A kustomize overlay with nothing but what differs from a base: objects that only it has, patches of those that
 * differ, and deletions of those that it has not. JSON patches say exactly which field of which list differs, for
 * objects of every kind; what merges strategically cannot do so for custom resources.
 * @param from the folder of the base, seen from the overlay
 */
export function renderKustomizeOverlay(
  base: readonly ManifestFile[],
  manifests: readonly ManifestFile[],
  from: string,
): readonly OutputFile[] {
  const [there, here] = [base, manifests].map(indexByObjectKey);
  const own = manifests
    .map(({ path, objects }) => ({ path, objects: objects.filter((object) => !there?.has(objectKey(object))) }))
    .filter(({ objects }) => objects.length > 0);
  const patches = [...(there ?? [])].flatMap(([identity, before]) => {
    const now = here?.get(identity);
    if (!now) return [{ patch: formatYaml({ $patch: 'delete', ...toObjectReference(before) }) }];
    const operations = diffJson(before, now);
    return operations.length === 0 ? [] : [{ target: renderPatchTarget(before), patch: formatYaml(operations) }];
  });
  const resources = [from, ...own.map(({ path }) => path)];
  return [
    ...own.map(({ path, objects }) => ({ path, text: formatYamlStream(objects) })),
    {
      path: kustomizationFile,
      text: formatYaml({ ...kustomizationHeader, resources, ...(patches.length > 0 ? { patches } : {}) }),
    },
  ];
}

function indexByObjectKey(manifests: readonly ManifestFile[]): ReadonlyMap<string, PartialObjectMetadata> {
  const objects = manifests.flatMap((manifest) => manifest.objects);
  return new Map(objects.map((object) => [objectKey(object), object as PartialObjectMetadata]));
}

function objectKey(object: object): string {
  const { apiVersion, kind, metadata } = object as PartialObjectMetadata;
  return JSON.stringify([apiVersion, kind, metadata.namespace, metadata.name]);
}

function toObjectReference({ apiVersion, kind, metadata: { name, namespace } }: PartialObjectMetadata) {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** Names are regular expressions here: a dot in one must not stand for any letter. */
function renderPatchTarget({ apiVersion, kind, metadata: { name, namespace } }: PartialObjectMetadata) {
  const [version = '', group] = apiVersion.split('/').reverse();
  return {
    ...(group === undefined ? {} : { group }),
    version,
    kind,
    name: name.replaceAll('.', '\\.'),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
