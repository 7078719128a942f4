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
import { simulateInfrastructure } from './simulated-infrastructure';
import { EtcdSnapshot } from './etcd-snapshot';

const scratchPrefix = 'plinth-cluster-';

/** Creates a temporary folder. If this process is killed, the next run removes the folder. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), `${scratchPrefix}${process.pid}-`));
}

const serviceCidr = '10.96.0.0/12';
const secondServiceCidr = 'fd00:10:96::/112';
const podCidr = '10.244.0.0/16';

/** Builds the programs of a control plane, unless they exist, and returns their paths. */
export async function buildControlPlanePrograms(kubernetes: KubernetesVersion) {
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
 * Control plane on loopback with simulated nodes: etcd, API server, controller manager, scheduler and kwok. The API
 * server creates its own certificate; clients authenticate with a token. All state is in a temporary folder.
 */
export class ControlPlane {
  readonly folder = scratchFolder();
  /** Kubeconfig of the cluster administrator. */
  readonly kubeconfig = join(this.folder, 'admin.kubeconfig');
  private readonly daemons: Daemon[] = [];
  private adminApi: Api | undefined;
  private initialState: EtcdSnapshot | undefined;
  private infrastructureTimer: NodeJS.Timeout | undefined;

  constructor(private readonly programs: Awaited<ReturnType<typeof buildControlPlanePrograms>>) {}

  /** API client of the cluster administrator. @throws before `start` */
  get api(): Api {
    if (!this.adminApi) throw new Error('the control plane is not started');
    return this.adminApi;
  }

  /** Starts all programs and returns when pods can be created and scheduled. */
  async start(options: { nodes: number }): Promise<void> {
    const [etcdPort, peerPort, apiPort, kwokPort] = await freePorts();
    const etcdUrl = `http://127.0.0.1:${etcdPort}`;
    const server = `https://127.0.0.1:${apiPort}`;
    await this.startEtcd(etcdUrl, `http://127.0.0.1:${peerPort}`);
    await this.startApiServer(etcdUrl, server, apiPort);
    const { kubeconfig, programs } = this;
    // All clients are administrators: with service accounts, waiting for the controllers' tokens takes five seconds.
    const controllers = this.spawn('kube-controller-manager', programs.controllerManager, [
      `--kubeconfig=${this.file('controllers.kubeconfig')}`,
      '--secure-port=0',
      '--leader-elect=false',
      // Simulated nodes send no heartbeats.
      '--node-monitor-grace-period=24h',
      `--service-account-private-key-file=${this.file('service-account.key')}`,
      `--root-ca-file=${this.file('certificates/apiserver.crt')}`,
      '--allocate-node-cidrs=true',
      `--cluster-cidr=${podCidr}`,
      `--service-cluster-ip-range=${serviceCidr}`,
    ]);
    this.spawn('kube-scheduler', programs.scheduler, [
      `--kubeconfig=${this.file('controllers.kubeconfig')}`,
      '--secure-port=0',
      '--leader-elect=false',
    ]);
    this.spawn('kwok', programs.kwok, [
      `--kubeconfig=${kubeconfig}`,
      `--config=${programs.stages}`,
      '--manage-all-nodes=true',
      // Documentation range (RFC 5737): no machine has this address.
      '--node-ip=198.51.100.1',
      `--cidr=${podCidr}`,
      `--server-address=127.0.0.1:${kwokPort}`,
    ]);
    await Promise.all(
      Array.from({ length: options.nodes }, (_, index) => this.api.apply(simulatedNode(index + 1), { manager: 'lab' })),
    );
    await controllers.waitUntil(async () => (await this.api.get(defaultServiceAccount)) !== undefined, 60);
    await controllers.waitUntil(() => this.areNodesReady(), 60);
    this.initialState = await EtcdSnapshot.take(etcdUrl);
    this.startSimulatedInfrastructure();
  }

  /**
   * Restores the state after `start`, so that another test can use the control plane. CRDs that the tests installed are
   * retained: the next test needs the same ones, and serving new CRDs is slow.
   */
  async reset(): Promise<void> {
    clearInterval(this.infrastructureTimer);
    const crds = await this.api.listMetadata('/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
    const retainedKeys = new Set(
      crds.filter(isTestOwned).map(({ name }) => `/registry/apiextensions.k8s.io/customresourcedefinitions/${name}`),
    );
    await this.initialState?.restore((key) => retainedKeys.has(key));
    this.api.clearDiscoveryCache();
    // The API server enforces an admission policy for up to a second after its deletion.
    await sleep(1500);
    this.startSimulatedInfrastructure();
  }

  /** Kills all programs and removes the folder; synchronous, since it also runs on exit of this process. */
  stop(): void {
    clearInterval(this.infrastructureTimer);
    this.adminApi?.close();
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
    const [token, controllerToken] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    this.write('service-account.key', key.privateKey);
    this.write('service-account.pub', key.publicKey);
    // The admission policies recognize the controllers of Kubernetes by the name of the user.
    const users = [`${token},admin,admin`, `${controllerToken},system:kube-controller-manager,controllers`];
    this.write('tokens.csv', users.map((user) => `${user},"system:masters"\n`).join(''));
    this.write('egress.yaml', stringify(unreachableEgress(this.file('missing.sock'))));
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
      // Webhooks would be served by pods, which are simulated.
      '--disable-admission-plugins=MutatingAdmissionWebhook,ValidatingAdmissionWebhook',
      // Services have IPv4 addresses unless they ask for others.
      `--service-cluster-ip-range=${serviceCidr},${secondServiceCidr}`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${this.file('service-account.pub')}`,
      `--service-account-signing-key-file=${this.file('service-account.key')}`,
    ]);
    await apiServer.waitUntil(async () => {
      // Read in every attempt: the file may be incomplete in the first one.
      const ca = readFileSync(this.file('certificates/apiserver.crt'), 'utf8');
      this.adminApi?.close();
      this.adminApi = new Api({ server, ca, token });
      return (await this.adminApi.get('/readyz')) === 'ok';
    }, 90);
    this.write('admin.kubeconfig', renderKubeconfig(this.api.credentials));
    this.write('controllers.kubeconfig', renderKubeconfig({ ...this.api.credentials, token: controllerToken }));
  }

  private startSimulatedInfrastructure(): void {
    // Errors are ignored: the API server may be busy or stopped, and the next call follows after a second.
    const simulate = () => void simulateInfrastructure(this.api).catch(() => undefined);
    this.infrastructureTimer = setInterval(simulate, 1000);
  }

  private async areNodesReady(): Promise<boolean> {
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

/** Returns true for objects that only the tests themselves (field manager `lab`) and the API server have changed. */
function isTestOwned({ managedFields = [] }: Metadata): boolean {
  return managedFields.every(({ manager = '' }) => ['lab', 'kube-apiserver'].includes(manager));
}

interface NodeStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

const defaultServiceAccount = '/api/v1/namespaces/default/serviceaccounts/default';

/** Removes the temporary folders of runs that were killed; the kernel killed their programs. */
export function removeAbandonedFolders(): void {
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
 * Returns an egress configuration that sends connections of the API server to nodes, pods and Services, such as those
 * for aggregated APIs and conversion webhooks, to a socket that does not exist: no packet may leave the machine.
 */
function unreachableEgress(udsName: string): object {
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

function renderKubeconfig(credentials: Api['credentials']): string {
  const cluster = {
    server: credentials.server,
    'certificate-authority-data': Buffer.from(credentials.ca).toString('base64'),
  };
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'lab', cluster }],
    users: [{ name: 'admin', user: { token: credentials.token } }],
    contexts: [{ name: 'lab', context: { cluster: 'lab', user: 'admin' } }],
    'current-context': 'lab',
  });
}

/** Returns four unused ports on loopback. */
async function freePorts(): Promise<readonly [number, number, number, number]> {
  // All are open before the first is closed, so that the ports differ.
  const servers = [createServer(), createServer(), createServer(), createServer()] as const;
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
  const [etcd, peer, api, kwok] = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) await once(server.close(), 'close');
  return [etcd, peer, api, kwok] as [number, number, number, number];
}
