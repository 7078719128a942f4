import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, type Api, type KubernetesObject } from './api';
import { defines, findCrd } from './charts';

/** Applies one release after another, and keeps what came of it. */
export class Application {
  /** What was applied, as it was sent. */
  readonly objects: KubernetesObject[] = [];
  /** Names of those that were made or changed by it. */
  readonly changed: string[] = [];
  /** Custom resources whose definition is nowhere to be found. */
  readonly skipped: string[] = [];
  private readonly refused: string[] = [];

  constructor(private readonly api: Api) {}

  /**
   * Applies objects by server-side apply, strictly: a warning is a refusal. Namespaces and definitions go first, then
   * all others side by side. A custom resource whose definition nobody brought gets it from the charts.
   */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    this.refused.push(...(await this.applyAll(objects)));
  }

  /** Applies the objects of an official chart: those without a namespace get the release's, and warnings are its own. */
  async applyChart(objects: readonly KubernetesObject[], namespace: string): Promise<void> {
    await this.applyAll(objects, namespace);
  }

  /** Throws all that the API server refused or warned of, together. */
  throwRefused(): void {
    const { length } = this.refused;
    if (length > 0) throw new Error(`the API server refused ${length} of them:\n${this.refused.join('\n')}`);
  }

  /** Gives the warnings. */
  private async applyAll(objects: readonly KubernetesObject[], namespace?: string): Promise<readonly string[]> {
    const first = await this.applyTogether(objects.filter(goesFirst), namespace);
    const rest = await this.applyTogether(
      objects.filter((object) => !goesFirst(object)),
      namespace,
    );
    return [...first, ...rest];
  }

  private async applyTogether(objects: readonly KubernetesObject[], namespace?: string): Promise<readonly string[]> {
    const isServed = await served(this.api, objects, this.objects);
    this.skipped.push(...objects.filter((object) => !isServed(object)).map(identity));
    const results = await Promise.all(objects.filter(isServed).map((object) => this.applyOne(object, namespace)));
    this.objects.push(...results.flatMap(({ object }) => object ?? []));
    return results.flatMap(({ warnings }) => warnings);
  }

  /** Gives what was sent, unless it was refused, and the warnings. */
  private async applyOne(
    written: KubernetesObject,
    namespace?: string,
  ): Promise<{ readonly object?: KubernetesObject; readonly warnings: readonly string[] }> {
    // The rules of an aggregated role are the controller's to write.
    const { rules, ...aggregated } = written;
    const sent = 'aggregationRule' in written && rules !== undefined ? aggregated : written;
    const object = namespace === undefined ? sent : await this.api.inNamespace(sent, namespace);
    const name = identity(object);
    try {
      const before = await this.api.tryGet(object);
      const { object: after, warnings } = await this.api.apply(object);
      const isUnchanged = before && (lastApply(before) === lastApply(after) || isSame(before, after));
      if (isUnchanged !== true) this.changed.push(name);
      return { object, warnings: warnings.map((warning) => `${name}: warning: ${warning}`) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refused.push(`${name}: ${error.message}`);
      return { warnings: [] };
    }
  }
}

/** Waits for as long as the API server's clock of changes, which has no fractions, may stand still. */
export async function nextSecond(): Promise<void> {
  await sleep(1000);
}

/** Whether it is the same but for the status and the notes of who wrote what. */
export function isSame(before: KubernetesObject, after: KubernetesObject): boolean {
  if (before.metadata.resourceVersion === after.metadata.resourceVersion) return true;
  return isDeepStrictEqual(contentOf(before), contentOf(after));
}

function contentOf({ metadata, ...rest }: KubernetesObject): unknown {
  return { ...rest, status: 0, metadata: { ...metadata, resourceVersion: 0, managedFields: 0 } };
}

/** When we last changed it: a controller may do so, too, while we look. */
function lastApply({ metadata }: KubernetesObject): string | undefined {
  return metadata.managedFields?.find(({ manager, operation }) => manager === 'plinth' && operation === 'Apply')?.time;
}

/**
 * Removes what an earlier apply made and the objects no longer have: everything that the field manager `plinth` wrote,
 * less the definitions of custom resources, which take all data of their kind with them.
 */
export async function prune(api: Api, wanted: readonly KubernetesObject[]): Promise<readonly string[]> {
  const keep = new Set(wanted.map(identity));
  const stale = (await api.everything()).filter(
    (object) =>
      object.kind !== 'CustomResourceDefinition' &&
      object.metadata.deletionTimestamp === undefined &&
      object.metadata.managedFields?.some(({ manager }) => manager === 'plinth') === true &&
      !keep.has(identity(object)),
  );
  for (const object of stale) await api.delete(object).catch(unlessGone);
  return stale.map(identity);
}

/** A name for people that also tells objects apart, whatever version they are read in: `Deployment.apps shop/web`. */
export function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : '';
  const namespace = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind}${group} ${namespace}${metadata.name}`;
}

/** Namespaces and definitions: others live in them. */
function goesFirst({ kind }: KubernetesObject): boolean {
  return kind === 'Namespace' || kind === 'CustomResourceDefinition';
}

/** Brings the definitions of kinds that are not served and that nobody made; tells which objects can be applied then. */
async function served(
  api: Api,
  objects: readonly KubernetesObject[],
  made: readonly KubernetesObject[],
): Promise<(object: KubernetesObject) => boolean> {
  const kindOf = ({ apiVersion, kind }: KubernetesObject) => `${apiVersion} ${kind}`;
  const kinds = new Map(objects.map((object) => [kindOf(object), object]));
  const answers = await Promise.all(
    [...kinds].map(async ([kind, object]) => [kind, await isServed(api, object, made)] as const),
  );
  const found = new Map(answers);
  return (object) => found.get(kindOf(object)) === true;
}

/** Whether the kind can be used: a definition that was just made takes a moment, and one that is missing is brought. */
async function isServed(api: Api, object: KubernetesObject, made: readonly KubernetesObject[]): Promise<boolean> {
  if (await api.serves(object)) return true;
  if (!made.some((other) => defines(other, object))) {
    const crd = findCrd(object);
    if (!crd) return false;
    await api.apply(crd, { manager: 'lab' });
  }
  const end = Date.now() + 30_000;
  while (!(await api.serves(object))) {
    if (Date.now() > end) throw new Error(`${object.apiVersion} ${object.kind} is defined, but not served after 30 s`);
    await sleep(50);
  }
  return true;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}
