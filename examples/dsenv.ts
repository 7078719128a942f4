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
  openTelemetry,
  prometheus,
  synth,
  traefik,
} from 'plinth';

const issuer = 'https://login.dsenv.example';

const components = (environment: string) => [
  oidcIssuer({
    url: issuer,
    authorizationUrl: `${issuer}/oauth2/auth`,
    tokenUrl: `${issuer}/oauth2/token`,
    userinfoUrl: `${issuer}/userinfo`,
  }),
  argoCd({
    repository: 'https://git.dsenv.example/platform.git',
    host: `argocd.${environment}.dsenv.example`,
    oidc: { clientId: `argo-cd-${environment}` },
    admins: ['platform-team'],
  }),
  traefik(),
  certManager({ email: 'platform@dsenv.example' }),
  // Each environment has a secrets engine of its own, which the other cannot read. Secrets of customers are below their
  // names; passwords and keys of the platform are generated into it.
  externalSecrets({
    store: {
      vault: {
        server: 'https://vault.dsenv.example',
        path: environment,
        auth: { kubernetes: { mountPath: `dsenv-${environment}`, role: 'external-secrets' } },
      },
    },
  }),
  prometheus({ retentionDays: 15 }),
  loki({
    retentionDays: 30,
    s3: { name: `dsenv-${environment}-logs`, endpoint: 's3.dsenv.example', secret: 'loki-bucket' },
  }),
  // Receives metrics and traces of applications.
  openTelemetry(),
  // Each customer sees its own metrics and logs at <customer>.dashboards.<environment>.dsenv.example.
  grafana({ host: `dashboards.${environment}.dsenv.example`, login: { adminGroup: 'platform-team' } }),
  metricsServer(),
];

const cluster = <const E extends string>(environment: E) =>
  existing({
    environment,
    kubeconfig: '~/.kube/config',
    context: `dsenv-${environment}`,
    nodeCidrs: [environment === 'prod' ? '10.20.12.0/24' : '10.20.11.0/24'],
    provides: { network: {}, 'network-policy': {}, dns: {}, storage: {}, 'load-balancer': {} },
    delivery: 'argo-cd',
    components: components(environment),
  });

/** The managed database and bucket of a customer in one environment. Each environment has its own servers. */
const managedData = (environment: 'dev' | 'prod', customer: string) => ({
  database: {
    server: `postgres.${environment}.dsenv.example`,
    addresses: [environment === 'prod' ? '10.20.2.10/32' : '10.20.1.10/32'],
    name: customer,
    // The Secret of `secret` below: <application>-stored.
    credentials: 'webapp-1-stored',
    env: { DB_HOST: 'host', DB_NAME: 'database', DB_USERNAME: 'username', DB_PASSWORD: 'password' },
  },
  bucket: {
    server: `s3.${environment}.dsenv.example`,
    addresses: [environment === 'prod' ? '10.20.2.20/32' : '10.20.1.20/32'],
    name: `${customer}-${environment}`,
    env: { S3_HOST: 'host', S3_BUCKET: 'bucket' },
  },
  secret: {
    path: 'webapp-1',
    env: { S3_ACCESS_KEY: 'access-key', S3_SECRET_KEY: 'secret-key' },
  },
});

/**
 * Two clusters, one for development and one for production. Each customer has a namespace on both, and no workload
 * of one environment can reach the other. Argo CD deploys everything. The clusters run compute workloads: databases and
 * buckets of customers are outside of them.
 */
const dsenv = definePlatform({
  name: 'dsenv',
  domain: 'dsenv.example',
  environments: ['dev', 'prod'],
  // A kustomize base for each tenant, and an overlay for each cluster with the differences.
  manifests: 'kustomize',
  clusters: { dev: cluster('dev'), prod: cluster('prod') },
  tenants: {
    // The platform team is a tenant like others. `capabilities` permits its applications to call APIs of the platform.
    dssys: {
      clusters: ['dev', 'prod'],
      owners: 'platform-team',
      quota: { cpu: 8, memoryGiB: 16 },
      capabilities: ['delivery', 'logs', 'metrics', 'dashboards'],
      applications: {
        blueprinter: application({
          image: 'registry.dsenv.example/dssys/blueprinter:1.3.0',
          calls: [
            { capability: 'delivery', ports: [8080] },
            { capability: 'logs', ports: [3100] },
            { capability: 'metrics', ports: [9090] },
            { capability: 'dashboards', ports: [3000] },
          ],
          perEnvironment: { prod: { image: 'registry.dsenv.example/dssys/blueprinter:1.3.0' } },
        }),
        portal: application({
          image: 'registry.dsenv.example/dssys/portal:2.7.1',
          calls: ['blueprinter'],
          perEnvironment: {
            dev: { ingress: 'portal.dev.dsenv.example', replicas: 1 },
            prod: { image: 'registry.dsenv.example/dssys/portal:2.7.0', ingress: 'portal.dsenv.example' },
          },
        }),
      },
    },
    'customer-a': {
      clusters: ['dev', 'prod'],
      owners: 'customer-a-developers',
      quota: { cpu: 8, memoryGiB: 32 },
      applications: {
        // Development runs the next version; `plinth promote` and a review bring it to production.
        'webapp-1': application({
          image: 'registry.dsenv.example/customer-a/webapp-1:4.3.0',
          perEnvironment: {
            dev: { ingress: 'a1.dev.dsenv.example', replicas: 1 },
            prod: { image: 'registry.dsenv.example/customer-a/webapp-1:4.2.0', ingress: 'a1.dsenv.example' },
          },
        }),
        'webapp-2': application({
          image: 'registry.dsenv.example/customer-a/webapp-2:1.0.3',
          perEnvironment: {
            dev: { ingress: 'a2.dev.dsenv.example', replicas: 1 },
            prod: { image: 'registry.dsenv.example/customer-a/webapp-2:1.0.3', ingress: 'a2.dsenv.example' },
          },
        }),
      },
    },
    'customer-b': {
      clusters: ['dev', 'prod'],
      owners: 'customer-b-developers',
      quota: { cpu: 8, memoryGiB: 32 },
      applications: {
        'webapp-1': application({
          image: 'registry.dsenv.example/customer-b/webapp-1:3.1.4',
          calls: ['webapp-2'],
          perEnvironment: {
            dev: { ingress: 'b1.dev.dsenv.example', replicas: 1, uses: managedData('dev', 'customer-b') },
            prod: {
              image: 'registry.dsenv.example/customer-b/webapp-1:3.1.2',
              ingress: 'b1.dsenv.example',
              uses: managedData('prod', 'customer-b'),
            },
          },
        }),
        'webapp-2': application({
          image: 'registry.dsenv.example/customer-b/webapp-2:0.9.8',
          perEnvironment: { prod: { image: 'registry.dsenv.example/customer-b/webapp-2:0.9.8' } },
        }),
      },
    },
  },
});

synth(dsenv);
