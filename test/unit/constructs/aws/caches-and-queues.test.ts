import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { describeAws } from '../../../support/aws';
import { readObjects, readStack, synthesize, withTempFolder, type Files } from '../../../support/output-files';

/** AWS CLI that knows one secret and one user, and records its calls. */
const awsStub = `#!/bin/sh
echo "$@" >>"$FOLDER/calls"
case "$*" in
  *VersionId*) echo version-1 ;;
  *SecretString*) echo '{"password":"0123abcd","host":"h"}' ;;
  *describe-users*) echo arn:aws:elasticache:eu-north-1:1:user:user1 ;;
  *list-tags*) cat "$FOLDER/tag" 2>/dev/null || true ;;
  *modify-user*) echo '{"UserId":"user1"}' ;;
  *add-tags*) echo version-1 >"$FOLDER/tag" ;;
esac
`;

describeAws('caches and queues in AWS', (aws, language) => {
  const platform = createAwsPlatform(aws);
  let files: Files;
  beforeAll(() => {
    files = synthesize(platform, undefined, language);
  });
  const data = () => readStack(files, 'shop-prod-data').resource ?? {};
  const infrastructure = () => readStack(files, 'cloud1-infrastructure').resource ?? {};
  const manifests = (path: string) => readObjects(files, `dist/cloud1/${path}`);
  const problemsOf = (uses: object) => {
    const { shop } = platform.tenants;
    return language
      .check({
        ...platform,
        clusters: { cloud1: { ...platform.clusters.cloud1, permissions: {} } },
        tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses } } } },
      })
      .map(({ path, message, fix }) => `${path.join('.')}: ${message}; ${fix}`);
  };

  test('a cache is encrypted, private, with TLS only, and survives the failure of a zone', () => {
    expect(Object.values(data().aws_elasticache_replication_group ?? {})).toEqual([
      expect.objectContaining({
        engine: 'valkey',
        at_rest_encryption_enabled: 'true',
        kms_key_id: '${aws_kms_key.encryption-key_key.arn}',
        transit_encryption_enabled: true,
        transit_encryption_mode: 'required',
        multi_az_enabled: true,
        num_cache_clusters: 2,
        subnet_group_name: '${aws_elasticache_subnet_group.caches_subnets.name}',
      }),
    ]);
    expect(infrastructure().aws_vpc_security_group_ingress_rule).toMatchObject({
      'shop_cache-access_nodes': { from_port: 6379, to_port: 6379 },
    });
  });

  test('what has data is not destroyed or replaced by Terraform, and caches are backed up', () => {
    for (const type of ['aws_db_instance', 'aws_elasticache_replication_group', 'aws_s3_bucket', 'aws_sqs_queue']) {
      const resources = Object.values(data()[type] ?? {});
      expect(resources).not.toEqual([]);
      for (const { lifecycle } of resources) expect(lifecycle).toMatchObject({ prevent_destroy: true });
    }
    expect(Object.values(data().aws_elasticache_replication_group ?? {})).toEqual([
      expect.objectContaining({
        snapshot_retention_limit: 7,
        // The name of each final snapshot is another one, as for databases.
        final_snapshot_identifier: 'acme-prod-shop-web-final-${formatdate("YYYYMMDDhhmmss", timestamp())}',
        lifecycle: { ignore_changes: ['final_snapshot_identifier'], prevent_destroy: true },
      }),
    ]);
  });

  test('no password of a cache is in a state: its user cannot log in until a job has set the password', () => {
    const [user] = Object.values(data().aws_elasticache_user ?? {});
    expect(user).toMatchObject({ access_string: 'off ~* -@all', authentication_mode: { type: 'iam' } });
    expect(user).not.toHaveProperty('passwords');
    expect(user?.lifecycle).toEqual({
      ignore_changes: ['access_string', 'authentication_mode', 'tags', 'tags_all'],
    });
    const [group] = Object.values(data().aws_elasticache_replication_group ?? {});
    expect(group).not.toHaveProperty('auth_token');
    const job = manifests('tenants/shop/05-cache.yaml').find(({ kind }) => kind === 'Job');
    expect(JSON.stringify(job)).toContain('"value":"acme-prod-shop-web=acme/prod/shop/cache/web-cache"');
    expect(infrastructure().aws_iam_role_policy?.['elasticache_provisioner-provision']?.policy).toContain(
      'user:acme-prod-*',
    );
  });

  test('the job sets the password of a secret once for each version, and passes it in a file', () => {
    const script = /args:\n\s+- \|\n([\s\S]+?)\n\s+command:/.exec(
      files['dist/cloud1/tenants/shop/05-cache.yaml'] ?? '',
    )?.[1];
    withTempFolder((folder) => {
      const aws = join(folder, 'aws');
      writeFileSync(aws, awsStub, { mode: 0o755 });
      const runJob = () =>
        spawnSync('sh', ['-c', (script ?? '').replaceAll('/work', folder)], {
          env: {
            PATH: `${folder}:${process.env.PATH ?? ''}`,
            FOLDER: folder,
            CACHES: 'user1=acme/prod/shop/cache/web',
          },
          encoding: 'utf8',
        });
      for (const { status, stdout, stderr } of [runJob(), runJob()])
        expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
      const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
      expect(calls.filter((call) => call.includes('modify-user'))).toHaveLength(1);
      expect(calls.join()).not.toContain('0123abcd');
      expect(JSON.parse(readFileSync(join(folder, 'request.json'), 'utf8'))).toEqual({
        UserId: 'user1',
        AccessString: 'on ~* &* +@all',
        AuthenticationMode: { Type: 'password', Passwords: ['0123abcd'] },
      });
    });
  });

  test('the Secret of a cache has the keys of every provider, with the scheme of TLS', () => {
    const secret = manifests('tenants/shop/web.yaml').find(
      ({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'web-cache',
    );
    expect(secret).toMatchObject({
      spec: {
        target: {
          template: {
            type: 'servicebinding.io/redis',
            data: {
              host: '{{ .host }}',
              uri: 'rediss://{{ .username }}:{{ .password }}@{{ .host }}:{{ .port }}/0',
            },
          },
        },
      },
    });
  });

  test('a cache has the node type of its size, and no option of servers in the cluster', () => {
    const typeOf = (cache: object) => {
      const { cloud1 } = platform.clusters;
      const { shop } = platform.tenants;
      const components = cloud1.components.map((component) =>
        component.kind === 'elasticache'
          ? { ...component, nodeTypes: { large: 'cache.r7g.4xlarge' }, backupDays: 0, deletionProtection: false }
          : component,
      );
      const definition = {
        ...platform,
        clusters: { cloud1: { ...cloud1, components, permissions: {} } },
        tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses: { cache } } } } },
      };
      const { resource = {} } = readStack(synthesize(definition, undefined, language), 'shop-prod-data');
      const caches = Object.values(resource.aws_elasticache_replication_group ?? {});
      for (const { snapshot_retention_limit: days, lifecycle } of caches)
        expect({ days, lifecycle }).toMatchObject({ days: 0, lifecycle: { prevent_destroy: false } });
      return caches.map(({ node_type: type }) => type);
    };
    expect(typeOf({ size: 'medium' })).toEqual(['cache.m7g.large']);
    expect(typeOf({ size: 'large' })).toEqual(['cache.r7g.4xlarge']);
    expect(problemsOf({ cache: { memory: '1Gi' } }).join()).toContain('is not an option of caches of ElastiCache');
    expect(problemsOf({ database: { storageGiB: 9 } }).join()).toContain('is not an option of databases of RDS');
  });

  test('a queue is encrypted, with a second one for messages that fail, and reached with the permissions of the pod', () => {
    const queues = data().aws_sqs_queue ?? {};
    expect(Object.values(queues).map(({ name }) => name)).toEqual(['acme-prod-shop-web-dead', 'acme-prod-shop-web']);
    // Failed messages count from when they were sent: with the retention of the queue, they would be lost before anyone sees them.
    expect(Object.values(queues).map((queue) => queue.message_retention_seconds)).toEqual([1_209_600, 345_600]);
    for (const queue of Object.values(queues))
      expect(queue).toMatchObject({ kms_master_key_id: '${aws_kms_key.encryption-key_key.arn}' });
    expect(infrastructure().aws_iam_role_policy?.['shop_web-identity_pod-queue']?.policy).toContain(
      'arn:aws:sqs:eu-north-1:123456789012:acme-prod-shop-web',
    );
    expect(manifests('tenants/shop/web.yaml').find(({ metadata }) => metadata.name === 'web-queue')).toMatchObject({
      stringData: { uri: 'https://sqs.eu-north-1.amazonaws.com/123456789012/acme-prod-shop-web', password: '' },
    });
  });

  test('a queue with another protocol is an error that names the one of the cloud', () => {
    expect(problemsOf({ queue: { type: 'amqp' } })).toEqual([
      expect.stringMatching(/uses\.queue\.type: cluster 'cloud1' provides 'sqs'; write type: 'sqs', or declare/),
    ]);
  });
});
