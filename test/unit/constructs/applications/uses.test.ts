import { z } from 'zod';
import { existing } from '../../../../constructs/clusters';
import { flannel } from '../../../../constructs/components';
import { tenantRelease } from '../../../../constructs/tenants';
import { componentKind } from '../../../../src/kinds/component-kind';
import { language } from '../../../../src/language';
import { getObject, synthesizeObjects } from '../../../support/rendered';

/** A component kind of a user: a PostgreSQL that all tenants share. */
const postgres = componentKind({
  kind: 'postgres',
  summary: 'A PostgreSQL that all tenants share.',
  schema: z.strictObject({ url: z.string().default('postgres://main.postgres.svc:5433') }),
  provides: ({ url }) => ({ database: { namespace: 'postgres', podLabels: { app: 'postgres' }, url } }),
  releases: () => [],
});

const image = 'registry.acme.example/shop/web:1';
const languageWithPostgres = language([existing, flannel, postgres]);

function renderDefinition(components: readonly object[], database: object = {}) {
  const env = { PGHOST: 'host', PGPORT: 'port', PGDATABASE: 'name', PGPASSWORD: 'password' };
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config', provides: { dns: {} } },
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

test("a workload that uses the capability of a user's component gets host and port, and is allowed to connect", () => {
  const [cluster] = languageWithPostgres.plan(renderDefinition([{ kind: 'postgres' }])).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  const web = synthesizeObjects(objects['web.yaml'] ?? (() => undefined));
  expect(getObject(web, 'Deployment').spec).toMatchObject({
    template: {
      spec: {
        containers: [
          {
            env: [
              { name: 'PGHOST', value: 'main.postgres.svc' },
              { name: 'PGPORT', value: '5433' },
              { name: 'PGDATABASE', value: 'shop' },
              { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'shop-db', key: 'password' } } },
            ],
          },
        ],
      },
    },
  });
  expect((getObject(web, 'NetworkPolicy').spec?.egress as unknown[])[1]).toEqual({
    to: [{ namespaceSelector: { matchLabels: { 'plinth.dev/provides-database': 'true' } } }],
    ports: [{ protocol: 'TCP', port: 5433 }],
  });
  expect(
    getObject(synthesizeObjects(objects['02-platform-access.yaml'] ?? (() => undefined)), 'NetworkPolicy'),
  ).toMatchObject({
    metadata: { namespace: 'postgres' },
    spec: { podSelector: { matchLabels: { app: 'postgres' } }, ingress: [{ ports: [{ port: 5433 }] }] },
  });
});

test('validation fails when a used capability has no provider, or its provider has no URL', () => {
  expect(listProblems([])).toEqual(["nothing on cluster 'dc1' provides 'database'"]);
  expect(listProblems([{ kind: 'postgres', url: 'main.postgres.svc:5432' }])).toEqual([
    "cluster 'dc1' does not declare `url` and `namespace` of its 'database'",
  ]);
});

test('validation fails when addresses are set for a server that the platform provides', () => {
  expect(listProblems([{ kind: 'postgres' }], { addresses: ['192.0.2.0/24'] })).toEqual([
    'is for external servers only, but the platform provides this one',
  ]);
});
