import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { dex } from '../../../../../constructs/components';
import { registerAtDex } from '../../../../../constructs/components/identity/dex/registration';
import type { OidcClient } from '../../../../../src/kinds/additions';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../../../src/kinds/release';
import { formatProblem, valueAtPath } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

const cluster = clusterInfo({ domain: 'acme.example' });
const encode = (value: string) => Buffer.from(value).toString('base64');
const ldap = { type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636', bindPW: '$BIND_PW' } };
const client: OidcClient = {
  issuer: 'https://login.acme.example',
  redirectUrls: ['https://shop.acme.example/oauth2/callback'],
  secret: { namespace: 'tenant-login', name: 'client-shop' },
  title: 'Applications of shop',
};

test('issues tokens with the public host as issuer, and stores its state in the cluster', () => {
  const release = dex.releases({ connectors: [ldap] }, cluster).find(isChartRelease);
  expect(valueAtPath(release?.values, ['config'])).toMatchObject({
    issuer: 'https://login.acme.example',
    storage: { type: 'kubernetes', config: { inCluster: true } },
    connectors: [{ id: 'ldap', config: { bindPW: '$BIND_PW', redirectURI: 'https://login.acme.example/callback' } }],
  });
  expect(dex.issuer({ connectors: [ldap] }, cluster)).toBe('https://login.acme.example');
});

test('a secret of a connector in the definition, and a repeated ID, are errors that do not contain the secret', () => {
  const config = { nested: [{ clientSecret: 'hunter2' }] };
  expect(dex.secrets({ connectors: [ldap], secret: 'ldap' }, cluster)).toMatchObject([
    { namespace: 'dex', name: 'ldap', values: { BIND_PW: { from: 'provided' } } },
  ]);
  const problems = dex
    .validate({ connectors: [ldap, { ...ldap, config }] }, cluster)
    .map(formatProblem)
    .join('\n');
  expect(problems).toContain('is the ID of another connector, too');
  expect(problems).toContain('connectors[1].config.nested[0].clientSecret');
  expect(problems).toContain('must not be in the definition');
  expect(problems).toContain('secret: is required: connectors refer to $BIND_PW');
  expect(problems).not.toContain('hunter2');
});

test('the registrar may read the Secret of a client only, and nothing of the namespaces of tenants', () => {
  const objects = synthesizeObjects((chart) => {
    registerAtDex('dex')(chart, client, 'shop');
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

describe('the registrar', () => {
  interface StoredObject {
    metadata: { name: string; labels?: object };
    [field: string]: unknown;
  }
  const stored = new Map<string, StoredObject>();
  let folder: string;
  let api: Server;
  let registrar: ChildProcess;

  /** Stand-in for the API server, which stores objects by path. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'registrar-'));
    writeFileSync(join(folder, 'token'), 'token');
    api = createServer((request, response) => {
      void text(request).then((body) => {
        const path = new URL(request.url ?? '', 'http://localhost').pathname;
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
    const script = join(__dirname, '../../../../../constructs/components/identity/dex/scripts/clients.mjs');
    registrar = spawn(process.execPath, [script], {
      env: {
        ...process.env,
        API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`,
        NAMESPACE: 'dex',
        TOKEN_FILE: join(folder, 'token'),
        INTERVAL_SECONDS: '0.05',
      },
      stdio: 'ignore',
    });
  });

  afterAll(() => {
    registrar.kill();
    api.close();
    api.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const configMaps = '/api/v1/namespaces/dex/configmaps';
  const clients = '/apis/dex.coreos.com/v1/namespaces/dex/oauth2clients';
  const request = (name: string, options: object) =>
    stored.set(`${configMaps}/${name}`, { metadata: { name }, data: { client: JSON.stringify(options) } });

  async function waitFor<T>(find: () => T | undefined): Promise<T> {
    for (let attempt = 0; attempt < 200; attempt++) {
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
});
