import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse, stringify } from 'yaml';
import {
  registrarName,
  registrarRelease,
  requestClient,
  type RegistrarIssuer,
} from '../../../constructs/components/identity/registrar/registrar';
import type { OidcClient } from '../../../src/kinds/additions';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { newestKubernetes } from '../../../tools/catalogue';
import { synthesizeObjects } from '../../support/rendered';
import type { Api, KubernetesObject } from '../cluster/api';
import { buildControlPlanePrograms, ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { expectForbidden } from '../cluster/expect-forbidden';
import { preparePodScript } from '../cluster/pod-script';
import type { Check } from './check';
import { findIssuerProgram } from './programs';

const client: OidcClient = {
  issuer: 'https://login.acme.example',
  redirectUrls: ['https://shop.acme.example/oauth2/callback'],
  secret: { namespace: 'tenant-login', name: 'client-shop', labels: { 'plinth.dev/tested': 'true' } },
  title: 'Applications of shop',
};

const secretPath = '/api/v1/namespaces/tenant-login/secrets/client-shop';

interface StoredClient {
  readonly id: string;
  readonly redirectUrls: readonly string[];
}

interface StoredSecret {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

/** Issuer at which the registrar registers clients. */
interface TestedIssuer extends RegistrarIssuer {
  /** Name in the report. */
  readonly label: string;
  listClients(): Promise<readonly StoredClient[]>;
  /** Returns whether the issuer accepts the credentials of a client. */
  acceptsSecret(id: string, secret: string): Promise<boolean>;
}

/** Tests the registrar of Dex and that of Hydra on a real API server, with the permissions that they are given. */
export async function testRegistrars(check: Check, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const controlPlane = new ControlPlane(await buildControlPlanePrograms(newestKubernetes));
  let hydra: Daemon | undefined;
  let dex: Daemon | undefined;
  try {
    await controlPlane.start({ nodes: 1 });
    const { api } = controlPlane;
    dex = await startDex(controlPlane, folder);
    await testRegistrar(check, folder, api, createDexIssuer(api));
    const ports = { public: 24_178, admin: 24_179 };
    hydra = await startHydra(folder, ports);
    await api.delete({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'client-shop', namespace: 'tenant-login' },
    });
    await testRegistrar(check, folder, api, createHydraIssuer(ports));
  } finally {
    hydra?.stop();
    dex?.stop();
    controlPlane.stop();
  }
}

async function testRegistrar(check: Check, folder: string, api: Api, issuer: TestedIssuer): Promise<void> {
  const { label, component } = issuer;
  const renderRequest = (requested: OidcClient) =>
    synthesizeObjects((chart) => {
      requestClient(component)(chart, requested, 'shop');
    }) as unknown as readonly KubernetesObject[];
  const request = renderRequest(client);
  let daemon: Daemon | undefined;
  try {
    await check(
      `${label}: the registrar creates the Secret of a client, and the client with the same credentials`,
      async () => {
        await applyObjects(api, issuer, request);
        daemon = await startRegistrar(api, issuer, folder);
        await daemon.waitUntil(async () => (await issuer.listClients()).length === 1, 60);
        const [stored] = await issuer.listClients();
        const { id, secret, labels } = await readCredentials(api);
        if (stored?.id !== id || secret === '') throw new Error('another ID');
        if (!(await issuer.acceptsSecret(id, secret))) throw new Error('another secret');
        if (await issuer.acceptsSecret(id, `${secret}x`)) throw new Error('the issuer accepts any secret');
        if (labels?.['plinth.dev/tested'] !== 'true') throw new Error('the Secret has no label');
      },
    );
    await check(
      `${label}: a client whose Secret is deleted gets another secret, and the former one is refused`,
      async () => {
        const former = await readCredentials(api);
        await api.delete({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'client-shop', namespace: 'tenant-login' },
        });
        await daemon?.waitUntil(async () => {
          const { id, secret } = await readCredentials(api);
          return secret !== former.secret && (await issuer.acceptsSecret(id, secret));
        }, 60);
        if (await issuer.acceptsSecret(former.id, former.secret)) throw new Error('the former secret is accepted');
      },
    );
    await check(`${label}: the registrar changes a client whose ConfigMap changes`, async () => {
      const redirectUrls = ['https://new.acme.example/oauth2/callback'];
      for (const object of renderRequest({ ...client, redirectUrls })) await api.apply(object);
      const isChanged = async () => (await issuer.listClients())[0]?.redirectUrls.join() === redirectUrls.join();
      await daemon?.waitUntil(isChanged, 60);
    });
    await check(`${label}: the registrar can read no other Secret, and write to no other namespace`, async () => {
      const as = {
        user: `system:serviceaccount:${component}:${registrarName(component)}`,
        groups: ['system:authenticated'],
      };
      const other = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other', namespace: 'tenant-login' } };
      await api.apply(other, { manager: 'lab' });
      await expectForbidden(() => api.get('/api/v1/namespaces/tenant-login/secrets/other', as));
      await expectForbidden(() => api.get('/api/v1/namespaces/tenant-login/secrets', as));
      await expectForbidden(() => api.create(other, '/api/v1/namespaces/default/secrets', { as, dryRun: true }));
    });
    await check(`${label}: the registrar removes a client whose ConfigMap is removed`, async () => {
      const configMap = request.find(({ kind }) => kind === 'ConfigMap');
      if (configMap) await api.delete(configMap);
      await daemon?.waitUntil(async () => (await issuer.listClients()).length === 0, 60);
    });
  } finally {
    daemon?.stop();
  }
}

/** Returns ID and secret of the client from its Secret. */
async function readCredentials(api: Api) {
  const { data, metadata } = (await api.get(secretPath)) as StoredSecret;
  const [id = '', secret = ''] = ['client-id', 'client-secret'].map((key) =>
    Buffer.from(data[key] ?? '', 'base64').toString(),
  );
  return { id, secret, labels: metadata.labels };
}

/** Returns Dex, which stores its clients as objects of the API server. */
function createDexIssuer(api: Api): TestedIssuer {
  const path = '/apis/dex.coreos.com/v1/namespaces/dex/oauth2clients';
  return {
    label: 'Dex',
    component: 'dex',
    listClients: async () =>
      ((await api.get(path)) as { readonly items: readonly DexClient[] }).items.map(({ redirectURIs, ...stored }) => ({
        ...stored,
        redirectUrls: redirectURIs,
      })),
    acceptsSecret: async (id, secret) => (await logInAtDex(id, secret)) === id,
  };
}

const dexUrl = 'http://127.0.0.1:24177';

/** Starts Dex with its objects in the namespace of the tests, and a connector that logs one user in without a page. */
async function startDex({ kubeconfig, api }: ControlPlane, folder: string): Promise<Daemon> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'dex' } }, { manager: 'lab' });
  const configuration = parse(readFileSync(kubeconfig, 'utf8')) as { contexts: { context: { namespace?: string } }[] };
  for (const { context } of configuration.contexts) context.namespace = 'dex';
  const kubeConfigFile = join(folder, 'dex.kubeconfig');
  writeFileSync(kubeConfigFile, stringify(configuration), { mode: 0o600 });
  const file = join(folder, 'dex.json');
  writeFileSync(
    file,
    JSON.stringify({
      issuer: dexUrl,
      storage: { type: 'kubernetes', config: { kubeConfigFile } },
      web: { http: dexUrl.replace('http://', '') },
      oauth2: { responseTypes: ['code'], skipApprovalScreen: true },
      connectors: [{ type: 'mockCallback', id: 'mock', name: 'Mock' }],
    }),
  );
  const program = await findIssuerProgram('dex');
  const start = () => new Daemon('dex', program, ['serve', file], join(folder, 'dex.log'));
  const isReady = async () => (await fetch(`${dexUrl}/.well-known/openid-configuration`)).ok;
  const first = start();
  const isRunning = await first.waitUntil(isReady, 120).then(
    () => true,
    () => false,
  );
  if (isRunning) return first;
  // At its first start, Dex exits where the API server does not serve the CRDs yet that it has created. kubelet restarts it.
  await sleep(2000);
  const second = start();
  await second.waitUntil(isReady, 120);
  return second;
}

/** Logs a user in at Dex as a client. Returns the audience of the ID token; undefined if Dex refuses the client. */
async function logInAtDex(id: string, secret: string): Promise<string | undefined> {
  const [redirectUrl = ''] = client.redirectUrls;
  const query = new URLSearchParams({
    ...{ client_id: id, redirect_uri: redirectUrl, response_type: 'code' },
    ...{ scope: 'openid email groups', state: 'some-state' },
  });
  let url = new URL(`${dexUrl}/auth?${query.toString()}`);
  for (let redirects = 0; redirects < 10 && !url.href.startsWith(redirectUrl); redirects++) {
    const { headers, status } = await fetch(url, { redirect: 'manual' });
    const location = headers.get('location');
    if (location === null) throw new Error(`${url.pathname} of Dex responds with ${status}`);
    url = new URL(location, url);
  }
  const form = {
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    redirect_uri: redirectUrl,
  };
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const body = new URLSearchParams(form);
  const response = await fetch(`${dexUrl}/token`, { method: 'POST', headers: { authorization }, body });
  if (response.status === 401) return undefined;
  if (!response.ok) throw new Error(`Dex responds with ${response.status}: ${await response.text()}`);
  const [, payload = ''] = ((await response.json()) as { readonly id_token: string }).id_token.split('.');
  return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { readonly aud: string }).aud;
}

interface DexClient {
  readonly id: string;
  readonly redirectURIs: readonly string[];
}

interface Ports {
  readonly public: number;
  readonly admin: number;
}

function createHydraIssuer(ports: Ports): TestedIssuer {
  const hydraAdminUrl = `http://127.0.0.1:${ports.admin}`;
  return {
    label: 'Hydra',
    component: 'ory',
    hydraAdminUrl,
    listClients: async () => {
      const clients = (await (await fetch(`${hydraAdminUrl}/admin/clients`)).json()) as readonly HydraClient[];
      return clients.map(({ client_id: id, redirect_uris: redirectUrls }) => ({ id, redirectUrls }));
    },
    acceptsSecret: async (id, secret) => {
      const body = new URLSearchParams({ grant_type: 'authorization_code', code: 'some', redirect_uri: 'https://x/' });
      const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
      const url = `http://127.0.0.1:${ports.public}/oauth2/token`;
      // The code is wrong: 400 for a client that Hydra knows, otherwise 401.
      return (await fetch(url, { method: 'POST', headers: { authorization }, body })).status === 400;
    },
  };
}

interface HydraClient {
  readonly client_id: string;
  readonly redirect_uris: readonly string[];
}

async function startHydra(folder: string, ports: Ports): Promise<Daemon> {
  const listen = (port: number) => ({ host: '127.0.0.1', port });
  const file = join(folder, 'hydra.json');
  const urls = { self: { issuer: 'https://login.acme.example' } };
  const serve = { public: listen(ports.public), admin: listen(ports.admin) };
  writeFileSync(file, JSON.stringify({ serve, urls }));
  const env = { DSN: 'memory', SQA_OPT_OUT: 'true', SECRETS_SYSTEM: randomBytes(16).toString('hex') };
  // Hydra redirects requests without TLS, except in this mode.
  const args = ['serve', 'all', '--dev', '--config', file];
  const daemon = new Daemon('hydra', await findIssuerProgram('hydra'), args, join(folder, 'hydra.log'), env);
  await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${ports.admin}/health/ready`)).ok, 120);
  return daemon;
}

async function applyObjects(api: Api, issuer: TestedIssuer, request: readonly KubernetesObject[]): Promise<void> {
  for (const name of [issuer.component, 'tenant-login'])
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
  const addObjects = registrarRelease(issuer, clusterInfo()).objects['objects.yaml'];
  const objects = synthesizeObjects((chart) => addObjects?.(chart)) as unknown as readonly KubernetesObject[];
  for (const object of [...objects, ...request]) await api.apply(object);
}

async function startRegistrar(api: Api, issuer: TestedIssuer, folder: string): Promise<Daemon> {
  const { component, hydraAdminUrl } = issuer;
  const identity = { namespace: component, name: registrarName(component), file: 'clients.mjs' };
  const script = await preparePodScript(api, identity, folder);
  return new Daemon('registrar', process.execPath, [script.file], join(folder, `${component}-registrar.log`), {
    ...script.env,
    ...(hydraAdminUrl === undefined ? {} : { HYDRA_ADMIN_URL: hydraAdminUrl }),
    INTERVAL_SECONDS: '0.5',
  });
}
