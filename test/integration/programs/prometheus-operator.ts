import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { getContainerCommand } from './container-command';
import { writeKubeconfig } from './impersonation';

/** Files that Prometheus Operator writes for Prometheus. */
export interface PrometheusFiles {
  /** YAML of Prometheus' configuration file. */
  readonly configuration: string;
  /** YAML of rule files by ConfigMap and name: `prometheus-rulefiles-0/shop-web-….yaml`. */
  readonly rules: Readonly<Record<string, string>>;
}

/** ConfigMap or Secret. */
interface DataObject {
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** Running Prometheus Operator with the arguments and the permissions that its chart sets. */
export class PrometheusOperator {
  private constructor(
    private readonly controlPlane: ControlPlane,
    private readonly objects: readonly KubernetesObject[],
    private readonly daemon: Daemon,
  ) {}

  /** Starts the operator. @param objects all objects of the cluster, including those of the operator's chart */
  static async start(controlPlane: ControlPlane, objects: readonly KubernetesObject[]): Promise<PrometheusOperator> {
    const { args, user } = getContainerCommand(objects, 'kube-prometheus-stack');
    const log = join(controlPlane.folder, 'operator.log');
    const env = { KUBECONFIG: writeKubeconfig(controlPlane, user) };
    const daemon = new Daemon('prometheus-operator', await tool('prometheus-operator'), args, log, env);
    return new PrometheusOperator(controlPlane, objects, daemon);
  }

  /** Stops the operator. */
  stop(): void {
    this.daemon.stop();
  }

  /** Waits until `findProblem` returns undefined. @throws the last problem after 60 seconds */
  async waitUntilNoProblem(findProblem: () => Promise<string | undefined>): Promise<void> {
    await this.daemon.waitUntilNoProblem(findProblem, 60);
  }

  /** Reads the files of Prometheus. @throws if the operator has not written them yet */
  async readPrometheusFiles(): Promise<PrometheusFiles> {
    const { name, namespace = '' } = this.getOnlyObject('Prometheus').metadata;
    const configuration = await this.readCompressedSecret(namespace, `prometheus-${name}`, 'prometheus.yaml.gz');
    const configMaps = await this.controlPlane.api.get(`/api/v1/namespaces/${namespace}/configmaps`);
    const rules = (configMaps as { items: readonly DataObject[] }).items
      .filter(({ metadata }) => metadata.name.startsWith(`prometheus-${name}-rulefiles-`))
      .flatMap(({ metadata, data = {} }) =>
        Object.entries(data).map(([file, text]) => [`${metadata.name}/${file}`, text] as const),
      );
    return { configuration, rules: Object.fromEntries(rules) };
  }

  /** Reads the configuration of Alertmanager. @throws if the operator has not written it yet */
  async readAlertmanagerConfiguration(): Promise<string> {
    const { name, namespace = '' } = this.getOnlyObject('Alertmanager').metadata;
    return this.readCompressedSecret(namespace, `alertmanager-${name}-generated`, 'alertmanager.yaml.gz');
  }

  private async readCompressedSecret(namespace: string, name: string, key: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
    const { data } = (await this.controlPlane.api.get(path)) as DataObject;
    return gunzipSync(Buffer.from(data?.[key] ?? '', 'base64')).toString();
  }

  private getOnlyObject(kind: string): KubernetesObject {
    const [object, ...others] = this.objects.filter((candidate) => candidate.kind === kind);
    if (object === undefined || others.length > 0)
      throw new Error(`the cluster has ${object === undefined ? 'no object' : 'several objects'} of kind ${kind}`);
    return object;
  }
}
