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
const only = (applications: object, tenant: object = {}) => ({ shop: { ...shop, ...tenant, applications } });

test('a quota is shared by the namespaces: own shares first, the rest in equal parts', () => {
  const tenants = {
    shop: {
      ...shop,
      quota: { cpu: 10, memoryGiB: 32 },
      namespaces: { 'shop-web': { quota: { cpu: 4 } }, 'shop-jobs': {}, 'shop-data': {} },
    },
  };
  const quotas = getTenant(planCluster(tenants), 'shop').namespaces.map(({ name, quota }) => [name, quota]);
  expect(Object.fromEntries(quotas)).toEqual({
    'shop-web': { cpu: 4, memoryGiB: 10.666 },
    'shop-jobs': { cpu: 3, memoryGiB: 10.666 },
    'shop-data': { cpu: 3, memoryGiB: 10.666 },
  });
});

test('fails when the namespaces take all of a quota and leave nothing for one of them', () => {
  const tenants = { shop: { ...shop, quota: { cpu: 4 }, namespaces: { a: { quota: { cpu: 4 } }, b: {} } } };
  expect(checkTenants(tenants)).toEqual([
    'tenants.shop.quota.cpu: the quotas of its namespaces add up to 4, which exceeds it or leaves nothing for the other namespaces',
  ]);
});

test('fails when two tenants claim one host, by an application or for their own Ingresses', () => {
  const tenants = {
    shop: { ...shop, applications: { web: { image, ingress: 'shop.acme.example' } } },
    bank: { ...shop, hosts: ['shop.acme.example'] },
  };
  expect(checkTenants(tenants)).toEqual(['tenants.bank.hosts[0]: the host is already used by shop/web']);
});

test('two applications of one tenant may share a host by paths, and those of two tenants may not', () => {
  const path = (of: string) => ({ image, ingress: [{ host: 'shop.acme.example', paths: [of] }] });
  expect(checkTenants(only({ web: path('/'), api: path('/api') }))).toEqual([]);
  expect(checkTenants(only({ web: path('/api'), api: path('/api') }))).toEqual([
    'tenants.shop.applications.api.ingress: the path is already used by shop/web',
  ]);
  const bank = { ...shop, applications: { api: path('/api') } };
  expect(checkTenants({ ...only({ web: path('/') }), bank })).toEqual([
    'tenants.bank.applications.api.ingress: the host is already used by shop/web',
  ]);
});

test('fails when a variable looks like a secret, and does not show it', () => {
  const env = { DB_PASSWORD: 'hunter2-of-the-shop', URL: 'postgres://shop:hunter2@db/shop', PASSWORD_MIN_LENGTH: '12' };
  const problems = listTenantProblems(
    only({ web: { image, env, perEnvironment: { prod: { env: { API_TOKEN: 'abc' } } } } }),
  );
  expect(problems.map(({ path }) => path.slice(4).join('.'))).toEqual([
    'env.DB_PASSWORD',
    'env.URL',
    'perEnvironment.prod.env.API_TOKEN',
  ]);
  expect(JSON.stringify(problems)).not.toMatch(/hunter2|abc/);
});

test('fails when an image comes from none of the registries of the tenant', () => {
  const registries = ['registry.acme.example/shop'];
  expect(checkTenants(only({ web: { image } }, { registries }))).toEqual([]);
  expect(
    checkTenants(only({ web: { image: 'docker.io/library/nginx:1.29', clusters: ['dev1'] } }, { registries })),
  ).toEqual(['tenants.shop.applications.web.image: is not from a registry in tenants.shop.registries']);
});

test('fails when several pods would write to a volume that is one pod alone its own', () => {
  const files = { '/data': { volume: 'data', storageGiB: 10 } };
  expect(checkTenants(only({ db: { image, files, replicas: 2, clusters: ['dev1'] } }))).toEqual([
    'tenants.shop.applications.db.replicas: only one pod can write to its volume',
  ]);
  const [db] = getTenant(planCluster(only({ db: { image, files } })), 'shop').applications;
  expect(db?.scale).toMatchObject({ min: 1, max: 1 });
});

test('a server outside is used by its address, with variables under names of the application', () => {
  const database = {
    server: '192.0.2.10',
    name: 'shop',
    credentials: 'shop-db',
    env: { DB_HOST: 'host', DB_NAME: 'name', DB_PASS: 'password' },
  };
  const [web] = getTenant(planCluster(only({ web: { image, uses: { database } } })), 'shop').applications;
  expect(web?.egressTargets).toEqual([{ cidr: '192.0.2.10/32', ports: [5432] }]);
});

test('fails when a server is named that the network cannot tell by its name, or nothing provides one', () => {
  const uses = { database: { server: 'pg.acme.example' }, cache: {} };
  const problems = listTenantProblems(only({ web: { image, clusters: ['dev1'], uses } }));
  expect(problems.map(({ path, fix }) => [path.slice(4).join('.'), fix])).toEqual([
    [
      'uses.database.server',
      "write its addresses: { server, addresses: ['192.0.2.10/32'] }, or use a network that can enforce host names, such as Cilium",
    ],
    ['uses.cache', 'add a component that provides it, or declare an external server: { server, credentials, env }'],
  ]);
});

test('fails when a tenant makes by itself what keeps it apart, or what reaches beyond it', () => {
  const object = (kind: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) },
  });
  const objects = [object('NetworkPolicy'), object('ClusterRole'), object('ConfigMap', 'bank'), object('ConfigMap')];
  expect(checkTenants({ shop: { ...shop, objects } })).toEqual([
    'tenants.shop.objects[0].kind: is not a kind that a tenant may create',
    'tenants.shop.objects[1].kind: is cluster-scoped, but a tenant may create namespaced objects only',
    "tenants.shop.objects[2].metadata.namespace: is not a namespace of tenant 'shop'",
  ]);
});

test('fails when an object of a tenant would take the place of another, or of what a workload becomes', () => {
  const object = (kind: string, name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
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
  expect(checkTenants(only({ web: { image } }, tenant))).toEqual([
    'tenants.shop.objects[1].metadata.name: `objects` already contains a ConfigMap of this name',
    "tenants.shop.objects[3].metadata.name: the Service of this name is reserved for workload 'web'",
  ]);
});

test('fails when the secrets of a tenant come from a store that a cluster does not have', () => {
  const secrets = (...stores: string[]) => ({ secrets: { namespace: 'external-secrets', stores } });
  const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
  const using = (tenant: object) => only({ web: { image, uses } }, { clusters: ['dev1'], ...tenant });
  const none = "cluster 'dev1' has no ClusterSecretStore of this name";
  expect(checkTenants(using({ secretStore: 'volt' }), secrets('default', 'vault'))).toEqual([
    `tenants.shop.secretStore: ${none}`,
  ]);
  expect(checkTenants(using({}), secrets('vault'))).toEqual([`tenants.shop.applications.web.uses.secret: ${none}`]);
  expect(checkTenants(only({ web: { image } }), secrets('vault'))).toEqual([]);
  expect(checkTenants(using({ secretStore: 'vault' }), secrets('vault'))).toEqual([]);
  expect(checkTenants(using({ secretStore: 'vault' }), { secrets: {} })).toEqual([]);
});

test('configuration of an environment is laid over the rest there, and nowhere else', () => {
  const tenants = only({ web: { image, perEnvironment: { prod: { image: `${image}.1`, replicas: 5 } } } });
  const images = ['dev1', 'prod1'].map((cluster) => {
    const [web] = getTenant(planCluster(tenants, cluster), 'shop').applications;
    return [web?.options.image, web?.scale.max];
  });
  expect(images).toEqual([
    [image, 4],
    [`${image}.1`, 5],
  ]);
});

test('fails when a name grows too long for Kubernetes once it is composed', () => {
  const long = 'a'.repeat(55);
  const nightly = { kind: 'job', image, schedule: '@daily', clusters: ['dev1'] };
  const migrate = { kind: 'job', image, run: 'b'.repeat(20), clusters: ['dev1'] };
  const web = { image, files: { '/etc/app': { secret: 'c'.repeat(60) } } };
  expect(
    checkTenants(only({ [long]: nightly, ['m'.repeat(50)]: migrate, web })).map((told) => told.split(': ')[1]),
  ).toEqual([
    'the resulting name has 55 characters, but Kubernetes allows 52',
    'the resulting name has 71 characters, but Kubernetes allows 63',
    'the resulting name has 67 characters, but Kubernetes allows 63',
  ]);
});

test('a login is an error, never an open door', () => {
  expect(checkTenants(only({ web: { image, clusters: ['dev1'], login: true } }))).toEqual([
    "tenants.shop.applications.web.login: nothing on cluster 'dev1' can require users to log in",
  ]);
});

test('no namespace serves two products, and a product goes where it is authorised only', () => {
  const product = (namespace: string, environment = 'dev') => ({
    namespaces: [namespace],
    clusters: ['dev1'],
    projects: { web: { repository: 'https://git.acme.example/shop/web.git' } },
    runtimes: { main: { project: 'web', path: 'deploy', environment, namespaces: [namespace] } },
  });
  const argo = { delivery: { api: 'argo-cd', namespace: 'argocd' } };
  const products = (second: object) => ({
    shop: { ...shop, namespaces: { a: {}, b: {} }, products: { one: product('a'), two: second } },
  });
  expect(checkTenants(products(product('b')), argo)).toEqual([]);
  expect(checkTenants(products(product('a')), argo)).toEqual([
    "tenants.shop.products.two.namespaces[0]: the namespace already belongs to product 'one'",
  ]);
  expect(checkTenants(products(product('b', 'prod')), argo)).toEqual([
    'tenants.shop.products.two.runtimes.main.environment: is not an environment of its clusters',
  ]);
  expect(checkTenants(products(product('b')))).toContain(
    "tenants.shop.products.one: requires Argo CD, which nothing on cluster 'dev1' provides",
  );
});

test('fails when a redirect claims a host of others, lies outside of the domain, or leads nowhere', () => {
  const traefik = { ingress: { api: 'traefik', namespace: 'traefik' } };
  const from = (...redirects: readonly object[]) => ({ web: { image, ingress: 'shop.acme.example', redirects } });
  const bank = { ...shop, hosts: ['old.acme.example'] };
  const old = { from: 'old.acme.example', to: 'shop.acme.example' };
  expect(checkTenants(only(from(old)), traefik)).toEqual([]);
  expect(checkTenants({ ...only(from(old)), bank }, traefik)).toEqual([
    'tenants.bank.hosts[0]: the host is already used by shop/web',
  ]);
  expect(checkTenants(only(from({ from: 'shop.other.example', to: 'shop.acme.example' })), traefik)).toEqual([
    "tenants.shop.applications.web.redirects: is not in a domain of tenant 'shop'",
  ]);
  expect(checkTenants(only(from(old, { ...old, to: 'old.acme.example' })), traefik)).toEqual([
    'tenants.shop.applications.web.redirects: is itself redirected to another host',
    'tenants.shop.applications.web.redirects: is redirected more than once',
  ]);
});

test('fails when what serves the Ingresses cannot redirect, and says what can', () => {
  const redirects = [{ from: 'old.acme.example', to: 'shop.acme.example' }];
  const [problem] = listTenantProblems(only({ web: { image, redirects } }));
  expect(problem?.message).toBe("the ingress controller of cluster 'dev1' is not known to support redirects");
  expect(problem?.fix).toMatch(/traefik\(\) or nginx\(\)/);
});

test('a host that is redirected differs by environment, and the tenant may serve it', () => {
  const old = (host: string) => ({ redirects: [{ from: host, to: 'shop.acme.example' }] });
  const tenants = only({ web: { image, ...old('a.acme.example'), perEnvironment: { prod: old('b.acme.example') } } });
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

  test('keeps each of its runtimes in one environment for good', () => {
    const before = { shop: { ...shop, products: products('dev') } };
    expect(checkTenantChanges(before, { shop: { ...shop, products: products('prod') } }, argoCd)).toEqual([
      "tenants.shop.products.checkout.runtimes.web.environment: a runtime cannot move to another environment, this one is in 'dev'",
    ]);
    const another = { checkout: { ...products('prod').checkout, runtimes: {} } };
    expect(checkTenantChanges(before, { shop: { ...shop, products: another } }, argoCd)).toEqual([]);
  });

  test('serves namespaces of its own, on clusters that it is authorised for', () => {
    const { checkout } = products('dev');
    const basket = { ...checkout, clusters: ['prod1'] };
    expect(checkTenants({ shop: { ...shop, products: { checkout, basket } } }, argoCd)).toEqual([
      'tenants.shop.products.basket.runtimes.web.environment: is not an environment of its clusters',
      "tenants.shop.products.basket.namespaces[0]: the namespace already belongs to product 'checkout'",
    ]);
  });
});

test('fails when a class is used that the tenant was not given', () => {
  const web = { image, priorityClass: 'high', runtimeClass: 'gvisor' };
  expect(checkTenants(only({ web }))).toEqual([
    'tenants.shop.applications.web.priorityClass: is not in tenants.shop.priorityClasses',
    'tenants.shop.applications.web.runtimeClass: is not in tenants.shop.runtimeClasses',
  ]);
  expect(checkTenants(only({ web }, { priorityClasses: ['high'], runtimeClasses: ['gvisor'] }))).toEqual([]);
});

test('fails when a cluster is to be removed that a tenant is on', () => {
  const description = platformWith({ shop });
  const leaving = { ...description.clusters.dev1, state: 'removed' };
  const found = checkPlatform({ ...description, clusters: { ...description.clusters, dev1: leaving } });
  expect(found).toEqual(["tenants.shop.clusters[0]: has state: 'removed', but this tenant still runs on it"]);
});

test('fails when a container asks for more than its limit, in one environment or by what others get', () => {
  const more = { resources: { memory: '1Gi' } };
  const web = { image, perEnvironment: { prod: more } };
  expect(checkTenants(only({ web }))).toEqual([
    'tenants.shop.applications.web.resources.memory: exceeds memoryLimit, which is 512Mi',
  ]);
  expect(checkTenants(only({ web: { ...web, resources: { memoryLimit: '1024Mi' } } }))).toEqual([]);
  expect(checkTenants(only({}, { limits: { memory: '1Gi' } }))).toEqual([
    'tenants.shop.limits.memory: exceeds memoryLimit, which is 512Mi',
  ]);
});
