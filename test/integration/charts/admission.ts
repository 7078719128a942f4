import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';
import type { ChartCase } from './cases';
import { podsOf } from './judge';
import { isCrd } from './render';

/** An API server that is asked whether it would take objects, and that keeps none but namespaces and definitions. */
export class Admission {
  private readonly namespaces = new Set<string>();

  constructor(private readonly api: Api) {}

  /** Defines kinds, and waits until they are served. */
  async define(crds: readonly KubernetesObject[]): Promise<void> {
    for (const crd of crds) await this.api.apply(crd);
    await eventually(60, async () => {
      for (const kind of crds.flatMap(kindsOf))
        if (!(await this.api.serves(kind))) return `${kind.apiVersion} ${kind.kind} is defined, but not served`;
      return undefined;
    });
  }

  /** What the API server refuses or warns of, among the objects of a release. */
  async refusedObjects({ release }: ChartCase, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    return this.ask(
      objects.filter((object) => !isCrd(object)),
      async (object) => {
        const placed = await this.api.inNamespace(withoutAddress(object), release.namespace);
        const { namespace } = placed.metadata;
        if (namespace !== undefined) await this.makeNamespace(namespace, 'privileged');
        const { warnings } = await this.api.apply(placed, { dryRun: true });
        return warnings.map((text) => `${object.kind} ${object.metadata.name}: warning: ${text}`);
      },
    );
  }

  /** Pods that may not do in a namespace of the release's level what they want to do. */
  async refusedPods({ release }: ChartCase, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    const level = release.podSecurity;
    await this.makeNamespace(level, level);
    const pods = objects.flatMap(podsOf).map(({ by, template }) => {
      // They name what the namespace has only where the release is really there.
      const { serviceAccountName: _, serviceAccount: __, priorityClassName: ___, ...spec } = template.spec;
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'judged' }, spec, by };
    });
    return this.ask(pods, async ({ by: _, ...pod }) => {
      await this.api.create(pod, `/api/v1/namespaces/${level}/pods`, { dryRun: true });
      return [];
    });
  }

  private async ask<T extends { readonly kind: string; readonly metadata: { readonly name: string } }>(
    objects: readonly T[],
    question: (object: T) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const refused: string[] = [];
    for (const object of objects) {
      try {
        refused.push(...(await question(object)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const name = 'by' in object ? String(object.by) : `${object.kind} ${object.metadata.name}`;
        refused.push(`${name}: ${error.message}`);
      }
    }
    return refused;
  }

  private async makeNamespace(name: string, level: string): Promise<void> {
    if (this.namespaces.has(name)) return;
    this.namespaces.add(name);
    const labels = { 'pod-security.kubernetes.io/enforce': level };
    await this.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
    for (let tries = 0; tries < 50; tries++) {
      const there = await this.api.get(account).catch(() => undefined);
      if (there !== undefined) return;
      await sleep(100);
    }
  }
}

/** An object of each version of the kind that is defined. */
function kindsOf({ spec }: KubernetesObject): readonly KubernetesObject[] {
  const { group, names, versions } = spec as {
    group: string;
    names: { kind: string };
    versions: readonly { name: string; served: boolean }[];
  };
  return versions
    .filter(({ served }) => served)
    .map(({ name }) => ({ apiVersion: `${group}/${name}`, kind: names.kind, metadata: { name: 'any' } }));
}

/** The address of a Service lies in the range of its cluster, which this one has not. */
function withoutAddress(object: KubernetesObject): KubernetesObject {
  const { clusterIP, ...spec } = (object.spec ?? {}) as Readonly<Record<string, unknown>>;
  return object.kind === 'Service' && clusterIP !== 'None' ? { ...object, spec } : object;
}
