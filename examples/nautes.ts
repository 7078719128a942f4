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
  prometheus,
  synth,
  traefik,
} from 'plinth';

/** A secret store of one department, or of several; each reads what its role may. */
const openBao = (path: string) => ({
  vault: {
    server: 'https://openbao.nautes.example',
    path,
    auth: { kubernetes: { mountPath: 'kubernetes', role: path } },
  },
});

const stack = (cluster: string) => [
  argoCd({
    repository: 'https://git.nautes.example/platform.git',
    host: `argocd.${cluster}.nautes.example`,
    oidc: { issuer: 'https://login.nautes.example', clientId: 'argo-cd' },
    admins: ['tenant-managers'],
  }),
  traefik(),
  certManager({ email: 'platform@nautes.example' }),
  externalSecrets({ store: openBao('departments'), stores: { wholesale: openBao('wholesale') } }),
  prometheus(),
  loki(),
  grafana(),
  metricsServer(),
];

const host = <const E extends string>(environment: E, cluster: string) =>
  existing({
    environment,
    kubeconfig: `kubeconfig/${cluster}.yaml`,
    provides: { network: {}, 'network-policy': {}, dns: {}, storage: {}, 'load-balancer': {} },
    delivery: 'argo-cd',
    components: stack(cluster),
  });

/**
 * An internal developer platform: Git is the single source of truth, a tenant is a department with products of its own,
 * and a product has projects (one micro-service each, with its repository), environments, and deployment runtimes that
 * say which manifests go where. Artifact repositories and secret stores stand beside the clusters, several of each.
 */
const nautes = definePlatform({
  name: 'nautes',
  domain: 'nautes.example',
  environments: ['dev', 'test', 'prod'],
  clusters: {
    'retail-dev': host('dev', 'retail-dev'),
    'retail-test': host('test', 'retail-test'),
    'retail-prod': host('prod', 'retail-prod'),
    'wholesale-prod': host('prod', 'wholesale-prod'),
  },
  tenants: {
    retail: {
      clusters: ['retail-dev', 'retail-test', 'retail-prod'],
      owners: ['retail-managers'],
      members: { 'retail-developers': 'view' },
      namespaces: { 'retail-shop': {}, 'retail-loyalty': {} },
      quota: { cpu: 40, memoryGiB: 160, storageGiB: 500 },
      // One Harbor for each product, so that their images stay apart.
      registries: ['harbor-shop.nautes.example', 'harbor-loyalty.nautes.example'],
      domains: ['retail.nautes.example'],
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
            },
            'catalogue-prod': {
              project: 'catalogue',
              revision: 'release',
              path: 'deploy/prod',
              environment: 'prod',
              namespaces: ['retail-shop'],
            },
            'basket-dev': { project: 'basket', path: 'deploy/dev', environment: 'dev', namespaces: ['retail-shop'] },
          },
        },
        loyalty: {
          clusters: ['retail-dev', 'retail-prod'],
          namespaces: ['retail-loyalty'],
          projects: { points: { repository: 'https://git.nautes.example/loyalty/points.git' } },
          runtimes: {
            'points-prod': { project: 'points', path: 'deploy', environment: 'prod', namespaces: ['retail-loyalty'] },
          },
        },
      },
    },
    wholesale: {
      clusters: ['wholesale-prod'],
      owners: 'wholesale-managers',
      // Its keys stand in a store of its own, those of others in one that they share.
      secretStore: 'wholesale',
      registries: ['harbor-wholesale.nautes.example'],
      applications: {
        orders: application({
          image: 'harbor-wholesale.nautes.example/orders:5.0.2',
          ingress: 'orders.wholesale.nautes.example',
          metrics: '/metrics',
          uses: { secret: { path: 'orders', env: { PAYMENT_KEY: 'payment-key' } } },
        }),
      },
    },
  },
});

synth(nautes);
