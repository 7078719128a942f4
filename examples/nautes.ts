import {
  application,
  argoCd,
  certManager,
  definePlatform,
  existing,
  externalSecrets,
  grafana,
  loki,
  metricsServer,
  oidcIssuer,
  prometheus,
  synth,
  traefik,
} from 'plinth';

/** An OpenID Connect issuer of Keycloak: one realm for each department that has its own. */
const realm = (name: string) => {
  const url = `https://login.nautes.example/realms/${name}`;
  const endpoint = (path: string) => `${url}/protocol/openid-connect/${path}`;
  return { url, authorizationUrl: endpoint('auth'), tokenUrl: endpoint('token'), userinfoUrl: endpoint('userinfo') };
};

/**
 * A secrets engine of OpenBao outside the clusters. A cluster logs in at its own mount, since a mount is configured with the API
 * server of one cluster; the role limits what it reads.
 */
const secretStore = (cluster: string, path: string) => ({
  vault: {
    server: 'https://openbao.nautes.example',
    path,
    auth: { kubernetes: { mountPath: cluster, role: path } },
  },
});

const components = (environment: string, cluster: string) => [
  oidcIssuer(realm('nautes')),
  // Users of the wholesale department have accounts of their own.
  oidcIssuer({ name: 'wholesale-login', realm: true, ...realm('wholesale') }),
  argoCd({
    repository: 'https://git.nautes.example/platform.git',
    host: `argocd.${cluster}.nautes.example`,
    oidc: { clientId: `argo-cd-${cluster}` },
    admins: ['platform-operators'],
  }),
  traefik(),
  certManager({ email: 'platform@nautes.example' }),
  externalSecrets({
    store: secretStore(cluster, `departments-${environment}`),
    stores: { wholesale: secretStore(cluster, `wholesale-${environment}`) },
  }),
  prometheus(),
  loki(),
  // Each department sees its own metrics and logs at <department>.grafana.<cluster>.nautes.example.
  grafana({ host: `grafana.${cluster}.nautes.example`, login: { adminGroup: 'platform-operators' } }),
  metricsServer(),
];

/** Networks of the nodes, which no workload reaches. */
const nodes = { dev: '10.30.11.0/24', test: '10.30.12.0/24', prod: '10.30.13.0/24' };

const cluster = <const E extends keyof typeof nodes>(environment: E, name: string) =>
  existing({
    environment,
    kubeconfig: `kubeconfig/${name}.yaml`,
    nodeCidrs: [nodes[environment]],
    provides: { network: {}, 'network-policy': {}, dns: {}, storage: {}, 'load-balancer': {} },
    delivery: 'argo-cd',
    components: components(environment, name),
  });

/** Where the services of the shop find their data outside the clusters; each environment has its own. */
const shopDatabase = {
  dev: { cidr: '10.30.1.10/32', ports: [5432] },
  test: { cidr: '10.30.2.10/32', ports: [5432] },
  prod: { cidr: '10.30.3.10/32', ports: [5432] },
};

/**
 * An internal developer platform. Git is the single source of truth. A tenant is a department with products of its own. A
 * product has projects (one micro-service each, with its repository), and deployment runtimes that select which manifests
 * are deployed to which environment. Artifact repositories, log-in and secret stores are outside the clusters; a
 * department may have its own.
 */
const nautes = definePlatform({
  name: 'nautes',
  domain: 'nautes.example',
  environments: ['dev', 'test', 'prod'],
  clusters: {
    'retail-dev': cluster('dev', 'retail-dev'),
    'retail-test': cluster('test', 'retail-test'),
    'retail-prod': cluster('prod', 'retail-prod'),
    'wholesale-prod': cluster('prod', 'wholesale-prod'),
  },
  tenants: {
    retail: {
      clusters: ['retail-dev', 'retail-test', 'retail-prod'],
      owners: ['retail-managers'],
      members: { 'retail-developers': 'view' },
      namespaces: { 'retail-shop': {}, 'retail-loyalty': {} },
      quota: { cpu: 40, memoryGiB: 160, storageGiB: 500 },
      // One Harbor for each product. The namespaces of the department may use both.
      registries: ['harbor-shop.nautes.example', 'harbor-loyalty.nautes.example'],
      // Hosts that Ingresses in the repositories of its products may have.
      hosts: ['catalogue.dev.nautes.example', 'catalogue.test.nautes.example', 'catalogue.nautes.example'],
      products: {
        shop: {
          namespaces: ['retail-shop'],
          deployers: ['shop-developers'],
          projects: {
            catalogue: { repository: 'https://git.nautes.example/shop/catalogue.git', language: 'java' },
            basket: { repository: 'https://git.nautes.example/shop/basket.git', language: 'go' },
          },
          runtimes: {
            'catalogue-dev': {
              project: 'catalogue',
              path: 'deploy/dev',
              environment: 'dev',
              namespaces: ['retail-shop'],
              calls: [shopDatabase.dev],
            },
            'catalogue-test': {
              project: 'catalogue',
              path: 'deploy/test',
              environment: 'test',
              namespaces: ['retail-shop'],
              calls: [shopDatabase.test],
            },
            'catalogue-prod': {
              project: 'catalogue',
              revision: 'release',
              path: 'deploy/prod',
              environment: 'prod',
              namespaces: ['retail-shop'],
              calls: [shopDatabase.prod],
            },
            'basket-dev': { project: 'basket', path: 'deploy/dev', environment: 'dev', namespaces: ['retail-shop'] },
            'basket-prod': {
              project: 'basket',
              revision: 'release',
              path: 'deploy/prod',
              environment: 'prod',
              namespaces: ['retail-shop'],
            },
          },
        },
        loyalty: {
          clusters: ['retail-dev', 'retail-prod'],
          namespaces: ['retail-loyalty'],
          projects: { points: { repository: 'https://git.nautes.example/loyalty/points.git' } },
          runtimes: {
            'points-dev': { project: 'points', path: 'deploy', environment: 'dev', namespaces: ['retail-loyalty'] },
            'points-prod': {
              project: 'points',
              revision: 'release',
              path: 'deploy',
              environment: 'prod',
              namespaces: ['retail-loyalty'],
            },
          },
        },
      },
    },
    wholesale: {
      clusters: ['wholesale-prod'],
      owners: 'wholesale-managers',
      // This department has a secret store and an issuer of its own; the other departments share one of each.
      secretStore: 'wholesale',
      identity: 'wholesale-login',
      registries: ['harbor-wholesale.nautes.example'],
      applications: {
        orders: application({
          image: 'harbor-wholesale.nautes.example/orders:5.0.2',
          ingress: 'orders.wholesale.nautes.example',
          login: { groups: ['buyers'] },
          metrics: '/metrics',
          uses: { secret: { path: 'orders', env: { PAYMENT_KEY: 'payment-key' } } },
        }),
      },
    },
  },
});

synth(nautes);
