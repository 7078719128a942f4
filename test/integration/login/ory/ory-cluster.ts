import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { EnvVar } from 'kubernetes-types/core/v1';
import { registrarName } from '../../../../constructs/components/identity/registrar/registrar';
import { mergeHelmValues } from '../../../../constructs/kubernetes/helm-values';
import { run } from '../../../../tools/command';
import type { Api, KubernetesObject } from '../../cluster/api';
import { Daemon } from '../../cluster/daemon';
import { preparePodScript } from '../../cluster/pod-script';
import type { IssuerContext, TestUser } from '../issuer';
import { findIssuerProgram } from '../programs';
import type { StandInIssuer } from '../stand-in-issuer';
import { readChartValues, renderChartIngress } from './chart-release';
import { StandInApiServer } from './stand-in-api-server';
import { startStandInPages } from './stand-in-pages';

/** Folder with the built official self-service pages. They are no package of a registry. */
const pagesFolder = process.env.PLINTH_KRATOS_PAGES;

/** Label of the pages that run, for the report. */
export const pagesLabel =
  pagesFolder === undefined ? 'stand-in pages' : 'official pages of the folder PLINTH_KRATOS_PAGES';

interface CreatedIdentity {
  readonly id: string;
}

/**
 * Kratos and Hydra of one component, with the configurations that Plinth generates, and its servers: the consent server and
 * the registrar of clients and the server of people with the scripts of their ConfigMaps, and the self-service pages.
 * Databases are in memory. Without an API server, the registrar and the server of people have a stand-in for it; users with
 * a password are created by the API that an administrator uses.
 */
export class OryCluster {
  private readonly daemons: Daemon[] = [];
  private pages: Server | undefined;
  private readonly api: StandInApiServer;
  private readonly identities = new Map<string, string>();
  private readonly folder: string;

  /**
   * @param namespace name of the component, and of its namespace
   * @param upstream issuer at which people have their accounts
   */
  constructor(
    readonly cluster: string,
    readonly namespace: string,
    private readonly objects: readonly KubernetesObject[],
    private readonly context: IssuerContext,
    private readonly upstream?: StandInIssuer,
  ) {
    this.folder = join(context.folder, `${cluster}-${namespace}`);
    this.api = new StandInApiServer(objects);
  }

  private get peopleServer(): string {
    return `${this.namespace}-people`;
  }

  get kratosAdminUrl(): string {
    return this.context.services.urlOf(this.cluster, this.namespace, `${this.namespace}-kratos-admin`);
  }

  get hydraAdminUrl(): string {
    return this.context.services.urlOf(this.cluster, this.namespace, `${this.namespace}-hydra-admin`);
  }

  /** Ingresses that the charts of Kratos and Hydra create. */
  get ingresses(): readonly KubernetesObject[] {
    return (['kratos', 'hydra'] as const).map((service) =>
      renderChartIngress(
        readChartValues(this.context.output, this.cluster, `${this.namespace}-${service}`),
        this.namespace,
        `${this.namespace}-${service}-public`,
      ),
    );
  }

  /** @param people users who are created, by e-mail address */
  async start(people: Readonly<Record<string, TestUser>>): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await Promise.all([this.startKratos(), this.startHydra()]);
    await this.startConsentServer();
    await this.startApiClients();
    await this.startPages();
    for (const [email, { password, groups }] of Object.entries(people)) {
      const { id } = (await post(`${this.kratosAdminUrl}/admin/identities`, {
        schema_id: 'default',
        traits: { email },
        metadata_public: { groups },
        credentials: { password: { config: { password } } },
      })) as CreatedIdentity;
      this.identities.set(email, id);
    }
  }

  tryGetSecret(name: string, key: string): Promise<string | undefined> {
    return this.api.waitForSecret(name, key);
  }

  /** Replaces the people of the definition. */
  replacePeople(people: readonly object[]): void {
    this.api.replaceData(`${this.peopleServer}-list`, { people: JSON.stringify(people) });
  }

  /** Runs the documented command for a person's first password. Returns its link and its code. */
  async createRecovery(email: string): Promise<{ readonly link: string; readonly code: string }> {
    const { stdout } = await run(process.execPath, [join(this.folder, 'people.mjs'), 'recovery', email], {
      env: this.environmentOf(this.peopleServer),
    });
    const [link = '', code = ''] = stdout.split('\n');
    return { link, code: code.replace('code ', '') };
  }

  /** Returns the ID of a user at Kratos, the subject in tokens. */
  getIdentity(email: string): string {
    const id = this.identities.get(email);
    if (id === undefined) throw new Error(`no user ${email}`);
    return id;
  }

  stop(): void {
    for (const daemon of this.daemons) daemon.stop();
    this.pages?.close();
    this.api.stop();
  }

  private async startKratos(): Promise<void> {
    const { kratos, deployment } = readChartValues(this.context.output, this.cluster, `${this.namespace}-kratos`);
    for (const [file, schema] of Object.entries(kratos?.identitySchemas ?? {}))
      writeFileSync(join(this.folder, file), schema);
    await this.startProgram('kratos', kratos?.config ?? {}, ['serve'], {
      SECRETS_DEFAULT: secret(),
      SECRETS_COOKIE: secret(),
      SECRETS_CIPHER: secret(),
      ...this.readClients(deployment?.extraEnv ?? []),
      ...(this.upstream === undefined ? {} : { SSL_CERT_FILE: this.upstream.certificateFile }),
    });
  }

  /** Returns the variables with the clients at the issuer of accounts. */
  private readClients(variables: readonly EnvVar[]): Readonly<Record<string, string>> {
    const owner = `${this.cluster}/${this.namespace}`;
    return Object.fromEntries(
      variables.map(({ name, valueFrom }) => {
        const { name: secretName = '', key = '' } = valueFrom?.secretKeyRef ?? {};
        return [name, this.upstream?.tryGetSecret(owner, secretName, key) ?? ''];
      }),
    );
  }

  private async startHydra(): Promise<void> {
    const { hydra } = readChartValues(this.context.output, this.cluster, `${this.namespace}-hydra`);
    const config = mergeHelmValues(
      hydra?.config ?? {},
      // Traefik connects from loopback.
      { serve: { tls: { allow_termination_from: ['127.0.0.1/32'] } } },
    );
    await this.startProgram('hydra', config, ['serve', 'all'], { SECRETS_SYSTEM: secret(), SECRETS_COOKIE: secret() });
    // Hydra creates its key at the first request for it, which takes many seconds on a busy machine.
    const keys = `${this.context.services.urlOf(this.cluster, this.namespace, `${this.namespace}-hydra-public`)}/.well-known/jwks.json`;
    const response = await fetch(keys, { headers: { 'x-forwarded-proto': 'https' } });
    if (!response.ok) throw new Error(`${keys} responds with ${response.status}`);
  }

  private async startProgram(
    program: 'kratos' | 'hydra',
    config: Readonly<Record<string, unknown>>,
    command: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { services } = this.context;
    const listen = (port: 'public' | 'admin') => ({
      host: '127.0.0.1',
      port: services.portOf(this.cluster, this.namespace, `${this.namespace}-${program}-${port}`),
    });
    const complete = mergeHelmValues(config, { serve: { public: listen('public'), admin: listen('admin') } });
    const file = join(this.folder, `${program}.yaml`);
    const text = services.translate(this.cluster, JSON.stringify(complete, undefined, 2));
    writeFileSync(file, text.replaceAll('file:///etc/config/', `file://${this.folder}/`));
    const daemon = new Daemon(
      program,
      await findIssuerProgram(program),
      [...command, '--config', file],
      this.log(program),
      {
        ...env,
        DSN: 'memory',
        SQA_OPT_OUT: 'true',
      },
    );
    this.daemons.push(daemon);
    const url = services.urlOf(this.cluster, this.namespace, `${this.namespace}-${program}-admin`);
    const health = program === 'kratos' ? '/admin/health/ready' : '/health/ready';
    await daemon.waitUntil(async () => (await fetch(`${url}${health}`)).ok, 120);
  }

  private async startConsentServer(): Promise<void> {
    const name = `${this.namespace}-consent`;
    const port = this.context.services.portOf(this.cluster, this.namespace, name);
    const daemon = this.startScript(name, 'consent.mjs', { PORT: String(port) });
    await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok, 60);
  }

  /** Starts the registrar and the server of people; without an API server, with a stand-in for it. */
  private async startApiClients(): Promise<void> {
    const api = this.context.apis?.[this.cluster];
    if (api) {
      await this.startRegistrarAt(api);
      return;
    }
    const token = join(this.folder, 'token');
    writeFileSync(token, 'token');
    const env = { API_URL: await this.api.start(), TOKEN_FILE: token, INTERVAL_SECONDS: '1', NODE_EXTRA_CA_CERTS: '' };
    this.startScript(registrarName(this.namespace), 'clients.mjs', env);
    const port = this.context.services.portOf(this.cluster, this.namespace, this.peopleServer);
    const hooks = this.upstream === undefined ? {} : { PORT: String(port) };
    this.startScript(this.peopleServer, 'people.mjs', { ...env, ...hooks });
  }

  /** Starts the registrar with its ConfigMap and a token of its ServiceAccount, both of the API server. */
  private async startRegistrarAt(api: Api): Promise<void> {
    const name = registrarName(this.namespace);
    const identity = { namespace: this.namespace, name, file: 'clients.mjs' };
    const script = await preparePodScript(api, identity, this.folder);
    const env = { ...this.environmentOf(name), ...script.env, INTERVAL_SECONDS: '1' };
    this.daemons.push(new Daemon(name, process.execPath, [script.file], this.log(name), env));
  }

  /** Starts a server with the script of its ConfigMap and the environment of its Deployment. */
  private startScript(name: string, file: string, env: Readonly<Record<string, string>>): Daemon {
    const configMap = this.objects.find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name && metadata.namespace === this.namespace,
    );
    const { data } = configMap as unknown as { readonly data: Record<string, string> };
    for (const [other, text] of Object.entries(data)) writeFileSync(join(this.folder, other), text);
    const daemon = new Daemon(name, process.execPath, [join(this.folder, file)], this.log(name), {
      ...this.environmentOf(name),
      ...env,
    });
    this.daemons.push(daemon);
    return daemon;
  }

  private async startPages(): Promise<void> {
    const port = this.context.services.portOf(this.cluster, this.namespace, `${this.namespace}-pages`);
    const env: Readonly<Record<string, string>> = {
      ...this.environmentOf(`${this.namespace}-pages`),
      PORT: String(port),
    };
    if (pagesFolder === undefined) {
      this.pages = await startStandInPages(port, env.KRATOS_PUBLIC_URL ?? '', env.KRATOS_BROWSER_URL ?? '');
      return;
    }
    const secrets = { COOKIE_SECRET: secret(), CSRF_COOKIE_SECRET: secret() };
    // The pages look up their views in the working directory.
    const command = ['--chdir', pagesFolder, process.execPath, 'lib/index.js'];
    const daemon = new Daemon('pages', 'env', command, this.log('pages'), { ...env, ...secrets });
    this.daemons.push(daemon);
    await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok, 60);
  }

  /** Returns the environment of a Deployment's container, without values of Secrets. */
  private environmentOf(deployment: string): Readonly<Record<string, string>> {
    const object = this.objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === deployment);
    const container = (object as unknown as Deployment).spec?.template.spec?.containers[0];
    return Object.fromEntries(
      (container?.env ?? []).flatMap(({ name, value }) =>
        value === undefined ? [] : [[name, this.context.services.translate(this.cluster, value)]],
      ),
    );
  }

  private log(program: string): string {
    return join(this.folder, `${program}.log`);
  }
}

/** Returns a secret of 32 characters. */
function secret(): string {
  return randomBytes(16).toString('hex');
}

/** Sends an object to an admin API. */
export async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} responds with ${response.status}: ${await response.text()}`);
  return response.json();
}
