import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { requestClient } from '../../../../../constructs/components/identity/registrar/registrar';
import type { OidcClient } from '../../../../../src/kinds/additions';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

// On a loaded machine, Node.js starts slowly.
jest.setTimeout(60_000);

const encode = (value: string) => Buffer.from(value).toString('base64');
const client: OidcClient = {
  issuer: 'https://login.acme.example',
  redirectUrls: ['https://shop.acme.example/oauth2/callback'],
  secret: { namespace: 'tenant-login', name: 'client-shop' },
  title: 'Applications of shop',
};

test('the registrar may read the Secret of a client only, and nothing of the namespaces of tenants', () => {
  const objects = synthesizeObjects((chart) => {
    requestClient('dex')(chart, client, 'shop');
  });
  expect(objects.map(({ kind, metadata }) => `${metadata.namespace ?? ''} ${kind}`)).toEqual([
    'dex ConfigMap',
    'tenant-login Role',
    'tenant-login RoleBinding',
  ]);
  expect(getObject(objects, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['client-shop'], verbs: ['get'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  ]);
  expect(JSON.stringify(objects)).not.toContain('client-secret');
});

describe('the registrar of Dex, and that of Hydra', () => {
  interface StoredObject {
    metadata: { name: string; labels?: object };
    [field: string]: unknown;
  }
  const stored = new Map<string, StoredObject>();
  let folder: string;
  let api: Server;
  let registrars: readonly ChildProcess[];

  /** Stand-in for the API server and for Hydra's admin API, which stores objects by path. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registrar-'));
    writeFileSync(join(folder, 'token'), 'token');
    api = createServer((request, response) => {
      void text(request).then((body) => {
        const path = new URL(request.url ?? '', 'http://localhost').pathname;
        if (path.startsWith('/admin/clients')) {
          serveHydra(request.method ?? '', path, body, response);
          return;
        }
        if (request.headers.authorization !== 'Bearer token') return response.writeHead(401).end();
        if (request.method === 'POST') {
          const object = JSON.parse(body) as StoredObject;
          const data = Object.entries(object.stringData ?? {}).map(([key, value]) => [key, encode(String(value))]);
          stored.set(`${path}/${object.metadata.name}`, { ...object, data: Object.fromEntries(data) as object });
        }
        if (request.method === 'PUT') stored.set(path, JSON.parse(body) as StoredObject);
        if (request.method === 'DELETE') stored.delete(path);
        if (request.method !== 'GET') return response.end('{}');
        const isList = /(configmaps|oauth2clients)$/.test(path);
        const items = [...stored].filter(([key]) => key.startsWith(`${path}/`)).map(([, object]) => object);
        const object = isList ? { items } : stored.get(path);
        return object ? response.end(JSON.stringify(object)) : response.writeHead(404).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const script = join(__dirname, '../../../../../constructs/components/identity/registrar/scripts/clients.mjs');
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const startRegistrar = (env: Readonly<Record<string, string>>) =>
      spawn(process.execPath, [script], {
        env: {
          ...process.env,
          ...{ API_URL: url, TOKEN_FILE: join(folder, 'token'), INTERVAL_SECONDS: '0.05' },
          ...env,
        },
        stdio: 'ignore',
      });
    registrars = [startRegistrar({ NAMESPACE: 'dex' }), startRegistrar({ NAMESPACE: 'ory', HYDRA_ADMIN_URL: url })];
  });

  /** Stores clients as Hydra does: without their secrets. */
  function serveHydra(method: string, path: string, body: string, response: ServerResponse): void {
    const key = `hydra ${decodeURIComponent(path.replace('/admin/clients', ''))}`;
    const { client_secret: secret, ...client } = (body === '' ? {} : JSON.parse(body)) as Record<string, unknown>;
    if (method === 'POST')
      stored.set(`hydra /${String(client.client_id)}`, { metadata: { name: '' }, ...client, secret });
    if (method === 'PUT') stored.set(key, { metadata: { name: '' }, ...client, secret });
    if (method === 'DELETE') stored.delete(key);
    const list = [...stored].filter(([name]) => name.startsWith('hydra ')).map(([, object]) => object);
    if (method !== 'GET') response.end('{}');
    else if (path === '/admin/clients') response.end(JSON.stringify(list));
    else if (stored.has(key)) response.end(JSON.stringify(stored.get(key)));
    else response.writeHead(404).end('{}');
  }

  afterAll(() => {
    for (const registrar of registrars) registrar.kill();
    api.close();
    api.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const configMaps = '/api/v1/namespaces/dex/configmaps';
  const clients = '/apis/dex.coreos.com/v1/namespaces/dex/oauth2clients';
  const request = (name: string, options: object) =>
    stored.set(`${configMaps}/${name}`, { metadata: { name }, data: { client: JSON.stringify(options) } });

  async function waitFor<T>(find: () => T | undefined): Promise<T> {
    for (let attempt = 0; attempt < 1000; attempt++) {
      const found = find();
      if (found !== undefined) return found;
      await sleep(50);
    }
    throw new Error(`not found among ${[...stored.keys()].join(', ')}`);
  }

  const findClient = (id: string) =>
    [...stored].find(([key, object]) => key.startsWith(clients) && object.id === id)?.[1];

  test('creates the Secret of a client with its labels, and the client in Dex with the same credentials', async () => {
    request('argo-cd', {
      namespace: 'argo-cd',
      secret: 'argo-cd-login',
      labels: { part: 'argocd' },
      redirectUrls: ['https://argocd.acme.example/auth/callback'],
      title: 'Argo CD',
    });
    const registered = await waitFor(() => findClient('argo-cd.argo-cd-login'));
    const secret = stored.get('/api/v1/namespaces/argo-cd/secrets/argo-cd-login');
    expect(secret?.metadata.labels).toEqual({ part: 'argocd' });
    expect(secret?.stringData).toEqual({ 'client-id': 'argo-cd.argo-cd-login', 'client-secret': registered.secret });
    expect(registered).toMatchObject({
      public: false,
      name: 'Argo CD',
      redirectURIs: ['https://argocd.acme.example/auth/callback'],
    });
    expect(String(registered.secret)).toHaveLength(64);
    // The name by which Dex finds the client, as its storage derives it.
    expect(registered.metadata.name).toBe('mfzgo3znmnsc4ylsm5xs2y3efvwg6z3jn3f7fhheqqrcgji');
  });

  test('uses the credentials of an existing Secret, and registers a public client without one', async () => {
    stored.set('/api/v1/namespaces/grafana/secrets/grafana-login', {
      metadata: { name: 'grafana-login' },
      data: { 'client-id': encode('own-id'), 'client-secret': encode('own-secret') },
    });
    request('grafana', { namespace: 'grafana', secret: 'grafana-login', redirectUrls: [], title: 'Grafana' });
    request('kubectl', { namespace: 'dex', secret: 'x', redirectUrls: [], title: 'kubectl', publicId: 'kubernetes' });
    expect((await waitFor(() => findClient('own-id'))).secret).toBe('own-secret');
    const kubectl = await waitFor(() => findClient('kubernetes'));
    expect(kubectl.public).toBe(true);
    expect(kubectl).not.toHaveProperty('secret');
    expect(stored.has('/api/v1/namespaces/dex/secrets/x')).toBe(false);
  });

  test('removes a client whose ConfigMap is removed', async () => {
    stored.delete(`${configMaps}/kubectl`);
    await waitFor(() => (findClient('kubernetes') === undefined ? true : undefined));
    expect(findClient('own-id')).toBeDefined();
  });

  const requestAtHydra = (name: string, options: object) =>
    stored.set(`/api/v1/namespaces/ory/configmaps/${name}`, {
      metadata: { name },
      data: { client: JSON.stringify(options) },
    });

  test('registers clients at Hydra with the credentials of their Secrets, and removes those without ConfigMap', async () => {
    stored.set('hydra /foreign', { metadata: { name: '' }, client_id: 'foreign' });
    const client = { namespace: 'tenant-login', secret: 'client-bank', redirectUrls: ['https://bank/'], title: 'Bank' };
    requestAtHydra('bank', client);
    requestAtHydra('kubectl', { namespace: 'ory', secret: 'x', redirectUrls: [], title: 'kubectl', publicId: 'k8s' });
    const bank = await waitFor(() => stored.get('hydra /tenant-login.client-bank'));
    const secret = stored.get('/api/v1/namespaces/tenant-login/secrets/client-bank');
    expect(secret?.stringData).toEqual({ 'client-id': 'tenant-login.client-bank', 'client-secret': bank.secret });
    expect(bank).toMatchObject({
      redirect_uris: ['https://bank/'],
      grant_types: ['authorization_code'],
      skip_consent: true,
      token_endpoint_auth_method: 'client_secret_basic',
    });
    const kubectl = await waitFor(() => stored.get('hydra /k8s'));
    expect(kubectl).toMatchObject({ token_endpoint_auth_method: 'none', secret: undefined });
    stored.delete('/api/v1/namespaces/ory/configmaps/kubectl');
    await waitFor(() => (stored.has('hydra /k8s') ? undefined : true));
    requestAtHydra('bank', { ...client, redirectUrls: ['https://new/'] });
    await waitFor(() =>
      String(stored.get('hydra /tenant-login.client-bank')?.redirect_uris) === 'https://new/' ? true : undefined,
    );
    expect(stored.has('hydra /foreign')).toBe(true);
  });

  test('takes over no client of Hydra that it has not registered', async () => {
    stored.set('/api/v1/namespaces/shop/secrets/stolen', {
      metadata: { name: 'stolen' },
      data: { 'client-id': encode('foreign'), 'client-secret': encode('own-secret') },
    });
    requestAtHydra('stolen', { namespace: 'shop', secret: 'stolen', redirectUrls: ['https://evil/'], title: 'x' });
    requestAtHydra('later', { namespace: 'shop', secret: 'later', redirectUrls: [], title: 'later' });
    await waitFor(() => stored.get('hydra /shop.later'));
    expect(stored.get('hydra /foreign')).toEqual({ metadata: { name: '' }, client_id: 'foreign' });
  });
});
