import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { ory } from '../../../../../constructs/components';
import { renderPermissionModel } from '../../../../../constructs/components/identity/ory/permissions';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../../../src/kinds/tenant-plan';
import { formatProblem } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

// On a loaded machine, Node.js starts slowly.
jest.setTimeout(60_000);

const tenant: TenantPlan = {
  name: 'shop',
  members: [
    { group: 'shop-devs', role: 'edit' },
    { group: 'auditors', role: 'view' },
    { group: 'support', role: 'shop-support' },
  ],
  namespaces: [],
  admission: { hosts: [], priorityClasses: [] },
  applications: [],
  jobs: [],
  objects: [],
  products: [
    {
      ...{ name: 'checkout', tenant: 'shop', namespaces: ['shop'], repositories: [], suspended: false, runtimes: [] },
      deployers: ['checkout-team'],
    },
  ],
  additions: {},
};

test('owners, viewers, members and products of a tenant are relation tuples, in the namespace of ORY', () => {
  const additions = ory.provides({}).permissions?.forTenant?.(tenant, { cluster: clusterInfo() });
  const objects = synthesizeObjects((chart) => additions?.objects?.(chart));
  const { metadata, data } = getObject(objects, 'ConfigMap');
  expect(metadata).toMatchObject({ namespace: 'ory', labels: { 'plinth.dev/tenant': 'shop' } });
  const tuples = JSON.parse((data as { tuples: string }).tuples) as {
    namespace: string;
    object: string;
    relation: string;
    subject_set: { namespace: string; object: string; relation: string };
  }[];
  expect(
    tuples.map(
      ({ namespace, object, relation, subject_set: set }) =>
        `${namespace}:${object}#${relation}@${set.namespace}:${set.object}#${set.relation}`,
    ),
  ).toEqual([
    'Tenant:shop#owners@Group:shop-devs#members',
    'Tenant:shop#viewers@Group:auditors#members',
    'Tenant:shop#members@Group:support#members',
    'Product:shop/checkout#tenants@Tenant:shop#',
    'Product:shop/checkout#deployers@Group:checkout-team#members',
  ]);
});

test('the permission model has the classes of the platform, and further ones', () => {
  const model = renderPermissionModel('class Order implements Namespace {}');
  for (const name of ['User', 'Group', 'Tenant', 'Product', 'Order'])
    expect(model).toContain(`class ${name} implements`);
  const ownUser = renderPermissionModel('class User implements Namespace { related: { managers: User[] } }');
  expect(ownUser.match(/class User/g)).toHaveLength(1);
  const problems = ory.validate({ keto: { permissions: 'class  Tenant implements Namespace {}' } }, clusterInfo());
  expect(problems.map(formatProblem)).toEqual([expect.stringMatching(/^keto\.permissions: defines the class Tenant/)]);
});

describe('the server that keeps relation tuples', () => {
  const tuple = (object: string) => ({ namespace: 'Tenant', object, relation: 'owners', subject_id: 'ann' });
  let [defined, stored] = [
    [tuple('shop'), tuple('bank')],
    [tuple('old'), tuple('shop')],
  ];
  let folder: string;
  let api: Server;
  let server: ChildProcess;

  /** Stand-in for the API server and for Keto, which lists tuples in pages of one. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'permissions-'));
    writeFileSync(join(folder, 'token'), 'token');
    api = createServer((request, response) => {
      void text(request).then((body) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
        if (request.method === 'PATCH') {
          for (const change of JSON.parse(body) as { action: string; relation_tuple: (typeof defined)[number] }[])
            stored =
              change.action === 'insert'
                ? [...stored, change.relation_tuple]
                : stored.filter(({ object }) => object !== change.relation_tuple.object);
          response.writeHead(204).end();
          return;
        }
        const page = Number(searchParams.get('page_token') ?? '0');
        const tuples = searchParams.get('namespace') === 'Tenant' ? stored : [];
        const next = page + 1 < tuples.length ? String(page + 1) : '';
        response.end(
          JSON.stringify(
            pathname === '/relation-tuples'
              ? { relation_tuples: tuples.slice(page, page + 1), next_page_token: next }
              : { items: [{ data: { tuples: JSON.stringify(defined) } }] },
          ),
        );
      });
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const script = join(__dirname, '../../../../../constructs/components/identity/ory/scripts/permissions.mjs');
    const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    server = spawn(process.execPath, [script], {
      env: {
        ...process.env,
        ...{ API_URL: url, KETO_READ_URL: url, KETO_WRITE_URL: url, NAMESPACE: 'ory' },
        ...{ TOKEN_FILE: join(folder, 'token'), INTERVAL_SECONDS: '0.05' },
      },
      stdio: 'ignore',
    });
  });

  afterAll(() => {
    server.kill();
    api.close();
    api.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  async function waitForStored(expected: readonly string[]): Promise<void> {
    const list = () => stored.map(({ object }) => object).sort();
    for (let attempt = 0; attempt < 600 && list().join() !== expected.join(); attempt++) await sleep(50);
    expect(list()).toEqual(expected);
  }

  test('adds those that are defined, and removes all others', async () => {
    await waitForStored(['bank', 'shop']);
    defined = [tuple('bank')];
    await waitForStored(['bank']);
  });
});
