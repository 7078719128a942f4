import { existing } from '../../../../../constructs/clusters';
import { externalSecrets, flannel, valkey } from '../../../../../constructs/components';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { formatProblem } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const cacheLanguage = language([existing, flannel, externalSecrets, valkey]);

function renderDefinition(cache: object, tenant: object = {}) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config', provides: { dns: {} } },
        components: ['flannel', 'external-secrets', 'valkey'].map((kind) => ({ kind })),
      },
    },
    tenants: {
      shop: {
        clusters: ['dc1'],
        owners: 'shop-devs',
        applications: { web: { image, uses: { cache } }, other: { image } },
        ...tenant,
      },
    },
  };
}

const listProblems = (...[cache, tenant]: Parameters<typeof renderDefinition>) =>
  cacheLanguage.check(renderDefinition(cache, tenant)).map((problem) => formatProblem(problem));

function renderFile(file: string, cache: object = { env: { CACHE_URL: 'uri' } }) {
  const [cluster] = cacheLanguage.plan(renderDefinition(cache)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return synthesizeObjects(tenantRelease(tenant, cluster.clusterInfo).objects[file] ?? (() => undefined));
}

test('a use of a cache has a server of its own with a generated password', () => {
  const objects = renderFile('web.yaml');
  const generated = objects.find(({ metadata }) => metadata.name === 'web-cache-password' && !('spec' in metadata));
  expect(generated?.kind).toBe('Password');
  const binding = objects.find(({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'web-cache');
  expect(binding?.spec).toMatchObject({
    target: {
      name: 'web-cache',
      template: {
        type: 'servicebinding.io/redis',
        data: {
          host: 'web-cache.shop.svc',
          port: '6379',
          uri: 'redis://default:{{ .password }}@web-cache.shop.svc:6379/0',
        },
      },
    },
  });
  expect(getObject(objects, 'StatefulSet').spec).toMatchObject({
    replicas: 1,
    template: { spec: { containers: [{ resources: { limits: { memory: '128Mi' } } }] } },
  });
});

test('only the workload that uses a cache can reach it, and the cache can reach nothing', () => {
  const policy = renderFile('web.yaml').find(({ metadata }) => metadata.name === 'cache-web-cache');
  const { ingress, egress } = policy?.spec as { ingress: readonly object[]; egress?: readonly object[] };
  expect(egress).toBeUndefined();
  expect(ingress).toHaveLength(1);
  expect(JSON.stringify(ingress)).toContain('"app.kubernetes.io/name":"web"');
  expect(JSON.stringify(renderFile('other.yaml'))).not.toContain('plinth.dev/cache');
});

test('caches count against the quota of the tenant', () => {
  expect(listProblems({ env: {}, size: 'large' }, { quota: { memoryGiB: 4 } }).join()).toMatch(
    /quota.memoryGiB is 4: .* with 4 of cache 'web-cache'/,
  );
});

test('options of external caches are errors', () => {
  expect(listProblems({ name: 'sessions' }).join()).toMatch(/uses.cache.name is "sessions": is for caches outside/);
  expect(listProblems({ env: {} })).toEqual([]);
});
