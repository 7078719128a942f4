import { z } from 'zod';
import { existing } from '../../../../constructs/clusters';
import { flannel } from '../../../../constructs/components';
import { tenantRelease } from '../../../../constructs/tenants';
import { componentKind } from '../../../../src/kinds/component-kind';
import { language } from '../../../../src/language';
import { only, rendered } from '../../../support/rendered';

/** A component of a user's own: a PostgreSQL that all tenants share. */
const postgres = componentKind({
  kind: 'postgres',
  summary: 'One PostgreSQL for everybody.',
  schema: z.strictObject({ url: z.string().default('postgres://main.postgres.svc:5433') }),
  provides: ({ url }) => ({ database: { namespace: 'postgres', podLabels: { app: 'postgres' }, url } }),
  releases: () => [],
});

const image = 'registry.acme.example/shop/web:1';
const own = language([existing, flannel, postgres]);

function described(components: readonly object[], database: object = {}) {
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

const problemsOf = (...[components, database]: Parameters<typeof described>) =>
  own.check(described(components, database)).map(({ message }) => message);

test('a component of a user serves who uses its capability, by host, port and a way in and out', () => {
  const [cluster] = own.plan(described([{ kind: 'postgres' }])).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  const web = rendered(objects['web.yaml'] ?? (() => undefined));
  expect(only(web, 'Deployment').spec).toMatchObject({
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
  expect((only(web, 'NetworkPolicy').spec?.egress as unknown[])[1]).toEqual({
    to: [{ namespaceSelector: { matchLabels: { 'plinth.dev/provides-database': 'true' } } }],
    ports: [{ protocol: 'TCP', port: 5433 }],
  });
  expect(only(rendered(objects['02-platform-access.yaml'] ?? (() => undefined)), 'NetworkPolicy')).toMatchObject({
    metadata: { namespace: 'postgres' },
    spec: { podSelector: { matchLabels: { app: 'postgres' } }, ingress: [{ ports: [{ port: 5433 }] }] },
  });
});

test('fails when nothing provides what is used, or does not say how it is reached', () => {
  expect(problemsOf([])).toEqual(["nothing on cluster 'dc1' provides 'database'"]);
  expect(problemsOf([{ kind: 'postgres', url: 'main.postgres.svc:5432' }])).toEqual([
    "cluster 'dc1' does not declare `url` and `namespace` of its 'database'",
  ]);
});

test('fails when addresses are said of a server that the platform provides', () => {
  expect(problemsOf([{ kind: 'postgres' }], { addresses: ['192.0.2.0/24'] })).toEqual([
    'is for external servers only, but the platform provides this one',
  ]);
});
