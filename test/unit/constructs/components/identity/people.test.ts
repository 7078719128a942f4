import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ory } from '../../../../../constructs/components';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../../../src/kinds/release';
import { formatProblem, valueAtPath } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

// On a loaded machine, Node.js starts slowly.
jest.setTimeout(60_000);

const cluster = clusterInfo({ domain: 'acme.example' });
const ann = { email: 'Ann@acme.example', name: 'Ann', groups: ['shop-support'] };

type Options = Parameters<typeof ory.releases>[0];

const renderPeople = (options: Options) => {
  const release = ory.releases(options, cluster).find(({ name }) => name === 'ory-people');
  return synthesizeObjects((chart) => {
    if (release && 'objects' in release) release.objects['objects.yaml']?.(chart);
  });
};

test('people of the definition are a list for the server, which may read nothing but this list', () => {
  const objects = renderPeople({ people: [ann] });
  const configMap = objects.find(({ metadata }) => metadata.name === 'ory-people-list');
  expect(JSON.parse((configMap?.data as { people: string }).people)).toEqual([{ ...ann, email: 'ann@acme.example' }]);
  expect(getObject(objects, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['ory-people-list'], verbs: ['get'] },
  ]);
  expect(renderPeople({})).toEqual([]);
});

test('people without mail choose their password with a code of an administrator', () => {
  const config = (options: Options) => {
    const kratos = ory.releases(options, cluster).find(({ name }) => name === 'ory-kratos');
    return kratos && isChartRelease(kratos) ? valueAtPath(kratos.values, ['kratos', 'config']) : undefined;
  };
  expect(config({ people: [ann] })).toMatchObject({
    courier: {},
    selfservice: { flows: { recovery: { enabled: true }, registration: { enabled: false } } },
  });
  expect(valueAtPath(config({}), ['selfservice', 'flows'])).not.toHaveProperty('recovery');
});

test('a person who is listed twice, an empty list, a group with a comma and people without Kratos are errors', () => {
  const problems = (options: Options) => ory.validate(options, cluster).map(formatProblem);
  expect(problems({ people: [ann, { email: 'ann@ACME.example' }] })).toEqual([
    expect.stringMatching(/^people\[1\]\.email is "ann@acme\.example": is the address of another person/),
  ]);
  expect(problems({ people: [ann], kratos: { enabled: false } })).toEqual([
    expect.stringMatching(/^people: needs Kratos/),
  ]);
  for (const people of [[], [{ ...ann, groups: ['a,b'] }], [{ email: 'ann' }]])
    expect(() => ory.releases({ people }, cluster)).toThrow(/people/);
});

describe('the server that keeps the identities of people', () => {
  interface Identity {
    readonly id: string;
    readonly traits: { readonly email: string; readonly name?: string };
    readonly state: string;
    readonly metadata_public?: object | null;
    readonly metadata_admin?: object | null;
  }
  const handMade: Identity = {
    ...{ id: 'hand-made', traits: { email: 'eve@acme.example' }, state: 'active' },
    ...{ metadata_public: {}, metadata_admin: {} },
  };
  let people: readonly object[];
  const identities = new Map<string, Identity>([[handMade.id, handMade]]);
  const endedSessions: string[] = [];
  let env: NodeJS.ProcessEnv;
  let folder: string;
  let api: Server;
  let server: ChildProcess;
  const script = join(__dirname, '../../../../../constructs/components/identity/ory/scripts/people.mjs');

  /** Stand-in for the API server and for the admin API of Kratos, which lists identities in pages of one. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'people-'));
    writeFileSync(join(folder, 'token'), 'token');
    people = [
      { ...ann, email: 'ann@acme.example' },
      { email: 'bob@acme.example', groups: [] },
      { email: 'eve@acme.example', groups: ['owners'] },
    ];
    api = createServer((request, response) => {
      void text(request).then((body) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
        const [, id = '', sub] = /^\/admin\/identities\/([^/]+)(\/sessions)?$/.exec(pathname) ?? [];
        if (pathname.includes('/configmaps/')) {
          response.end(JSON.stringify({ data: { people: JSON.stringify(people) } }));
        } else if (request.method === 'POST' && pathname === '/admin/identities') {
          const identity = JSON.parse(body) as Identity;
          const created = { ...identity, id: identity.traits.email, state: 'active' };
          identities.set(created.id, created);
          response.writeHead(201).end(JSON.stringify(created));
        } else if (request.method === 'PATCH') {
          const operations = JSON.parse(body) as { path: string; value: unknown }[];
          const fields = Object.fromEntries(operations.map(({ path, value }) => [path.slice(1), value]));
          identities.set(id, { ...identities.get(id), ...fields } as Identity);
          response.end('{}');
        } else if (sub !== undefined) {
          endedSessions.push(id);
          response.writeHead(404).end();
        } else if (pathname === '/admin/recovery/code') {
          response.end(JSON.stringify({ recovery_link: `https://accounts/recovery?${body}`, recovery_code: '123456' }));
        } else {
          const page = Number(searchParams.get('page_token') ?? '0');
          const next = `</admin/identities?page_size=1&page_token=${String(page + 1)}>; rel="next"`;
          const link = `</admin/identities?page_size=1>; rel="first"${page + 1 < identities.size ? `,${next}` : ''}`;
          response.writeHead(200, { link }).end(JSON.stringify([...identities.values()].slice(page, page + 1)));
        }
      });
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    env = {
      ...process.env,
      ...{ API_URL: url, KRATOS_ADMIN_URL: url, NAMESPACE: 'ory', CONFIG_MAP: 'ory-people-list' },
      ...{ TOKEN_FILE: join(folder, 'token'), INTERVAL_SECONDS: '0.05' },
    };
    server = spawn(process.execPath, [script], { env, stdio: 'ignore' });
  });

  afterAll(() => {
    server.kill();
    api.close();
    api.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  const get = (name: string) => identities.get(`${name}@acme.example`);
  const waitUntil = async (isMet: () => boolean) => {
    for (let attempt = 0; attempt < 600 && !isMet(); attempt++) await sleep(50);
  };
  const managed = { managedBy: 'plinth.dev/people' };

  test('creates the identities of people with their groups', async () => {
    await waitUntil(() => get('bob') !== undefined);
    expect(get('ann')).toMatchObject({
      schema_id: 'default',
      traits: { email: 'ann@acme.example', name: 'Ann' },
      metadata_public: { groups: ['shop-support'] },
      metadata_admin: managed,
    });
  });

  test('prints the link and the code with which a person sets a password', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'recovery', 'Ann@acme.example'], { env });
    expect(stdout).toMatch(/^https:\/\/accounts\/recovery\?\{"identity_id":"ann@acme\.example".*\ncode 123456\n$/);
  });

  test('updates groups, and deactivates those who are removed, with their sessions', async () => {
    people = [{ email: 'ann@acme.example', name: 'Anna', groups: ['shop-admins'] }];
    await waitUntil(() => valueAtPath(get('bob'), ['metadata_admin', 'removed']) === true);
    expect(get('bob')).toMatchObject({ state: 'inactive', metadata_admin: managed });
    expect(endedSessions).toEqual(['bob@acme.example']);
    await waitUntil(() => get('ann')?.traits.name === 'Anna');
    expect(get('ann')).toMatchObject({ state: 'active', metadata_public: { groups: ['shop-admins'] } });
  });

  test('activates a person who is listed again, and none whom an administrator has deactivated', async () => {
    identities.set('ann@acme.example', { ...getIdentity('ann'), state: 'inactive' });
    people = [
      { email: 'ann@acme.example', groups: ['shop-support'] },
      { email: 'bob@acme.example', groups: ['shop-support'] },
    ];
    await waitUntil(() => get('bob')?.state === 'active');
    expect(valueAtPath(get('bob'), ['metadata_admin'])).toEqual(managed);
    expect(get('ann')).toMatchObject({ state: 'inactive', metadata_public: { groups: ['shop-support'] } });
  });

  test('changes no identity that it did not create, whether its address is listed or not', () => {
    expect(identities.get(handMade.id)).toBe(handMade);
    expect(get('eve')).toBeUndefined();
  });

  function getIdentity(name: string): Identity {
    const identity = get(name);
    if (!identity) throw new Error(`no identity of ${name}`);
    return identity;
  }
});
