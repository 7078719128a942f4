import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { kubeconfigOf } from './rights';
import { startedBy } from './started';

/** What the operator wrote for Prometheus. */
export interface PrometheusFiles {
  readonly config: string;
  /** By ConfigMap and name: `prometheus-rulefiles-0/shop-web-….yaml`. */
  readonly rules: Readonly<Record<string, string>>;
}

interface Data {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Prometheus' operator, started as its chart does it, with the rights that the chart gives it, for an applied cluster. */
export class Operator {
  private constructor(
    private readonly plane: ControlPlane,
    private readonly objects: readonly KubernetesObject[],
    private readonly daemon: Daemon,
  ) {}

  static async start(plane: ControlPlane, objects: readonly KubernetesObject[]): Promise<Operator> {
    const { args, user } = startedBy(objects, 'kube-prometheus-stack');
    const log = join(plane.folder, 'operator.log');
    const env = { KUBECONFIG: kubeconfigOf(plane, user) };
    return new Operator(
      plane,
      objects,
      new Daemon('prometheus-operator', await tool('prometheus-operator'), args, log, env),
    );
  }

  stop(): void {
    this.daemon.stop();
  }

  /** Waits until nothing is missing any more in what it writes; throws what is. */
  async waitFor(missing: () => Promise<string | undefined>): Promise<void> {
    await this.daemon.waitFor(missing, 60);
  }

  /** What it wrote for Prometheus. Throws while it has not. */
  async prometheus(): Promise<PrometheusFiles> {
    const { name, namespace = '' } = this.only('Prometheus').metadata;
    const config = await this.unzipped(namespace, `prometheus-${name}`, 'prometheus.yaml.gz');
    const maps = await this.plane.api.get(`/api/v1/namespaces/${namespace}/configmaps`);
    const rules = (maps as { items: readonly Data[] }).items
      .filter(({ metadata }) => metadata.name.startsWith(`prometheus-${name}-rulefiles-`))
      .flatMap(({ metadata, data = {} }) =>
        Object.entries(data).map(([file, text]) => [`${metadata.name}/${file}`, text] as const),
      );
    return { config, rules: Object.fromEntries(rules) };
  }

  /** What it wrote for Alertmanager. Throws while it has not. */
  async alertmanager(): Promise<string> {
    const { name, namespace = '' } = this.only('Alertmanager').metadata;
    return this.unzipped(namespace, `alertmanager-${name}-generated`, 'alertmanager.yaml.gz');
  }

  private async unzipped(namespace: string, name: string, key: string): Promise<string> {
    const { data } = (await this.plane.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`)) as Data;
    return gunzipSync(Buffer.from(data?.[key] ?? '', 'base64')).toString();
  }

  private only(wanted: string): KubernetesObject {
    const [first, second] = this.objects.filter(({ kind }) => kind === wanted);
    if (first === undefined || second !== undefined) throw new Error(`there is not one object of kind ${wanted}`);
    return first;
  }
}
