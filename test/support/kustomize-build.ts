import { posix } from 'node:path';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse, parseAllDocuments } from 'yaml';
import type { Files } from './output-files';

/** An object with the fields by which kustomize identifies it. */
export interface IdentifiedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly patch: string; readonly target?: Readonly<Record<string, string>> }[];
}

/** Returns the objects of a file. */
export function parseObjects(files: Files, path: string): readonly IdentifiedObject[] {
  return parseAllDocuments(files[path] ?? '').map((document) => document.toJS() as IdentifiedObject);
}

/**
 * Returns the objects that kustomize builds from a folder. It implements the fields of kustomizations that Plinth writes,
 * with a public library for JSON patches; `npm run test:kustomize` compares Plinth's output with kustomize itself.
 */
export function buildKustomization(files: Files, folder: string): readonly IdentifiedObject[] {
  const { resources, patches = [] } = parse(files[`${folder}/kustomization.yaml`] ?? '') as Kustomization;
  const objects = resources.flatMap((resource) => {
    const path = posix.join(folder, resource);
    return path in files ? parseObjects(files, path) : buildKustomization(files, path);
  });
  return patches.reduce<readonly IdentifiedObject[]>((patched, { patch, target }) => {
    const parsed = parse(patch) as Operation[] | (IdentifiedObject & { readonly $patch: string });
    const isTarget = (object: IdentifiedObject) =>
      matchesTarget(object, target ?? patchTarget(parsed as IdentifiedObject));
    if (patched.filter(isTarget).length !== 1) throw new Error(`a patch must match one object:\n${patch}`);
    if (!Array.isArray(parsed)) {
      if (parsed.$patch !== 'delete') throw new Error(`directive ${parsed.$patch} is not supported`);
      return patched.filter((object) => !isTarget(object));
    }
    return patched.map((object) => (isTarget(object) ? applyPatch(object, parsed, true, false).newDocument : object));
  }, objects);
}

function patchTarget({ apiVersion, kind, metadata }: IdentifiedObject): Readonly<Record<string, string>> {
  const [version = '', group] = apiVersion.split('/').reverse();
  return { version, kind, ...metadata, ...(group === undefined ? {} : { group }) };
}

function matchesTarget(object: IdentifiedObject, target: Readonly<Record<string, string>>): boolean {
  const fields = patchTarget({ ...object, metadata: { name: object.metadata.name, ...namespaceOf(object) } });
  return Object.entries(target).every(([field, pattern]) => new RegExp(`^${pattern}$`).test(fields[field] ?? ''));
}

function namespaceOf({ metadata: { namespace } }: IdentifiedObject) {
  return namespace === undefined ? {} : { namespace };
}

/** Returns objects by API version, kind, namespace and name, to compare them independent of their order. */
export function indexByIdentity(objects: readonly IdentifiedObject[]): ReadonlyMap<string, IdentifiedObject> {
  const entries = objects.map(
    (object) =>
      [
        `${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
        object,
      ] as const,
  );
  const objectsByIdentity = new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  if (objectsByIdentity.size < objects.length) throw new Error('two objects have the same identity');
  return objectsByIdentity;
}
