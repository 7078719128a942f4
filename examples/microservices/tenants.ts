import { application } from 'plinth';

/** What differs between environments: configuration, never the image. */
const configuration = {
  dev: { env: { LOG_LEVEL: 'debug' }, replicas: 1 },
  test: { env: { LOG_LEVEL: 'debug' }, replicas: 1 },
  staging: { env: { LOG_LEVEL: 'info' } },
  prod: { env: { LOG_LEVEL: 'info' }, replicas: { min: 3, max: 12 } },
} as const;

export const everywhere = ['dev', 'test', 'staging', 'prod'] as const;

export const tenants = {
  ingest: {
    clusters: everywhere,
    owners: 'ingest-team',
    quota: { cpu: 16, memoryGiB: 64 },
    connections: ['signal-collection'],
    applications: {
      // Reads the signals that sites publish; operators upload others at its host.
      collector: application({
        image: 'registry.signals.example/collector:2.3.1',
        metrics: '/metrics',
        calls: ['store', { connection: 'signal-collection' }],
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
        // Of other teams, only `reports` of analytics may call the store, with a token that the gate verifies.
        allows: [{ from: 'analytics/reports', as: 'service' }],
        perEnvironment: configuration,
      }),
    },
  },
  analytics: {
    clusters: everywhere,
    owners: 'analytics-team',
    quota: { cpu: 16, memoryGiB: 64 },
    // No workload of another team reaches the network of the advanced analytics.
    connections: ['advanced-analytics'],
    applications: {
      reports: application({
        image: 'registry.signals.example/reports:0.14.2',
        metrics: '/metrics',
        calls: [{ to: 'ingest/store', as: 'service' }, { connection: 'advanced-analytics' }],
        uses: { cache: { env: { CACHE_URL: 'uri' } } },
        perEnvironment: configuration,
      }),
      // People log in with the issuer of the platform; the application receives their name and groups in headers.
      dashboard: application({
        image: 'registry.signals.example/dashboard:1.4.0',
        metrics: '/metrics',
        login: { paths: { '/settings': { groups: ['analytics-team'] }, '/status': 'anyone' } },
        perEnvironment: {
          dev: { ...configuration.dev, ingress: 'dashboard.dev.signals.example' },
          test: { ...configuration.test, ingress: 'dashboard.test.signals.example' },
          staging: { ...configuration.staging, ingress: 'dashboard.staging.signals.example' },
          prod: { ...configuration.prod, ingress: 'dashboard.signals.example' },
        },
      }),
    },
  },
} as const;
