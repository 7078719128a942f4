import { compareLiveObject, type FieldDifference } from '../changes/live-differences';
import type { LiveObject } from '../changes/live-object';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { escapeControlCharacters } from '../schema/control-characters';
import { isPlainObject } from '../schema/plain-object';
import type { CommandResult } from './run-command';
import { runKubectlOnObjects, type KubectlOptions } from './kubectl';

/** Object that a release contains. */
export interface ReleasedObject {
  readonly release: string;
  /** Namespace of a namespaced object that names none, as in the templates of charts. @default all name theirs */
  readonly namespace?: string;
  readonly manifest: LiveObject;
}

/** Object on a cluster that is not as Plinth has written it. */
export interface ObjectFinding {
  readonly object: ReleasedObject;
  /** @default the object is missing */
  readonly live?: LiveObject;
  readonly fields: readonly FieldDifference[];
  /** Why the object could not be compared. */
  readonly reason?: string;
}

/** Name of the field manager of repairs. Dry runs use it too, so that they show what a repair changes. */
export const repairManager = 'plinth-repair';

/** Objects that kubectl gets at once. */
const batchSize = 200;

/**
 * Compares objects with those on a cluster: kubectl reads them, and asks the API server for the result of a server-side apply,
 * as a dry run. Nothing is changed.
 * @throws UserError when kubectl cannot be run
 */
export async function compareObjects(
  cluster: ClusterPlan,
  objects: readonly ReleasedObject[],
  options: KubectlOptions,
): Promise<readonly ObjectFinding[]> {
  const findings: ObjectFinding[] = [];
  for (const batch of splitIntoBatches(objects)) findings.push(...(await compareBatch(cluster, batch, options)));
  return findings;
}

/** Objects with the same arguments of kubectl. */
export interface Batch {
  readonly objects: readonly ReleasedObject[];
  /** Argument with the namespace of objects that name none: kubectl refuses it for those of another namespace. */
  readonly args: readonly string[];
}

/** Splits objects into those that kubectl accepts in one command. */
export function splitIntoBatches(objects: readonly ReleasedObject[]): readonly Batch[] {
  const groups = new Map<string | undefined, ReleasedObject[]>();
  for (const object of objects) {
    const namespace = object.manifest.metadata.namespace === undefined ? object.namespace : undefined;
    const group = groups.get(namespace) ?? [];
    groups.set(namespace, group);
    group.push(object);
  }
  return [...groups].flatMap(([namespace, group]) =>
    Array.from({ length: Math.ceil(group.length / batchSize) }, (_, index) => ({
      args: namespace === undefined ? [] : [`--namespace=${namespace}`],
      objects: group.slice(index * batchSize, (index + 1) * batchSize),
    })),
  );
}

async function compareBatch(
  cluster: ClusterPlan,
  { args, objects }: Batch,
  options: KubectlOptions,
): Promise<readonly ObjectFinding[]> {
  const manifests = objects.map(({ manifest }) => manifest);
  const get = ['get', '--ignore-not-found', '--output=json', '--show-managed-fields', '--filename=-', ...args];
  const read = await runKubectlOnObjects(cluster, get, manifests, options);
  const unreadable = tryGetReason(read);
  if (unreadable !== undefined) return objects.map((object) => ({ object, fields: [], reason: unreadable }));
  const live = readObjects(read);
  const existing = objects.filter((object) => tryFind(live, object) !== undefined);
  const applied = await dryRun(cluster, args, existing, options);
  return objects.flatMap((object): readonly ObjectFinding[] => {
    const current = tryFind(live, object);
    if (!current) return isDeletedAfterwards(object.manifest) ? [] : [{ object, fields: [] }];
    const result = tryFind(applied.objects, object);
    if (!result) return [{ object, live: current, fields: [], reason: applied.reasonFor(object.manifest) }];
    const fields = compareLiveObject(object.manifest, current, result, cluster.addedItems);
    return fields.length === 0 ? [] : [{ object, live: current, fields }];
  });
}

/** Returns why objects could not be read at all: missing objects and kinds are no reason. */
function tryGetReason(result: CommandResult | { readonly reason: string }): string | undefined {
  if ('reason' in result) return result.reason;
  if (result.exitCode === 0) return undefined;
  const lines = result.stderr.split('\n').filter(Boolean);
  return lines.find((line) => !/NotFound|no matches for kind|resource mapping not found|^ensure CRDs/.test(line));
}

async function dryRun(
  cluster: ClusterPlan,
  args: readonly string[],
  objects: readonly ReleasedObject[],
  options: KubectlOptions,
): Promise<{
  readonly objects: ReadonlyMap<string, LiveObject>;
  readonly reasonFor: (manifest: LiveObject) => string;
}> {
  if (objects.length === 0) return { objects: new Map(), reasonFor: () => '' };
  const apply = [...applyArguments, '--dry-run=server', '--output=json', ...args];
  const manifests = objects.map(({ manifest }) => manifest);
  const result = await runKubectlOnObjects(cluster, apply, manifests, options);
  if ('reason' in result) return { objects: new Map(), reasonFor: () => result.reason };
  const lines = result.stderr.split('\n').filter(Boolean);
  return {
    objects: readObjects(result),
    reasonFor: ({ kind, metadata: { name } }) =>
      // The API server quotes values in its messages.
      kind === 'Secret'
        ? 'the API server refuses a dry run'
        : escapeControlCharacters(lines.find((line) => line.includes(`"${name}"`)) ?? lines.at(-1) ?? ''),
  };
}

/** Arguments of kubectl with which objects in the standard input are applied, or their result is shown. */
export const applyArguments = [
  'apply',
  '--server-side',
  '--force-conflicts',
  `--field-manager=${repairManager}`,
  '--validate=ignore',
  '--filename=-',
] as const;

/** Reads the objects in the output of kubectl: a list, or one object. */
function readObjects(result: CommandResult | { readonly reason: string }): ReadonlyMap<string, LiveObject> {
  if ('reason' in result || result.stdout.trim() === '') return new Map();
  const output: unknown = JSON.parse(result.stdout);
  const items = isPlainObject(output) && Array.isArray(output.items) ? (output.items as unknown[]) : [output];
  return new Map((items as LiveObject[]).map((object) => [identity(object, object.metadata.namespace), object]));
}

/** Finds an object in the output of kubectl, which names the namespaces of all namespaced objects, and of no others. */
function tryFind(
  objects: ReadonlyMap<string, LiveObject>,
  { manifest, namespace }: ReleasedObject,
): LiveObject | undefined {
  return (
    objects.get(identity(manifest, manifest.metadata.namespace ?? namespace)) ??
    objects.get(identity(manifest, undefined))
  );
}

/** Identity of an object, independent of its API version. */
function identity({ apiVersion, kind, metadata }: LiveObject, namespace: string | undefined): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return `${kind}.${group} ${namespace ?? ''}/${metadata.name}`;
}

/** Returns whether the cluster deletes an object by itself: a Job some time after it has ended. */
function isDeletedAfterwards({ kind, spec }: LiveObject): boolean {
  return kind === 'Job' && isPlainObject(spec) && spec.ttlSecondsAfterFinished !== undefined;
}

/** Formats the name of an object, such as `Deployment shop/web`. */
export function formatObjectName({ manifest: { kind, metadata } }: ReleasedObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}
