import { parseAllDocuments } from 'yaml';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { readStack, synthesize, type Files } from '../../../support/output-files';
import { createAwsPlatform } from '../../../golden/aws/platform';

/** Object of a manifest. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

describeAws('data services in AWS', (aws, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createAwsPlatform(aws), undefined, language);
  });
  const data = () => readStack(files, 'shop-prod-data').resource ?? {};
  const infrastructure = () => readStack(files, 'cloud1-infrastructure').resource ?? {};
  const manifests = (path: string) =>
    parseAllDocuments(files[`dist/cloud1/${path}`] ?? '').map((document) => document.toJSON() as Manifest);
  const problemsOf = (components: readonly object[], cluster: object = {}) =>
    language
      .check(createEksPlatform({ components, ...cluster }))
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('are in a stack of the tenant, which is applied before its clusters and not destroyed with them', () => {
    expect(JSON.parse(files['dist/order.json'] ?? '')).toMatchObject({
      apply: expect.arrayContaining(['shop-prod-data']) as unknown,
      destroy: ['cloud1-platform', 'cloud1-bootstrap', 'cloud1-infrastructure'],
    });
    for (const type of ['aws_db_instance', 'aws_s3_bucket', 'aws_elasticache_replication_group']) {
      expect(Object.keys(data()[type] ?? {})).toHaveLength(1);
      // The bucket of the logs of the cluster belongs to the cluster.
      expect(Object.keys(infrastructure()[type] ?? {}).filter((id) => !id.startsWith('cloud-watch-logs'))).toEqual([]);
    }
  });

  test('refer only to resources of their own stack, by names without digests', () => {
    for (const [path, text] of Object.entries(files)) {
      const [, stack] = /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
      if (stack === undefined) continue;
      const { resource = {}, data: lookups = {} } = readStack(files, stack);
      const addresses = [
        ...Object.entries(resource).flatMap(([type, items]) => Object.keys(items).map((id) => `${type}.${id}`)),
        ...Object.entries(lookups).flatMap(([type, items]) => Object.keys(items).map((id) => `data.${type}.${id}`)),
      ];
      expect(addresses.filter((address) => /_[0-9A-F]{8}$/.test(address))).toEqual([]);
      const expressions = [...text.matchAll(/\$\{[^}]*\}/g)].map(([expression]) => expression).join(' ');
      const references = [...expressions.matchAll(/\b((?:data\.)?aws_\w+\.[\w-]+)/g)].map(([, address]) => address);
      expect([...new Set(references)].filter((address) => !addresses.includes(address ?? ''))).toEqual([]);
    }
  });

  test('change no byte of the workload of an application: only Secrets and network policies are of the cluster', () => {
    const platform = createAwsPlatform(aws);
    const { shop } = platform.tenants;
    const elsewhere = {
      kind: 'existing',
      environment: 'prod',
      kubeconfig: 'k',
      connections: { analytics: { cidrs: ['10.80.0.0/16'], ports: [9092] } },
      provides: {
        ...{ network: {}, 'network-policy': {}, dns: {}, secrets: { stores: ['default'] } },
        database: {
          api: 'postgresql',
          bindingKeys: ['type', 'host', 'port', 'database', 'username', 'password', 'uri'],
        },
        bucket: { api: 's3', bindingKeys: ['type', 'host', 'port', 'bucket', 'username', 'password', 'uri'] },
        cache: { api: 'redis', bindingKeys: ['type', 'host', 'port', 'username', 'password', 'uri'] },
        queue: { api: 'sqs', bindingKeys: ['type', 'host', 'port', 'queue', 'username', 'password', 'uri'] },
      },
    };
    const both = synthesize(
      {
        ...platform,
        clusters: { ...platform.clusters, dc1: elsewhere },
        tenants: { shop: { ...shop, clusters: ['cloud1', 'dc1'] } },
      },
      undefined,
      language,
    );
    const workload = (cluster: string) =>
      (both[`dist/${cluster}/tenants/shop/web.yaml`] ?? '')
        .split(/^---$/m)
        .filter(
          (text) =>
            !/^kind: (NetworkPolicy|Secret)$/m.test(text) &&
            !/^ {2}name: web-(database|cache|queue)$/m.test(text.slice(0, 200)),
        );
    expect(workload('cloud1').join('---')).toBe(workload('dc1').join('---'));
    expect(workload('cloud1').join()).toContain('kind: Deployment');
  });

  test('have no tenant without uses', () => {
    expect(Object.keys(files).filter((path) => path.includes('-data/'))).toEqual([
      'cdktf.out/stacks/shop-prod-data/cdk.tf.json',
    ]);
    const { shop } = createAwsPlatform(aws).tenants;
    const withoutUses = { ...shop, applications: { worker: shop.applications.worker } };
    const other = synthesize(
      { ...createAwsPlatform(aws), clusters: createClusters({}), tenants: { shop: withoutUses } },
      undefined,
      language,
    );
    expect(Object.keys(other).filter((path) => path.includes('shop-prod-data'))).toEqual([]);
  });

  const createClusters = (options: object) => {
    const { cloud1 } = createAwsPlatform(aws).clusters;
    return { cloud1: { ...cloud1, permissions: {}, ...options } };
  };

  test('survive a cluster that is removed: their state remains as it is', () => {
    const previous = createAwsPlatform(aws);
    const clusters = createClusters({ state: 'removed', deletionProtection: false });
    const removed = synthesize({ ...previous, clusters, tenants: {} }, previous, language);
    expect(JSON.parse(removed['dist/order.json'] ?? '')).toMatchObject({
      apply: ['prod-eu-north-1-network', 'cloud1-platform', 'cloud1-bootstrap', 'cloud1-infrastructure'],
    });
    expect(Object.keys(removed).filter((path) => path.includes('shop-prod-data'))).toEqual([]);
  });

  describe('databases', () => {
    test('are encrypted, private, backed up and protected', () => {
      expect(data().aws_db_instance?.postgresql_instance).toMatchObject({
        identifier: 'acme-prod-shop',
        storage_encrypted: true,
        publicly_accessible: false,
        multi_az: true,
        backup_retention_period: 14,
        deletion_protection: true,
        skip_final_snapshot: false,
        delete_automated_backups: false,
      });
      expect(JSON.stringify(data().aws_db_parameter_group)).toContain('{"name":"rds.force_ssl","value":"1"}');
    });

    test('have an administrator whose password RDS generates, and no password in any state', () => {
      const instance = data().aws_db_instance?.postgresql_instance;
      expect(instance).toMatchObject({ manage_master_user_password: true });
      expect(instance).not.toHaveProperty('password');
      const [version] = Object.values(data().aws_secretsmanager_secret_version ?? {});
      expect(version).not.toHaveProperty('secret_string');
      // Write-only arguments are in no plan and no state.
      expect(version?.secret_string_wo).toContain('password = replace(uuid(), "-", "")');
    });

    test('accept connections of nodes of the cluster, and of pods of the application, only', () => {
      expect(data()).not.toHaveProperty('aws_vpc_security_group_ingress_rule');
      expect(infrastructure().aws_vpc_security_group_ingress_rule?.['shop_postgresql-access_nodes']).toMatchObject({
        referenced_security_group_id: '${aws_eks_cluster.cluster.vpc_config[0].cluster_security_group_id}',
        from_port: 5432,
        to_port: 5432,
      });
      const egress = (workload: string) =>
        JSON.stringify(manifests(`tenants/shop/${workload}.yaml`).find(({ kind }) => kind === 'NetworkPolicy')?.spec);
      expect(egress('web')).toContain('{"cidr":"10.0.144.0/20"}');
      expect(egress('worker')).not.toContain('10.0.144.0/20');
    });

    test('have the Secret of a use from Secrets Manager, under the name of the tenant', () => {
      const secret = manifests('tenants/shop/web.yaml').find(
        ({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'web-database',
      );
      expect(secret).toMatchObject({
        metadata: { namespace: 'shop' },
        spec: {
          secretStoreRef: { kind: 'ClusterSecretStore', name: 'default' },
          target: { name: 'web-database', template: { type: 'servicebinding.io/postgresql' } },
          dataFrom: [{ extract: { key: 'shop/database/web-database' } }],
        },
      });
      // The store adds the prefix.
      expect(data().aws_secretsmanager_secret?.['database-web-database_secret']).toMatchObject({
        name: 'acme/prod/shop/database/web-database',
      });
      expect(JSON.stringify(manifests('components/external-secrets-store/objects.yaml'))).toContain(
        '"prefix":"acme/prod/"',
      );
    });

    test('have users that a job creates, outside of the namespaces of tenants', () => {
      const added = manifests('tenants/shop/05-database.yaml');
      expect(added.map(({ kind, metadata }) => `${kind} in ${metadata.namespace ?? ''}`)).toEqual([
        'Job in rds',
        'CronJob in rds',
      ]);
      // The credentials are in memory of the job: nothing in the manifest is one.
      expect(JSON.stringify(added)).not.toMatch(/"name":"PGPASSWORD"/);
    });

    test.each([['on a cluster elsewhere', 'requires a cluster in AWS']])('are refused %s', (_title, message) => {
      const elsewhere = {
        kind: 'existing',
        environment: 'prod',
        kubeconfig: 'k',
        components: [aws.rds(), aws.s3(), aws.ebs()],
      };
      const problems = language
        .check({ ...createEksPlatform(), clusters: { dc1: elsewhere } })
        .map((problem) => problem.message);
      expect(problems.filter((problem) => problem === message)).toHaveLength(3);
    });

    test('are refused where the network has no subnets for them, or too little room to grow', () => {
      const network = {
        id: 'vpc-0123456789abcdef0',
        podCidr: '10.8.0.0/17',
        privateSubnets: ['subnet-0123456789abcdef0'],
      };
      const components = [{ kind: 'external-secrets' }, aws.rds({ maxStorageGiB: 22, storageGiB: 400 })];
      expect(problemsOf(components, { network }).join('\n')).toContain('has no subnets for databases');
      expect(problemsOf(components).join('\n')).toContain('must be at least 10 % more');
    });
  });

  describe('buckets', () => {
    test('are encrypted, versioned, not public, and reachable by TLS only', () => {
      const resources = data();
      expect(Object.values(resources.aws_s3_bucket_versioning ?? {})).toEqual([
        expect.objectContaining({ versioning_configuration: { status: 'Enabled' } }),
      ]);
      expect(Object.values(resources.aws_s3_bucket_public_access_block ?? {})).toEqual([
        expect.objectContaining({
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        }),
      ]);
      expect(JSON.stringify(resources.aws_s3_bucket_server_side_encryption_configuration)).toContain('aws:kms');
      expect(JSON.stringify(resources.aws_s3_bucket_policy)).toContain('aws:SecureTransport');
    });

    test('are reached with the permissions of the pod, without an access key', () => {
      const secret = manifests('tenants/shop/web.yaml').find(({ metadata }) => metadata.name === 'web-bucket');
      expect(secret).toMatchObject({
        type: 'servicebinding.io/s3',
        stringData: { host: 's3.eu-north-1.amazonaws.com', bucket: 'acme-prod-shop-web', username: '', password: '' },
      });
      const policy = infrastructure().aws_iam_role_policy?.['shop_web-identity_pod-bucket']?.policy;
      expect(policy).toContain('arn:aws:s3:::acme-prod-shop-web/*');
    });
  });

  test('volumes are encrypted, and the StorageClass is known to the checks', () => {
    const [storageClass] = manifests('components/ebs/objects.yaml');
    expect(storageClass).toMatchObject({
      kind: 'StorageClass',
      parameters: { type: 'gp3', encrypted: 'true', kmsKeyId: 'alias/acme-cloud1' },
    });
    const volumes = { '/data': { volume: 'data', storageGiB: 1, storageClass: 'gp4' } };
    const application = { image: 'registry.acme.example/db:1.0.0', port: 8080, files: volumes };
    const tenants = { shop: { clusters: ['cloud1'], owners: 'o', applications: { db: application } } };
    const problems = language.check(createEksPlatform({ components: [aws.ebs()] }, { tenants }));
    expect(problems.map(({ message }) => message)).toEqual(["nothing on cluster 'cloud1' provides this StorageClass"]);
  });

  test('provide the databases of components, in the data stack of the environment', () => {
    const components = ['external-secrets', 'rds', 'secrets-manager', 'ory'].map((kind) => ({ kind }));
    const platform = createEksPlatform({ components: [...components, { kind: 'traefik' }] });
    const output = synthesize(platform, undefined, language);
    const { aws_secretsmanager_secret: secrets = {} } = readStack(output, 'prod-data').resource ?? {};
    expect(Object.values(secrets).map(({ name }) => name)).toEqual(
      ['hydra', 'keto', 'kratos'].map((service) => `acme/prod/platform/database/ory-${service}-database`),
    );
    const objects = parseAllDocuments(output['dist/cloud1/components/rds-platform/objects.yaml'] ?? '').map(
      (document) => document.toJSON() as Manifest,
    );
    const bindings = objects.filter(({ kind }) => kind === 'ExternalSecret');
    expect(bindings.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`)).toEqual([
      'ory/ory-kratos-database',
      'ory/ory-hydra-database',
      'ory/ory-keto-database',
    ]);
    expect(objects.filter(({ kind }) => kind === 'Job')).toHaveLength(1);
  });
});
