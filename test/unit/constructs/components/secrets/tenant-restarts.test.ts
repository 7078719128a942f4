import { externalSecrets } from '../../../../../constructs/components';
import { existing } from '../../../../../constructs/clusters';
import { kinds } from '../../../../../constructs/kinds';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { getObject, synthesizeObjects } from '../../../../support/rendered';
import { getObjects } from '../../../../support/releases';

const image = 'registry.acme.example/shop/web:1';
const store = { vault: { server: 'https://vault.acme.example', path: 'kv' } };

function planWith(applications: object) {
  const [cluster] = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'dc1.yaml',
        provides: { network: {}, 'network-policy': {}, dns: {} },
        components: [externalSecrets({ store })],
      }),
    },
    tenants: { shop: { clusters: ['dc1'], owners: 'shop', applications } },
  }).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  const { objects } = tenantRelease(tenant, cluster.clusterInfo);
  return { cluster, objects: Object.values(objects).flatMap((add) => synthesizeObjects(add)) };
}

test('an application is restarted when a Secret changes that it has as variables', () => {
  const { objects } = planWith({
    web: { image, env: { KEY: { secret: 'keys', key: 'a' } }, uses: { secret: { path: 'web', env: { B: 'b' } } } },
    worker: {
      image,
      uses: { database: { server: '192.0.2.10', credentials: 'orders-db', env: { PASSWORD: 'password' } } },
    },
  });
  const { metadata, data } = getObject(objects, 'ConfigMap', 'restarts.shop');
  expect(metadata).toMatchObject({ namespace: 'external-secrets', labels: { 'plinth.dev/restarts': 'tenant' } });
  expect(JSON.parse((data as Record<string, string>)['workloads.json'] ?? '')).toEqual([
    { namespace: 'shop', kind: 'Deployment', name: 'web', secrets: ['keys', 'web-stored'] },
    { namespace: 'shop', kind: 'Deployment', name: 'worker', secrets: ['orders-db'] },
  ]);
});

test('the CronJob may read these Secrets and restart these applications only, of each namespace', () => {
  const { cluster, objects } = planWith({ web: { image, env: { KEY: { secret: 'keys', key: 'a' } } } });
  expect(getObject(objects, 'Role', 'external-secrets-tenant-restarts')).toMatchObject({
    metadata: { namespace: 'shop' },
    rules: [
      { resources: ['secrets'], resourceNames: ['keys'], verbs: ['get'] },
      { resources: ['deployments'], resourceNames: ['web'], verbs: ['get', 'patch'] },
    ],
  });
  expect(getObject(objects, 'RoleBinding', 'external-secrets-tenant-restarts')).toMatchObject({
    subjects: [{ name: 'external-secrets-tenant-restarts', namespace: 'external-secrets' }],
  });
  const own = getObjects(cluster.releases, 'external-secrets-tenant-restarts');
  expect(getObject(own, 'Role')).toMatchObject({ rules: [{ resources: ['configmaps'], verbs: ['list'] }] });
});

test('an application that reads its Secrets from files follows their changes, and is not restarted', () => {
  const { objects } = planWith({ web: { image, files: { '/var/run/secrets/keys': { secret: 'keys' } } } });
  expect(objects.map(({ metadata }) => metadata.name)).not.toContain('restarts.shop');
});
