import { mkdirSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from '../../../constructs/kinds';
import { mergeHelmValues } from '../../../constructs/kubernetes/helm-values';
import { tenantRelease } from '../../../constructs/tenants';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { isChartRelease } from '../../../src/kinds/release';
import { language } from '../../../src/language';
import { valueAtPath } from '../../../src/schema/problem';
import { tool } from '../../../tools/tool';
import { synthesizeObjects } from '../../support/rendered';
import type { KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { assertStatus } from './assertions';
import { Browser, type Page } from './browser';
import type { Check } from './check';
import { startEchoApplication, type ReceivedRequest } from './echo-application';
import { LoopbackServices } from './loopback-services';
import { post } from './ory/ory-cluster';
import { findIssuerProgram } from './programs';
import { translateToTraefikFile } from './traefik-file';

/** Program of Oathkeeper, which no registry has. */
export const oathkeeperProgram = process.env.PLINTH_OATHKEEPER;

const firstPort = 24_400;
const audience = 'https://api.acme.example';
const userHeader = 'x-auth-request-user';

const definition = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml', components: [{ kind: 'ory' }] },
      provides: {
        ...{ network: {}, 'network-policy': {}, dns: {}, certificates: {} },
        ingress: { api: 'traefik', namespace: 'traefik' },
      },
    },
  },
  tenants: {
    api: {
      clusters: ['prod'],
      owners: 'api-developers',
      applications: {
        api: { image: 'registry.acme.example/api:1', ingress: new URL(audience).host, login: 'token' },
      },
    },
  },
};

/**
 * Tests Oathkeeper with the generated configuration, Rules and Middleware: Traefik asks it, and tokens are those of Hydra. Kratos
 * and Keto do not run.
 */
export async function testOathkeeper(check: Check, folder: string, program: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plan = language(kinds).plan(definition).clusters[0] as ClusterPlan;
  const services = new LoopbackServices(firstPort + 1, ['ory', 'api']);
  const objects = renderTenant(plan);
  const daemons: Daemon[] = [];
  let application: Server | undefined;
  const send = (authorization?: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> =>
    new Browser(firstPort).request(`${audience}/orders`, {
      headers: { ...headers, accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    });
  try {
    const isRunning = await check('Oathkeeper: starts with the generated configuration and rules', async () => {
      application = await startEchoApplication('api', services.portOf('prod', 'api', 'api'));
      daemons.push(await startHydra(plan, services, folder));
      daemons.push(await startOathkeeper(program, plan, services, folder, objects));
      daemons.push(await startTraefik(services, folder, objects, async () => (await send()).status === 401));
    });
    if (!isRunning) return;
    const { adminUrl, publicUrl } = hydraUrls(services);
    const clients = {
      reports: await register(adminUrl, { audience: [audience] }),
      brief: await register(adminUrl, {
        audience: [audience],
        client_credentials_grant_access_token_lifespan: '1s',
      }),
      other: await register(adminUrl, { audience: ['https://other.acme.example'] }),
    };
    const valid = await requestToken(publicUrl, clients.reports, audience);
    await check('Oathkeeper: a client reaches the application with a token for it', async () => {
      const page = await send(`Bearer ${valid}`);
      assertStatus(page, 200);
      const { headers } = JSON.parse(page.body) as ReceivedRequest;
      if (headers[userHeader] !== clients.reports.client_id) throw new Error(`user: ${String(headers[userHeader])}`);
    });
    await check('attack: the application receives no token of the client', async () => {
      const { body } = await send(`Bearer ${valid}`);
      if (body.includes(valid) || body.includes('authorization')) throw new Error(body);
    });
    await check('attack: forged headers of a user do not reach the application', async () => {
      const headers = { 'X-Auth-Request-User': 'root', X_Auth_Request_Groups: 'admins' };
      assertStatus(await send(undefined, headers), 401);
      const page = await send(`Bearer ${valid}`, headers);
      const received = (JSON.parse(page.body) as ReceivedRequest).headers;
      if (received[userHeader] !== clients.reports.client_id) throw new Error(JSON.stringify(received));
      if (Object.values(received).some((value) => value === 'root' || value === 'admins'))
        throw new Error(`the application receives ${JSON.stringify(received)}`);
    });
    await check('attack: forged headers of a proxy do not choose another rule', async () => {
      const headers = { 'X-Forwarded-Host': 'nothing.invalid', 'X-Forwarded-Uri': '/', 'X-Forwarded-Method': 'GET' };
      assertStatus(await send(undefined, headers), 401);
    });
    await check('attack: no token, and made-up ones, are refused', async () => {
      for (const value of [undefined, 'Bearer x', `Bearer ${valid}x`, `Basic ${valid}`])
        assertStatus(await send(value), 401);
    });
    await check('attack: a token for another audience, or for none, is refused', async () => {
      const elsewhere = await requestToken(publicUrl, clients.other, 'https://other.acme.example');
      const nowhere = await requestToken(publicUrl, clients.reports);
      for (const token of [elsewhere, nowhere]) assertStatus(await send(`Bearer ${token}`), 403);
    });
    await check('attack: a client gets no token for an audience that it is not registered for', async () => {
      const error = await requestToken(publicUrl, clients.other, audience).catch((reason: unknown) => String(reason));
      if (!/has not been whitelisted|invalid_request/.test(error)) throw new Error('Hydra issues the token');
    });
    await check('attack: an expired token, and a revoked one, are refused', async () => {
      const expired = await requestToken(publicUrl, clients.brief, audience);
      await sleep(2500);
      assertStatus(await send(`Bearer ${expired}`), 401);
      const { client_id, client_secret } = clients.reports;
      const response = await fetch(`${publicUrl}/oauth2/revoke`, {
        method: 'POST',
        headers: { ...formHeaders, authorization: basic(client_id, client_secret) },
        body: new URLSearchParams({ token: valid }),
      });
      if (!response.ok) throw new Error(`revocation: ${response.status}`);
      assertStatus(await send(`Bearer ${valid}`), 401);
    });
    await check('attack: while Hydra or Oathkeeper is down, the application is closed', async () => {
      const token = await requestToken(publicUrl, clients.reports, audience);
      daemons[0]?.stop();
      const withoutHydra = await send(`Bearer ${token}`);
      if (withoutHydra.status < 400) throw new Error(`without Hydra: ${withoutHydra.status}`);
      daemons[1]?.stop();
      const withoutOathkeeper = await send(`Bearer ${token}`);
      if (withoutOathkeeper.status < 500) throw new Error(`without Oathkeeper: ${withoutOathkeeper.status}`);
    });
  } finally {
    for (const daemon of daemons) daemon.stop();
    application?.close();
  }
}

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };

/** Returns the objects of the tenant. */
function renderTenant({ tenants, clusterInfo }: ClusterPlan): readonly KubernetesObject[] {
  const files = tenants.flatMap((tenant) => Object.values(tenantRelease(tenant, clusterInfo).objects));
  return files.flatMap((add) => synthesizeObjects(add)) as unknown as readonly KubernetesObject[];
}

function readConfiguration(plan: ClusterPlan, service: 'hydra' | 'oathkeeper'): Readonly<Record<string, unknown>> {
  const release = plan.releases.find(({ name }) => name === `ory-${service}`);
  const values = release && isChartRelease(release) ? release.values : {};
  return valueAtPath(values, [service, 'config']) as Readonly<Record<string, unknown>>;
}

function hydraUrls(services: LoopbackServices) {
  return {
    publicUrl: services.urlOf('prod', 'ory', 'ory-hydra-public'),
    adminUrl: services.urlOf('prod', 'ory', 'ory-hydra-admin'),
  };
}

async function startHydra(plan: ClusterPlan, services: LoopbackServices, folder: string): Promise<Daemon> {
  const listen = (port: string) => ({ host: '127.0.0.1', port: services.portOf('prod', 'ory', `ory-hydra-${port}`) });
  const config = mergeHelmValues(readConfiguration(plan, 'hydra'), {
    // Requests come from this process, without TLS.
    serve: { public: listen('public'), admin: listen('admin'), tls: { allow_termination_from: ['127.0.0.1/32'] } },
  });
  const file = join(folder, 'hydra.json');
  writeFileSync(file, JSON.stringify(config));
  const secret = 'x'.repeat(32);
  const env = { DSN: 'memory', SQA_OPT_OUT: 'true', SECRETS_SYSTEM: secret, SECRETS_COOKIE: secret };
  const args = ['serve', 'all', '--config', file];
  const daemon = new Daemon('hydra', await findIssuerProgram('hydra'), args, join(folder, 'hydra.log'), env);
  await daemon.waitUntil(async () => (await fetch(`${hydraUrls(services).adminUrl}/health/ready`)).ok, 180);
  return daemon;
}

/** Starts Oathkeeper with a file of rules, as oathkeeper-maester writes it from Rule objects. */
async function startOathkeeper(
  program: string,
  plan: ClusterPlan,
  services: LoopbackServices,
  folder: string,
  tenantObjects: readonly KubernetesObject[],
): Promise<Daemon> {
  const generated = plan.releases.find(({ name }) => name === 'ory-oathkeeper-rules');
  const objects = generated && 'objects' in generated ? Object.values(generated.objects) : [];
  const rules = [...objects.flatMap((add) => synthesizeObjects(add)), ...tenantObjects]
    .filter(({ kind }) => kind === 'Rule')
    .map(({ metadata, spec }) => {
      const { authenticators, authorizer, mutators, match } = spec as Readonly<Record<string, unknown>>;
      return { id: `${metadata.name}.ory`, match, authenticators, authorizer, mutators };
    });
  const rulesFile = join(folder, 'rules.json');
  writeFileSync(rulesFile, JSON.stringify(rules));
  const api = services.portOf('prod', 'ory', 'ory-oathkeeper-api');
  const listen = (port: number) => ({ host: '127.0.0.1', port });
  const config = mergeHelmValues(readConfiguration(plan, 'oathkeeper'), {
    access_rules: { repositories: [`file://${rulesFile}`] },
    serve: { api: listen(api), proxy: listen(firstPort + 50), prometheus: listen(firstPort + 51) },
  });
  const file = join(folder, 'oathkeeper.json');
  writeFileSync(file, services.translate('prod', JSON.stringify(config)));
  const daemon = new Daemon('oathkeeper', program, ['serve', '--config', file], join(folder, 'oathkeeper.log'), {
    SQA_OPT_OUT: 'true',
  });
  await daemon.waitUntil(async () => {
    const response = await fetch(`http://127.0.0.1:${api}/rules`);
    return response.ok && ((await response.json()) as readonly unknown[]).length === rules.length;
  }, 120);
  return daemon;
}

async function startTraefik(
  services: LoopbackServices,
  folder: string,
  objects: readonly KubernetesObject[],
  isReady: () => Promise<boolean>,
): Promise<Daemon> {
  const resolve = (namespace: string, service: string) => services.urlOf('prod', namespace, service);
  const file = join(folder, 'traefik.yml');
  writeFileSync(file, JSON.stringify(translateToTraefikFile('prod', objects, resolve)));
  const args = [
    ...[`--entryPoints.websecure.address=127.0.0.1:${firstPort}`, '--entryPoints.websecure.http.tls=true'],
    ...[`--providers.file.filename=${file}`, '--global.checkNewVersion=false', '--global.sendAnonymousUsage=false'],
  ];
  const daemon = new Daemon('traefik', await tool('traefik'), args, join(folder, 'traefik.log'));
  await daemon.waitUntil(isReady, 120);
  return daemon;
}

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Registers a program at Hydra, as a platform team does. */
async function register(adminUrl: string, client: object): Promise<Client> {
  return (await post(`${adminUrl}/admin/clients`, { grant_types: ['client_credentials'], ...client })) as Client;
}

/** Requests a token of a client. @param target audience; @default none @throws Error with the response of Hydra */
async function requestToken(publicUrl: string, client: Client, target?: string): Promise<string> {
  const response = await fetch(`${publicUrl}/oauth2/token`, {
    method: 'POST',
    headers: {
      ...{ ...formHeaders, authorization: basic(client.client_id, client.client_secret) },
      'x-forwarded-proto': 'https',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      ...(target === undefined ? {} : { audience: target }),
    }),
  });
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { readonly access_token: string }).access_token;
}

function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}
