import { cloudNativePg, definePlatform, existing, externalSecrets, metricsServer, ory, synth, valkey } from 'plinth';
import { certificates, commonComponents } from './microservices/components';
import { everywhere, tenants } from './microservices/tenants';

/**
 * Micro-services that are built once and run in four environments, each on an existing cluster on-premises: what differs
 * between environments is configuration, never the image. Services reach only those that let them in. ORY logs people in,
 * at hosts of each environment; Argo CD and Grafana take the issuer from it. microservices-aws.ts has the same teams and
 * applications in AWS.
 */
const stack = (environment: string) => [
  ...commonComponents(environment),
  certificates,
  // Passwords and keys of the platform are generated into Vault; the credentials of each team for its backups come from it.
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

synth(
  definePlatform({
    name: 'signals',
    domain: 'signals.example',
    environments: everywhere,
    clusters: { dev: cluster('dev'), test: cluster('test'), staging: cluster('staging'), prod: cluster('prod') },
    tenants,
  }),
);
