import { z } from 'zod';
import { existing } from '../../../../constructs/clusters';
import { flannel } from '../../../../constructs/components';
import { tenantRelease } from '../../../../constructs/tenants';
import { componentKind } from '../../../../src/kinds/component-kind';
import { language } from '../../../../src/language';
import { formatProblem } from '../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../support/rendered';

/** A component kind of a user: a PostgreSQL that all tenants share. */
const postgres = componentKind({
  kind: 'postgres',
  summary: 'A PostgreSQL that all tenants share.',
  schema: z.strictObject({ url: z.string().default('postgres://main.postgres.svc:5433') }),
  provides: ({ url }) => ({ database: { endpoint: { namespace: 'postgres', podLabels: { app: 'postgres' }, url } } }),
  releases: () => [],
});

const image = 'registry.acme.example/shop/web:1';
const languageWithPostgres = language([existing, flannel, postgres]);
const env = { PGHOST: 'host', PGPORT: 'port', PGDATABASE: 'database', PGPASSWORD: 'password' };

function renderDefinition(components: readonly object[], database: object = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{
          kind: 'existing',
          environment: 'dev',
          kubeconfig: '~/.kube/config',
          provides: { dns: {} },
          nodeCidrs: ['10.0.0.0/24'],
        },
        components: [{ kind: 'flannel' }, ...components],
      },
    },
    tenants: {
      shop: {
        clusters: ['dc1'],
        owners: 'shop-devs',
        applications: {
          web: { image, uses: { database: { name: 'shop', credentials: 'shop-db', env, ...database } } },
        },
      },
    },
  };
}

const listProblems = (...[components, database]: Parameters<typeof renderDefinition>) =>
  languageWithPostgres.check(renderDefinition(components, database)).map(({ message }) => message);

/** Returns the objects of a file of the tenant. */
function renderFile(file: string, ...[components, database]: Parameters<typeof renderDefinition>) {
  return renderTenantFile(file, renderDefinition(components, database));
}

function renderTenantFile(file: string, definition: object) {
  const [cluster] = languageWithPostgres.plan(definition).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  return synthesizeObjects(objects[file] ?? (() => undefined));
}

interface Pod {
  readonly containers: readonly { readonly env: readonly object[]; readonly volumeMounts: readonly object[] }[];
  readonly volumes: readonly object[];
}

const getPod = (objects: ReturnType<typeof renderFile>) =>
  (getObject(objects, 'Deployment').spec as unknown as { template: { spec: Pod } }).template.spec;

const secretKey = (name: string, secret: string, key: string) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

const externalServer = { server: '192.0.2.10', port: 5433 };

test('a workload gets host and port of a server of the platform, and is allowed to connect', () => {
  const web = renderFile('web.yaml', [{ kind: 'postgres' }]);
  expect(getObject(web, 'Secret', 'web-database')).toMatchObject({
    metadata: { namespace: 'shop' },
    type: 'servicebinding.io/postgresql',
    stringData: { type: 'postgresql', host: 'main.postgres.svc', port: '5433', database: 'shop' },
  });
  expect((getObject(web, 'NetworkPolicy').spec?.egress as unknown[])[1]).toEqual({
    to: [{ namespaceSelector: { matchLabels: { 'plinth.dev/provides-database': 'true' } } }],
    ports: [{ protocol: 'TCP', port: 5433 }],
  });
  expect(getObject(renderFile('02-platform-access.yaml', [{ kind: 'postgres' }]), 'NetworkPolicy')).toMatchObject({
    metadata: { namespace: 'postgres' },
    spec: { podSelector: { matchLabels: { app: 'postgres' } }, ingress: [{ ports: [{ port: 5433 }] }] },
  });
});

test('an external server gives a workload the same variables as a server of the platform', () => {
  const variables = [
    secretKey('PGHOST', 'web-database', 'host'),
    secretKey('PGPORT', 'web-database', 'port'),
    secretKey('PGDATABASE', 'web-database', 'database'),
    secretKey('PGPASSWORD', 'shop-db', 'password'),
  ];
  for (const web of [renderFile('web.yaml', [{ kind: 'postgres' }]), renderFile('web.yaml', [], externalServer)])
    expect(getPod(web).containers[0]?.env).toEqual(variables);
  expect(getObject(renderFile('web.yaml', [], externalServer), 'Secret').stringData).toEqual({
    type: 'postgresql',
    host: '192.0.2.10',
    port: '5433',
    database: 'shop',
  });
});

test.each([
  ['cache', { type: 'redis', host: '192.0.2.20', port: '6379', prefix: 'shop' }],
  ['bucket', { type: 's3', host: '192.0.2.20', port: '443', bucket: 'shop' }],
] as const)('an external %s is used by reference, with the credentials of an existing Secret', (capability, data) => {
  const use = { server: data.host, name: 'shop', credentials: 'theirs', env: { HOST: 'host', KEY: 'password' } };
  const { tenants, ...platform } = renderDefinition([]);
  const applications = { web: { image, uses: { [capability]: use } } };
  const web = renderTenantFile('web.yaml', { ...platform, tenants: { shop: { ...tenants.shop, applications } } });
  expect(getObject(web, 'Secret').stringData).toEqual(data);
  expect(getPod(web).containers[0]?.env).toEqual([
    secretKey('HOST', `web-${capability}`, 'host'),
    secretKey('KEY', 'theirs', 'password'),
  ]);
  expect(getObject(web, 'NetworkPolicy').spec?.egress).toContainEqual({
    to: [{ ipBlock: { cidr: '192.0.2.20/32' } }],
    ports: [{ protocol: 'TCP', port: Number(data.port) }],
  });
});

test('`files` mounts all keys of a use as files, those of `credentials` included', () => {
  const pod = getPod(renderFile('web.yaml', [], { ...externalServer, files: '/bindings/database' }));
  expect(pod.volumes).toContainEqual({
    name: 'uses-database',
    projected: { sources: [{ secret: { name: 'shop-db' } }, { secret: { name: 'web-database' } }] },
  });
  expect(pod.containers[0]?.volumeMounts).toContainEqual({
    name: 'uses-database',
    mountPath: '/bindings/database',
    readOnly: true,
  });
});

test('pods are replaced when the host of a server changes', () => {
  const annotations = (server: string) =>
    /plinth.dev.bindings.{20}/.exec(
      JSON.stringify(getObject(renderFile('web.yaml', [], { server }), 'Deployment').spec),
    );
  expect(annotations('192.0.2.10')?.[0]).not.toBe(annotations('192.0.2.11')?.[0]);
  expect(annotations('192.0.2.10')?.[0]).toBeDefined();
});

describe('several uses of one capability', () => {
  const orders = { server: '192.0.2.10', name: 'orders', env: { ORDERS_HOST: 'host' } };
  const audit = { server: '192.0.2.11', name: 'audit', env: { AUDIT_HOST: 'host' } };
  const definition = (database: object) => {
    const { tenants, ...platform } = renderDefinition([]);
    return {
      ...platform,
      tenants: { shop: { ...tenants.shop, applications: { web: { image, uses: { database } } } } },
    };
  };
  const check = (database: object) => languageWithPostgres.check(definition(database)).map(formatProblem);

  test('have a Secret each, and the workload may connect to each server', () => {
    const [cluster] = languageWithPostgres.plan(definition({ orders, audit })).clusters;
    const web = cluster?.tenants[0]?.applications[0];
    expect(web?.bindings.map(({ secret, data }) => [secret, data?.host, data?.database])).toEqual([
      ['web-database-audit', '192.0.2.11', 'audit'],
      ['web-database-orders', '192.0.2.10', 'orders'],
    ]);
    expect(web?.egressTargets).toEqual([
      { cidr: '192.0.2.11/32', ports: [5432] },
      { cidr: '192.0.2.10/32', ports: [5432] },
    ]);
  });

  test('report errors at the use with the error', () => {
    expect(check({ orders, audit: { ...audit, env: { AUDIT_PASSWORD: 'password' } } })).toEqual([
      expect.stringContaining('tenants.shop.applications.web.uses.database.audit.env.AUDIT_PASSWORD'),
    ]);
    expect(check({ orders: { ...orders, prot: 5432 } })).toEqual([
      expect.stringContaining('tenants.shop.applications.web.uses.database.orders.prot'),
    ]);
  });

  test('cannot have the name of an option', () => {
    expect(check({ orders, credentials: audit })).toHaveLength(1);
  });
});

test('a mistyped option of one use is reported as such', () => {
  expect(listProblems([], { ...externalServer, databse: 'shop' })).toEqual(['no such option']);
});

test('a type that the platform does not provide is an error that names the provided one', () => {
  const provides = { dns: {}, database: { api: 'postgresql', url: 'tcp://db.db.svc:5432', namespace: 'db' } };
  const { clusters, ...platform } = renderDefinition([], { type: 'mysql' });
  const definition = { ...platform, clusters: { dc1: { ...clusters.dc1, provides } } };
  expect(languageWithPostgres.check(definition).map(formatProblem)).toEqual([
    expect.stringMatching(/uses\.database\.type is "mysql".*provides 'postgresql'/s),
  ]);
});

test('validation fails when addresses are set for a server that the platform provides', () => {
  expect(listProblems([{ kind: 'postgres' }], { addresses: ['192.0.2.0/24'] })).toEqual([
    'is for external servers only, but the platform provides this one',
  ]);
});

test('the Secret of a use replaces neither the existing Secret nor that of another workload', () => {
  expect(listProblems([], { ...externalServer, credentials: 'web-database' })).toEqual([
    'is the name of the Secret that the platform creates for this use',
  ]);
  const { tenants, ...platform } = renderDefinition([]);
  const use = { server: '192.0.2.10' };
  const applications = {
    web: { image, uses: { database: { database: use } } },
    'web-database': { image, uses: { database: use } },
  };
  expect(
    languageWithPostgres
      .check({ ...platform, tenants: { shop: { ...tenants.shop, applications } } })
      .map(formatProblem),
  ).toEqual([expect.stringContaining("is also the name of the Secret of a use of 'web'")]);
});

test('the name of a use whose files are mounted fits into the name of a volume', () => {
  const name = 'a'.repeat(60);
  const problems = (options: object) => {
    const { tenants, ...platform } = renderDefinition([]);
    const applications = { web: { image, uses: { database: { [name]: { server: '192.0.2.10', ...options } } } } };
    return languageWithPostgres.check({ ...platform, tenants: { shop: { ...tenants.shop, applications } } });
  };
  expect(problems({})).toEqual([]);
  expect(problems({ files: '/bindings' }).map(({ message }) => message)).toEqual([
    'has a name that is too long for a volume',
  ]);
});
