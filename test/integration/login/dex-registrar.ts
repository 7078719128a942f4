import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  registerAtDex,
  registrarName,
  registrarRelease,
} from '../../../constructs/components/identity/dex/registration';
import type { OidcClient } from '../../../src/kinds/additions';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { newestKubernetes } from '../../../tools/catalogue';
import { synthesizeObjects } from '../../support/rendered';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { buildControlPlanePrograms, ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import type { Check } from './check';

const dex = 'dex';
const registrar = registrarName(dex);

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

const clientsPath = `/apis/dex.coreos.com/v1/namespaces/${dex}/oauth2clients`;
const secretPath = '/api/v1/namespaces/tenant-login/secrets/client-shop';

interface StoredClient {
  readonly id: string;
  readonly secret: string;
}

interface StoredSecret {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

/** Tests the registrar of Dex on a real API server, with the permissions that it is given. */
export async function testDexRegistrar(check: Check, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const controlPlane = new ControlPlane(await buildControlPlanePrograms(newestKubernetes));
  let daemon: Daemon | undefined;
  try {
    await controlPlane.start({ nodes: 1 });
    const { api } = controlPlane;
    const request = synthesizeObjects((chart) => {
      registerAtDex(dex)(chart, client, 'shop');
    }) as unknown as readonly KubernetesObject[];
    await check(
      'Dex: the registrar creates the Secret of a client, and the client with the same credentials',
      async () => {
        await applyObjects(api, request);
        daemon = await startRegistrar(api, folder);
        await daemon.waitUntil(async () => (await listClients(api)).length === 1, 30);
        const [stored] = await listClients(api);
        const { data, metadata } = (await api.get(secretPath)) as StoredSecret;
        const [id, secret] = ['client-id', 'client-secret'].map((key) =>
          Buffer.from(data[key] ?? '', 'base64').toString(),
        );
        if (stored?.id !== id || stored?.secret !== secret || secret === '') throw new Error('other credentials');
        if (metadata.labels?.['plinth.dev/tested'] !== 'true') throw new Error('the Secret has no label');
      },
    );
    await check('Dex: the registrar can read no other Secret, and write to no other namespace', async () => {
      const as = { user: `system:serviceaccount:${dex}:${registrar}`, groups: ['system:authenticated'] };
      const other = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'other', namespace: 'tenant-login' } };
      await api.apply(other, { manager: 'lab' });
      await expectForbidden(() => api.get('/api/v1/namespaces/tenant-login/secrets/other', as));
      await expectForbidden(() => api.get('/api/v1/namespaces/tenant-login/secrets', as));
      await expectForbidden(() => api.create(other, '/api/v1/namespaces/default/secrets', { as, dryRun: true }));
    });
    await check('Dex: the registrar removes a client whose ConfigMap is removed', async () => {
      const configMap = request.find(({ kind }) => kind === 'ConfigMap');
      if (configMap) await api.delete(configMap);
      await daemon?.waitUntil(async () => (await listClients(api)).length === 0, 30);
    });
  } finally {
    daemon?.stop();
    controlPlane.stop();
  }
}

async function applyObjects(api: Api, request: readonly KubernetesObject[]): Promise<void> {
  for (const name of [dex, 'tenant-login'])
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
  await api.apply(crd, { manager: 'lab' });
  const addObjects = registrarRelease(dex, clusterInfo()).objects['objects.yaml'];
  const objects = synthesizeObjects((chart) => addObjects?.(chart)) as unknown as readonly KubernetesObject[];
  for (const object of [...objects, ...request]) await api.apply(object);
}

async function startRegistrar(api: Api, folder: string): Promise<Daemon> {
  const { status } = (await api.create(
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    `/api/v1/namespaces/${dex}/serviceaccounts/${registrar}/token`,
  )) as { readonly status: { readonly token: string } };
  const { data } = (await api.get(`/api/v1/namespaces/${dex}/configmaps/${registrar}`)) as {
    readonly data: Readonly<Record<string, string>>;
  };
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const script = file('clients.mjs', data['clients.mjs'] ?? '');
  return new Daemon('registrar', process.execPath, [script], join(folder, 'registrar.log'), {
    API_URL: api.credentials.server,
    NAMESPACE: dex,
    NODE_EXTRA_CA_CERTS: file('ca.crt', api.credentials.ca),
    TOKEN_FILE: file('token', status.token),
    INTERVAL_SECONDS: '0.5',
  });
}

async function listClients(api: Api): Promise<readonly StoredClient[]> {
  return ((await api.get(clientsPath)) as { readonly items: readonly StoredClient[] }).items;
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
