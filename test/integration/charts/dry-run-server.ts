import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';
import type { ChartCase } from './chart-cases';
import { listPodTemplates } from './pod-templates';
import { isCrd } from './render-chart';

/** API server that validates and admits objects in dry runs; it stores only namespaces and CRDs. */
export class DryRunServer {
  private readonly createdNamespaces = new Set<string>();

  constructor(private readonly api: Api) {}

  /** Creates CRDs, and waits until their kinds are served. */
  async installCrds(crds: readonly KubernetesObject[]): Promise<void> {
    for (const crd of crds) await this.api.apply(crd);
    await eventually(60, async () => {
      for (const object of crds.flatMap(exampleObjects))
        if (!(await this.api.serves(object))) return `${object.apiVersion} ${object.kind} has a CRD, but is not served`;
      return undefined;
    });
  }

  /** Returns errors and warnings of the API server for the objects of a release. */
  async listRejectedObjects({ release }: ChartCase, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    return this.collectRejections(
      objects.filter((object) => !isCrd(object)),
      async (object) => {
        const namespacedObject = await this.api.withDefaultNamespace(withoutClusterIp(object), release.namespace);
        const { namespace } = namespacedObject.metadata;
        if (namespace !== undefined) await this.createNamespace(namespace, 'privileged');
        const { warnings } = await this.api.apply(namespacedObject, { dryRun: true });
        return warnings.map((warning) => `${object.kind} ${object.metadata.name}: warning: ${warning}`);
      },
    );
  }

  /** Returns errors for the pods of a release in a namespace with the Pod Security level of the release. */
  async listRejectedPods({ release }: ChartCase, objects: readonly KubernetesObject[]): Promise<readonly string[]> {
    const level = release.podSecurity;
    await this.createNamespace(level, level);
    const pods = objects.flatMap(listPodTemplates).map(({ owner, template }) => {
      // Admission looks up service accounts and priority classes, which exist only if the release is installed.
      const { serviceAccountName: _, serviceAccount: __, priorityClassName: ___, ...spec } = template.spec;
      return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dry-run' }, spec, owner };
    });
    return this.collectRejections(pods, async ({ owner: _, ...pod }) => {
      await this.api.create(pod, `/api/v1/namespaces/${level}/pods`, { dryRun: true });
      return [];
    });
  }

  private async collectRejections<T extends { readonly kind: string; readonly metadata: { readonly name: string } }>(
    objects: readonly T[],
    submit: (object: T) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const rejections: string[] = [];
    for (const object of objects) {
      try {
        rejections.push(...(await submit(object)));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const name = 'owner' in object ? String(object.owner) : `${object.kind} ${object.metadata.name}`;
        rejections.push(`${name}: ${error.message}`);
      }
    }
    return rejections;
  }

  /** Creates a namespace and waits for its default service account, without which no pod is admitted. */
  private async createNamespace(name: string, level: string): Promise<void> {
    if (this.createdNamespaces.has(name)) return;
    this.createdNamespaces.add(name);
    const labels = { 'pod-security.kubernetes.io/enforce': level };
    await this.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
    const path = `/api/v1/namespaces/${name}/serviceaccounts/default`;
    for (let attempt = 0; attempt < 50; attempt++) {
      const serviceAccount = await this.api.get(path).catch(() => undefined);
      if (serviceAccount !== undefined) return;
      await sleep(100);
    }
  }
}

/** Returns an object of each served version of a CRD's kind. */
function exampleObjects({ spec }: KubernetesObject): readonly KubernetesObject[] {
  const { group, names, versions } = spec as {
    group: string;
    names: { kind: string };
    versions: readonly { name: string; served: boolean }[];
  };
  return versions
    .filter(({ served }) => served)
    .map(({ name }) => ({ apiVersion: `${group}/${name}`, kind: names.kind, metadata: { name: 'example' } }));
}

/** Removes the cluster IP of a Service, which is outside of this API server's Service range. */
function withoutClusterIp(object: KubernetesObject): KubernetesObject {
  const { clusterIP, ...spec } = (object.spec ?? {}) as Readonly<Record<string, unknown>>;
  return object.kind === 'Service' && clusterIP !== 'None' ? { ...object, spec } : object;
}
