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

/**
 * Two clusters, one for development and one for production, which differ in nothing but their names. Each customer has
 * a namespace on both; nothing leaks from one into the other. Argo CD brings everything, and compute only: databases
 * and buckets stand outside. Passwords and keys of the platform are generated into its Vault, below the name of each cluster.
 */
const cluster = <const E extends string>(environment: E) =>
  existing({
    environment,
    kubeconfig: '~/.kube/config',
    context: `dsenv-${environment}`,
    provides: { network: {}, 'network-policy': {}, dns: {}, storage: {}, 'load-balancer': {} },
    delivery: 'argo-cd',
    components: [
      argoCd({
        repository: 'https://git.dsenv.example/platform.git',
        host: `argocd.${environment}.dsenv.example`,
        oidc: { issuer: 'https://login.dsenv.example', clientId: 'argo-cd' },
        admins: ['platform-team'],
      }),
      traefik(),
      certManager({ email: 'platform@dsenv.example' }),
      externalSecrets({
        store: {
          vault: {
            server: 'https://vault.dsenv.example',
            path: 'kv',
            auth: { kubernetes: { mountPath: `dsenv-${environment}`, role: 'external-secrets' } },
          },
        },
      }),
      prometheus({ retentionDays: 15 }),
      loki({ retentionDays: 30 }),
      // Each customer sees its own metrics and logs at <customer>.dashboards.<environment>.dsenv.example.
      grafana({
        host: `dashboards.${environment}.dsenv.example`,
        login: {
          authUrl: 'https://login.dsenv.example/oauth2/auth',
          tokenUrl: 'https://login.dsenv.example/oauth2/token',
          apiUrl: 'https://login.dsenv.example/userinfo',
          adminGroup: 'platform-team',
        },
      }),
      metricsServer(),
    ],
  });

/** Host names of one application: production has the short one. */
const hosts = (name: string) => ({
  ingress: `${name}.dsenv.example`,
  perEnvironment: { dev: { ingress: `${name}.dev.dsenv.example`, replicas: 1 } },
});

const dsenv = definePlatform({
  name: 'dsenv',
  domain: 'dsenv.example',
  environments: ['dev', 'prod'],
  // A base for each tenant, and an overlay for each cluster with nothing but what differs.
  manifests: 'kustomize',
  clusters: { dev: cluster('dev'), prod: cluster('prod') },
  tenants: {
    // The platform team is a tenant like others. It may call what no customer may, because it says so here.
    dssys: {
      clusters: ['dev', 'prod'],
      owners: 'platform-team',
      capabilities: ['delivery', 'logs', 'metrics', 'dashboards'],
      applications: {
        // Argo CD, and what sees the platform: logs, metrics, dashboards.
        blueprinter: application({
          image: 'registry.dsenv.example/dssys/blueprinter:1.3.0',
          calls: [
            { capability: 'delivery', ports: [8080] },
            { capability: 'logs', ports: [3100] },
            { capability: 'metrics', ports: [9090] },
            { capability: 'dashboards', ports: [3000] },
          ],
        }),
        portal: application({
          image: 'registry.dsenv.example/dssys/portal:2.7.1',
          calls: ['blueprinter'],
          ...hosts('portal'),
        }),
      },
    },
    'customer-a': {
      clusters: ['dev', 'prod'],
      owners: 'customer-a-developers',
      quota: { cpu: 8, memoryGiB: 32 },
      applications: {
        'webapp-1': application({ image: 'registry.dsenv.example/customer-a/webapp-1:4.2.0', ...hosts('a1') }),
        'webapp-2': application({ image: 'registry.dsenv.example/customer-a/webapp-2:1.0.3', ...hosts('a2') }),
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
          // Managed outside of the clusters; Vault has the credentials, below the name of the customer.
          uses: {
            database: {
              server: 'postgres.dsenv.example',
              addresses: ['10.20.0.10/32'],
              name: 'customer-b',
              credentials: 'webapp-1-stored',
              env: { DB_HOST: 'host', DB_NAME: 'database', DB_USERNAME: 'username', DB_PASSWORD: 'password' },
            },
            bucket: {
              server: 's3.dsenv.example',
              addresses: ['10.20.0.20/32'],
              name: 'customer-b',
              env: { S3_HOST: 'host', S3_BUCKET: 'bucket' },
            },
            secret: {
              path: 'webapp-1',
              env: { S3_ACCESS_KEY: 'access-key', S3_SECRET_KEY: 'secret-key' },
            },
          },
          ...hosts('b1'),
        }),
        'webapp-2': application({ image: 'registry.dsenv.example/customer-b/webapp-2:0.9.8' }),
      },
    },
  },
});

synth(dsenv);
