import { existing } from '../../../../../constructs/clusters';
import { externalSecrets, flannel, valkey } from '../../../../../constructs/components';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { formatProblem } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const cacheLanguage = language([existing, flannel, externalSecrets, valkey]);

const monitoring = {
  metrics: { namespace: 'monitoring', podLabels: { app: 'prometheus' }, url: 'http://prometheus.monitoring:9090' },
  dashboards: { namespace: 'grafana' },
};

function renderDefinition(cache: object, tenant: object = {}, component: object = {}, capabilities: object = {}) {
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
          provides: { dns: {}, ...capabilities },
        },
        components: [{ kind: 'flannel' }, { kind: 'external-secrets' }, { kind: 'valkey', ...component }],
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

const unencrypted = 'the network of the cluster is not known to encrypt';

const listProblems = (...input: Parameters<typeof renderDefinition>) =>
  cacheLanguage
    .check(renderDefinition(...input))
    .map((problem) => formatProblem(problem))
    .filter((problem) => !problem.includes(unencrypted));

interface Container {
  readonly name: string;
  readonly resources: object;
}

function listContainers(objects: readonly RenderedObject[]): readonly Container[] {
  const { template } = getObject(objects, 'StatefulSet').spec as {
    template: { spec: { containers: readonly Container[] } };
  };
  return template.spec.containers;
}

function renderFile(
  file: string,
  cache: object = { env: { CACHE_URL: 'uri' } },
  component: object = {},
  capabilities: object = {},
) {
  const [cluster] = cacheLanguage.plan(renderDefinition(cache, {}, component, capabilities)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return synthesizeObjects(tenantRelease(tenant, cluster.clusterInfo).objects[file] ?? (() => undefined));
}

/** Renders all objects of the tenant. */
function renderTenant(capabilities: object = {}) {
  const [cluster] = cacheLanguage.plan(renderDefinition({ env: { CACHE_URL: 'uri' } }, {}, {}, capabilities)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return Object.values(tenantRelease(tenant, cluster.clusterInfo).objects).flatMap((add) => synthesizeObjects(add));
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

const renderConfiguration = (...input: Parameters<typeof renderFile>) => {
  const configuration = getObject(renderFile(...input), 'ConfigMap', 'web-cache') as unknown as {
    readonly data: Readonly<Record<string, string>>;
  };
  return configuration.data['valkey.conf'] ?? '';
};

/** Returns the keys of a Secret that External Secrets creates, with their templates. */
const renderSecret = (objects: readonly RenderedObject[], name: string) => {
  const { target } = getObject(objects, 'ExternalSecret', name).spec as {
    target: { template: { data: Readonly<Record<string, string>> } };
  };
  return target.template.data;
};

test('another setting reaches a cache that exists: the Secret with its password is not changed any more', () => {
  const render = (eviction: string) => {
    const objects = renderFile('web.yaml', { env: {} }, { eviction });
    const { template } = getObject(objects, 'StatefulSet').spec as { template: { metadata: { annotations: object } } };
    return { secret: renderSecret(objects, 'web-cache-password'), annotations: template.metadata.annotations };
  };
  const [before, after] = [render('allkeys-lru'), render('noeviction')];
  expect(before.secret).toEqual({ password: '{{ .password }}', 'valkey.conf': 'requirepass {{ .password }}\n' });
  expect(after.secret).toEqual(before.secret);
  expect(after.annotations).not.toEqual(before.annotations);
  expect(renderConfiguration('web.yaml')).toMatch(/^include \/etc\/valkey-password\/valkey\.conf\nport 6379\n/);
});

const certificateMount = { name: 'certificate', mountPath: '/etc/valkey-certificate', readOnly: true };

test('a cache with TLS has a certificate of its own, and no port without TLS', () => {
  const cache = { files: '/run/cache' };
  const objects = renderFile('web.yaml', cache, { tls: true }, monitoring);
  expect(renderConfiguration('web.yaml', cache, { tls: true })).toMatch(/\nport 0\ntls-port 6379\n/);
  expect(renderSecret(objects, 'web-cache-certificate')['tls.pem']).toContain(
    'genSignedCert "web-cache" nil (list "web-cache.shop.svc" "web-cache")',
  );
  expect(renderSecret(objects, 'web-cache')).toMatchObject({
    uri: 'rediss://default:{{ .password }}@web-cache.shop.svc:6379/0',
    'ca.crt': '{{ .certificate | regexFind "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\\\s*$" }}',
  });
  const [server, exporter] = listContainers(objects);
  expect(server).toMatchObject({
    volumeMounts: expect.arrayContaining([certificateMount]) as unknown,
    readinessProbe: { exec: { command: ['valkey-cli', '--tls', '--insecure', 'ping'] } },
  });
  expect(exporter).toMatchObject({
    env: expect.arrayContaining([{ name: 'REDIS_ADDR', value: 'rediss://127.0.0.1:6379' }]) as unknown,
  });
});

test('a workload must be able to verify a cache with TLS', () => {
  const check = (cache: object) => listProblems(cache, {}, { tls: true }).join();
  expect(check({ env: { CACHE_URL: 'uri' } })).toMatch(
    /uses\.cache: does not give the workload the certificate authority .*set `files: '\/run\/secrets\/cache'`/,
  );
  expect(check({ env: { CACHE_URL: 'uri', CACHE_CA: 'ca.crt' } })).toBe('');
  expect(check({ files: '/run/secrets/cache' })).toBe('');
  expect(listProblems({ env: { CACHE_CA: 'ca.crt' } }).join()).toContain('is not a key of the Secret of this use');
});

test('options of single caches come before those of the use, and those before the ones of all caches', () => {
  const options = {
    ...{ size: 'large', cpu: '2', parameters: { timeout: '300' } },
    servers: {
      'shop/web-cache': { memory: '256Mi', eviction: 'noeviction', parameters: { 'maxmemory-clients': '10%' } },
    },
  };
  const configuration = renderConfiguration('web.yaml', { env: {}, size: 'medium' }, options);
  expect(configuration).toContain(`maxmemory ${192 * 2 ** 20}\n`);
  expect(configuration).toContain('maxmemory-policy noeviction\n');
  expect(configuration).toContain('maxmemory-clients 10%\ntimeout 300\n');
  // The CPU of all caches belongs to their size.
  const [container] = listContainers(renderFile('web.yaml', { env: {}, size: 'medium' }, options));
  expect(container).toMatchObject({ resources: { requests: { cpu: '250m', memory: '256Mi' } } });
});

test('a cache with a volume keeps its data, and the volume is retained', () => {
  const component = { servers: { 'shop/web-cache': { storageGiB: 4 } }, storageClass: 'fast' };
  const objects = renderFile('web.yaml', { env: {} }, component);
  expect(getObject(objects, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'web-cache-data', annotations: { 'helm.sh/resource-policy': 'keep' } },
    spec: { storageClassName: 'fast', resources: { requests: { storage: '4Gi' } } },
  });
  expect(renderConfiguration('web.yaml', { env: {} }, component)).toMatch(/appendonly yes\ndir \/data\n/);
  expect(renderConfiguration('web.yaml')).toMatch(/appendonly no\ndir \/tmp\n/);
});

test('parameters cannot replace what makes a cache safe', () => {
  const listOf = (parameters: object) => listProblems({ env: {} }, {}, { parameters }).join();
  expect(listOf({ requirepass: 'x' })).toMatch(/is set by the platform/);
  expect(listOf({ timeout: '0\nrequirepass ""' })).toMatch(/must be one line/);
  expect(listOf({ 'tls-auth-clients': 'yes' })).toMatch(/is set by the platform/);
  expect(listOf({ timeout: '0' })).toBe('');
});

test('a cache has an exporter, a monitor, alerts and a dashboard where the cluster has metrics', () => {
  const objects = renderFile('web.yaml', { env: {} }, {}, monitoring);
  expect(listContainers(objects).map(({ name }) => name)).toEqual(['valkey', 'exporter']);
  expect(getObject(objects, 'PodMonitor').spec).toMatchObject({
    selector: { matchLabels: { 'plinth.dev/cache': 'web-cache' } },
    podMetricsEndpoints: [{ port: 'metrics' }],
  });
  const policy = objects.find(({ metadata }) => metadata.name === 'cache-web-cache');
  expect(JSON.stringify(policy)).toContain('9121');
  const alertsOf = (component: object) =>
    JSON.stringify(getObject(renderFile('web.yaml', { env: {} }, component, monitoring), 'PrometheusRule'));
  expect(alertsOf({})).not.toContain('CacheNearlyFull');
  expect(alertsOf({ eviction: 'noeviction', storageGiB: 1 })).toMatch(/CacheNearlyFull.*CacheNotSaved/);
  expect(getObject(renderTenant(monitoring), 'ConfigMap', 'shop.1-caches').metadata.namespace).toBe('grafana');
  expect(listContainers(renderFile('web.yaml')).map(({ name }) => name)).toEqual(['valkey']);
});

test('a cache is restarted when its password changes', () => {
  const objects = renderTenant();
  const list = getObject(objects, 'ConfigMap', 'restarts.shop.caches') as unknown as {
    readonly data: Readonly<Record<string, string>>;
  };
  expect(JSON.parse(list.data['workloads.json'] ?? '')).toEqual([
    { namespace: 'shop', kind: 'StatefulSet', name: 'web-cache', secrets: ['web-cache-password'] },
  ]);
  expect(getObject(objects, 'Role', 'external-secrets-tenant-restarts.shop.caches')).toMatchObject({
    metadata: { namespace: 'shop' },
    rules: [
      { resources: ['secrets'], resourceNames: ['web-cache-password'], verbs: ['get'] },
      { resources: ['statefulsets'], resourceNames: ['web-cache'], verbs: ['get', 'patch'] },
    ],
  });
  expect(getObject(objects, 'RoleBinding', 'external-secrets-tenant-restarts.shop.caches')).toMatchObject({
    subjects: [{ name: 'external-secrets-tenant-restarts', namespace: 'external-secrets' }],
  });
});

test('caches on a network without encryption are a warning', () => {
  const check = (flannelOptions: object, component: object = {}) => {
    const definition = renderDefinition({ env: {} }, {}, component);
    const [, ...others] = definition.clusters.dc1.components;
    const components = [{ kind: 'flannel', ...flannelOptions }, ...others];
    return cacheLanguage
      .check({ ...definition, clusters: { dc1: { ...definition.clusters.dc1, components } } })
      .map((problem) => formatProblem(problem))
      .join();
  };
  expect(check({})).toContain(unencrypted);
  expect(check({ backend: 'wireguard' })).toBe('');
  expect(check({}, { plaintext: true })).toBe('');
  expect(check({}, { tls: true })).not.toContain(unencrypted);
});

it('is an error next to another provider of caches, which names a way to use the servers of both', () => {
  expect(listProblems({}, {}, {}, { cache: { url: 'tcp://redis.redis.svc:6379', namespace: 'redis' } })).toEqual([
    expect.stringMatching(
      /'cache' is provided by the infrastructure and 'valkey'.*; remove all of them except one, and declare .*uses: \{ cache: \{ server, addresses, credentials \} \}/,
    ),
  ]);
});
