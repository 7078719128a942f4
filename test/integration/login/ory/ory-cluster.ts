import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1';
import { mergeHelmValues } from '../../../../constructs/kubernetes/helm-values';
import { tool } from '../../../../tools/tool';
import type { KubernetesObject } from '../../cluster/api';
import { Daemon } from '../../cluster/daemon';
import { users, type IssuerContext } from '../issuer';
import { readChartValues, renderChartIngress } from './chart-release';
import { startStandInPages } from './stand-in-pages';

const namespace = 'ory';

/** Folder with the built official self-service pages. They are no package of a registry. */
const pagesFolder = process.env.PLINTH_KRATOS_PAGES;

/** Label of the pages that run, for the report. */
export const pagesLabel =
  pagesFolder === undefined ? 'stand-in pages' : 'official pages of the folder PLINTH_KRATOS_PAGES';

interface CreatedIdentity {
  readonly id: string;
}

interface CreatedClient {
  readonly client_id: string;
  readonly client_secret: string;
}

/**
 * Kratos and Hydra of one cluster, with the configurations that Plinth generates, and the servers of the pages: the consent
 * server with the script of its ConfigMap, and the self-service pages. Databases are in memory. What hydra-maester and an
 * administrator do, the registration of clients and users, is done by the same APIs.
 */
export class OryCluster {
  private readonly daemons: Daemon[] = [];
  private pages: Server | undefined;
  private readonly clients = new Map<string, CreatedClient>();
  private readonly identities = new Map<string, string>();
  private readonly folder: string;

  constructor(
    readonly cluster: string,
    private readonly objects: readonly KubernetesObject[],
    private readonly context: IssuerContext,
  ) {
    this.folder = join(context.folder, `${cluster}-ory`);
  }

  get kratosAdminUrl(): string {
    return this.context.services.urlOf(this.cluster, namespace, 'ory-kratos-admin');
  }

  get hydraAdminUrl(): string {
    return this.context.services.urlOf(this.cluster, namespace, 'ory-hydra-admin');
  }

  /** Ingresses that the charts of Kratos and Hydra create. */
  get ingresses(): readonly KubernetesObject[] {
    return (['kratos', 'hydra'] as const).map((service) =>
      renderChartIngress(
        readChartValues(this.context.output, this.cluster, `ory-${service}`),
        namespace,
        `ory-${service}-public`,
      ),
    );
  }

  async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await Promise.all([this.startKratos(), this.startHydra()]);
    await this.startConsentServer();
    await this.startPages();
    for (const [email, { password, groups }] of Object.entries(users)) {
      const { id } = (await post(`${this.kratosAdminUrl}/admin/identities`, {
        schema_id: 'default',
        traits: { email },
        metadata_public: { groups },
        credentials: { password: { config: { password } } },
      })) as CreatedIdentity;
      this.identities.set(email, id);
    }
    for (const { kind, metadata, spec } of this.objects)
      if (kind === 'OAuth2Client') this.clients.set(metadata.name, await this.registerClient(spec as OAuth2ClientSpec));
  }

  /** Registers a client at Hydra, as hydra-maester does. */
  async registerClient(spec: OAuth2ClientSpec): Promise<CreatedClient> {
    return (await post(`${this.hydraAdminUrl}/admin/clients`, {
      client_name: spec.clientName,
      grant_types: spec.grantTypes,
      response_types: spec.responseTypes,
      scope: spec.scope,
      audience: spec.audience,
      redirect_uris: spec.redirectUris,
      skip_consent: spec.skipConsent,
      token_endpoint_auth_method: spec.tokenEndpointAuthMethod,
    })) as CreatedClient;
  }

  tryGetSecret(name: string, key: string): string | undefined {
    const client = this.clients.get(name);
    if (key === 'client-id') return client?.client_id;
    return key === 'client-secret' ? client?.client_secret : undefined;
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
  }

  private async startKratos(): Promise<void> {
    const { kratos } = readChartValues(this.context.output, this.cluster, 'ory-kratos');
    for (const [file, schema] of Object.entries(kratos?.identitySchemas ?? {}))
      writeFileSync(join(this.folder, file), schema);
    await this.startProgram('kratos', kratos?.config ?? {}, ['serve'], {
      SECRETS_DEFAULT: secret(),
      SECRETS_COOKIE: secret(),
      SECRETS_CIPHER: secret(),
    });
  }

  private async startHydra(): Promise<void> {
    const { hydra } = readChartValues(this.context.output, this.cluster, 'ory-hydra');
    const config = mergeHelmValues(
      hydra?.config ?? {},
      // Traefik connects from loopback.
      { serve: { tls: { allow_termination_from: ['127.0.0.1/32'] } } },
    );
    await this.startProgram('hydra', config, ['serve', 'all'], { SECRETS_SYSTEM: secret(), SECRETS_COOKIE: secret() });
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
      port: services.portOf(this.cluster, namespace, `ory-${program}-${port}`),
    });
    const complete = mergeHelmValues(config, { serve: { public: listen('public'), admin: listen('admin') } });
    const file = join(this.folder, `${program}.yaml`);
    const text = services.translate(this.cluster, JSON.stringify(complete, undefined, 2));
    writeFileSync(file, text.replaceAll('file:///etc/config/', `file://${this.folder}/`));
    const daemon = new Daemon(program, await tool(program), [...command, '--config', file], this.log(program), {
      ...env,
      DSN: 'memory',
      SQA_OPT_OUT: 'true',
    });
    this.daemons.push(daemon);
    const url = services.urlOf(this.cluster, namespace, `ory-${program}-admin`);
    const health = program === 'kratos' ? '/admin/health/ready' : '/health/ready';
    await daemon.waitUntil(async () => (await fetch(`${url}${health}`)).ok, 120);
  }

  private async startConsentServer(): Promise<void> {
    const script = this.objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ory-consent');
    const file = join(this.folder, 'consent.mjs');
    writeFileSync(file, (script as unknown as { readonly data: Record<string, string> }).data['consent.mjs'] ?? '');
    const port = this.context.services.portOf(this.cluster, namespace, 'ory-consent');
    const env = { ...this.environmentOf('ory-consent'), PORT: String(port) };
    const daemon = new Daemon('consent server', process.execPath, [file], this.log('consent'), env);
    this.daemons.push(daemon);
    await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${port}/health`)).ok, 30);
  }

  private async startPages(): Promise<void> {
    const port = this.context.services.portOf(this.cluster, namespace, 'ory-pages');
    const env: Readonly<Record<string, string>> = { ...this.environmentOf('ory-pages'), PORT: String(port) };
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

/** Fields of an OAuth2Client that the tests read. */
export interface OAuth2ClientSpec {
  readonly clientName: string;
  readonly grantTypes: readonly string[];
  readonly responseTypes?: readonly string[];
  readonly scope: string;
  readonly audience?: readonly string[];
  readonly redirectUris?: readonly string[];
  readonly skipConsent?: boolean;
  readonly tokenEndpointAuthMethod: string;
}

/** Returns a secret of 32 characters. */
function secret(): string {
  return randomBytes(16).toString('hex');
}

async function post(url: string, body: object): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url} responds with ${response.status}: ${await response.text()}`);
  return response.json();
}
