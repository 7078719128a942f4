import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, type Api, type KubernetesObject } from './api';
import { definesKind, findCrd } from './charts';

/** Applies releases one after the other, and records the results. */
export class ApplyRun {
  /** Applied objects, as they were sent. */
  readonly objects: KubernetesObject[] = [];
  /** Identities of created and changed objects. */
  readonly changedNames: string[] = [];
  /** Identities of custom resources without a CRD, which were not applied. */
  readonly skippedNames: string[] = [];
  private readonly rejections: string[] = [];

  constructor(private readonly api: Api) {}

  /**
   * Applies objects with server-side apply and strict field validation: namespaces and CRDs first, then all others
   * concurrently. Warnings are errors. Missing CRDs are installed from the folders of charts.
   */
  async apply(objects: readonly KubernetesObject[]): Promise<void> {
    this.rejections.push(...(await this.applyAll(objects)));
  }

  /** Applies the objects of an official chart in the namespace of the release; ignores warnings. */
  async applyChart(objects: readonly KubernetesObject[], namespace: string): Promise<void> {
    await this.applyAll(objects, namespace);
  }

  /** Throws one error with all errors and warnings of the API server, if there are any. */
  throwRejections(): void {
    const { length } = this.rejections;
    if (length > 0) throw new Error(`the API server rejected ${length} objects:\n${this.rejections.join('\n')}`);
  }

  /** Returns the warnings. */
  private async applyAll(objects: readonly KubernetesObject[], namespace?: string): Promise<readonly string[]> {
    const firstWarnings = await this.applyConcurrently(objects.filter(isNamespaceOrCrd), namespace);
    const otherWarnings = await this.applyConcurrently(
      objects.filter((object) => !isNamespaceOrCrd(object)),
      namespace,
    );
    return [...firstWarnings, ...otherWarnings];
  }

  private async applyConcurrently(
    objects: readonly KubernetesObject[],
    namespace?: string,
  ): Promise<readonly string[]> {
    const isServed = await servedObjectFilter(this.api, objects, this.objects);
    this.skippedNames.push(...objects.filter((object) => !isServed(object)).map(identity));
    const results = await Promise.all(objects.filter(isServed).map((object) => this.applyOne(object, namespace)));
    this.objects.push(...results.flatMap(({ object }) => object ?? []));
    return results.flatMap(({ warnings }) => warnings);
  }

  private async applyWithRetries(object: KubernetesObject): ReturnType<Api['apply']> {
    const end = Date.now() + 5000;
    for (;;) {
      try {
        return await this.api.apply(object);
      } catch (error) {
        if (!isRefusedByTenantPolicy(error) || Date.now() > end) throw error;
        await sleep(200);
      }
    }
  }

  /** Returns the object as it was sent, unless the API server rejected it, and the warnings. */
  private async applyOne(
    manifest: KubernetesObject,
    namespace?: string,
  ): Promise<{ readonly object?: KubernetesObject; readonly warnings: readonly string[] }> {
    // A controller writes the rules of an aggregated role; applying them would change them in every run.
    const { rules, ...withoutRules } = manifest;
    const desired = 'aggregationRule' in manifest && rules !== undefined ? withoutRules : manifest;
    const object = namespace === undefined ? desired : await this.api.withDefaultNamespace(desired, namespace);
    const name = identity(object);
    try {
      const before = await this.api.tryGet(object);
      const { object: after, warnings } = await this.applyWithRetries(object);
      const isUnchanged = before && (lastApplyTime(before) === lastApplyTime(after) || hasSameContent(before, after));
      if (isUnchanged !== true) this.changedNames.push(name);
      return { object, warnings: warnings.map((warning) => `${name}: warning: ${warning}`) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.rejections.push(`${name}: ${error.message}`);
      return { warnings: [] };
    }
  }
}

/**
 * Returns true if an admission policy of a tenant refused an object. The API server may know the restrictions of a
 * namespace that was just changed a moment later; Helm, Argo CD and users repeat the request then.
 */
function isRefusedByTenantPolicy(error: unknown): boolean {
  return error instanceof ApiError && error.message.includes("ValidatingAdmissionPolicy 'tenant-");
}

/** Waits until managed fields get another timestamp: their resolution is one second. */
export async function waitForNextTimestamp(): Promise<void> {
  await sleep(1000);
}

/** Returns true if two states of an object are equal except for status, managed fields and resource version. */
export function hasSameContent(before: KubernetesObject, after: KubernetesObject): boolean {
  if (before.metadata.resourceVersion === after.metadata.resourceVersion) return true;
  return isDeepStrictEqual(comparableContent(before), comparableContent(after));
}

function comparableContent({ metadata, ...rest }: KubernetesObject): unknown {
  return { ...rest, status: 0, metadata: { ...metadata, resourceVersion: 0, managedFields: 0 } };
}

/** Returns the time of the last apply that changed the object; controllers may change it at any time. */
function lastApplyTime({ metadata }: KubernetesObject): string | undefined {
  return metadata.managedFields?.find(({ manager, operation }) => manager === 'plinth' && operation === 'Apply')?.time;
}

/**
 * Deletes the objects of the field manager `plinth` that are not in `desiredObjects`, except CRDs, whose deletion would
 * delete all custom resources of their kind. Returns the identities of the deleted objects.
 */
export async function prune(api: Api, desiredObjects: readonly KubernetesObject[]): Promise<readonly string[]> {
  const desiredIdentities = new Set(desiredObjects.map(identity));
  const removedObjects = (await api.listAllObjects()).filter(
    (object) =>
      object.kind !== 'CustomResourceDefinition' &&
      object.metadata.deletionTimestamp === undefined &&
      object.metadata.managedFields?.some(({ manager }) => manager === 'plinth') === true &&
      !desiredIdentities.has(identity(object)),
  );
  for (const object of removedObjects) await api.delete(object).catch(ignoreNotFound);
  return removedObjects.map(identity);
}

/** Identity of an object, independent of its API version: `Deployment.apps shop/web`. */
export function identity({ apiVersion, kind, metadata }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0] ?? ''}` : '';
  const namespace = metadata.namespace === undefined ? '' : `${metadata.namespace}/`;
  return `${kind}${group} ${namespace}${metadata.name}`;
}

function isNamespaceOrCrd({ kind }: KubernetesObject): boolean {
  return kind === 'Namespace' || kind === 'CustomResourceDefinition';
}

/** Installs missing CRDs, and returns a filter for the objects whose kinds are served. */
async function servedObjectFilter(
  api: Api,
  objects: readonly KubernetesObject[],
  appliedObjects: readonly KubernetesObject[],
): Promise<(object: KubernetesObject) => boolean> {
  const kindOf = ({ apiVersion, kind }: KubernetesObject) => `${apiVersion} ${kind}`;
  const kinds = new Map(objects.map((object) => [kindOf(object), object]));
  const results = await Promise.all(
    [...kinds].map(async ([kind, object]) => [kind, await ensureServed(api, object, appliedObjects)] as const),
  );
  const servedKinds = new Map(results);
  return (object) => servedKinds.get(kindOf(object)) === true;
}

/**
 * Waits until the kind of an object is served, after its CRD was applied or, if it is missing, installed from the folders
 * of charts. Returns false if there is no CRD.
 */
async function ensureServed(
  api: Api,
  object: KubernetesObject,
  appliedObjects: readonly KubernetesObject[],
): Promise<boolean> {
  if (await api.serves(object)) return true;
  if (!appliedObjects.some((appliedObject) => definesKind(appliedObject, object))) {
    const crd = findCrd(object);
    if (!crd) return false;
    await api.apply(crd, { manager: 'lab' });
  }
  const end = Date.now() + 30_000;
  while (!(await api.serves(object))) {
    if (Date.now() > end)
      throw new Error(`${object.apiVersion} ${object.kind} has a CRD, but is not served after 30 s`);
    await sleep(50);
  }
  return true;
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}
