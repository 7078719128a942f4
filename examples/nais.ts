import {
  application,
  certManager,
  cloudNativePg,
  coreDns,
  definePlatform,
  elasticsearch,
  externalSecrets,
  flannel,
  fluentd,
  grafana,
  influxDb,
  kibana,
  localPath,
  metallb,
  metricsServer,
  oidcIssuer,
  onPrem,
  openBao,
  prometheus,
  seaweedFs,
  synth,
  telegraf,
  traefik,
  valkey,
} from 'plinth';

const issuer = 'https://login.nais.example';

const tools = (cluster: string, addresses: string) => [
  flannel(),
  coreDns({ forward: ['10.1.1.53'] }),
  metallb({ addresses: [addresses] }),
  traefik(),
  certManager({ caSecret: 'nais-ca' }),
  // People log in at the issuer that the company already has.
  oidcIssuer({
    url: issuer,
    authorizationUrl: `${issuer}/oauth2/authorize`,
    tokenUrl: `${issuer}/oauth2/token`,
    userinfoUrl: `${issuer}/oauth2/userinfo`,
  }),
  localPath({ path: '/data' }),
  // Passwords and keys are generated into OpenBao, which a key of the company unseals.
  openBao({
    seal: {
      type: 'transit',
      parameters: { address: 'https://unseal.nais.example', mount_path: 'transit/', key_name: cluster },
      credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
    },
  }),
  externalSecrets({ store: 'openbao' }),
  // Databases, caches and buckets of applications.
  cloudNativePg({
    backups: {
      bucket: `nais-databases-${cluster}`,
      endpoint: 'https://s3.nais.example',
      addresses: ['10.1.50.10/32'],
    },
  }),
  valkey(),
  seaweedFs({ storageGiB: 200 }),
  metricsServer(),
  // Metrics of applications: Prometheus, kept in InfluxDB, shown by Grafana.
  prometheus({ retentionDays: 2 }),
  influxDb({ retentionDays: 400 }),
  // Each team sees its own at <team>.grafana.<cluster>.nais.example, the platform team sees all.
  grafana({ host: `grafana.${cluster}.nais.example`, login: { adminGroup: 'team-plattform' } }),
  // Logs: Fluentd, indexed by Elasticsearch, shown by Kibana.
  fluentd(),
  elasticsearch({ retentionDays: 60 }),
  kibana({ host: `logs.${cluster}.nais.example` }),
  // Metrics of the machines, and checks as in Sensu: Telegraf, kept in InfluxDB.
  telegraf({ checks: { vault: { url: 'https://vault.nais.example/v1/sys/health' } } }),
];

const ssh = { user: 'deployer', knownHosts: 'ssh/known_hosts', bastion: 'deployer@jump.nais.example' };
const proxy = { http: 'http://webproxy.nais.example:8088', except: ['.nais.example'] };

/**
 * Four layers, each defined once: hosts in own data centres, kubeadm clusters that can be created, extended and
 * destroyed, the components on them, and applications that depend on none of these. Terraform reconciles the components
 * of each cluster with this definition.
 */
const nais = definePlatform({
  name: 'nais',
  domain: 'nais.example',
  environments: ['dev', 'prod'],
  clusters: {
    'dev-fss': onPrem({
      environment: 'dev',
      system: 'rhel-9',
      ssh,
      proxy,
      controlPlanes: { 'dev-cp1': '10.1.10.11' },
      workers: { 'dev-w1': '10.1.10.21', 'dev-w2': '10.1.10.22', 'dev-w3': '10.1.10.23' },
      components: tools('dev', '10.1.19.0/24'),
    }),
    'prod-fss': onPrem({
      environment: 'prod',
      system: 'flatcar',
      ssh,
      proxy,
      endpoint: { address: 'api.prod.nais.example', port: 443 },
      controlPlanes: { 'prod-cp1': '10.1.20.11', 'prod-cp2': '10.1.20.12', 'prod-cp3': '10.1.20.13' },
      workers: { 'prod-w1': '10.1.20.21', 'prod-w2': '10.1.20.22', 'prod-w3': '10.1.20.23' },
      workerGroups: {
        storage: {
          hosts: { 'prod-s1': '10.1.20.31', 'prod-s2': '10.1.20.32' },
          labels: { 'nais.example/role': 'storage' },
          taints: ['nais.example/role=storage:PreferNoSchedule'],
        },
      },
      components: tools('prod', '10.1.29.0/24'),
    }),
  },
  tenants: {
    pensjon: {
      clusters: ['dev-fss', 'prod-fss'],
      owners: 'team-pensjon',
      quota: { cpu: 20, memoryGiB: 64 },
      registries: ['docker.nais.example/pensjon'],
      applications: {
        // The contract is minimal: an image, paths for liveness and readiness, metrics, and logs as JSON.
        selvbetjening: application({
          image: 'docker.nais.example/pensjon/selvbetjening:48.2.0',
          probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
          metrics: '/prometheus',
          logs: 'json',
          calls: ['regler'],
          perEnvironment: {
            dev: { ingress: 'selvbetjening.dev.nais.example', replicas: 1 },
            prod: {
              ingress: 'selvbetjening.nais.example',
              // The previous host name.
              redirects: [{ from: 'minside.nais.example', to: 'selvbetjening.nais.example' }],
              replicas: { min: 2, max: 6 },
            },
          },
        }),
        regler: application({
          image: 'docker.nais.example/pensjon/regler:12.0.7',
          probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
          metrics: '/prometheus',
          // An Oracle database outside the platform. Its URL contains the password, so it is in a Secret that the team
          // creates in each environment.
          env: { DB_URL: { secret: 'regler-db', key: 'url' } },
          uses: { cache: { env: { CACHE_URL: 'uri' } } },
          calls: [{ cidr: '10.1.40.0/24', ports: [1521] }],
          allows: ['uforetrygd/soknad'],
        }),
      },
    },
    uforetrygd: {
      clusters: ['prod-fss'],
      owners: 'team-uforetrygd',
      quota: { cpu: 8, memoryGiB: 24 },
      applications: {
        soknad: application({
          image: 'docker.nais.example/uforetrygd/soknad:3.1.0',
          probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
          metrics: '/prometheus',
          ingress: 'soknad.nais.example',
          uses: {
            database: { files: '/var/run/secrets/db', env: { DB_URL: 'uri' } },
            bucket: { files: '/var/run/secrets/vedlegg' },
          },
          // Case workers, by the groups of the issuer; others are refused before a request reaches the application.
          login: { groups: ['saksbehandler-ufore'] },
          calls: ['pensjon/regler'],
        }),
      },
    },
  },
});

synth(nais);
