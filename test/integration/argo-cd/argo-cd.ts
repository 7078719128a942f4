import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { tool } from '../../../tools/tool';
import type { Api, KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';

const ports = { redis: 6379, repoServer: 8081, controllerMetrics: 8082, repoServerMetrics: 8084 };
const applicationSetPorts = { metrics: 8085, probe: 8086, webhook: 8087 };

/** Settings of Argo CD in the values of its chart. */
interface ChartValues {
  readonly configs: {
    readonly cm: Readonly<Record<string, unknown>>;
    readonly params: Readonly<Record<string, string | boolean>>;
  };
}

/** Programs of Argo CD outside of the cluster, with the settings in the values that Plinth generates for its chart. */
export class ArgoCd {
  private readonly daemons: Daemon[] = [];

  private constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /**
   * Starts the repository server, the application controller and the ApplicationSet controller.
   * @param namespace namespace of Argo CD, which exists
   * @param valuesFile values of Argo CD's chart
   */
  static async start(controlPlane: ControlPlane, namespace: string, valuesFile: string): Promise<ArgoCd> {
    const { configs } = parse(readFileSync(valuesFile, 'utf8')) as ChartValues;
    await createConfiguration(controlPlane.api, namespace, configs.cm);
    const folder = join(controlPlane.folder, `argo-cd-${randomBytes(4).toString('hex')}`);
    const paths = ['home', 'tmp', 'tls', 'ssh', 'gpg', 'log'] as const;
    for (const path of paths) mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, 'ssh/ssh_known_hosts'), '');
    const programFolders = (await Promise.all([tool('helm'), tool('kustomize')])).map((path) => dirname(path));
    const overridesPolicy = String(configs.params['applicationsetcontroller.enable.policy.override'] ?? '');
    const argoCd = new ArgoCd(folder, {
      KUBECONFIG: controlPlane.kubeconfig,
      // Output names the cluster as Argo CD does in a pod: https://kubernetes.default.svc.
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_TLS_DATA_PATH: join(folder, 'tls'),
      ARGOCD_SSH_DATA_PATH: join(folder, 'ssh'),
      ARGOCD_GPG_DATA_PATH: join(folder, 'gpg'),
      ARGOCD_APPLICATIONSET_CONTROLLER_ENABLE_POLICY_OVERRIDE: overridesPolicy,
      HOME: join(folder, 'home'),
      TMPDIR: join(folder, 'tmp'),
      PATH: [...programFolders, process.env.PATH ?? ''].join(delimiter),
    });
    await argoCd.startPrograms(namespace);
    return argoCd;
  }

  /** Kills all programs. */
  stop(): void {
    for (const daemon of this.daemons.splice(0)) daemon.stop();
  }

  private async startPrograms(namespace: string): Promise<void> {
    const redis = `127.0.0.1:${ports.redis}`;
    const repoServer = `127.0.0.1:${ports.repoServer}`;
    this.spawn('redis', 'redis-server', ['--bind', '127.0.0.1', '--port', String(ports.redis), '--save', '']);
    const program = await tool('argocd');
    const server = this.spawn('argocd-repo-server', program, [
      ...['--redis', redis, '--address', '127.0.0.1', '--port', String(ports.repoServer), '--disable-tls'],
      ...['--metrics-address', '127.0.0.1', '--metrics-port', String(ports.repoServerMetrics)],
    ]);
    this.spawn('argocd-application-controller', program, [
      ...['--redis', redis, '--repo-server', repoServer, '--repo-server-plaintext', '--namespace', namespace],
      ...['--metrics-port', String(ports.controllerMetrics), '--app-resync', '15', '--app-resync-jitter', '0'],
    ]);
    this.spawn('argocd-applicationset-controller', program, [
      ...['--argocd-repo-server', repoServer, '--repo-server-plaintext', '--namespace', namespace],
      ...['--metrics-addr', `127.0.0.1:${applicationSetPorts.metrics}`],
      ...['--probe-addr', `127.0.0.1:${applicationSetPorts.probe}`],
      ...['--webhook-addr', `127.0.0.1:${applicationSetPorts.webhook}`],
    ]);
    const health = `http://127.0.0.1:${ports.repoServerMetrics}/healthz`;
    await server.waitUntil(async () => (await fetch(health)).ok, 60);
  }

  private spawn(name: string, program: string, args: readonly string[]): Daemon {
    const log = join(this.folder, 'log', `${name}.log`);
    const daemon = new Daemon(name, program, args, log, { ...this.environment, ARGOCD_BINARY_NAME: name });
    this.daemons.push(daemon);
    return daemon;
  }
}

/** Creates the ConfigMaps and the Secret that Argo CD reads, as its chart would. */
async function createConfiguration(
  api: Api,
  namespace: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const object = (kind: string, name: string, content: object): KubernetesObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    ...content,
  });
  const data = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
  const objects = [
    object('ConfigMap', 'argocd-cm', { data }),
    ...['argocd-cmd-params-cm', 'argocd-rbac-cm', 'argocd-gpg-keys-cm', 'argocd-tls-certs-cm'].map((name) =>
      object('ConfigMap', name, {}),
    ),
    object('ConfigMap', 'argocd-ssh-known-hosts-cm', { data: { ssh_known_hosts: '' } }),
    object('Secret', 'argocd-secret', { stringData: { 'server.secretkey': randomBytes(32).toString('hex') } }),
  ];
  for (const item of objects) await api.apply(item, { manager: 'lab' });
}
