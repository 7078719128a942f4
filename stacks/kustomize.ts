import { streamOf } from '../constructs/kubernetes/manifest';
import { yamlOf } from '../constructs/kubernetes/yaml';
import { patchFrom } from './json-patch';
import type { Manifest } from './manifests';
import type { OutputFile } from './output-file';

const header = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };
const kustomization = 'kustomization.yaml';

/** What kustomize knows an object by. */
interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A kustomize base: all files as they are. */
export function baseOf(manifests: readonly Manifest[]): readonly OutputFile[] {
  return [
    ...manifests.map(({ path, objects }) => ({ path, text: streamOf(objects) })),
    { path: kustomization, text: yamlOf({ ...header, resources: manifests.map(({ path }) => path) }) },
  ];
}

/**
 * A kustomize overlay with nothing but what differs from a base: objects that only it has, patches of those that
 * differ, and deletions of those that it has not. JSON patches say exactly which field of which list differs, for
 * objects of every kind; what merges strategically cannot do so for custom resources.
 * @param from the folder of the base, seen from the overlay
 */
export function overlayOf(
  base: readonly Manifest[],
  manifests: readonly Manifest[],
  from: string,
): readonly OutputFile[] {
  const [there, here] = [base, manifests].map(byIdentity);
  const own = manifests
    .map(({ path, objects }) => ({ path, objects: objects.filter((object) => !there?.has(identityOf(object))) }))
    .filter(({ objects }) => objects.length > 0);
  const patches = [...(there ?? [])].flatMap(([identity, before]) => {
    const now = here?.get(identity);
    if (!now) return [{ patch: yamlOf({ $patch: 'delete', ...referenceOf(before) }) }];
    const operations = patchFrom(before, now);
    return operations.length === 0 ? [] : [{ target: targetOf(before), patch: yamlOf(operations) }];
  });
  const resources = [from, ...own.map(({ path }) => path)];
  return [
    ...own.map(({ path, objects }) => ({ path, text: streamOf(objects) })),
    { path: kustomization, text: yamlOf({ ...header, resources, ...(patches.length > 0 ? { patches } : {}) }) },
  ];
}

function byIdentity(manifests: readonly Manifest[]): ReadonlyMap<string, Identified> {
  const objects = manifests.flatMap((manifest) => manifest.objects);
  return new Map(objects.map((object) => [identityOf(object), object as Identified]));
}

function identityOf(object: object): string {
  const { apiVersion, kind, metadata } = object as Identified;
  return JSON.stringify([apiVersion, kind, metadata.namespace, metadata.name]);
}

function referenceOf({ apiVersion, kind, metadata: { name, namespace } }: Identified) {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** Names are regular expressions here: a dot in one must not stand for any letter. */
function targetOf({ apiVersion, kind, metadata: { name, namespace } }: Identified) {
  const [version = '', group] = apiVersion.split('/').reverse();
  return {
    ...(group === undefined ? {} : { group }),
    version,
    kind,
    name: name.replaceAll('.', '\\.'),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
