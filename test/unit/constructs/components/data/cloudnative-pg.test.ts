import { existing } from '../../../../../constructs/clusters';
import {
  cloudNativePg,
  externalSecrets,
  flannel,
  localPath,
  rook,
  seaweedFs,
} from '../../../../../constructs/components';
import { tenantRelease } from '../../../../../constructs/tenants';
import { language } from '../../../../../src/language';
import { formatProblem } from '../../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../../support/rendered';

const image = 'registry.acme.example/shop/web:1';
const files = '/run/secrets/database';
const databaseLanguage = language([existing, flannel, localPath, externalSecrets, cloudNativePg, seaweedFs, rook]);

const backups = { bucket: 'database-backups', endpoint: 'https://s3.acme.example', addresses: ['192.0.2.10/32'] };

interface Definition {
  readonly applications?: Readonly<Record<string, object>>;
  readonly tenant?: object;
  readonly options?: object;
  readonly cluster?: object;
}

function renderDefinition({
  applications = { web: { image, uses: { database: { files } } } },
  tenant = {},
  options = {},
  cluster = {},
}: Definition) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config', provides: { dns: {} } },
        components: [
          { kind: 'flannel' },
          { kind: 'local-path' },
          { kind: 'external-secrets', store: { vault: { server: 'https://vault.acme.example', path: 'kv' } } },
          { kind: 'cloudnative-pg', backups, ...options },
        ],
        ...cluster,
      },
    },
    tenants: { shop: { clusters: ['dc1'], owners: 'shop-devs', applications, ...tenant } },
  };
}

const listProblems = (definition: Definition) =>
  databaseLanguage.check(renderDefinition(definition)).map((problem) => formatProblem(problem));

function renderFile(file: string, definition: Definition = {}) {
  const [cluster] = databaseLanguage.plan(renderDefinition(definition)).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant');
  return synthesizeObjects(tenantRelease(tenant, cluster.clusterInfo).objects[file] ?? (() => undefined));
}

const getSpec = (file: string, kind: string, definition?: Definition) =>
  getObject(renderFile(file, definition), kind).spec as unknown;

/** Returns the names of the objects of a kind. */
const listNames = (file: string, kind: string, definition?: Definition) =>
  renderFile(file, definition)
    .filter((object) => object.kind === kind)
    .map(({ metadata }) => metadata.name);

const web = { image, uses: { database: { files } } };
const job = { kind: 'job', image, schedule: '0 3 * * *' };

test('a database of a workload has an owner of the same name with a generated password', () => {
  expect(getSpec('05-database.yaml', 'Database')).toMatchObject({
    cluster: { name: 'postgresql' },
    name: 'web',
    owner: 'web',
  });
  expect(getSpec('05-database.yaml', 'DatabaseRole')).toMatchObject({
    name: 'web',
    login: true,
    passwordSecret: { name: 'postgresql-db-web' },
  });
  expect(getSpec('05-database.yaml', 'ExternalSecret', { options: { backups: undefined } })).toMatchObject({
    refreshPolicy: 'CreatedOnce',
    target: { name: 'postgresql-db-web', template: { type: 'kubernetes.io/basic-auth' } },
  });
});

test('the Secret of a use has the keys of the Service Binding Specification, and verifies the server', () => {
  expect(getSpec('web.yaml', 'ExternalSecret')).toMatchObject({
    secretStoreRef: { kind: 'SecretStore', name: 'bindings-database' },
    target: {
      name: 'web-database',
      template: {
        type: 'servicebinding.io/postgresql',
        data: {
          type: 'postgresql',
          host: 'postgresql-rw.shop.svc',
          port: '5432',
          database: 'web',
          username: 'web',
          password: '{{ .password }}',
          uri: `postgresql://web:{{ .password }}@postgresql-rw.shop.svc:5432/web?sslmode=verify-full&sslrootcert=${files}/ca.crt`,
          'ca.crt': '{{ .ca }}',
        },
      },
    },
    data: [
      { secretKey: 'password', remoteRef: { key: 'postgresql-db-web', property: 'password' } },
      { secretKey: 'ca', remoteRef: { key: 'postgresql-ca', property: 'ca.crt' } },
    ],
  });
});

test('the service account that reads passwords can read no other Secret', () => {
  const { rules } = getObject(renderFile('05-database.yaml'), 'Role') as unknown as { rules: readonly object[] };
  expect(rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['postgresql-ca', 'postgresql-db-web'], verbs: ['get'] },
  ]);
});

test('users connect with TLS and to their own database only', () => {
  expect(getSpec('05-database.yaml', 'Cluster')).toMatchObject({
    postgresql: { pg_hba: ['hostssl sameuser all all scram-sha-256', 'host all all all reject'] },
  });
});

test('a server is reached by its users, its instances and the operator, and the users may call it', () => {
  const policy = getSpec('05-database.yaml', 'NetworkPolicy', {
    applications: { web, other: { image } },
  }) as {
    ingress: readonly { from: readonly { podSelector?: { matchLabels: object } }[]; ports: readonly object[] }[];
  };
  const labels = policy.ingress.map(({ from }) => from[0]?.podSelector?.matchLabels);
  expect(labels).toEqual([{ 'app.kubernetes.io/name': 'web' }, { 'cnpg.io/cluster': 'postgresql' }, undefined]);
  const [access] = renderFile('web.yaml').filter(({ kind }) => kind === 'NetworkPolicy');
  expect(JSON.stringify(access?.spec)).toContain('"cnpg.io/cluster":"postgresql"');
  const [noAccess] = renderFile('other.yaml', { applications: { web, other: { image } } }).filter(
    ({ kind }) => kind === 'NetworkPolicy',
  );
  expect(JSON.stringify(noAccess?.spec)).not.toContain('cnpg.io/cluster');
});

test('databases of a namespace share a server, unless a use asks for its own', () => {
  const applications = {
    web,
    api: {
      image,
      uses: { database: { main: { files }, audit: { files: '/run/secrets/audit', dedicated: true, size: 'medium' } } },
    },
  };
  expect(listNames('05-database.yaml', 'Cluster', { applications })).toEqual(['api-database-audit', 'postgresql']);
  expect(listNames('05-database.yaml', 'Database', { applications })).toEqual([
    'api-database-audit-db-api-audit',
    'postgresql-db-web',
    'postgresql-db-api-main',
  ]);
});

test('workloads that name the same database share it, and those that do not name it do not', () => {
  const named = { image, uses: { database: { files, name: 'shop' } } };
  const migration = { ...job, uses: { database: { files, name: 'shop' } } };
  const applications = { web: named, migration };
  expect(listProblems({ applications })).toEqual([]);
  expect(listNames('05-database.yaml', 'Database', { applications })).toEqual(['postgresql-db-shop']);
  expect(listProblems({ applications: { shop: web, web: named } }).join()).toMatch(
    /applications.shop.uses.database: would be database 'shop', which another workload/,
  );
});

test('data is retained when a workload is removed, unless its use allows its removal', () => {
  const keep = { 'helm.sh/resource-policy': 'keep', 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };
  for (const kind of ['Cluster', 'Database', 'DatabaseRole'])
    expect(getObject(renderFile('05-database.yaml'), kind).metadata.annotations).toEqual(keep);
  const applications = { web: { image, uses: { database: { files, dedicated: true, onRemoval: 'delete' } } } };
  expect(getObject(renderFile('05-database.yaml', { applications }), 'Cluster').metadata.annotations).toBeUndefined();
  expect(getSpec('05-database.yaml', 'Database', { applications })).toMatchObject({ databaseReclaimPolicy: 'delete' });
});

test('servers send their log and a daily backup to the folder of the tenant, with the credentials of the tenant', () => {
  expect(getSpec('05-database.yaml', 'Cluster')).toMatchObject({
    backup: {
      retentionPolicy: '30d',
      barmanObjectStore: {
        destinationPath: 's3://database-backups/dc1/shop/shop/',
        s3Credentials: { accessKeyId: { name: 'postgresql-backups', key: 'accessKey' } },
      },
    },
  });
  expect(getSpec('05-database.yaml', 'ScheduledBackup')).toMatchObject({ schedule: '0 0 2 * * *' });
  const credentials = renderFile('05-database.yaml').find(({ metadata }) => metadata.name === 'postgresql-backups');
  expect(credentials?.spec).toMatchObject({
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'default' },
    dataFrom: [{ extract: { key: 'shop/database-backups' } }],
  });
});

test('a restore starts a new server from the backup, to which workloads connect', () => {
  const options = { servers: { 'shop/postgresql': { restoreTime: '2026-11-25T10:00:00Z' } } };
  expect(listNames('05-database.yaml', 'Cluster', { options })).toEqual(['postgresql-20261125100000']);
  expect(getSpec('05-database.yaml', 'Cluster', { options })).toMatchObject({
    bootstrap: { recovery: { source: 'backup', recoveryTarget: { targetTime: '2026-11-25 10:00:00.000+00' } } },
    externalClusters: [{ name: 'backup', barmanObjectStore: { serverName: 'postgresql' } }],
  });
  expect(getSpec('web.yaml', 'ExternalSecret', { options })).toMatchObject({
    target: { template: { data: { host: 'postgresql-20261125100000-rw.shop.svc' } } },
  });
});

test('a workload must be able to verify the certificate of the server', () => {
  const withEnv = (env: object) => ({ applications: { web: { image, uses: { database: { env } } } } });
  expect(listProblems(withEnv({ DATABASE_URL: 'uri' })).join()).toMatch(
    /uses.database: does not give the workload the certificate authority of the server.*set `files/,
  );
  expect(listProblems(withEnv({ DATABASE_URL: 'uri', DATABASE_CA: 'ca.crt' }))).toEqual([]);
  expect(listProblems(withEnv({ DATABASE_CA: 'ca.pem' })).join()).toMatch(/is not a key of the Secret of this use/);
});

test('sizes are those of servers: of a dedicated server, or of the shared one by the platform', () => {
  const applications = { web: { image, uses: { database: { files, memory: '2Gi' } } } };
  expect(listProblems({ applications }).join()).toMatch(
    /uses.database.memory is "2Gi": is the size of a server.*dedicated/,
  );
  const options = { size: 'medium', servers: { 'shop/postgresql': { instances: 3 } } };
  expect(getSpec('05-database.yaml', 'Cluster', { options })).toMatchObject({
    instances: 3,
    enablePDB: true,
    resources: { limits: { memory: '4Gi' } },
  });
});

test('the pods of servers count against quotas and limits of the tenant', () => {
  const problems = (tenant: object) => listProblems({ tenant, options: { size: 'medium' } }).join('\n');
  expect(problems({ quota: { memoryGiB: 4 } })).toMatch(
    /tenants.shop.quota.memoryGiB is 4: the workloads in namespace 'shop' on cluster 'dc1' need at least 9, .* with 8 of PostgreSQL server 'postgresql'/,
  );
  expect(problems({ limits: { maxMemory: '2Gi' } })).toMatch(
    /tenants.shop.limits.maxMemory is "2Gi": is less than the 4Gi of each pod of PostgreSQL server 'postgresql'/,
  );
  expect(problems({ storageClasses: ['fast'] })).toMatch(
    /tenants.shop.storageClasses is "fast": does not allow the volumes of PostgreSQL server 'postgresql', which have no StorageClass/,
  );
  expect(problems({ quota: { memoryGiB: 20 }, limits: { maxMemory: '4Gi' } })).toBe('');
});

test('the admission policies admit the images of servers for tenants with registries', () => {
  const definition = { tenant: { registries: ['registry.acme.example/shop'] } };
  const namespace = getObject(renderFile('00-namespaces.yaml', definition), 'Namespace');
  expect(namespace.metadata.annotations?.['tenants.plinth.dev/registries']).toBe(
    'registry.acme.example/shop\nghcr.io/cloudnative-pg/cloudnative-pg:\nghcr.io/cloudnative-pg/postgresql:',
  );
});

test('the volume of a server cannot shrink', () => {
  const previous = renderDefinition({ options: { size: 'medium' } });
  expect(() => databaseLanguage.plan(renderDefinition({}), previous)).toThrow(
    /PostgreSQL server 'postgresql' in namespace 'shop' 10 GiB instead of 50, and a volume cannot shrink/,
  );
});

test('a server that nothing uses any more, or that was replaced by a restore, is a warning until it is deleted', () => {
  const applicationsWith = (use: object) => ({ web: { image, uses: { database: { files, ...use } } } });
  const listWarnings = (previous: Definition, current: Definition) =>
    databaseLanguage
      .plan(renderDefinition(current), renderDefinition(previous))
      .warnings.map((problem) => formatProblem(problem))
      .join();
  const used = { applications: applicationsWith({ dedicated: true }) };
  const unused = { applications: { web: { image } } };
  expect(listWarnings(used, unused)).toMatch(
    /no longer uses PostgreSQL server 'web-database' .* counts against the quota; .*kubectl -n shop delete cluster web-database/,
  );
  const deleted = { applications: applicationsWith({ dedicated: true, onRemoval: 'delete' }) };
  expect(listWarnings(deleted, unused)).toBe('');
  const servers = { 'shop/postgresql': { restoreTime: '2026-11-25T10:00:00Z' } };
  expect(listWarnings({}, { options: { servers } })).toMatch(/kubectl -n shop delete cluster postgresql$/);
});

test('no workload has the name of a server in its namespace', () => {
  expect(listProblems({ applications: { web, postgresql: { image } } }).join()).toMatch(
    /tenants.shop.applications.postgresql: has the name of the PostgreSQL server 'postgresql' in namespace 'shop'/,
  );
});

test('options of provided servers are errors for external servers', () => {
  const applications = { web: { image, uses: { database: { server: '192.0.2.5', size: 'small' } } } };
  expect(listProblems({ applications }).join()).toMatch(
    /uses.database.size is "small": is for servers that the platform provides/,
  );
});

test('backups need the addresses of the bucket, and restores need backups', () => {
  const noAddresses = { backups: { ...backups, addresses: undefined } };
  expect(listProblems({ options: noAddresses }).join()).toMatch(
    /backups.addresses: is required: network policies of databases cannot allow the host name 's3.acme.example'/,
  );
  const servers = { 'shop/postgresql': { restoreTime: '2026-11-25T10:00:00Z' } };
  expect(listProblems({ options: { backups: undefined, servers } }).join()).toMatch(/restoreTime.* requires `backups`/);
});

test('servers have the version, image and parameters of the component, or their own', () => {
  const servers = { 'shop/postgresql': { version: '16', parameters: { max_connections: '50' } } };
  const options = { version: '17', parameters: { max_connections: '200', jit: 'off' } };
  expect(getSpec('05-database.yaml', 'Cluster', { options })).toMatchObject({
    imageName: expect.stringMatching(/^ghcr.io\/cloudnative-pg\/postgresql:17\./) as string,
    postgresql: { parameters: { shared_buffers: '256MB', max_connections: '200', jit: 'off' } },
  });
  expect(getSpec('05-database.yaml', 'Cluster', { options: { ...options, servers } })).toMatchObject({
    imageName: expect.stringMatching(/:16\./) as string,
    postgresql: { parameters: { max_connections: '50', jit: 'off' } },
  });
});

test('an image has a tag with the version of its server', () => {
  const own = 'registry.acme.example/postgis:17.10-3';
  expect(getSpec('05-database.yaml', 'Cluster', { options: { version: '17', image: own } })).toMatchObject({
    imageName: own,
  });
  expect(listProblems({ options: { image: own } })).toEqual([
    expect.stringContaining('has no tag that starts with 18, the version of the server'),
  ]);
});

describe('backups in buckets of the cluster', () => {
  const store = { vault: { server: 'https://vault.acme.example', path: 'kv' } };
  const withBuckets = (buckets: object, options: object = { bucket: true }): Definition => ({
    cluster: {
      components: [
        { kind: 'flannel' },
        { kind: 'local-path' },
        { kind: 'external-secrets', store },
        buckets,
        { kind: 'cloudnative-pg', backups: options },
      ],
    },
  });
  const seaweed = withBuckets({ kind: 'seaweedfs' });

  test('have a bucket of the tenant with generated keys in SeaweedFS, which stay as servers do', () => {
    const objects = renderFile('05-database.yaml', seaweed);
    expect(getObject(objects, 'ExternalSecret', 'claim.shop.database-backups')).toMatchObject({
      metadata: { namespace: 'seaweedfs', annotations: { 'helm.sh/resource-policy': 'keep' } },
      spec: { target: { template: { data: { bucket: 'shop.database-backups', sizeGiB: '50' } } } },
    });
    expect(getObject(objects, 'ExternalSecret', 'database-backups')).toMatchObject({
      metadata: { namespace: 'shop' },
      spec: { target: { creationPolicy: 'Orphan', template: { metadata: { labels: { 'cnpg.io/reload': 'true' } } } } },
    });
    expect(getObject(objects, 'Role', 'bindings-backups-shop').rules).toMatchObject([
      { resourceNames: ['claim.shop.database-backups'] },
    ]);
    expect(getSpec('05-database.yaml', 'Cluster', seaweed)).toMatchObject({
      backup: {
        barmanObjectStore: {
          destinationPath: 's3://shop.database-backups/shop/',
          endpointURL: 'http://seaweedfs-all-in-one.seaweedfs.svc:8333',
          s3Credentials: { accessKeyId: { name: 'database-backups', key: 'accessKey' } },
        },
      },
    });
    const policy = getObject(objects, 'NetworkPolicy', 'server-postgresql');
    expect(JSON.stringify(policy.spec)).toMatch(
      /"port":8333,"protocol":"TCP"}],"to":\[{"namespaceSelector":{"matchLabels":{"kubernetes.io\/metadata.name":"seaweedfs"/,
    );
  });

  test('have a bucket of the namespace by an ObjectBucketClaim in Ceph', () => {
    const objects = renderFile(
      '05-database.yaml',
      withBuckets({ kind: 'rook', buckets: true, defaultClass: false }, { bucket: true, sizeGiB: 9 }),
    );
    expect(getObject(objects, 'ObjectBucketClaim', 'database-backups')).toMatchObject({
      metadata: { namespace: 'shop', annotations: { 'helm.sh/resource-policy': 'keep' } },
      spec: {
        bucketName: 'shop.database-backups',
        storageClassName: 'rook-buckets',
        additionalConfig: { maxSize: '9Gi' },
      },
    });
    expect(JSON.stringify(objects)).toContain('"accessKeyId":{"key":"AWS_ACCESS_KEY_ID","name":"database-backups"}');
  });

  test('are a warning, and need a component with buckets, and none of the options of other buckets', () => {
    expect(listProblems(seaweed).join()).toMatch(
      /backups.bucket is true: stores the backups on the storage of the cluster/,
    );
    expect(listProblems(withBuckets({ kind: 'rook', defaultClass: false })).join()).toMatch(
      /'cloudnative-pg'.*'bucket'|requires.*bucket/,
    );
    expect(listProblems(withBuckets({ kind: 'seaweedfs' }, { bucket: true, credentials: 'keys' })).join()).toMatch(
      /backups.credentials is "keys": is for a bucket by its name/,
    );
    expect(listProblems(withBuckets({ kind: 'seaweedfs' }, { bucket: 'backups' })).join()).toMatch(
      /backups.endpoint: is required for the bucket 'backups'/,
    );
  });
});
