import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { kinds } from '../../../constructs/kinds';
import { gatePorts, resolveGateNamespace } from '../../../constructs/components/identity/gate/gates';
import { language } from '../../../src/language';
import { writeOutput } from '../../../src/synth';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { Api, KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { getReleases, readOutput, readReleaseObjects } from '../cluster/output';
import { Browser } from './browser';
import { createCertificate } from './certificate';
import { startEchoApplication } from './echo-application';
import type { GeneratedCluster, IssuerContext, LoginIssuer } from './issuer';
import { LoopbackServices } from './loopback-services';
import { renderNginxConfiguration } from './nginx-configuration';
import { hosts, loginPlatform, realm } from './platform';
import { translateToTraefikFile } from './traefik-file';

/** OAuth2 Proxy with the configuration that Plinth generates for one gate. */
export interface RunningGate {
  readonly cluster: string;
  readonly tenant: string;
  /** Starts the gate with its configuration and arguments in addition to them. */
  start(extraArguments?: readonly string[]): Promise<void>;
  stop(): void;
}

/** Platform that users log in to. */
export interface LoginTarget extends Pick<IssuerContext, 'output' | 'plans' | 'apis'> {
  /** Hosts of the applications, by `<cluster>/<tenant>/<application>`; the first one requires a session. */
  readonly hosts: Readonly<Record<string, string>>;
}

/**
 * The log-in path on loopback: Traefik or NGINX, the OAuth2 Proxies of the gates, an issuer, and applications that respond
 * with the requests they receive. All clusters share one ingress controller; gates have ports of their own.
 */
export class LoginStack {
  private readonly daemons: Daemon[] = [];
  private readonly servers: Server[] = [];
  readonly gates: RunningGate[] = [];
  readonly versions: string[] = [];
  readonly services: LoopbackServices;
  /** Keys of cookies by cluster and Secret. */
  private readonly cookieSecrets = new Map<string, string>();

  /**
   * @param ingressPort port of the ingress controller; those of all other servers follow it
   * @param nginx program of NGINX, a stand-in for its ingress controller; @default Traefik
   */
  constructor(
    private readonly folder: string,
    readonly ingressPort: number,
    readonly issuer: LoginIssuer,
    readonly nginx?: string,
  ) {
    const namespaces = [...gateNamespaces, 'shop', 'bank', 'agency', 'ory', 'dex', realm];
    this.services = new LoopbackServices(ingressPort + 2, namespaces);
  }

  createBrowser(): Browser {
    return new Browser(this.ingressPort);
  }

  /** Starts all programs. @param target @default the platform of these tests, which is generated */
  async start(target: LoginTarget = this.generatePlatform()): Promise<void> {
    const { issuer, services } = this;
    const { output, plans, apis } = target;
    const clusters = Object.keys(output.order.clusters).map((cluster): GeneratedCluster => ({
      cluster,
      objects: getReleases(output, cluster)
        .filter(({ chart }) => chart === undefined)
        .flatMap((release) => readReleaseObjects(output, release)),
    }));
    await issuer.start({ folder: this.folder, output, plans, clusters, services, ...(apis && { apis }) });
    for (const name of Object.keys(target.hosts)) {
      const [cluster = '', namespace = '', service = ''] = name.split('/');
      this.servers.push(await startEchoApplication(name, services.portOf(cluster, namespace, service)));
    }
    for (const entry of clusters) {
      for (const deployment of entry.objects.filter(isGate)) {
        const gate = await this.createGate(entry, deployment, apis?.[entry.cluster]);
        this.gates.push(gate);
        await gate.start();
      }
    }
    const all = [...clusters, ...issuer.listIngresses()];
    const daemon = await (this.nginx === undefined ? this.startTraefik(all) : this.startNginx(this.nginx, all));
    await this.waitForIngress(daemon, Object.values(target.hosts)[0] ?? '');
  }

  stop(): void {
    for (const daemon of this.daemons) daemon.stop();
    for (const server of this.servers) server.close();
    this.issuer.stop();
  }

  private generatePlatform(): LoginTarget {
    const builtInLanguage = language(kinds);
    const plan = builtInLanguage.plan(
      loginPlatform(this.issuer.component, this.nginx === undefined ? 'traefik' : 'nginx'),
    );
    const folder = join(this.folder, 'output');
    mkdirSync(folder, { recursive: true });
    writeOutput(plan, builtInLanguage, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
    return { output: readOutput(folder), plans: plan.clusters, hosts };
  }

  private async createGate(
    { cluster, objects }: GeneratedCluster,
    deployment: KubernetesObject,
    api: Api | undefined,
  ): Promise<RunningGate> {
    const { issuer, services } = this;
    const { name, namespace = '' } = deployment.metadata;
    const pod = (deployment as unknown as Deployment).spec?.template.spec;
    const container = pod?.containers[0];
    const port = services.portOf(cluster, namespace, name);
    const readClient = async (secret: string, key: string) =>
      (api ? await waitForSecret(api, namespace, secret, key) : await issuer.tryGetSecret(cluster, secret, key)) ?? '';
    const env: Record<string, string> = {};
    for (const { name: variable, valueFrom } of container?.env ?? []) {
      const { name: secret = '', key = '' } = valueFrom?.secretKeyRef ?? {};
      env[variable] =
        key === 'cookie-secret'
          ? this.getCookieSecret(`${cluster}/${namespace}/${secret}`)
          : await readClient(secret, key);
    }
    const folders: Record<string, string> = {};
    for (const { name: volume, mountPath } of container?.volumeMounts ?? []) {
      const { configMap, secret } = pod?.volumes?.find((candidate) => candidate.name === volume) ?? {};
      const folder = join(this.folder, `${cluster}-${name}-${volume}`);
      mkdirSync(folder, { recursive: true });
      folders[mountPath] = folder;
      const data = (objects.find(
        ({ kind, metadata }) =>
          kind === 'ConfigMap' && metadata.name === configMap?.name && metadata.namespace === namespace,
      )?.data ?? {}) as Readonly<Record<string, string>>;
      for (const [file, text] of Object.entries(data)) writeFileSync(join(folder, file), text);
      for (const { key, path } of secret?.items ?? [])
        writeFileSync(join(folder, path), await readClient(secret?.secretName ?? '', key));
    }
    const useFolders = (text: string) =>
      Object.entries(folders).reduce((result, [path, folder]) => result.replaceAll(path, folder), text);
    // Addresses in the pod and of Services become those on loopback.
    for (const folder of Object.values(folders))
      for (const file of readdirSync(folder)) {
        const text = services
          .translate(cluster, useFolders(readFileSync(join(folder, file), 'utf8')))
          .replace(`":${gatePorts.http}"`, `"127.0.0.1:${port}"`)
          .replace(`":${gatePorts.metrics}"`, '""');
        writeFileSync(join(folder, file), text);
      }
    const readyPath = String(container?.readinessProbe?.httpGet?.path);
    let daemon: Daemon | undefined;
    return {
      cluster,
      tenant: deployment.metadata.labels?.['plinth.dev/tenant'] ?? '',
      start: async (extraArguments = []) => {
        daemon?.stop();
        await waitUntilUnused(port);
        daemon = new Daemon(
          name,
          await tool('oauth2-proxy'),
          [...(container?.args ?? []).map(useFolders), ...extraArguments],
          join(this.folder, `${cluster}-${name}.log`),
          { ...env, ...(issuer.certificateFile === undefined ? {} : { SSL_CERT_FILE: issuer.certificateFile }) },
        );
        this.daemons.push(daemon);
        await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${port}${readyPath}`)).ok, 60);
      },
      stop: () => daemon?.stop(),
    };
  }

  private getCookieSecret(name: string): string {
    const secret = this.cookieSecrets.get(name) ?? randomBytes(16).toString('hex');
    this.cookieSecrets.set(name, secret);
    return secret;
  }

  private async startTraefik(clusters: readonly GeneratedCluster[]): Promise<Daemon> {
    const folder = join(this.folder, 'traefik');
    mkdirSync(folder);
    for (const [index, { cluster, objects }] of clusters.entries()) {
      const urlOf = (namespace: string, service: string) => this.services.urlOf(cluster, namespace, service);
      const configuration = translateToTraefikFile(cluster, objects, urlOf);
      writeFileSync(join(folder, `${index}.yml`), JSON.stringify(configuration));
    }
    const program = await tool('traefik');
    const { stdout } = await run(program, ['version']);
    this.versions.push(`Traefik ${/^Version:\s+(\S+)/m.exec(stdout)?.[1] ?? 'unknown'}`);
    const args = [
      `--entryPoints.websecure.address=127.0.0.1:${this.ingressPort}`,
      '--entryPoints.websecure.http.tls=true',
      `--providers.file.directory=${folder}`,
      '--global.checkNewVersion=false',
      '--global.sendAnonymousUsage=false',
    ];
    return new Daemon('traefik', program, args, join(this.folder, 'traefik.log'));
  }

  private async startNginx(program: string, clusters: readonly GeneratedCluster[]): Promise<Daemon> {
    const folder = join(this.folder, 'nginx');
    mkdirSync(folder);
    const ingresses = clusters.flatMap(({ cluster, objects }) =>
      objects
        .filter(({ kind }) => kind === 'Ingress')
        .map((ingress) => ({
          ingress: ingress as unknown as Ingress,
          urlOf: (namespace: string, service: string) => this.services.urlOf(cluster, namespace, service),
        })),
    );
    const { certificate, key } = await createCertificate(join(folder, 'ingress'), 'DNS:*.acme.example');
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, renderNginxConfiguration(ingresses, { folder, port: this.ingressPort, certificate, key }));
    const { stderr } = await run(program, ['-v']);
    this.versions.push(`NGINX ${/nginx\/(\S+)/.exec(stderr)?.[1] ?? 'unknown'}`);
    const args = ['-c', file, '-e', join(folder, 'error.log'), '-g', 'daemon off; master_process off;'];
    return new Daemon('nginx', program, args, join(this.folder, 'nginx.log'));
  }

  /** @param protectedHost host that responds with a redirect to the issuer when the ingress controller is ready */
  private async waitForIngress(daemon: Daemon, protectedHost: string): Promise<void> {
    this.daemons.push(daemon);
    const url = `https://${protectedHost}/`;
    await daemon.waitUntil(async () => (await this.createBrowser().request(url)).status === 302, 60);
  }
}

/** Waits for a Secret that the registrar of clients creates, and returns the value of a key. */
async function waitForSecret(api: Api, namespace: string, name: string, key: string): Promise<string> {
  const end = Date.now() + 60_000;
  for (;;) {
    const secret = (await api.tryGet({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } })) as
      { readonly data?: Readonly<Record<string, string>> } | undefined;
    const value = secret?.data?.[key];
    if (value !== undefined) return Buffer.from(value, 'base64').toString();
    if (Date.now() > end) throw new Error(`Secret ${namespace}/${name} has no key ${key}`);
    await sleep(200);
  }
}

/** Waits until no program listens on a port: a killed one may still do so on a loaded machine. */
async function waitUntilUnused(port: number): Promise<void> {
  const isUsed = () => fetch(`http://127.0.0.1:${port}/ping`).then(Boolean, () => false);
  while (await isUsed()) await sleep(100);
}

const gateNamespaces = [resolveGateNamespace(), resolveGateNamespace(realm)];

function isGate({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'Deployment' && gateNamespaces.includes(metadata.namespace ?? '');
}
