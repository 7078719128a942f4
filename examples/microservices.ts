import {
  certManager,
  cloudNativePg,
  definePlatform,
  existing,
  externalSecrets,
  metricsServer,
  ory,
  synth,
  valkey,
} from 'plinth';
import { commonComponents } from './microservices/components';
import { people } from './microservices/people';
import { everywhere, tenants } from './microservices/tenants';
import { advancedAnalytics, signalCollection } from './microservices/networks';

const components = (environment: string) => [
  ...commonComponents(environment),
  // The name servers of the company accept dynamic updates, by which Let's Encrypt's challenges are answered.
  certManager({
    email: 'platform@signals.example',
    dns01: {
      rfc2136: {
        nameserver: '10.41.0.53',
        tsigKeyName: `cert-manager-${environment}`,
        tsigAlgorithm: 'HMACSHA256',
        tsigSecretSecretRef: { name: 'dns-update', key: 'tsig' },
      },
    },
  }),
  // Passwords and keys of the platform are generated into Vault; the credentials of each team for its backups come from it.
  externalSecrets({
    store: {
      vault: {
        server: 'https://vault.signals.example',
        path: environment,
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
  valkey({ plaintext: true }),
  metricsServer(),
  ory({ people }),
];

/** Networks of the nodes, which no workload reaches. */
const nodes = { dev: '10.41.11.0/24', test: '10.41.12.0/24', staging: '10.41.13.0/24', prod: '10.41.14.0/24' };

/** Address of the API servers of each cluster, in the network of its nodes. */
const apiServers = { dev: '10.41.11.10/32', test: '10.41.12.10/32', staging: '10.41.13.10/32', prod: '10.41.14.10/32' };

const cluster = <const E extends keyof typeof nodes>(environment: E) =>
  existing({
    environment,
    kubeconfig: `kubeconfig/${environment}.yaml`,
    nodeCidrs: [nodes[environment]],
    apiServerCidrs: [apiServers[environment]],
    provides: {
      network: {},
      'network-policy': {},
      dns: {},
      storage: {},
      'load-balancer': {},
      // Their network is Cilium, whose policies may contain host names.
      'network-policy-hosts': { api: 'cilium' },
    },
    delivery: 'argo-cd',
    connections: { 'signal-collection': signalCollection, 'advanced-analytics': advancedAnalytics },
    components: components(environment),
  });

/**
 * Micro-services that are built once and run in four environments, each on an existing cluster on-premises: what differs
 * between environments is configuration, never the image. A service is reached only by the services that it allows. ORY
 * logs users in, at hosts of each environment; Argo CD, Grafana and the dashboard of a team take the issuer from it. microservices-aws.ts,
 * microservices-azure.ts and microservices-google.ts have the same teams and applications in clouds.
 */
const signals = definePlatform({
  name: 'signals',
  domain: 'signals.example',
  environments: everywhere,
  clusters: { dev: cluster('dev'), test: cluster('test'), staging: cluster('staging'), prod: cluster('prod') },
  tenants,
});

synth(signals);
