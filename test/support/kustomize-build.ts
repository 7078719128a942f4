import { posix } from 'node:path';
import { applyPatch, type Operation } from 'fast-json-patch';
import { parse, parseAllDocuments } from 'yaml';
import type { Files } from './output-files';

/** An object as kustomize tells it from others. */
export interface Identified {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly patch: string; readonly target?: Readonly<Record<string, string>> }[];
}

/** The objects of a file. */
export function objectsIn(files: Files, path: string): readonly Identified[] {
  return parseAllDocuments(files[path] ?? '').map((document) => document.toJS() as Identified);
}

/**
 * What a folder with a kustomization amounts to: the little of kustomize that Plinth writes, on a public library for
 * JSON patches. `npm run test:kustomize` holds the same with kustomize itself.
 */
export function kustomized(files: Files, folder: string): readonly Identified[] {
  const { resources, patches = [] } = parse(files[`${folder}/kustomization.yaml`] ?? '') as Kustomization;
  const objects = resources.flatMap((resource) => {
    const path = posix.join(folder, resource);
    return path in files ? objectsIn(files, path) : kustomized(files, path);
  });
  return patches.reduce<readonly Identified[]>((all, { patch, target }) => {
    const parsed = parse(patch) as Operation[] | (Identified & { readonly $patch: string });
    const isMeant = (object: Identified) => matches(object, target ?? targetOf(parsed as Identified));
    if (all.filter(isMeant).length !== 1) throw new Error(`a patch must be of one object:\n${patch}`);
    if (!Array.isArray(parsed)) {
      if (parsed.$patch !== 'delete') throw new Error(`no such directive: ${parsed.$patch}`);
      return all.filter((object) => !isMeant(object));
    }
    return all.map((object) => (isMeant(object) ? applyPatch(object, parsed, true, false).newDocument : object));
  }, objects);
}

function targetOf({ apiVersion, kind, metadata }: Identified): Readonly<Record<string, string>> {
  const [version = '', group] = apiVersion.split('/').reverse();
  return { version, kind, ...metadata, ...(group === undefined ? {} : { group }) };
}

function matches(object: Identified, target: Readonly<Record<string, string>>): boolean {
  const own = targetOf({ ...object, metadata: { name: object.metadata.name, ...namespaceOf(object) } });
  return Object.entries(target).every(([field, pattern]) => new RegExp(`^${pattern}$`).test(own[field] ?? ''));
}

function namespaceOf({ metadata: { namespace } }: Identified) {
  return namespace === undefined ? {} : { namespace };
}

/** Objects by what tells them apart, so that their order does not count. */
export function byIdentity(objects: readonly Identified[]): ReadonlyMap<string, Identified> {
  const entries = objects.map(
    (object) =>
      [
        `${object.apiVersion} ${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`,
        object,
      ] as const,
  );
  const all = new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  if (all.size < objects.length) throw new Error('two objects are the same');
  return all;
}
