/** Public key of a test, in PEM. */
export const publicKey = [
  '-----BEGIN PUBLIC KEY-----',
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJ0X3nTgV0b1yZ0Qm3oM1m1sYd3rE',
  'Zc1z0Vn5l8mQ2yV5a1y0m3oXn0rKx7b8Yw5tS9dQe6uGf2hJk4lZc3vBnA==',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');

/**
 * Sets of options with which the contract test runs each component kind; together they set every option that affects a
 * Helm value. A kind without an entry runs with its defaults.
 */
export const optionSets: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  'argo-cd': [
    { repository: 'https://git.acme.example/platform.git' },
    { repository: 'https://git.acme.example/platform.git', oidc: { issuer: 'https://login.acme.example' } },
    {
      repository: 'git@git.acme.example:platform.git',
      revision: 'stable',
      host: 'argocd.acme.example',
      oidc: {
        issuer: 'https://login.acme.example',
        clientId: 'argo-cd',
        clientSecret: { secret: 'argo-cd-oidc', key: 'clientSecret' },
      },
      admins: ['platform'],
      viewers: ['everybody'],
      replicas: 2,
    },
  ],
  calico: [{}, { encapsulation: 'None', bgp: true, dataplane: 'BPF', mtu: 1440 }],
  'cert-manager': [
    {},
    { caSecret: 'company-authority' },
    { email: 'ops@acme.example', replicas: 2 },
    { email: 'ops@acme.example', dns01: { route53: { region: 'eu-central-1' } } },
    { email: 'ops@acme.example', dns01: true },
    {
      email: 'ops@acme.example',
      dns01: { rfc2136: { nameserver: '10.0.0.53', tsigSecretSecretRef: { name: 'dns-update', key: 'tsig' } } },
    },
    { issuer: { vault: { server: 'https://vault.acme.example', path: 'pki/sign/platform', auth: {} } } },
  ],
  cilium: [{}, { routing: 'native', encryption: 'wireguard', kubeProxyReplacement: true, mtu: 1400 }],
  'cloudnative-pg': [
    {},
    {
      size: 'large',
      storageClass: 'fast',
      replicas: 2,
      backups: { bucket: 'database-backups', endpoint: 'https://s3.acme.example', addresses: ['192.0.2.10/32'] },
      servers: { 'shop/postgresql': { restoreTime: '2026-11-25T10:00:00Z' } },
    },
  ],
  'core-dns': [
    {},
    { nodeCache: true },
    { forward: ['10.0.0.53'], zones: { 'corp.acme.example': ['10.0.0.54'] }, replicas: 3 },
  ],
  elasticsearch: [{}, { nodes: 1, retentionDays: 7, storageClass: 'fast' }],
  'external-dns': [
    { provider: 'aws', zones: ['acme.example'] },
    { provider: 'azure', zones: ['acme.example'] },
    {
      provider: 'rfc2136',
      zones: ['acme.example'],
      credentials: 'dns',
      variables: ['TSIG_SECRET'],
      onRemoval: 'retain',
    },
  ],
  'external-secrets': [
    {},
    {
      store: { vault: { server: 'https://vault.acme.example', path: 'kv' } },
      stores: { shop: { fake: {} } },
      replicas: 2,
    },
    { store: 'openbao' },
  ],
  flannel: [{}, { backend: 'wireguard', mtu: 1380 }, { networkPolicy: false }],
  grafana: [
    {},
    { storageGiB: 0 },
    {
      host: 'grafana.acme.example',
      storageClass: 'fast',
      login: {
        authUrl: 'https://login.acme.example/auth',
        tokenUrl: 'https://login.acme.example/token',
        apiUrl: 'https://login.acme.example/userinfo',
        adminGroup: 'platform',
      },
    },
  ],
  influxdb: [
    { retentionDays: 365, storageClass: 'fast' },
    { version: '2', retentionDays: 365, storageClass: 'fast' },
    { version: '3', storageClass: 'fast' },
  ],
  kibana: [{}, { host: 'logs.acme.example', replicas: 2 }],
  'local-path': [{}, { path: '/srv/volumes', defaultClass: false, keepVolumes: true }],
  loki: [
    {},
    {
      storageGiB: 0,
      collector: false,
      s3: { name: 'logs', endpoint: 's3.acme.example', region: 'eu', secret: 'loki-s3', pathStyle: true },
    },
    { storageClass: 'fast', retentionDays: 7, bucket: true },
  ],
  longhorn: [{}, { backupTarget: 's3://backups@eu-central-1/', backupSecret: 'backup', keepVolumes: true }],
  metallb: [
    { addresses: ['10.0.9.0/24'] },
    { addresses: ['10.0.9.10-10.0.9.40'], interfaces: ['eth1'] },
    {
      addresses: ['10.0.9.0/24'],
      bgpPeers: [{ address: '10.0.0.1', asn: 64512, localAsn: 64513, passwordSecret: 'router' }],
    },
  ],
  'metrics-server': [{}, { replicas: 2, verifyKubelets: true }],
  nginx: [{}, { controller: 'ingress-nginx' }, { serviceType: 'ClusterIP' }, { address: '10.0.9.10', replicas: 3 }],
  dex: [
    {
      connectors: [{ type: 'github', id: 'github', name: 'GitHub', config: { clientID: '$ID', clientSecret: '$KEY' } }],
      secret: 'github',
    },
    {
      host: 'login.acme.example',
      replicas: 1,
      connectors: [{ type: 'ldap', id: 'ldap', name: 'Acme', config: { host: 'ldap.acme.example:636' } }],
    },
  ],
  'oidc-issuer': [
    { url: 'https://login.acme.example' },
    {
      url: 'https://accounts.google.com',
      groupsClaim: 'none',
      emailDomains: ['acme.example'],
      sessionHours: 12,
      gateReplicas: 1,
    },
  ],
  'open-telemetry': [
    {},
    {
      exports: {
        company: {
          url: 'https://otel.acme.example:4317',
          signals: ['traces', 'metrics', 'logs'],
          headers: { authorization: { secret: 'company', key: 'authorization' } },
          ca: { secret: 'company', key: 'ca.crt' },
        },
        'log-server': { protocol: 'syslog', url: 'tls://syslog.acme.example', signals: ['logs', 'audit'] },
      },
      metricSelectors: ['{job="kubelet"}'],
      memory: '256Mi',
    },
  ],
  'service-gate': [{}, { replicas: 1 }],
  openbao: [
    {},
    {
      replicas: 5,
      storageClass: 'fast',
      seal: {
        type: 'transit',
        parameters: { address: 'https://unseal.acme.example', key_name: 'platform' },
        credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
      },
      snapshots: { bucket: 'secret-snapshots', endpoint: 'https://s3.acme.example' },
    },
  ],
  ory: [
    {},
    {
      kratos: { mail: true, host: 'accounts.acme.example' },
      hydra: { host: 'login.acme.example', replicas: 1 },
      oathkeeper: { idTokenSecret: 'signing-keys' },
    },
    {
      people: [{ email: 'ann@acme.example', groups: ['shop-support'] }],
      upstream: [{ id: 'entra', url: 'https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/v2.0' }],
    },
    { kratos: { enabled: false }, oathkeeper: { enabled: false } },
    { hydra: { enabled: false }, keto: { enabled: false } },
  ],
  prometheus: [
    {},
    { storageGiB: 0 },
    {
      replicas: 2,
      storageClass: 'fast',
      controlPlaneMetrics: true,
      remoteWrite: [{ url: 'https://metrics.acme.example/write', secret: 'metrics-acme' }],
      receiver: { type: 'slack', secret: 'alerts', key: 'url' },
    },
  ],
  rook: [
    { buckets: true },
    {},
    {
      replicas: 2,
      monitors: 1,
      nodes: ['w1', 'w2.dc1.acme.example'],
      devices: '^sd[b-z]$',
      sharedVolumes: true,
      encryptDisks: true,
      encryptNetwork: true,
      keepVolumes: true,
    },
    { replicas: 1 },
  ],
  seaweedfs: [{}, { storageGiB: 500, storageClass: 'fast' }],
  telegraf: [
    {},
    { checks: { shop: { url: 'https://shop.acme.example' }, database: { address: 'db.acme.example:5432' } } },
  ],
  tempo: [
    {},
    { storageGiB: 0, s3: { name: 'traces', endpoint: 's3.acme.example', region: 'eu', secret: 'tempo-s3' } },
    { storageClass: 'fast', retentionDays: 7, bucket: true },
  ],
  traefik: [
    {},
    { replicas: 3, address: '10.0.9.10', accessLog: true, trustedProxies: ['10.0.0.0/24'] },
    { serviceType: 'NodePort' },
  ],
  kyverno: [
    { signatures: [{ images: ['registry.acme.example/*'], keys: [publicKey] }] },
    {
      signatures: [
        { images: ['registry.acme.example/*'], keys: [publicKey], transparencyLog: false },
        {
          images: ['ghcr.io/acme/*'],
          identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: 'https://github.com/acme/*' }],
        },
      ],
      pullSecrets: ['registry'],
      replicas: 1,
    },
  ],
  valkey: [
    {},
    {
      size: 'medium',
      parameters: { timeout: '300' },
      storageClass: 'fast',
      servers: { 'shop/web-cache': { eviction: 'noeviction', storageGiB: 4 } },
    },
  ],
  velero: [
    { s3: { bucket: 'backups', endpoint: 'https://s3.acme.example' } },
    {
      s3: {
        bucket: 'backups',
        endpoint: 'https://s3.acme.example',
        region: 'eu-central-1',
        prefix: 'dc1',
        secret: 'backups',
      },
      volumes: false,
      retentionDays: 7,
      schedule: '0 */6 * * *',
    },
  ],
};
