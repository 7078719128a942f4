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
   * Applies objects in their order by server-side apply, strictly: a warning is a refusal. A custom resource whose
   * definition nobody brought gets it from the charts.
   */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      if (!(await isServed(this.api, object, this.objects))) this.skipped.push(identity(object));
      else this.refused.push(...(await this.applyOne(object)));
    }
  }

  /** Applies the objects of an official chart: those without a namespace get the release's, and warnings are its own. */
  async applyChart(objects: readonly KubernetesObject[], namespace: string): Promise<void> {
    // As Helm does it: definitions first, wherever the chart has them.
    const isCrd = ({ kind }: KubernetesObject) => kind === 'CustomResourceDefinition';
    for (const written of [...objects.filter(isCrd), ...objects.filter((object) => !isCrd(object))]) {
      const isThere = await isServed(this.api, written, this.objects);
      if (!isThere) this.skipped.push(identity(written));
      else await this.applyOne(await this.api.inNamespace(written, namespace));
    }
  }

  /** Throws all that the API server refused or warned of, together. */
  throwRefused(): void {
    const { length } = this.refused;
    if (length > 0) throw new Error(`the API server refused ${length} of them:\n${this.refused.join('\n')}`);
  }

  /** Gives the warnings. */
  private async applyOne(written: KubernetesObject): Promise<readonly string[]> {
    // The rules of an aggregated role are the controller's to write.
    const { rules, ...aggregated } = written;
    const object = 'aggregationRule' in written && rules !== undefined ? aggregated : written;
    const name = identity(object);
    try {
      const before = await this.api.tryGet(object);
      const { object: after, warnings } = await this.api.apply(object);
      this.objects.push(object);
      if (!isSame(before, after)) this.changed.push(name);
      return warnings.map((warning) => `${name}: warning: ${warning}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.refused.push(`${name}: ${error.message}`);
      return [];
    }
  }
}

/** Whether nothing was written between the two, except what controllers write into the status at any moment. */
export function isSame(before: KubernetesObject | undefined, after: KubernetesObject): boolean {
  if (before?.metadata.resourceVersion === after.metadata.resourceVersion) return true;
  return before !== undefined && isDeepStrictEqual(withoutStatus(before), withoutStatus(after));
}

function withoutStatus({ metadata, ...rest }: KubernetesObject): unknown {
  return { ...rest, status: 0, metadata: { ...metadata, resourceVersion: 0, managedFields: 0 } };
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
