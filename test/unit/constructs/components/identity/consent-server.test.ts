import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { text } from 'node:stream/consumers';

const script = join(__dirname, '../../../../../constructs/components/identity/ory/scripts/consent.mjs');

/** Stand-in for the admin APIs of Hydra and Kratos. */
let admin: Server;
let requests: { readonly method: string; readonly url: string; readonly body: unknown }[];
let consentServer: ChildProcess;
let url: string;
let client: object;

const identity = {
  traits: { email: 'ann@acme.example' },
  metadata_public: { groups: ['shop-support'] },
  verifiable_addresses: [{ value: 'ann@acme.example', verified: true }],
};

beforeAll(async () => {
  admin = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '' } = request;
      requests.push({ method, url: path, body: body === '' ? undefined : JSON.parse(body) });
      const consent = { client, subject: 'person 1', requested_scope: ['openid', 'email', 'groups'] };
      const found = path.startsWith('/admin/identities/') ? identity : method === 'GET' ? consent : undefined;
      response.end(JSON.stringify(found ?? { redirect_to: 'https://login.acme.example/next' }));
    });
  }).listen(0, '127.0.0.1');
  await once(admin, 'listening');
  const adminUrl = `http://127.0.0.1:${(admin.address() as AddressInfo).port}`;
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  url = `http://127.0.0.1:${port}`;
  const env = { ...process.env, PORT: String(port), HYDRA_ADMIN_URL: adminUrl, KRATOS_ADMIN_URL: adminUrl };
  consentServer = spawn(process.execPath, [script], { env, stdio: 'ignore' });
  while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) await sleep(50);
}, 60_000);

afterAll(() => {
  consentServer.kill();
  admin.close();
  admin.closeAllConnections();
});

beforeEach(() => {
  requests = [];
  client = { skip_consent: true };
});

const get = (path: string) => fetch(`${url}${path}`, { redirect: 'manual' });

test('accepts the consent of a client of the platform, with e-mail address and groups in its tokens', async () => {
  const response = await get('/oauth2-consent?consent_challenge=a%26b');
  expect([response.status, response.headers.get('location')]).toEqual([302, 'https://login.acme.example/next']);
  expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual([
    'GET /admin/oauth2/auth/requests/consent?consent_challenge=a%26b',
    'GET /admin/identities/person%201',
    'PUT /admin/oauth2/auth/requests/consent/accept?consent_challenge=a%26b',
  ]);
  expect(requests[2]?.body).toMatchObject({
    grant_scope: ['openid', 'email', 'groups'],
    session: { id_token: { email: 'ann@acme.example', email_verified: true, groups: ['shop-support'] } },
  });
});

test('rejects a client that is not one of the platform', async () => {
  client = {};
  await get('/oauth2-consent?consent_challenge=a');
  expect(requests.map(({ url: path }) => path)).toEqual([
    '/admin/oauth2/auth/requests/consent?consent_challenge=a',
    '/admin/oauth2/auth/requests/consent/reject?consent_challenge=a',
  ]);
});

test('accepts a logout, and responds to nothing else', async () => {
  expect((await get('/oauth2-logout?logout_challenge=a')).status).toBe(302);
  expect(requests.map(({ url: path }) => path)).toEqual([
    '/admin/oauth2/auth/requests/logout/accept?logout_challenge=a',
  ]);
  expect((await get('/oauth2-consent')).status).toBe(404);
  expect((await get('/admin/identities')).status).toBe(404);
});
