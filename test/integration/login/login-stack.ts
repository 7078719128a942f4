import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1';
import { kinds } from '../../../constructs/kinds';
import { gateAppName, gateNamespace } from '../../../constructs/components/identity/gate/gates';
import { language } from '../../../src/language';
import { writeOutput } from '../../../src/synth';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { getReleases, readOutput, readReleaseObjects } from '../cluster/output';
import { Browser } from './browser';
import { startEchoApplication } from './echo-application';
import { hosts, loginPlatform } from './platform';
import { StandInIssuer } from './stand-in-issuer';
import { traefikProgram } from './traefik-program';
import { translateToTraefikFile } from './traefik-file';

const firstPort = 24_180;

/** Server that stands for a Service of a cluster. */
interface ServiceServer {
  /** `<cluster>/<namespace>/<Service>`. */
  readonly key: string;
  readonly port: number;
}

/** OAuth2 Proxy with the configuration that Plinth generates for one gate. */
export interface RunningGate {
  readonly cluster: string;
  readonly tenant: string;
  /** Starts the gate with its configuration and arguments in addition to them. */
  start(extraArguments?: readonly string[]): Promise<void>;
  stop(): void;
}

/**
 * The log-in path on loopback: Traefik, one OAuth2 Proxy for each gate, a stand-in for the issuer, and applications that
 * respond with the requests they receive. All clusters share one Traefik; gates have ports of their own.
 */
export class LoginStack {
  private readonly daemons: Daemon[] = [];
  private readonly servers: Server[] = [];
  private issuer: StandInIssuer | undefined;
  private readonly ingressPort = firstPort;
  readonly gates: RunningGate[] = [];
  readonly versions: string[] = [];

  constructor(private readonly folder: string) {}

  createBrowser(): Browser {
    return new Browser(this.ingressPort);
  }

  /** Generates the platform and starts all programs. */
  async start(): Promise<void> {
    const issuerPort = firstPort + 1;
    const issuerUrl = `https://127.0.0.1:${issuerPort}`;
    const builtInLanguage = language(kinds);
    const plan = builtInLanguage.plan(loginPlatform(issuerUrl));
    const output = join(this.folder, 'output');
    mkdirSync(output, { recursive: true });
    writeOutput(plan, builtInLanguage, { terraform: join(output, 'cdktf.out'), dist: join(output, 'dist') });

    const clients = plan.clusters.flatMap(({ name, oidcClients }) =>
      oidcClients.map(({ redirectUrls, secret }) => ({
        ...{ key: `${name}/${secret.name}`, redirectUrls },
        ...{ id: `${name}-${secret.name}`, secret: randomBytes(16).toString('hex') },
      })),
    );
    const tls = await createCertificate(this.folder);
    this.issuer = await StandInIssuer.start(issuerPort, tls, clients);

    const generated = readOutput(output);
    const objects = Object.keys(generated.order.clusters).map((cluster) => ({
      cluster,
      objects: getReleases(generated, cluster)
        .filter(({ chart }) => chart === undefined)
        .flatMap((release) => readReleaseObjects(generated, release)),
    }));
    const services = objects.flatMap((entry) => listServices(entry.cluster, entry.objects));
    const servers = services.map((key, index): ServiceServer => ({ key, port: firstPort + 10 + index }));
    const portOf = (key: string) => {
      const server = servers.find((candidate) => candidate.key === key);
      if (!server) throw new Error(`no Service ${key}`);
      return server.port;
    };
    for (const name of Object.keys(hosts)) this.servers.push(await startEchoApplication(name, portOf(name)));
    for (const entry of objects) {
      for (const deployment of entry.objects.filter(isGate)) {
        const gate = this.createGate(entry.cluster, deployment, entry.objects, clients, portOf);
        this.gates.push(gate);
        await gate.start();
      }
    }
    await this.startTraefik(
      objects.map((entry) =>
        translateToTraefikFile(
          entry.cluster,
          entry.objects,
          (namespace, service) => `http://127.0.0.1:${portOf(`${entry.cluster}/${namespace}/${service}`)}`,
        ),
      ),
    );
  }

  stop(): void {
    for (const daemon of this.daemons) daemon.stop();
    for (const server of this.servers) server.close();
    this.issuer?.stop();
  }

  private createGate(
    cluster: string,
    deployment: KubernetesObject,
    objects: readonly KubernetesObject[],
    clients: readonly { readonly key: string; readonly id: string; readonly secret: string }[],
    portOf: (key: string) => number,
  ): RunningGate {
    const { name } = deployment.metadata;
    const configuration = objects.find(
      (object) => object.kind === 'ConfigMap' && object.metadata.name === gateAppName,
    ) as unknown as { readonly data: Readonly<Record<string, string>> };
    const file = join(this.folder, `${cluster}-oauth2-proxy.cfg`);
    writeFileSync(file, configuration.data['oauth2-proxy.cfg'] ?? '');
    const cookieSecret = randomBytes(16).toString('hex');
    const container = (deployment as unknown as Deployment).spec?.template.spec?.containers[0];
    const env = Object.fromEntries(
      (container?.env ?? []).map(({ name: variable, valueFrom }) => {
        const reference = valueFrom?.secretKeyRef;
        const client = clients.find(({ key }) => key === `${cluster}/${reference?.name ?? ''}`);
        const values: Readonly<Record<string, string | undefined>> = {
          'client-id': client?.id,
          'client-secret': client?.secret,
          'cookie-secret': cookieSecret,
        };
        return [variable, values[reference?.key ?? ''] ?? ''];
      }),
    );
    const port = portOf(`${cluster}/${gateNamespace}/${name}`);
    let daemon: Daemon | undefined;
    return {
      cluster,
      tenant: deployment.metadata.labels?.['plinth.dev/tenant'] ?? '',
      start: async (extraArguments = []) => {
        daemon?.stop();
        daemon = new Daemon(
          name,
          await tool('oauth2-proxy'),
          [`--config=${file}`, `--http-address=127.0.0.1:${port}`, '--metrics-address=', ...extraArguments],
          join(this.folder, `${cluster}-${name}.log`),
          { ...env, SSL_CERT_FILE: join(this.folder, 'issuer.crt') },
        );
        this.daemons.push(daemon);
        await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/ready`)).ok, 60);
      },
      stop: () => daemon?.stop(),
    };
  }

  private async startTraefik(configurations: readonly object[]): Promise<void> {
    const folder = join(this.folder, 'traefik');
    mkdirSync(folder);
    for (const [index, configuration] of configurations.entries())
      writeFileSync(join(folder, `${index}.yml`), JSON.stringify(configuration));
    const program = await traefikProgram();
    const { stdout } = await run(program, ['version']);
    this.versions.push(/^Version:\s+(\S+)/m.exec(stdout)?.[1] ?? 'unknown');
    const args = [
      `--entryPoints.websecure.address=127.0.0.1:${this.ingressPort}`,
      '--entryPoints.websecure.http.tls=true',
      `--providers.file.directory=${folder}`,
      '--global.checkNewVersion=false',
      '--global.sendAnonymousUsage=false',
    ];
    const daemon = new Daemon('traefik', program, args, join(this.folder, 'traefik.log'));
    this.daemons.push(daemon);
    const url = `https://${hosts['prod/shop/web']}/public`;
    await daemon.waitUntil(async () => (await this.createBrowser().request(url)).status === 200, 60);
  }
}

function isGate({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'Deployment' && metadata.namespace === gateNamespace;
}

/** Lists the Services of a cluster, as `<cluster>/<namespace>/<Service>`. */
function listServices(cluster: string, objects: readonly KubernetesObject[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'Service')
    .map(({ metadata }) => `${cluster}/${metadata.namespace ?? ''}/${metadata.name}`);
}

/** Creates the certificate of the issuer, which the gates trust. */
async function createCertificate(folder: string): Promise<{ readonly key: string; readonly cert: string }> {
  const [key, cert] = [join(folder, 'issuer.key'), join(folder, 'issuer.crt')];
  const subject = ['-subj', '/CN=stand-in issuer', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const keyOptions = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...keyOptions, ...subject, '-keyout', key, '-out', cert]);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
