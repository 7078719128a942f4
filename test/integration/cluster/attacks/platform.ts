import { application, definePlatform, existing, kyverno, oidcIssuer, valkey } from 'plinth';

/** Public key of cosign. No image is signed by it. */
const publicKey = [
  '-----BEGIN PUBLIC KEY-----',
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEx31PNe2hDSUb4Dli/S4HzDc5ITQg',
  '9mYMQN0AaPOW7ICrHHJpGTxCiFKDozdyJyqmiFTNbeNxQFL7eeSvnSYhLg==',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');

/** Two tenants on one cluster: `shop` attacks, `bank` is attacked and has nodes of its own. */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: existing({
      environment: 'prod',
      kubeconfig: 'kubeconfig/prod',
      dualStack: { podCidr: 'fd00:10:244::/56', serviceCidr: 'fd00:10:96::/112' },
      provides: {
        network: {},
        'network-policy': {},
        dns: {},
        storage: { classes: { fast: {}, slow: {} } },
        ingress: { api: 'traefik', namespace: 'ingress' },
        certificates: { namespace: 'cert-manager' },
        metrics: { namespace: 'monitoring' },
        secrets: { namespace: 'external-secrets', stores: ['default'] },
        delivery: { namespace: 'argocd' },
        database: {
          namespace: 'databases',
          url: 'postgresql://postgresql.databases:5432',
          operatedPods: { labels: ['cnpg.io/'], app: 'postgresql' },
        },
      },
      components: [
        oidcIssuer({ url: 'https://issuer.acme.example' }),
        valkey({ plaintext: true }),
        kyverno({
          pullSecrets: ['registry'],
          signatures: [
            { images: ['registry.acme.example/shop/*'], keys: [publicKey], transparencyLog: false },
            {
              images: ['ghcr.io/acme/*'],
              identities: [{ issuer: 'https://issuer.acme.example', subject: 'https://git.acme.example/*' }],
            },
          ],
        }),
      ],
    }),
  },
  tenants: {
    shop: {
      clusters: ['prod'],
      owners: 'shop-developers',
      registries: ['registry.acme.example/shop'],
      serviceAccountAnnotations: ['iam.gke.io/gcp-service-account=shop@acme.iam.gserviceaccount.com'],
      storageClasses: ['slow'],
      kinds: ['argoproj.io/Rollout'],
      hosts: ['extra.acme.example'],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          spec: {
            storageClassName: 'slow',
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1Gi' } },
          },
        },
      ],
      applications: {
        web: application({
          image: 'registry.acme.example/shop/web:1',
          ingress: 'shop.acme.example',
          metrics: '/metrics',
          uses: { cache: {} },
        }),
        private: application({
          image: 'registry.acme.example/shop/private:1',
          ingress: 'login.acme.example',
          login: true,
        }),
      },
    },
    bank: {
      clusters: ['prod'],
      owners: 'bank-developers',
      nodes: { labels: { 'acme.example/pool': 'bank' }, taint: { key: 'acme.example/pool', value: 'bank' } },
      applications: {
        ledger: application({ image: 'registry.acme.example/bank/ledger:1', ingress: 'bank.acme.example' }),
      },
    },
  },
});
