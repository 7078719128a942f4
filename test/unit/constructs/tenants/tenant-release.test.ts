import { tenantRelease } from '../../../../constructs/tenants';
import { restrictionAnnotation, type RestrictionName } from '../../../../constructs/tenants/admission/restrictions';
import { planCluster, getTenant } from '../../../support/tenant-definitions';
import { getObject, synthesizeObjects, type RenderedObject } from '../../../support/rendered';

const image = 'registry.acme.example/shop/x:1';
const shop = { clusters: ['dev1'], owners: 'shop-devs' };

function synthesizeFiles(tenants: object, provides?: object): Readonly<Record<string, readonly RenderedObject[]>> {
  const plan = planCluster(tenants, 'dev1', provides);
  const { objects } = tenantRelease(getTenant(plan, 'shop'), plan.clusterInfo);
  return Object.fromEntries(Object.entries(objects).map(([name, addObjects]) => [name, synthesizeObjects(addObjects)]));
}

function getRestriction(tenant: object, name: RestrictionName): string | undefined {
  const files = synthesizeFiles({ shop: { ...shop, ...tenant } });
  return getObject(files['00-namespaces.yaml'] ?? [], 'Namespace').metadata.annotations?.[restrictionAnnotation(name)];
}

test('a release has a file for namespaces, then one for each application and job', () => {
  const applications = { web: { image }, nightly: { kind: 'job', image, schedule: '@daily' } };
  expect(Object.keys(synthesizeFiles({ shop: { ...shop, applications } }))).toEqual([
    '00-namespaces.yaml',
    'web.yaml',
    'nightly.yaml',
  ]);
});

test('an additional application changes no byte of the file of another', () => {
  const withoutApi = synthesizeFiles({ shop: { ...shop, applications: { web: { image } } } });
  const withApi = synthesizeFiles({ shop: { ...shop, applications: { api: { image }, web: { image } } } });
  expect(withApi['web.yaml']).toEqual(withoutApi['web.yaml']);
});

test('the restrictions of a tenant are annotations of its namespaces', () => {
  const limits = {
    hosts: ['b.acme.example'],
    registries: ['registry.acme.example/shop'],
    storageClasses: ['fast', 'slow'],
    priorityClasses: ['shop-high'],
    runtimeClasses: ['gvisor'],
    secretStore: 'vault-shop',
    nodes: { labels: { pool: 'shop' }, taint: { key: 'pool', value: 'shop' } },
    kinds: ['kafka.strimzi.io/KafkaTopic'],
    ingressAnnotations: ['nginx.org/server-snippets'],
    serviceAccountAnnotations: ['iam.gke.io/gcp-service-account=shop@acme.iam'],
    applications: { web: { image, ingress: 'a.acme.example', priorityClass: 'shop-high' } },
  };
  const restrictions: Readonly<Partial<Record<RestrictionName, string>>> = {
    hosts: 'a.acme.example\nb.acme.example',
    registries: 'registry.acme.example/shop',
    'storage-classes': 'fast\nslow',
    'priority-classes': 'shop-high',
    'runtime-classes': 'gvisor',
    'secret-store': 'vault-shop',
    'node-labels': 'pool=shop',
    tolerations: 'pool=shop',
    kinds: 'kafka.strimzi.io/KafkaTopic',
    'ingress-annotations': 'nginx.org/server-snippets',
    'service-account-annotations': 'iam.gke.io/gcp-service-account=shop@acme.iam',
    'suspended-groups': '',
  };
  for (const [name, value] of Object.entries(restrictions))
    expect([name, getRestriction(limits, name as RestrictionName)]).toEqual([name, value]);
  const files = synthesizeFiles({ shop: { ...shop, ...limits } });
  expect(getObject(files['web.yaml'] ?? [], 'Deployment').spec).toMatchObject({
    template: {
      spec: {
        priorityClassName: 'shop-high',
        nodeSelector: { pool: 'shop' },
        tolerations: [{ key: 'pool', value: 'shop', operator: 'Equal' }],
      },
    },
  });
});

test('a tenant without restrictions may use any registry and StorageClass, and no host', () => {
  expect(getRestriction({}, 'registries')).toBe('*');
  expect(getRestriction({}, 'storage-classes')).toBe('*');
  expect(getRestriction({}, 'hosts')).toBe('');
  expect(getRestriction({}, 'secret-store')).toBe('default');
});

test('a call to a platform API is allowed on both sides, by files of the tenant', () => {
  const tenants = {
    shop: {
      ...shop,
      capabilities: ['metrics'],
      applications: { portal: { image, calls: [{ capability: 'metrics', ports: [9090] }] } },
    },
  };
  const files = synthesizeFiles(tenants);
  expect(getObject(files['02-platform-access.yaml'] ?? [], 'NetworkPolicy')).toMatchObject({
    metadata: { namespace: 'monitoring', name: 'metrics-from-shop-portal' },
    spec: { ingress: [{ ports: [{ port: 9090 }] }] },
  });
  expect(JSON.stringify(getObject(files['portal.yaml'] ?? [], 'NetworkPolicy').spec)).toContain('"port":9090');
});

test('a product can use its own repositories and namespaces only, and cannot change the isolation of its tenant', () => {
  const repository = 'https://git.acme.example/shop/web.git';
  const product = {
    namespaces: ['shop'],
    projects: { web: { repository } },
    runtimes: {
      dev: { project: 'web', revision: 'main', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] },
    },
  };
  const files = synthesizeFiles(
    { shop: { ...shop, products: { checkout: product } } },
    {
      delivery: { api: 'argo-cd', namespace: 'argocd' },
    },
  );
  const file = files['04-product-checkout.yaml'] ?? [];
  expect(getObject(file, 'AppProject')).toMatchObject({
    metadata: { name: 'shop-checkout', namespace: 'argocd' },
    spec: {
      sourceRepos: [repository],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop' }],

      roles: [{ name: 'deployers', groups: ['shop-devs'] }],
    },
  });
  const { clusterResourceWhitelist, namespaceResourceWhitelist } = getObject(file, 'AppProject').spec as {
    clusterResourceWhitelist: object[];
    namespaceResourceWhitelist: { group: string; kind: string }[];
  };
  expect(clusterResourceWhitelist).toEqual([]);
  expect(namespaceResourceWhitelist).toContainEqual({ group: 'apps', kind: 'Deployment' });
  expect(namespaceResourceWhitelist.map(({ kind }) => kind)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(NetworkPolicy|ResourceQuota|RoleBinding|TLSOption|Issuer)$/)]),
  );
  expect(getObject(file, 'Application').spec).toMatchObject({
    project: 'shop-checkout',
    source: { repoURL: repository, targetRevision: 'main', path: 'deploy/dev' },
    destination: { namespace: 'shop' },
  });
});

test('objects of a tenant are in its namespace and otherwise unchanged', () => {
  const spec = { features: [], mode: 'dark' };
  const objects = [{ apiVersion: 'example.com/v1', kind: 'Flags', metadata: { name: 'flags' }, spec }];
  expect(synthesizeFiles({ shop: { ...shop, kinds: ['example.com/Flags'], objects } })['03-objects.yaml']).toEqual([
    { apiVersion: 'example.com/v1', kind: 'Flags', metadata: { name: 'flags', namespace: 'shop' }, spec },
  ]);
});

test('volumes are retained when their application is removed, and only one pod at a time mounts them', () => {
  const mounts = {
    '/data': { volume: 'data', storageGiB: 10 },
    '/etc/app': { config: 'app' },
    '/cache': { emptyMiB: 64 },
  };
  const web = synthesizeFiles({ shop: { ...shop, applications: { web: { image, files: mounts } } } })['web.yaml'] ?? [];
  expect(getObject(web, 'PersistentVolumeClaim')).toMatchObject({
    metadata: { name: 'web-data', annotations: { 'helm.sh/resource-policy': 'keep' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
  });
  expect(getObject(web, 'Deployment').spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('a patch changes the fields that it contains, and no others', () => {
  const patch = {
    Deployment: { spec: { template: { spec: { hostAliases: [{ ip: '192.0.2.1', hostnames: ['old'] }] } } } },
  };
  const web = synthesizeFiles({ shop: { ...shop, applications: { web: { image, patch } } } })['web.yaml'] ?? [];
  expect(getObject(web, 'Deployment').spec).toMatchObject({
    template: { spec: { hostAliases: [{ ip: '192.0.2.1' }], securityContext: { runAsNonRoot: true } } },
  });
});

test('pods with leader election may write their Lease, and may reach the API server', () => {
  const web =
    synthesizeFiles({ shop: { ...shop, applications: { web: { image, leaderElection: true } } } })['web.yaml'] ?? [];
  expect(getObject(web, 'Role').rules).toEqual([
    { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
    {
      apiGroups: ['coordination.k8s.io'],
      resources: ['leases'],
      resourceNames: ['web'],
      verbs: ['get', 'update', 'patch'],
    },
  ]);
  expect(getObject(web, 'Deployment').spec).toMatchObject({
    template: { spec: { automountServiceAccountToken: true } },
  });
  expect(JSON.stringify(getObject(web, 'NetworkPolicy').spec)).toContain('6443');
});

test('a stored secret is read from a path under the name of the tenant', () => {
  const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
  const web =
    synthesizeFiles({ shop: { ...shop, applications: { web: { image, uses } } } }, { secrets: {} })['web.yaml'] ?? [];
  expect(getObject(web, 'ExternalSecret').spec).toMatchObject({ dataFrom: [{ extract: { key: 'shop/web' } }] });
  expect(JSON.stringify(getObject(web, 'Deployment').spec)).toContain('{"key":"token","name":"web-stored"}');
});

test('external hosts are allowed by name on a network that supports it', () => {
  const applications = { web: { image, calls: [{ host: 'api.pay.example', ports: [443] }] } };
  const web =
    synthesizeFiles({ shop: { ...shop, applications } }, { 'network-policy-hosts': { api: 'cilium' } })['web.yaml'] ??
    [];
  expect(getObject(web, 'CiliumNetworkPolicy').spec?.egress).toEqual(
    expect.arrayContaining([
      { toFQDNs: [{ matchName: 'api.pay.example' }], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] },
    ]),
  );
});

test('external hosts must not resolve to metadata services, except what the workload is allowed by address', () => {
  const applications = { web: { image, calls: [{ host: 'api.pay.example', ports: [443] }] } };
  const synthesizeWeb = (dns: object) =>
    synthesizeFiles({ shop: { ...shop, applications } }, { 'network-policy-hosts': { api: 'cilium' }, dns })[
      'web.yaml'
    ] ?? [];
  const denied = (dns: object) =>
    (getObject(synthesizeWeb(dns), 'CiliumNetworkPolicy').spec?.egressDeny as { toCIDRSet: object[] }[])[0]?.toCIDRSet;
  expect(denied({})).toEqual(
    expect.arrayContaining([{ cidr: '169.254.0.0/16' }, { cidr: '168.63.129.16/32' }, { cidr: '64:ff9b::a9fe:0/112' }]),
  );
  const nodeDns = { cidr: '169.254.0.0/16', except: ['169.254.20.10/32'] };
  expect(denied({ nodeAddress: '169.254.20.10' })).toContainEqual(nodeDns);
});

test('a stored secret is read from the secret store of the tenant', () => {
  const uses = { secret: { path: 'web', env: { TOKEN: 'token' } } };
  const files = synthesizeFiles(
    { shop: { ...shop, secretStore: 'vault-shop', applications: { web: { image, uses } } } },
    { secrets: { namespace: 'external-secrets' } },
  );
  expect(getObject(files['web.yaml'] ?? [], 'ExternalSecret').spec).toMatchObject({
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault-shop' },
  });
});

test('a suspended tenant cannot change anything and its products do not sync, but its workloads are unchanged', () => {
  const product = {
    namespaces: ['shop-product'],
    projects: { web: { repository: 'https://git.acme.example/shop/web.git', language: 'go' } },
    runtimes: { dev: { project: 'web', path: 'deploy', environment: 'dev', namespaces: ['shop-product'] } },
  };
  const synthesizeShop = (suspended: boolean) =>
    synthesizeFiles(
      {
        shop: {
          ...{ ...shop, suspended, viewers: ['support'], products: { checkout: product } },
          namespaces: { shop: {}, 'shop-product': {} },
          applications: { web: { image } },
        },
      },
      { delivery: { api: 'argo-cd', namespace: 'argocd' } },
    );
  const [activeTenant, suspendedTenant] = [synthesizeShop(false), synthesizeShop(true)];
  expect(getRestriction({ suspended: true, viewers: ['support'] }, 'suspended-groups')).toBe('shop-devs\nsupport');
  const application = (files: typeof activeTenant) =>
    getObject(files['04-product-checkout.yaml'] ?? [], 'Application').spec;
  expect(application(activeTenant)).toHaveProperty('syncPolicy.automated');
  expect(application(suspendedTenant)).not.toHaveProperty('syncPolicy.automated');
  expect(application(activeTenant)?.info).toEqual([
    { name: 'project', value: 'web' },
    { name: 'language', value: 'go' },
  ]);
  expect(suspendedTenant['web.yaml']).toEqual(activeTenant['web.yaml']);
});
