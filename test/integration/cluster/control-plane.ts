import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { KubernetesVersion } from '../../../tools/catalogue';
import { tool, toolFolder } from '../../../tools/tool';
import { Api, type KubernetesObject, type Metadata } from './api';
import { Daemon } from './daemon';
import { provideInfrastructure } from './infrastructure';
import { State } from './state';

const scratchPrefix = 'plinth-cluster-';

/** A new scratch folder, that a later run removes where this one is killed. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), `${scratchPrefix}${process.pid}-`));
}

const serviceCidr = '10.96.0.0/12';
const podCidr = '10.244.0.0/16';

/** The programs of a control plane, built or found before it starts. */
export async function controlPlanePrograms(kubernetes: KubernetesVersion) {
  const [etcd, apiServer, controllerManager, scheduler, kwok] = await Promise.all([
    tool('etcd'),
    tool(`kube-apiserver@${kubernetes}`),
    tool(`kube-controller-manager@${kubernetes}`),
    tool(`kube-scheduler@${kubernetes}`),
    tool('kwok'),
  ]);
  const stages = join(await toolFolder('kwok'), 'stages.yaml');
  return { etcd, apiServer, controllerManager, scheduler, kwok, stages };
}

/**
 * A real control plane on loopback with simulated nodes: etcd, API server, controllers, scheduler and kwok.
 * The API server makes its own certificate; the others come with tokens. All state is in a scratch folder.
 */
export class ControlPlane {
  readonly folder = scratchFolder();
  /** A kubeconfig of the administrator. */
  readonly kubeconfig = join(this.folder, 'admin.kubeconfig');
  private readonly daemons: Daemon[] = [];
  private connected: Api | undefined;
  private state: State | undefined;
  private infrastructure: NodeJS.Timeout | undefined;

  constructor(private readonly programs: Awaited<ReturnType<typeof controlPlanePrograms>>) {}

  /** The administrator's client. Throws before `start`. */
  get api(): Api {
    if (!this.connected) throw new Error('the control plane is not started');
    return this.connected;
  }

  /** Starts everything and returns when pods can be made and scheduled. */
  async start(options: { nodes: number }): Promise<void> {
    const [etcdPort, peerPort, apiPort, kwokPort] = await freePorts();
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const server = `https://127.0.0.1:${apiPort}`;
    await this.startEtcd(etcdUrl, `http://127.0.0.1:${peerPort}`);
    await this.startApiServer(etcdUrl, server, apiPort);
    const { kubeconfig, programs } = this;
    // They work as administrator: with accounts of their own each controller waits for its token, five seconds in all.
    const controllers = this.spawn('kube-controller-manager', programs.controllerManager, [
      `--kubeconfig=${kubeconfig}`,
      '--secure-port=0',
      '--leader-elect=false',
      // Nobody keeps the simulated nodes' heart beating.
      '--node-monitor-grace-period=24h',
      `--service-account-private-key-file=${this.file('service-account.key')}`,
      `--root-ca-file=${this.file('certificates/apiserver.crt')}`,
      '--allocate-node-cidrs=true',
      `--cluster-cidr=${podCidr}`,
      `--service-cluster-ip-range=${serviceCidr}`,
    ]);
    this.spawn('kube-scheduler', programs.scheduler, [
      `--kubeconfig=${kubeconfig}`,
      '--secure-port=0',
      '--leader-elect=false',
    ]);
    this.spawn('kwok', programs.kwok, [
      `--kubeconfig=${kubeconfig}`,
      `--config=${programs.stages}`,
      '--manage-all-nodes=true',
      // From the range for documentation: nobody has this address.
      '--node-ip=198.51.100.1',
      `--cidr=${podCidr}`,
      `--server-address=127.0.0.1:${kwokPort}`,
    ]);
    await Promise.all(
      Array.from({ length: options.nodes }, (_, index) => this.api.apply(simulatedNode(index + 1), { manager: 'lab' })),
    );
    await controllers.waitUntil(async () => (await this.api.get(defaultServiceAccount)) !== undefined, 60);
    await controllers.waitUntil(() => this.nodesAreReady(), 60);
    this.state = await State.remember(etcdUrl);
    this.provideInfrastructure();
  }

  /**
   * Makes a control plane that was used as new: everything is as it was after `start`. Only definitions that the lab
   * brought stay, since the next one would bring the same, and they are most of the API server's work.
   */
  async reset(): Promise<void> {
    clearInterval(this.infrastructure);
    const all = await this.api.metadata('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
    const brought = new Set(
      all.filter(isBrought).map(({ name }) => `/registry/apiextensions.k8s.io/customresourcedefinitions/${name}`),
    );
    await this.state?.restore((key) => brought.has(key));
    this.api.forget();
    // The API server holds everybody to an admission policy for up to a second after it went.
    await sleep(1500);
    this.provideInfrastructure();
  }

  /** Stops everything, each by its process id, and removes the state. At once, so that it can be the last thing done. */
  stop(): void {
    clearInterval(this.infrastructure);
    this.connected?.close();
    for (const daemon of this.daemons.splice(0)) daemon.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 });
  }

  private async startEtcd(url: string, peerUrl: string): Promise<void> {
    const etcd = this.spawn('etcd', this.programs.etcd, [
      '--name=lab',
      `--data-dir=${this.file('etcd')}`,
      '--unsafe-no-fsync',
      '--log-level=warn',
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=lab=${peerUrl}`,
    ]);
    await etcd.waitUntil(async () => (await fetch(`${url}/health`)).ok, 30);
  }

  private async startApiServer(etcdUrl: string, server: string, port: number): Promise<void> {
    const key = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'sec1', format: 'pem' },
    });
    const token = randomBytes(16).toString('hex');
    this.write('service-account.key', key.privateKey);
    this.write('service-account.pub', key.publicKey);
    this.write('tokens.csv', `${token},admin,admin,"system:masters"\n`);
    this.write('egress.yaml', stringify(nowhere(this.file('nobody.sock'))));
    const apiServer = this.spawn('kube-apiserver', this.programs.apiServer, [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      '--advertise-address=127.0.0.1',
      '--endpoint-reconciler-type=none',
      `--cert-dir=${this.file('certificates')}`,
      `--token-auth-file=${this.file('tokens.csv')}`,
      '--anonymous-auth=false',
      '--authorization-mode=Node,RBAC',
      '--allow-privileged=true',
      `--egress-selector-config-file=${this.file('egress.yaml')}`,
      // Webhooks would be served by pods, which are only simulated.
      '--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook',
      `--service-cluster-ip-range=${serviceCidr}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${this.file('service-account.pub')}`,
      `--service-account-signing-key-file=${this.file('service-account.key')}`,
    ]);
    await apiServer.waitUntil(async () => {
      // Read anew each time: the first time it may be half written.
      const ca = readFileSync(this.file('certificates/apiserver.crt'), 'utf8');
      this.connected?.close();
      this.connected = new Api({ server, ca, token });
      return (await this.connected.get('/readyz')) === 'ok';
    }, 90);
    this.write('admin.kubeconfig', kubeconfigOf(this.api));
  }

  private provideInfrastructure(): void {
    // What it cannot give now, because the API server is busy or ends, it gives a second later or to nobody.
    const provide = () => void provideInfrastructure(this.api).catch(() => undefined);
    this.infrastructure = setInterval(provide, 1000);
  }

  private async nodesAreReady(): Promise<boolean> {
    const { items } = (await this.api.get('/api/v1/nodes')) as { items: { status?: NodeStatus }[] };
    return items.every((node) =>
      node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
  }

  private spawn(name: string, program: string, args: readonly string[]): Daemon {
    const daemon = new Daemon(name, program, args, this.file(`${name}.log`));
    this.daemons.push(daemon);
    return daemon;
  }

  private file(name: string): string {
    return join(this.folder, name);
  }

  private write(name: string, content: string): void {
    writeFileSync(this.file(name), content, { mode: 0o600 });
  }
}

/** Whether nobody but the lab, and the API server itself, ever wrote it. */
function isBrought({ managedFields = [] }: Metadata): boolean {
  return managedFields.every(({ manager = '' }) => ['lab', 'kube-apiserver'].includes(manager));
}

interface NodeStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

const defaultServiceAccount = '/api/v1/namespaces/default/serviceaccounts/default';

/** Removes the scratch folders of runs that were killed; their programs ended with them. */
export function removeAbandoned(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(scratchPrefix))) {
    const pid = Number(name.slice(scratchPrefix.length).split('-')[0]);
    if (!isAlive(pid)) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * The API server itself dials nodes, pods and Services: of aggregated APIs, to convert between versions of a custom
 * resource. Nobody serves them here, and no packet may leave the machine: all of it is sent to a socket that is not there.
 */
function nowhere(udsName: string): object {
  const connection = { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName } } };
  return {
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [{ name: 'cluster', connection }],
  };
}

function simulatedNode(number: number): KubernetesObject {
  const name = `node-${number}`;
  const capacity = { cpu: '64', memory: '256Gi', pods: '500', 'ephemeral-storage': '1Ti' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'topology.kubernetes.io/zone': `zone-${number}`,
      },
    },
    status: { capacity, allocatable: capacity },
  };
}

function kubeconfigOf({ access }: Api): string {
  const cluster = { server: access.server, 'certificate-authority-data': Buffer.from(access.ca).toString('base64') };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster }],
    users: [{ name: 'admin', user: { token: access.token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
    'current-context': 'lab',
  });
}

/** Four ports of loopback that nobody listens on now. */
async function freePorts(): Promise<readonly [number, number, number, number]> {
  // All are held before one is let go, so that they differ.
  const held = [createServer(), createServer(), createServer(), createServer()] as const;
  for (const server of held) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [etcd, peer, api, kwok] = held.map((server) => (server.address() as AddressInfo).port);
  for (const server of held) await once(server.close(), 'close');
  return [etcd, peer, api, kwok] as [number, number, number, number];
}
