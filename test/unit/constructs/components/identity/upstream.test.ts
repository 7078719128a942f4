import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ory } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../../../src/kinds/release';
import { formatProblem, valueAtPath } from '../../../../../src/schema/problem';

// On a loaded machine, Node.js starts slowly.
jest.setTimeout(60_000);

type Options = Parameters<typeof ory.releases>[0];

const cluster = clusterInfo({ domain: 'acme.example' });
const entra = { id: 'entra', url: 'https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/v2.0' };
const google = { id: 'google', url: 'https://accounts.google.com' };
const github = { id: 'github', url: 'https://github.com' };

const renderKratos = (options: Options) => {
  const release = ory.releases(options, cluster).find(({ name }) => name === 'ory-kratos');
  return release && isChartRelease(release) ? release.values : {};
};

test('accounts at issuers replace passwords, also where people are listed', () => {
  const people = [{ email: 'ann@acme.example' }];
  const values = renderKratos({ upstream: [entra], people, kratos: { secondFactor: true } });
  expect(valueAtPath(values, ['kratos', 'config'])).toMatchObject({
    selfservice: {
      methods: { password: { enabled: false }, profile: { enabled: false }, totp: { enabled: true } },
      flows: {
        registration: { enabled: true, after: { oidc: { hooks: [{ hook: 'web_hook' }, { hook: 'session' }] } } },
      },
    },
    session: { lifespan: '8h', whoami: { required_aal: 'highest_available' } },
  });
  expect(valueAtPath(values, ['kratos', 'config', 'selfservice', 'flows'])).not.toHaveProperty('recovery');
});

test('clients at issuers are in Secrets only, whose keys Kratos has as variables', () => {
  const values = renderKratos({ upstream: [entra, { ...github, emailDomains: ['acme.example'], secret: 'gh' }] });
  const providers = valueAtPath(values, ['kratos', 'config', 'selfservice', 'methods', 'oidc', 'config', 'providers']);
  expect(providers).toEqual([
    expect.objectContaining({ id: 'entra', provider: 'generic', issuer_url: entra.url }),
    expect.objectContaining({ id: 'github', provider: 'github', scope: ['user:email'] }),
  ]);
  expect(JSON.stringify(providers)).not.toContain('client_');
  const prefix = 'SELFSERVICE_METHODS_OIDC_CONFIG_PROVIDERS';
  const variable = (name: string, secret: string, key: string) => ({
    name: `${prefix}_${name}`,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  expect(valueAtPath(values, ['deployment', 'extraEnv'])).toEqual([
    variable('0_CLIENT_ID', 'upstream-entra', 'client-id'),
    variable('0_CLIENT_SECRET', 'upstream-entra', 'client-secret'),
    variable('1_CLIENT_ID', 'gh', 'client-id'),
    variable('1_CLIENT_SECRET', 'gh', 'client-secret'),
  ]);
  expect(ory.secrets({ upstream: [entra] }, cluster)).toContainEqual(
    expect.objectContaining({ name: 'upstream-entra', requiredFor: 'ory({ upstream })' }),
  );
  expect(ory.oidcClients({ upstream: [entra] }, cluster)).toMatchObject([
    {
      issuer: entra.url,
      redirectUrls: ['https://accounts.acme.example/self-service/methods/oidc/callback/entra'],
      secret: { namespace: 'ory', name: 'upstream-entra' },
    },
  ]);
});

test('issuers at which everybody has an account need the domains or the people of the organization', () => {
  const problems = (options: Options) => ory.validate(options, cluster).map(formatProblem);
  for (const [index, upstream] of [google, github].entries()) {
    expect(problems({ upstream: [upstream] })).toEqual([
      expect.stringMatching(/^upstream\[0\]\.emailDomains: is required: everybody can create an account there/),
    ]);
    expect(problems({ upstream: [{ ...upstream, emailDomains: [`acme${index}.example`] }] })).toEqual([]);
    expect(problems({ upstream: [upstream], people: [{ email: 'ann@acme.example' }] })).toEqual([]);
  }
  const all = { id: 'all', url: 'https://login.microsoftonline.com/common/v2.0' };
  expect(problems({ upstream: [all, { ...entra, id: 'all' }], kratos: { mail: true } })).toEqual([
    expect.stringMatching(/^kratos\.mail is true: has no effect with `upstream`/),
    expect.stringMatching(/^upstream\[0\]\.url is .*is the issuer of all organizations/),
    expect.stringMatching(/^upstream\[1\]\.id is "all": is the ID of another issuer/),
  ]);
  expect(problems({ upstream: [entra], kratos: { values: { deployment: { extraEnv: [] } } } })).toEqual([
    expect.stringMatching(/^kratos\.values\.deployment\.extraEnv: replaces the variables/),
  ]);
});

describe('the server that decides which accounts are admitted', () => {
  let folder: string;
  let api: Server;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'upstream-'));
    writeFileSync(join(folder, 'token'), 'token');
    const people = JSON.stringify([{ email: 'ann@acme.example', groups: ['shop-support'] }]);
    // Stand-in for the API server, and for Kratos without identities.
    api = createServer(({ url: path = '' }, response) => {
      response.end(JSON.stringify(path.includes('/configmaps/') ? { data: { people } } : []));
    }).listen(0, '127.0.0.1');
    const free = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(api, 'listening'), once(free, 'listening')]);
    const port = (free.address() as AddressInfo).port;
    free.close();
    url = `http://127.0.0.1:${port}`;
    const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    const script = join(__dirname, '../../../../../constructs/components/identity/ory/scripts/people.mjs');
    server = spawn(process.execPath, [script], {
      env: {
        ...process.env,
        ...{ API_URL: apiUrl, KRATOS_ADMIN_URL: apiUrl, NAMESPACE: 'ory', CONFIG_MAP: 'ory-people-list' },
        ...{ TOKEN_FILE: join(folder, 'token'), PORT: String(port) },
      },
      stdio: 'ignore',
    });
    const isReady = () =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    for (let attempt = 0; attempt < 600 && !(await isReady()); attempt++) await sleep(50);
  });

  afterAll(() => {
    server.kill();
    api.close();
    api.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  async function ask(body: object, path = '/registration'): Promise<{ status: number; content: string }> {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    return { status: response.status, content: await response.text() };
  }
  const ann = { email: 'ann@acme.example', name: 'Ann' };

  test('a listed person gets the groups of the list', async () => {
    const { status, content } = await ask({ traits: ann, metadata: { upstream: ann, refusal: null } });
    expect([status, JSON.parse(content)]).toEqual([
      200,
      {
        identity: { metadata_public: { groups: ['shop-support'] }, metadata_admin: { managedBy: 'plinth.dev/people' } },
      },
    ]);
  });

  test('traits that the issuer has not sent, accounts that the mapper refuses, and other people are refused', async () => {
    const eve = { email: 'eve@acme.example' };
    for (const [body, reason] of [
      [{ traits: ann, metadata: { upstream: eve, refusal: null } }, 'another one at the issuer'],
      [{ traits: { ...ann, name: 'Boss' }, metadata: { upstream: ann, refusal: null } }, 'another one at the issuer'],
      [{ traits: ann, metadata: { upstream: ann, refusal: 'its address is not verified' } }, 'not verified'],
      [{ traits: ann, metadata: { upstream: ann } }, 'try again later'],
      [{ traits: eve, metadata: { upstream: eve, refusal: null } }, 'not in the list'],
    ] as const) {
      const { status, content } = await ask(body);
      expect(status).toBe(403);
      expect(content).toContain(reason);
    }
    expect((await ask({ traits: ann, metadata: null })).status).toBe(500);
    expect((await ask({ traits: ann, metadata: { upstream: ann, refusal: null } }, '/link')).status).toBe(403);
  });
});
