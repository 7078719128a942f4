import {
  application,
  argoCd,
  certManager,
  cloudNativePg,
  definePlatform,
  existing,
  externalSecrets,
  grafana,
  loki,
  metricsServer,
  nginx,
  ory,
  prometheus,
  synth,
  valkey,
} from 'plinth';

/**
 * Micro-services that are built once and run in four environments, each on a cluster that its provider runs: what
 * differs between environments is configuration, never the image. Services reach only those that let them in. On
 * clusters without a cloud's identity, ORY logs people in, at hosts of each environment; Argo CD and Grafana take the issuer
 * from it.
 */
const stack = (environment: string) => [
  argoCd({
    repository: 'https://git.signals.example/platform.git',
    host: `argocd.${environment}.signals.example`,
    oidc: { clientId: 'argo-cd' },
    admins: ['platform'],
  }),
  nginx(),
  certManager({ email: 'platform@signals.example', dns01: { route53: { region: 'eu-north-1' } } }),
  // Passwords are generated in the cluster; the credentials of each team for its backups come from Vault.
  externalSecrets({
    store: {
      vault: {
        server: 'https://vault.signals.example',
        path: 'kv',
        auth: { kubernetes: { mountPath: environment, role: 'external-secrets' } },
      },
    },
  }),
  cloudNativePg({
    size: environment === 'prod' ? 'medium' : 'small',
    backups: {
      bucket: `signals-databases-${environment}`,
      endpoint: 'https://s3.signals.example',
      addresses: ['10.41.0.10/32'],
    },
  }),
  prometheus({ retentionDays: 30 }),
  loki({ retentionDays: 14 }),
  // Each team sees its own at <team>.grafana.<environment>.signals.example; Hydra, which ory() brings, logs it in.
  grafana({
    host: `grafana.${environment}.signals.example`,
    login: { adminGroup: 'platform' },
  }),
  valkey(),
  metricsServer(),
  ory(),
];

const cluster = <const E extends string>(environment: E) =>
  existing({
    environment,
    kubeconfig: `kubeconfig/${environment}.yaml`,
    provides: {
      ...{ network: {}, 'network-policy': {}, dns: {}, storage: {}, 'load-balancer': {} },
      // Their network is Cilium's, which knows hosts by name.
      'network-policy-hosts': { api: 'cilium' },
    },
    delivery: 'argo-cd',
    components: stack(environment),
  });

const configuration = {
  dev: { env: { LOG_LEVEL: 'debug' }, replicas: 1 },
  test: { env: { LOG_LEVEL: 'debug' }, replicas: 1 },
  staging: { env: { LOG_LEVEL: 'info' } },
  prod: { env: { LOG_LEVEL: 'info' }, replicas: { min: 3, max: 12 } },
} as const;

const everywhere = ['dev', 'test', 'staging', 'prod'] as const;

const microservices = definePlatform({
  name: 'signals',
  domain: 'signals.example',
  environments: ['dev', 'test', 'staging', 'prod'],
  clusters: { dev: cluster('dev'), test: cluster('test'), staging: cluster('staging'), prod: cluster('prod') },
  tenants: {
    ingest: {
      clusters: everywhere,
      owners: 'ingest-team',
      quota: { cpu: 16, memoryGiB: 64 },
      applications: {
        collector: application({
          image: 'registry.signals.example/collector:2.3.1',
          metrics: '/metrics',
          calls: ['store'],
          perEnvironment: {
            dev: { ...configuration.dev, ingress: 'collector.dev.signals.example' },
            test: { ...configuration.test, ingress: 'collector.test.signals.example' },
            staging: { ...configuration.staging, ingress: 'collector.staging.signals.example' },
            prod: { ...configuration.prod, ingress: 'collector.signals.example' },
          },
        }),
        store: application({
          image: 'registry.signals.example/store:1.9.0',
          metrics: '/metrics',
          uses: { database: { files: '/run/secrets/database', env: { DATABASE_URL: 'uri' } } },
          // Of other teams, only analytics may read what was collected.
          allows: ['analytics/reports'],
          perEnvironment: configuration,
        }),
      },
    },
    analytics: {
      clusters: everywhere,
      owners: 'analytics-team',
      applications: {
        reports: application({
          image: 'registry.signals.example/reports:0.14.2',
          metrics: '/metrics',
          calls: ['ingest/store', { host: 'analytics.signals-partner.example' }],
          uses: { cache: { env: { CACHE_URL: 'uri' } } },
          perEnvironment: configuration,
        }),
      },
    },
  },
});

synth(microservices);
