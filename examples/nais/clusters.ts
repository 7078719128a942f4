import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cloudNativePg,
  coreDns,
  externalSecrets,
  flannel,
  localPath,
  metallb,
  onPrem,
  openBao,
  seaweedFs,
  valkey,
} from 'plinth';
import { entry, mainframe, observability } from './components';

/** Components of a cluster on machines of the company. */
export const tools = (environment: string, addresses: string) => [
  flannel(),
  coreDns({ forward: ['10.1.1.53'] }),
  metallb({ addresses: [addresses] }),
  ...entry,
  localPath({ path: '/data' }),
  // Passwords and keys are generated into OpenBao, which a key of the company unseals.
  openBao({
    seal: {
      type: 'transit',
      parameters: { address: 'https://unseal.nais.example', mount_path: 'transit/', key_name: environment },
      credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
    },
    snapshots: { bucket: `nais-secrets-${environment}`, endpoint: 'https://s3.nais.example' },
  }),
  externalSecrets({ store: 'openbao' }),
  // Databases, caches and buckets of applications.
  cloudNativePg({
    backups: {
      bucket: `nais-databases-${environment}`,
      endpoint: 'https://s3.nais.example',
      addresses: ['10.1.50.10/32'],
    },
  }),
  valkey({ plaintext: true }),
  seaweedFs({ storageGiB: 200 }),
  ...observability(environment),
];

/** What all clusters on machines of the company have. Teams log in to the API server at the issuer of `entry`. */
export const machines = {
  oidc: { issuer: 'oidc-issuer', clientId: 'kubernetes' },
  ssh: { user: 'deployer', knownHosts: 'ssh/known_hosts', bastion: 'deployer@jump.nais.example' },
  // Backups of etcd and of the cluster's keys. The private key of the certificate is kept offline.
  backup: {
    certificate: readFileSync(join(__dirname, 'backup-certificate.pem'), 'utf8'),
    s3: { endpoint: 'https://s3.nais.example', bucket: 'nais-clusters', credentials: 's3-credentials' },
  },
  proxy: { http: 'http://webproxy.nais.example:8088', except: ['.nais.example'] },
} as const;

/** The cluster of the environment dev. */
export const development = onPrem({
  environment: 'dev',
  system: 'rhel-9',
  ...machines,
  connections: { mainframe: { ...mainframe, via: '10.1.10.254' } },
  controlPlanes: { 'dev-cp1': '10.1.10.11' },
  workers: { 'dev-w1': '10.1.10.21', 'dev-w2': '10.1.10.22', 'dev-w3': '10.1.10.23' },
  components: tools('dev', '10.1.19.0/24'),
});
