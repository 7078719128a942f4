import {
  checkTenantChanges,
  checkPlatform,
  platformWith,
  planCluster,
  checkTenants,
  listTenantProblems,
  getTenant,
} from '../../support/tenant-definitions';

const image = 'registry.acme.example/shop/x:1';
const shop = { clusters: ['dev1', 'prod1'], owners: 'shop-devs' };
const shopWith = (applications: object, tenant: object = {}) => ({ shop: { ...shop, ...tenant, applications } });

test('a quota is divided among namespaces: their own shares first, then equal parts', () => {
  const tenants = {
    shop: {
      ...shop,
      quota: { cpu: 10, memoryGiB: 32 },
      namespaces: { 'shop-web': { quota: { cpu: 4 } }, 'shop-jobs': {}, 'shop-data': {} },
    },
  };
  const quotas = getTenant(planCluster(tenants), 'shop').namespaces.map(({ name, quota }) => [name, quota]);
  expect(Object.fromEntries(quotas)).toMatchObject({
    'shop-web': { cpu: 4, memoryGiB: 10.666 },
    'shop-jobs': { cpu: 3, memoryGiB: 10.666 },
    'shop-data': { cpu: 3, memoryGiB: 10.666 },
  });
});

test('a namespace has a default quota of object counts, unless a quota of the tenant is divided', () => {
  const counts = (quota: object) =>
    getTenant(planCluster({ shop: { ...shop, quota, namespaces: { a: {}, b: {} } } }), 'shop').namespaces[0]?.quota;
  expect(counts({})).toMatchObject({ pods: 500, secrets: 500, ephemeralStorageGiB: 500 });
  expect(counts({ pods: 11, ephemeralStorageGiB: 11 })).toMatchObject({
    pods: 5,
    secrets: 500,
    ephemeralStorageGiB: 5.5,
  });
});

test('rejects shares of a quota that leave nothing for a namespace without a share', () => {
  const tenants = { shop: { ...shop, quota: { cpu: 4 }, namespaces: { a: { quota: { cpu: 4 } }, b: {} } } };
  expect(checkTenants(tenants)).toEqual([
    'tenants.shop.quota.cpu: the quotas of its namespaces add up to 4, which exceeds it or leaves nothing for the other namespaces',
  ]);
});

test('rejects a host that two tenants use, for an application or for their own Ingresses', () => {
  const tenants = {
    shop: { ...shop, applications: { web: { image, ingress: 'shop.acme.example' } } },
    bank: { ...shop, owners: 'bank-devs', hosts: ['shop.acme.example'] },
  };
  expect(checkTenants(tenants)).toEqual(['tenants.bank.hosts[0]: the host is already used by shop/web']);
});

test('two applications may share a host by paths within one tenant, not across tenants', () => {
  const withPath = (path: string) => ({ image, ingress: [{ host: 'shop.acme.example', paths: [path] }] });
  expect(checkTenants(shopWith({ web: withPath('/'), api: withPath('/api') }))).toEqual([]);
  expect(checkTenants(shopWith({ web: withPath('/api'), api: withPath('/api') }))).toEqual([
    'tenants.shop.applications.api.ingress: the path is already used by shop/web',
  ]);
  const bank = { ...shop, owners: 'bank-devs', applications: { api: withPath('/api') } };
  expect(checkTenants({ ...shopWith({ web: withPath('/') }), bank })).toEqual([
    'tenants.bank.applications.api.ingress: the host is already used by shop/web',
  ]);
});

test('rejects a variable that looks like a secret, and does not show its value', () => {
  const env = { DB_PASSWORD: 'hunter2-of-the-shop', URL: 'postgres://shop:hunter2@db/shop', PASSWORD_MIN_LENGTH: '12' };
  const problems = listTenantProblems(
    shopWith({ web: { image, env, perEnvironment: { prod: { env: { API_TOKEN: 'abc' } } } } }),
  );
  expect(problems.map(({ path }) => path.slice(4).join('.'))).toEqual([
    'env.DB_PASSWORD',
    'env.URL',
    'perEnvironment.prod.env.API_TOKEN',
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|abc/);
});

test('rejects an image that is not in a registry of the tenant', () => {
  const registries = ['registry.acme.example/shop'];
  expect(checkTenants(shopWith({ web: { image } }, { registries }))).toEqual([]);
  expect(
    checkTenants(shopWith({ web: { image: 'docker.io/library/nginx:1.29', clusters: ['dev1'] } }, { registries })),
  ).toEqual(['tenants.shop.applications.web.image: is not from a registry in tenants.shop.registries']);
  const [problem] = listTenantProblems(shopWith({ web: { image, clusters: ['dev1'] } }, { registries: [] }));
  expect(problem).toMatchObject({
    message: 'is not from a registry in tenants.shop.registries',
    fix: 'add it there',
  });
});

test('rejects several replicas with a volume that is not shared', () => {
  const files = { '/data': { volume: 'data', storageGiB: 10 } };
  expect(checkTenants(shopWith({ db: { image, files, replicas: 2, clusters: ['dev1'] } }))).toEqual([
    'tenants.shop.applications.db.replicas: only one pod can write to its volume',
  ]);
  const [db] = getTenant(planCluster(shopWith({ db: { image, files } })), 'shop').applications;
  expect(db?.scale).toMatchObject({ min: 1, max: 1 });
});

test('a server outside the platform becomes an egress target', () => {
  const database = {
    server: '192.0.2.10',
    name: 'shop',
    credentials: 'shop-db',
    env: { DB_HOST: 'host', DB_NAME: 'name', DB_PASS: 'password' },
  };
  const [web] = getTenant(planCluster(shopWith({ web: { image, uses: { database } } })), 'shop').applications;
  expect(web?.egressTargets).toEqual([{ cidr: '192.0.2.10/32', ports: [5432] }]);
});

test('rejects a server by host name that the network cannot enforce, and a server that nothing provides', () => {
  const uses = { database: { server: 'pg.acme.example' }, cache: {} };
  const problems = listTenantProblems(shopWith({ web: { image, clusters: ['dev1'], uses } }));
  expect(problems.map(({ path, fix }) => [path.slice(4).join('.'), fix])).toEqual([
    [
      'uses.database.server',
      "write its addresses: { server, addresses: ['192.0.2.10/32'] }, or use a network that can enforce host names, such as Cilium",
    ],
    ['uses.cache', 'add a component that provides it, or declare an external server: { server, credentials, env }'],
  ]);
});

test('rejects objects that bypass the isolation of a tenant or are outside its namespaces', () => {
  const object = (kind: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) },
  });
  const objects = [object('NetworkPolicy'), object('ClusterRole'), object('ConfigMap', 'bank'), object('ConfigMap')];
  expect(checkTenants({ shop: { ...shop, objects } })).toEqual([
    'tenants.shop.objects[0].kind: is not a kind that a tenant may create',
    'tenants.shop.objects[1].kind: is not a kind that a tenant may create',
    "tenants.shop.objects[2].metadata.namespace: is not a namespace of tenant 'shop'",
  ]);
});

test('rejects fields of objects that the Kubernetes API does not have', () => {
  const metadata = { name: 'x' };
  const objects = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, dat: { a: '1' } },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { replicas: '2', serviceName: 'x' } },
    { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata, spec: { unknown: true } },
  ];
  expect(checkTenants({ shop: { ...shop, objects } })).toEqual([
    'tenants.shop.objects[0].dat: is not a field of ConfigMap',
    'tenants.shop.objects[1].spec.selector: is required by StatefulSetSpec',
    'tenants.shop.objects[1].spec.template: is required by StatefulSetSpec',
    'tenants.shop.objects[1].spec.replicas: must be an integer',
    expect.stringContaining("the API server would refuse the Certificate 'x'"),
  ]);
});

test('rejects an object with the name of another object or of an object of a workload', () => {
  const object = (kind: string, name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    ...(kind === 'Service' ? { spec: { clusterIP: 'None', ports: [{ port: 80 }] } } : {}),
  });
  const objects = [
    object('ConfigMap', 'web'),
    object('ConfigMap', 'web', 'shop'),
    object('ConfigMap', 'web', 'more'),
    object('Service', 'web'),
    object('Service', 'web', 'more'),
    object('Service', 'other'),
  ];
  const tenant = { namespaces: { shop: {}, more: {} }, objects };
  expect(checkTenants(shopWith({ web: { image } }, tenant))).toEqual([
    'tenants.shop.objects[1].metadata.name: `objects` already contains a ConfigMap of this name',
    "tenants.shop.objects[3].metadata.name: the Service of this name is reserved for workload 'web'",
  ]);
});

test('rejects a secret store that a cluster does not have', () => {
  const secrets = (...stores: string[]) => ({ secrets: { namespace: 'external-secrets', stores } });
  const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
  const withSecret = (tenant: object) => shopWith({ web: { image, uses } }, { clusters: ['dev1'], ...tenant });
  const message = "cluster 'dev1' has no ClusterSecretStore of this name";
  expect(checkTenants(withSecret({ secretStore: 'volt' }), secrets('default', 'vault'))).toEqual([
    `tenants.shop.secretStore: ${message}`,
  ]);
  expect(checkTenants(withSecret({}), secrets('vault'))).toEqual([
    `tenants.shop.applications.web.uses.secret: ${message}`,
  ]);
  expect(checkTenants(shopWith({ web: { image } }), secrets('vault'))).toEqual([]);
  expect(checkTenants(withSecret({ secretStore: 'vault' }), secrets('vault'))).toEqual([]);
  expect(checkTenants(withSecret({ secretStore: 'vault' }), { secrets: {} })).toEqual([]);
});

test('options of an environment apply to its clusters only', () => {
  const tenants = shopWith({ web: { image, perEnvironment: { prod: { image: `${image}.1`, replicas: 5 } } } });
  const images = ['dev1', 'prod1'].map((cluster) => {
    const [web] = getTenant(planCluster(tenants, cluster), 'shop').applications;
    return [web?.options.image, web?.scale.max];
  });
  expect(images).toEqual([
    [image, 4],
    [`${image}.1`, 5],
  ]);
});

test('rejects a name from which a generated name would be too long for Kubernetes', () => {
  const longName = 'a'.repeat(55);
  const nightly = { kind: 'job', image, schedule: '@daily', clusters: ['dev1'] };
  const migrate = { kind: 'job', image, run: 'b'.repeat(20), clusters: ['dev1'] };
  const web = { image, files: { '/etc/app': { secret: 'c'.repeat(60) } } };
  expect(
    checkTenants(shopWith({ [longName]: nightly, ['m'.repeat(50)]: migrate, web })).map(
      (problem) => problem.split(': ')[1],
    ),
  ).toEqual([
    'the resulting name has 55 characters, but Kubernetes allows 52',
    'the resulting name has 71 characters, but Kubernetes allows 63',
    'the resulting name has 67 characters, but Kubernetes allows 63',
  ]);
});

test('a namespace belongs to one product, and a product is deployed to its own clusters only', () => {
  const product = (namespace: string, environment = 'dev') => ({
    namespaces: [namespace],
    clusters: ['dev1'],
    projects: { web: { repository: 'https://git.acme.example/shop/web.git' } },
    runtimes: { main: { project: 'web', path: 'deploy', environment, namespaces: [namespace] } },
  });
  const argoCd = { delivery: { api: 'argo-cd', namespace: 'argocd' } };
  const tenants = (secondProduct: object) => ({
    shop: { ...shop, namespaces: { a: {}, b: {} }, products: { one: product('a'), two: secondProduct } },
  });
  expect(checkTenants(tenants(product('b')), argoCd)).toEqual([]);
  expect(checkTenants(tenants(product('a')), argoCd)).toEqual([
    "tenants.shop.products.two.namespaces[0]: the namespace already belongs to product 'one'",
  ]);
  expect(checkTenants(tenants(product('b', 'prod')), argoCd)).toEqual([
    'tenants.shop.products.two.runtimes.main.environment: is not an environment of its clusters',
  ]);
  expect(checkTenants(tenants(product('b')))).toContain(
    "tenants.shop.products.one: requires Argo CD, which nothing on cluster 'dev1' provides",
  );
});

test('rejects redirects of hosts that are in use, outside the domains, or targets of redirects themselves', () => {
  const traefik = { ingress: { api: 'traefik', namespace: 'traefik' } };
  const withRedirects = (...redirects: readonly object[]) => ({
    web: { image, ingress: 'shop.acme.example', redirects },
  });
  const bank = { ...shop, owners: 'bank-devs', hosts: ['old.acme.example'] };
  const redirect = { from: 'old.acme.example', to: 'shop.acme.example' };
  expect(checkTenants(shopWith(withRedirects(redirect)), traefik)).toEqual([]);
  expect(checkTenants({ ...shopWith(withRedirects(redirect)), bank }, traefik)).toEqual([
    'tenants.bank.hosts[0]: the host is already used by shop/web',
  ]);
  expect(
    checkTenants(shopWith(withRedirects({ from: 'shop.other.example', to: 'shop.acme.example' })), traefik),
  ).toEqual(["tenants.shop.applications.web.redirects: is not in a domain of tenant 'shop'"]);
  expect(checkTenants(shopWith(withRedirects(redirect, { ...redirect, to: 'old.acme.example' })), traefik)).toEqual([
    'tenants.shop.applications.web.redirects: is itself redirected to another host',
    'tenants.shop.applications.web.redirects: is redirected more than once',
  ]);
});

test('rejects redirects that the ingress controller does not support, and lists those that do', () => {
  const redirects = [{ from: 'old.acme.example', to: 'shop.acme.example' }];
  const problem = listTenantProblems(shopWith({ web: { image, redirects } })).find(
    ({ severity }) => severity === 'error',
  );
  expect(problem?.message).toBe("the ingress controller of cluster 'dev1' is not known to support redirects");
  expect(problem?.fix).toMatch(/^add a component .*, or write provides: { ingress: { api: 'traefik' } }/);
});

test('redirects differ by environment, and the admission policy allows their hosts', () => {
  const redirects = (from: string) => ({ redirects: [{ from, to: 'shop.acme.example' }] });
  const tenants = shopWith({
    web: { image, ...redirects('a.acme.example'), perEnvironment: { prod: redirects('b.acme.example') } },
  });
  const hosts = (cluster: string) =>
    getTenant(planCluster(tenants, cluster, { ingress: { api: 'nginx', namespace: 'nginx' } }), 'shop').admission.hosts;
  expect([hosts('dev1'), hosts('prod1')]).toEqual([['a.acme.example'], ['b.acme.example']]);
});

describe('a product', () => {
  const products = (environment: string) => ({
    checkout: {
      namespaces: ['shop'],
      projects: { web: { repository: 'https://git.acme.example/shop/web.git' } },
      runtimes: { web: { project: 'web', path: 'deploy', environment, namespaces: ['shop'] } },
    },
  });
  const argoCd = { delivery: { api: 'argo-cd', namespace: 'argocd' } };

  test('may not move a runtime to another environment', () => {
    const before = { shop: { ...shop, products: products('dev') } };
    expect(checkTenantChanges(before, { shop: { ...shop, products: products('prod') } }, argoCd)).toEqual([
      "tenants.shop.products.checkout.runtimes.web.environment: a runtime cannot move to another environment, this one is in 'dev'",
    ]);
    const { checkout } = products('dev');
    const added = { ...checkout.runtimes, 'web-prod': products('prod').checkout.runtimes.web };
    const withRuntimes = { shop: { ...shop, products: { checkout: { ...checkout, runtimes: added } } } };
    expect(checkTenantChanges(before, withRuntimes, argoCd)).toEqual([]);
    const withoutRuntime = { checkout: { ...products('prod').checkout, runtimes: {} } };
    expect(checkTenantChanges(before, { shop: { ...shop, products: withoutRuntime } }, argoCd)).toEqual([]);
  });

  test('does not share a namespace with another product, and has runtimes on its own clusters only', () => {
    const { checkout } = products('dev');
    const basket = { ...checkout, clusters: ['prod1'] };
    expect(checkTenants({ shop: { ...shop, products: { checkout, basket } } }, argoCd)).toEqual([
      'tenants.shop.products.basket.runtimes.web.environment: is not an environment of its clusters',
      "tenants.shop.products.basket.namespaces[0]: the namespace already belongs to product 'checkout'",
    ]);
  });
});

test('rejects priority and runtime classes that are not in the lists of the tenant', () => {
  const web = { image, priorityClass: 'high', runtimeClass: 'gvisor' };
  expect(checkTenants(shopWith({ web }))).toEqual([
    'tenants.shop.applications.web.priorityClass: is not in tenants.shop.priorityClasses',
    'tenants.shop.applications.web.runtimeClass: is not in tenants.shop.runtimeClasses',
  ]);
  expect(checkTenants(shopWith({ web }, { priorityClasses: ['high'], runtimeClasses: ['gvisor'] }))).toEqual([]);
});

test('rejects the removal of a cluster that a tenant runs on', () => {
  const definition = platformWith({ shop });
  const removedCluster = { ...definition.clusters.dev1, state: 'removed' };
  const problems = checkPlatform({ ...definition, clusters: { ...definition.clusters, dev1: removedCluster } });
  expect(problems).toEqual(["tenants.shop.clusters[0]: has state: 'removed', but this tenant still runs on it"]);
});

test('rejects a request above the limit, in one environment or by the defaults of a tenant', () => {
  const web = { image, perEnvironment: { prod: { resources: { memory: '1Gi' } } } };
  expect(checkTenants(shopWith({ web }))).toEqual([
    'tenants.shop.applications.web.resources.memory: exceeds memoryLimit, which is 512Mi',
  ]);
  expect(checkTenants(shopWith({ web: { ...web, resources: { memoryLimit: '1024Mi' } } }))).toEqual([]);
  expect(checkTenants(shopWith({}, { limits: { memory: '1Gi' } }))).toEqual([
    'tenants.shop.limits.memory: exceeds memoryLimit, which is 512Mi',
  ]);
});
