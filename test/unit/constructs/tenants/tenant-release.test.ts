import { tenantRelease } from '../../../../constructs/tenants';
import { planCluster, getTenant } from '../../../support/tenant-definitions';
import { only, rendered, type Rendered } from '../../../support/rendered';

const image = 'registry.acme.example/shop/x:1';
const shop = { clusters: ['dev1'], owners: 'shop-devs' };

function files(tenants: object, cluster?: object): Readonly<Record<string, readonly Rendered[]>> {
  const plan = planCluster(tenants, 'dev1', cluster);
  const { objects } = tenantRelease(getTenant(plan, 'shop'), plan.clusterInfo);
  return Object.fromEntries(Object.entries(objects).map(([name, draw]) => [name, rendered(draw)]));
}

test('what keeps a tenant apart comes first, then a file for each application and job', () => {
  const applications = { web: { image }, nightly: { kind: 'job', image, schedule: '@daily' } };
  expect(Object.keys(files({ shop: { ...shop, applications } }))).toEqual([
    '00-namespaces.yaml',
    '01-admission.yaml',
    'web.yaml',
    'nightly.yaml',
  ]);
});

test('one more application changes no byte of the file of another', () => {
  const one = files({ shop: { ...shop, applications: { web: { image } } } });
  const two = files({ shop: { ...shop, applications: { api: { image }, web: { image } } } });
  expect(two['web.yaml']).toEqual(one['web.yaml']);
});

test('the API server lets a tenant serve the hosts of its description, and no others', () => {
  const tenants = {
    shop: { ...shop, applications: { web: { image, ingress: 'a.acme.example' } }, hosts: ['b.acme.example'] },
  };
  const policy = only(files(tenants)['01-admission.yaml'] ?? [], 'ValidatingAdmissionPolicy', 'tenant-shop-ingresses');
  expect(JSON.stringify(policy.spec?.validations)).toContain('[\\"a.acme.example\\",\\"b.acme.example\\"]');
  expect(policy.spec).toMatchObject({
    failurePolicy: 'Fail',
    matchConstraints: { namespaceSelector: { matchLabels: { 'plinth.dev/tenant': 'shop' } } },
  });
});

test('registries, storage classes, priority classes and nodes are held where they are said', () => {
  const limits = {
    registries: ['registry.acme.example/shop'],
    storageClasses: ['fast'],
    priorityClasses: ['shop-high'],
    nodes: { labels: { pool: 'shop' }, taint: { key: 'pool', value: 'shop' } },
  };
  const names = (tenants: object) => (files(tenants)['01-admission.yaml'] ?? []).map(({ metadata }) => metadata.name);
  expect(names({ shop })).not.toContain('tenant-shop-claims');
  expect(names({ shop: { ...shop, ...limits } })).toContain('tenant-shop-claims');
  const made = files({ shop: { ...shop, ...limits, applications: { web: { image, priorityClass: 'shop-high' } } } });
  const pods = JSON.stringify(
    only(made['01-admission.yaml'] ?? [], 'ValidatingAdmissionPolicy', 'tenant-shop-pods').spec,
  );
  expect(pods).toMatch(/registry\.acme\.example\/shop\//);
  expect(only(made['web.yaml'] ?? [], 'Deployment').spec).toMatchObject({
    template: {
      spec: {
        priorityClassName: 'shop-high',
        nodeSelector: { pool: 'shop' },
        tolerations: [{ key: 'pool', value: 'shop', operator: 'Equal' }],
      },
    },
  });
});

test('a call of an API of the platform opens both sides, the other one from the own folder', () => {
  const tenants = {
    shop: {
      ...shop,
      capabilities: ['metrics'],
      applications: { portal: { image, calls: [{ capability: 'metrics', ports: [9090] }] } },
    },
  };
  const made = files(tenants);
  expect(only(made['02-platform-access.yaml'] ?? [], 'NetworkPolicy')).toMatchObject({
    metadata: { namespace: 'monitoring', name: 'metrics-from-shop-portal' },
    spec: { ingress: [{ ports: [{ port: 9090 }] }] },
  });
  expect(JSON.stringify(only(made['portal.yaml'] ?? [], 'NetworkPolicy').spec)).toContain('"port":9090');
});

test('a product reaches its own repositories and namespaces only, and never what keeps the tenant apart', () => {
  const repository = 'https://git.acme.example/shop/web.git';
  const product = {
    namespaces: ['shop'],
    projects: { web: { repository } },
    runtimes: {
      dev: { project: 'web', revision: 'main', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] },
    },
  };
  const made = files(
    { shop: { ...shop, products: { checkout: product } } },
    {
      delivery: { api: 'argo-cd', namespace: 'argocd' },
    },
  );
  const file = made['04-product-checkout.yaml'] ?? [];
  expect(only(file, 'AppProject')).toMatchObject({
    metadata: { name: 'shop-checkout', namespace: 'argocd' },
    spec: {
      sourceRepos: [repository],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],

      roles: [{ name: 'deployers', groups: ['shop-devs'] }],
    },
  });
  const { namespaceResourceBlacklist } = only(file, 'AppProject').spec as {
    namespaceResourceBlacklist: { kind: string }[];
  };
  expect(namespaceResourceBlacklist.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['NetworkPolicy', 'ResourceQuota', 'RoleBinding']),
  );
  expect(only(file, 'Application').spec).toMatchObject({
    project: 'shop-checkout',
    source: { repoURL: repository, targetRevision: 'main', path: 'deploy/dev' },
    destination: { namespace: 'shop' },
  });
});

test('objects of a tenant go to its own namespace', () => {
  const objects = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flags' }, data: { dark: 'true' } }];
  expect(files({ shop: { ...shop, objects } })['03-objects.yaml']).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'flags', namespace: 'shop' }, data: { dark: 'true' } },
  ]);
});

test('volumes stay when their application goes, and only one pod at a time has them', () => {
  const files_ = {
    '/data': { volume: 'data', storageGiB: 10 },
    '/etc/app': { config: 'app' },
    '/cache': { emptyMiB: 64 },
  };
  const web = files({ shop: { ...shop, applications: { web: { image, files: files_ } } } })['web.yaml'] ?? [];
  expect(only(web, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'web-data', annotations: { 'helm.sh/resource-policy': 'keep' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
  });
  expect(only(web, 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('a patch changes the fields that it names, and leaves the others', () => {
  const patch = {
    Deployment: { spec: { template: { spec: { hostAliases: [{ ip: '192.0.2.1', hostnames: ['old'] }] } } } },
  };
  const web = files({ shop: { ...shop, applications: { web: { image, patch } } } })['web.yaml'] ?? [];
  expect(only(web, 'Deployment').spec).toMatchObject({
    template: { spec: { hostAliases: [{ ip: '192.0.2.1' }], securityContext: { runAsNonRoot: true } } },
  });
});

test('pods that choose a leader may write their one Lease, and speak to the API server for it', () => {
  const web = files({ shop: { ...shop, applications: { web: { image, leaderElection: true } } } })['web.yaml'] ?? [];
  expect(only(web, 'Role').rules).toEqual([
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['web'],
      verbs: ['get', 'update', 'patch'],
    },
  ]);
  expect(only(web, 'Deployment').spec).toMatchObject({ template: { spec: { automountServiceAccountToken: true } } });
  expect(JSON.stringify(only(web, 'NetworkPolicy').spec)).toContain('6443');
});

test('a stored secret is read under the name of the tenant only', () => {
  const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
  const web = files({ shop: { ...shop, applications: { web: { image, uses } } } }, { secrets: {} })['web.yaml'] ?? [];
  expect(only(web, 'ExternalSecret').spec).toMatchObject({ dataFrom: [{ extract: { key: 'shop/web' } }] });
  expect(JSON.stringify(only(web, 'Deployment').spec)).toContain('{"key":"token","name":"web-stored"}');
});

test('names of hosts outside are enforced by a network that knows them', () => {
  const applications = { web: { image, calls: [{ host: 'api.pay.example', ports: [443] }] } };
  const web =
    files({ shop: { ...shop, applications } }, { 'network-policy-hosts': { api: 'cilium' } })['web.yaml'] ?? [];
  expect(only(web, 'CiliumNetworkPolicy').spec?.egress).toEqual(
    expect.arrayContaining([
      { toFQDNs: [{ matchName: 'api.pay.example' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
    ]),
  );
});

describe('the API server', () => {
  const rulesOf = (tenant: object, name: string) =>
    JSON.stringify(
      only(
        files({ shop: { ...shop, ...tenant } })['01-admission.yaml'] ?? [],
        'ValidatingAdmissionPolicy',
        `tenant-shop-${name}`,
      ).spec,
    );

  test('lets a tenant read from its own secret store or the shared one, and from no other', () => {
    expect(rulesOf({}, 'secrets')).toContain('secretStoreRef.name == \\"default\\"');
    expect(rulesOf({ secretStore: 'vault-shop' }, 'secrets')).toContain('secretStoreRef.name == \\"vault-shop\\"');
    const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
    const made = files(
      { shop: { ...shop, secretStore: 'vault-shop', applications: { web: { image, uses } } } },
      { secrets: { namespace: 'external-secrets' } },
    );
    expect(only(made['web.yaml'] ?? [], 'ExternalSecret').spec).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault-shop' },
    });
  });

  test('refuses every way in but Ingresses, to people and to what comes from Git', () => {
    const rules = rulesOf({}, 'boundaries');
    for (const resource of ['httproutes', 'gateways', 'ingressroutes', 'virtualservers', 'secretstores'])
      expect(rules).toContain(`"${resource}"`);
  });

  test('gives runtime classes that the description names', () => {
    expect(rulesOf({ runtimeClasses: ['gvisor'] }, 'pods')).toContain('in [\\"\\",\\"gvisor\\"]');
  });
});

test('a tenant that is suspended can change nothing, and what it delivers waits; its pods stay', () => {
  const product = {
    namespaces: ['shop'],
    projects: { web: { repository: 'https://git.acme.example/shop/web.git', language: 'go' } },
    runtimes: { dev: { project: 'web', path: 'deploy', environment: 'dev', namespaces: ['shop'] } },
  };
  const of = (suspended: boolean) =>
    files(
      {
        shop: {
          ...{ ...shop, suspended, viewers: ['support'], products: { checkout: product } },
          applications: { web: { image } },
        },
      },
      { delivery: { api: 'argo-cd', namespace: 'argocd' } },
    );
  const [free, suspended] = [of(false), of(true)];
  const policies = (made: typeof free) => (made['01-admission.yaml'] ?? []).map(({ metadata }) => metadata.name);
  expect(policies(free)).not.toContain('tenant-shop-cordon');
  const rule = only(suspended['01-admission.yaml'] ?? [], 'ValidatingAdmissionPolicy', 'tenant-shop-cordon');
  expect(JSON.stringify(rule.spec?.validations)).toContain('[\\"shop-devs\\",\\"support\\"]');
  const application = (made: typeof free) => only(made['04-product-checkout.yaml'] ?? [], 'Application').spec;
  expect(application(free)).toHaveProperty('syncPolicy.automated');
  expect(application(suspended)).not.toHaveProperty('syncPolicy.automated');
  expect(application(free)?.info).toEqual([
    { name: 'project', value: 'web' },
    { name: 'language', value: 'go' },
  ]);
  expect(suspended['web.yaml']).toEqual(free['web.yaml']);
});
