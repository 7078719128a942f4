import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { buildControlPlanePrograms, ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { tool } from '../../../tools/tool';
import type { Check } from './check';

const client: OidcClient = {
  issuer: 'https://login.acme.example',
  redirectUrls: ['https://shop.acme.example/oauth2/callback'],
  secret: { namespace: 'tenant-login', name: 'client-shop', labels: { 'plinth.dev/tested': 'true' } },
  title: 'Applications of shop',
};

/** CRD of clients, as Dex creates it: without a schema. */
const crd = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'oauth2clients.dex.coreos.com' },
  spec: {
    group: 'dex.coreos.com',
    names: { plural: 'oauth2clients', singular: 'oauth2client', kind: 'OAuth2Client', listKind: 'OAuth2ClientList' },
    scope: 'Namespaced',
    versions: [
      {
        ...{ name: 'v1', served: true, storage: true },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
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
  try {
    await controlPlane.start({ nodes: 1 });
    const { api } = controlPlane;
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
        const { data, metadata } = (await api.get(secretPath)) as StoredSecret;
        const [id = '', secret = ''] = ['client-id', 'client-secret'].map((key) =>
          Buffer.from(data[key] ?? '', 'base64').toString(),
        );
        if (stored?.id !== id || secret === '') throw new Error('another ID');
        if (!(await issuer.acceptsSecret(id, secret))) throw new Error('another secret');
        if (await issuer.acceptsSecret(id, `${secret}x`)) throw new Error('the issuer accepts any secret');
        if (metadata.labels?.['plinth.dev/tested'] !== 'true') throw new Error('the Secret has no label');
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

/** Returns the store of Dex, objects of the API server. Dex itself does not run: no registry has its current version. */
function createDexIssuer(api: Api): TestedIssuer {
  const path = '/apis/dex.coreos.com/v1/namespaces/dex/oauth2clients';
  const list = async () =>
    ((await api.get(path)) as { readonly items: readonly DexClient[] }).items.map(({ redirectURIs, ...stored }) => ({
      ...stored,
      redirectUrls: redirectURIs,
    }));
  return {
    label: 'Dex',
    component: 'dex',
    listClients: list,
    acceptsSecret: async (id, secret) => (await list()).some((stored) => stored.id === id && stored.secret === secret),
  };
}

interface DexClient {
  readonly id: string;
  readonly secret: string;
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
  const daemon = new Daemon('hydra', await tool('hydra'), args, join(folder, 'hydra.log'), env);
  await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${ports.admin}/health/ready`)).ok, 120);
  return daemon;
}

async function applyObjects(api: Api, issuer: TestedIssuer, request: readonly KubernetesObject[]): Promise<void> {
  for (const name of [issuer.component, 'tenant-login'])
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
  await api.apply(crd, { manager: 'lab' });
  const addObjects = registrarRelease(issuer, clusterInfo()).objects['objects.yaml'];
  const objects = synthesizeObjects((chart) => addObjects?.(chart)) as unknown as readonly KubernetesObject[];
  for (const object of [...objects, ...request]) await api.apply(object);
}

async function startRegistrar(api: Api, issuer: TestedIssuer, folder: string): Promise<Daemon> {
  const { component, hydraAdminUrl } = issuer;
  const name = registrarName(component);
  const { status } = (await api.create(
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    `/api/v1/namespaces/${component}/serviceaccounts/${name}/token`,
  )) as { readonly status: { readonly token: string } };
  const { data } = (await api.get(`/api/v1/namespaces/${component}/configmaps/${name}`)) as {
    readonly data: Readonly<Record<string, string>>;
  };
  const file = (fileName: string, text: string): string => {
    writeFileSync(join(folder, fileName), text);
    return join(folder, fileName);
  };
  const script = file('clients.mjs', data['clients.mjs'] ?? '');
  return new Daemon('registrar', process.execPath, [script], join(folder, `${component}-registrar.log`), {
    ...{ API_URL: api.credentials.server, NAMESPACE: component },
    ...(hydraAdminUrl === undefined ? {} : { HYDRA_ADMIN_URL: hydraAdminUrl }),
    NODE_EXTRA_CA_CERTS: file('ca.crt', api.credentials.ca),
    TOKEN_FILE: file(`${component}-token`, status.token),
    INTERVAL_SECONDS: '0.5',
  });
}

async function expectForbidden(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return;
    throw error;
  }
  throw new Error('the API server accepts the request');
}
