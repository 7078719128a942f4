import { kinds } from '../../../constructs/kinds';
import { language } from '../../../src/language';
import { formatPath } from '../../../src/schema/problem';

/** Mistakes of all sorts, in options of the schema and between entries, next to each other. */
const definition = {
  name: 'acme',
  domain: 'co.uk',
  environments: ['dev', 'prod'],
  allowRemovals: ['tenants.old'],
  state: { backend: 'http', address: 'http://terraform:hunter2@state.acme.example/plinth' },
  clusters: {
    dev1: {
      kind: 'on-prem',
      environment: 'dev',
      kubernetes: 1.36,
      ssh: { user: 'ops' },
      proxy: { http: 'http://proxy-user:hunter2@proxy.acme.example:3128' },
      artifacts: 'http://files.acme.example',
      controlPlanes: { d1: '10.0.0.11' },
      workers: { w2: '10.0.0.300' },
      components: [
        { kind: 'flannel' },
        { kind: 'core-dns' },
        { kind: 'metallb', addresses: ['10.1.0.0/24'] },
        { kind: 'traefik', replicas: -1 },
        { kind: 'cert-manager', email: 'ops', dns01: { route53: { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG' } } },
        { kind: 'local-path', pathh: '/data' },
        { kind: 'promtheus' },
        { kind: 'grafana', host: 'grafana', login: { clientSecret: 'hunter2hunter2' } },
      ],
    },
    dev2: {
      kind: 'on-prem',
      environment: 'dev',
      ssh: { user: 'ops' },
      controlPlanes: { e1: '10.2.0.11', e2: '10.2.0.12', e3: '10.2.0.13' },
      workers: { w1: '10.2.0.13', w2: '10.2.0.21', w3: '10.3.0.128' },
      podCidr: '10.244.0.0/24',
      serviceCidr: '10.244.0.0/25',
      components: [{ kind: 'flannel' }, { kind: 'core-dns' }, { kind: 'metallb', addresses: ['10.3.0.0/24'] }],
    },
    prod1: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: '~/.kube/prod',
      kubernetes: '1.12',
      components: [{ kind: 'metallb', addresses: ['10.1.0.128/25'] }, { kind: 'flannel' }],
    },
    'Prod 2': { kind: 'existing', environment: 'prod', kubeconfig: '~/.kube/prod2' },
    prod3: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: '~/.kube/prod3',
      provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {}, storage: {} },
    },
    prod5: { kind: 'existing', environment: 'production', kubeconfig: '~/.kube/prod5' },
    prod4: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: '~/.kube/prod4',
      provides: { network: {}, 'network-policy': {}, dns: {} },
      components: [{ kind: 'metallb', addresses: ['10.3.0.128/25'] }, { kind: 'cilium' }],
    },
  },
  tenants: {
    shop: {
      clusters: ['prod3', 'prod44'],
      owners: 'system:masters',
      viewers: [' '],
      quota: { cpu: 1, memoryGiB: 1 },
      domains: ['co.uk'],
      priorityClasses: ['system-cluster-critical'],
      namespaces: { shop: { podSecurity: 'privileged' }, 'kube-system': {} },
      applications: {
        web: { image: 'registry.acme.example/web:1', replicas: '3', prot: 8080 },
        cron: { kind: 'job', image: 'registry.acme.example/cron:1', schedule: '61 25 * * *' },
        february: { kind: 'job', image: 'registry.acme.example/cron:1', schedule: '0 0 31 2 *' },
        mars: { kind: 'job', image: 'registry.acme.example/cron:1', schedule: '0 3 * * *', timeZone: 'Mars/Olympus' },
        keys: { image: 'registry.acme.example/keys:1', env: { AWS_ACCESS_KEY_ID: 'AKIAZ7VRSQ5TJN2XMPLB' } },
        password: { image: 'registry.acme.example/keys:1', env: { DB_PASS: 'correct horse battery' } },
        metadata: { image: 'registry.acme.example/m:1', calls: [{ cidr: '169.254.169.254/32' }] },
        unknown: { image: 'registry.acme.example/m:1', calls: ['bank/legder'] },
        unlisted: { image: 'registry.acme.example/m:1', calls: ['bank/ledger'] },
        hosts: { image: 'registry.acme.example/m:1', calls: [{ cidr: '192.0.2.0/24', includesHosts: true }] },
        pods: { image: 'registry.acme.example/m:1', calls: [{ cidr: '10.244.3.0/24' }] },
        big: { image: 'registry.acme.example/big:1', resources: { memory: '1e9999' } },
        greedy: { image: 'registry.acme.example/big:1', resources: { cpu: '9' } },
        port: { image: 'registry.acme.example/port:1', port: 70000 },
        constructor: { image: 'registry.acme.example/port:1' },
        Upper: { image: 'registry.acme.example/port:1' },
        latest: { image: 'registry acme example' },
        misspelt: {
          image: 'registry.acme.example/p:1',
          patch: { Deployment: { spec: { template: { spec: { hostNetwrok: true } } } } },
        },
        root: { image: 'registry.acme.example/f:1', files: { '/': 'text' } },
        first: { image: 'registry.acme.example/f:1', ingress: 'shop.acme.example' },
        second: { image: 'registry.acme.example/f:1', ingress: 'shop.acme.example' },
        grace: { image: 'registry.acme.example/g:1', terminationGracePeriodSeconds: -1 },
      },
      objects: [
        { apiVersion: 'v1', kind: 'List', metadata: { name: 'x' }, items: [] },
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'x' } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'bank' } },
      ],
      products: {
        web: { namespaces: ['shop'], projects: { web: { repository: 'https://*' } } },
      },
    },
    bank: {
      ...{ clusters: ['prod3'], owners: 'bankers' },
      applications: {
        ledger: { image: 'registry.acme.example/l:1', patch: { Service: { spec: { type: 'NodePort' } } } },
      },
    },
    'kube-system': { clusters: ['prod3'], owners: 'x' },
    empty: { owners: 'nobody' },
  },
};

/** Paths at which the mistakes are. */
const mistakes = [
  'allowRemovals',
  'clusters.Prod 2',
  'clusters.dev1.artifacts',
  'clusters.dev1.components[traefik].replicas',
  'clusters.dev1.components[cert-manager].email',
  'clusters.dev1.components[local-path].pathh',
  'clusters.dev1.components[6].kind',
  'clusters.dev1.components[grafana].host',
  'clusters.dev1.components[cert-manager].dns01.route53.secretAccessKey',
  'clusters.dev1.components[grafana].login.clientSecret',
  'clusters.dev1.kubernetes',
  'clusters.dev1.proxy.http',
  'clusters.dev1.workers.w2',
  'clusters.dev2.components[metallb].addresses[0]',
  'clusters.dev2.endpoint',
  'clusters.dev2.podCidr',
  'clusters.dev2.workers.w1',
  'clusters.prod1.components',
  'clusters.prod1.components[metallb]',
  'clusters.prod1.kubernetes',
  'clusters.prod4.components',
  'clusters.prod4.components[metallb]',
  'clusters.prod5.environment',
  'domain',
  'state.address',
  'tenants.empty.clusters',
  'tenants.kube-system',
  'tenants.bank.applications.ledger.patch',
  'tenants.shop.applications.Upper',
  'tenants.shop.applications.big.resources.memory',
  'tenants.shop.applications.constructor',
  'tenants.shop.applications.cron.schedule',
  'tenants.shop.applications.february.schedule',
  'tenants.shop.applications.first.ingress',
  'tenants.shop.applications.grace.terminationGracePeriodSeconds',
  'tenants.shop.applications.hosts.calls[0].includesHosts',
  'tenants.shop.applications.keys.env.AWS_ACCESS_KEY_ID',
  'tenants.shop.applications.latest.image',
  'tenants.shop.applications.mars.timeZone',
  'tenants.shop.applications.metadata.calls[0].cidr',
  'tenants.shop.applications.misspelt.patch.Deployment.spec.template.spec.hostNetwrok',
  'tenants.shop.applications.password.env.DB_PASS',
  'tenants.shop.applications.pods.calls[0].cidr',
  'tenants.shop.applications.port.port',
  'tenants.shop.applications.root.files./',
  'tenants.shop.applications.second.ingress',
  'tenants.shop.applications.unknown.calls[0]',
  'tenants.shop.applications.unlisted.calls[0]',
  'tenants.shop.applications.web.prot',
  'tenants.shop.applications.web.replicas',
  'tenants.shop.clusters[1]',
  'tenants.shop.domains[0]',
  'tenants.shop.namespaces.kube-system',
  'tenants.shop.namespaces.shop.podSecurity',
  'tenants.shop.objects[0].kind',
  'tenants.shop.objects[1].kind',
  'tenants.shop.objects[2].metadata.namespace',
  'tenants.shop.owners',
  'tenants.shop.priorityClasses[0]',
  'tenants.shop.products.web.namespaces[0]',
  'tenants.shop.products.web.projects.web.repository',
  'tenants.shop.quota.cpu',
  'tenants.shop.quota.memoryGiB',
  'tenants.shop.viewers[0]',
];

/** Paths of further errors, which follow from a mistake: what is missing in its place. */
const consequences = ['clusters.dev1.components[grafana].login.adminGroup', 'state.url', 'tenants.shop.products.web'];

/** Paths of warnings: an existing cluster declares no NetworkPolicies, and tenants share clusters without quotas. */
const warnings = ['clusters.prod3', 'tenants.bank.quota'];

describe('a definition with many mistakes', () => {
  it('has all of them reported in one run, each at its place, and nothing else', () => {
    const paths = language(kinds)
      .check(definition)
      .map(({ path }) => formatPath(path));
    expect(mistakes.length).toBeGreaterThan(50);
    expect([...new Set(paths)].sort()).toEqual([...mistakes, ...consequences, ...warnings].sort());
  });
});

test('an invalid option of a tenant hides no other mistake of the tenant', () => {
  const problems = language(kinds).check({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: { dev1: { kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/dev' } },
    tenants: {
      shop: {
        ...{ clusters: ['dev1'], owners: 'developers', quota: { cpu: -1 }, viewers: [' '] },
        applications: { web: { image: 'registry.acme.example/web:1', calls: ['nobody'] } },
        objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: {} }],
      },
    },
  });
  const paths = problems.filter(({ severity }) => severity === 'error').map(({ path }) => formatPath(path));
  expect(paths.sort()).toEqual([
    'tenants.shop.applications.web.calls[0]',
    'tenants.shop.objects[0].metadata.name',
    'tenants.shop.quota.cpu',
    'tenants.shop.viewers[0]',
  ]);
});
