const image = 'registry.acme.example/shop/web:1.0.0';

/** Name of the cluster. */
export const cluster = 'dc1';

/**
 * Platform with OpenBao and External Secrets. SeaweedFS, Valkey and Grafana have generated Secrets, each tenant has an application
 * with a Secret of the store, and the application of `shop` a bucket and a cache.
 */
export const externalSecretsPlatform = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    [cluster]: {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: '~/.kube/config',
      provides: { network: {}, 'network-policy': {}, dns: {}, storage: {}, certificates: {} },
      components: [
        { kind: 'openbao', snapshots: { bucket: 'secret-snapshots', endpoint: 'https://s3.acme.example' } },
        { kind: 'external-secrets', store: 'openbao' },
        { kind: 'seaweedfs' },
        { kind: 'valkey', tls: true },
        { kind: 'grafana' },
      ],
    },
  },
  tenants: {
    shop: {
      clusters: [cluster],
      owners: 'shop-developers',
      applications: {
        web: {
          image,
          uses: {
            secret: { path: 'web', env: { API_KEY: 'key' }, files: '/run/secrets/store' },
            bucket: { files: '/run/secrets/bucket' },
            cache: { env: { CACHE_URL: 'uri' }, files: '/run/secrets/cache' },
          },
        },
      },
    },
    bank: {
      clusters: [cluster],
      owners: 'bank-developers',
      applications: { ledger: { image, uses: { secret: { path: 'ledger', env: { API_KEY: 'key' } } } } },
    },
  },
} as const;

/** Platform with AWS Secrets Manager as the store of External Secrets, and the generated Secret of Grafana. */
export const awsSecretsPlatform = {
  ...externalSecretsPlatform,
  clusters: {
    [cluster]: {
      ...externalSecretsPlatform.clusters[cluster],
      components: [
        {
          kind: 'external-secrets',
          store: { aws: { service: 'SecretsManager', region: 'eu-north-1', prefix: 'acme/prod/' } },
        },
        { kind: 'grafana' },
      ],
    },
  },
  tenants: {},
} as const;
