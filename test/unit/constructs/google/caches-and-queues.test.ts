import { createGooglePlatform } from '../../../golden/google/platform';
import { createGkePlatform, describeGoogle } from '../../../support/google';
import { readReleaseResources, withComponentOptions } from '../../../support/data-release';
import { readObjects, readStack, synthesize, type Files } from '../../../support/output-files';

describeGoogle('caches and queues in Google Cloud', (google, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createGooglePlatform(google), undefined, language);
  });
  const resources = (type: string) => readStack(files, 'shop-prod-data').resource?.[type] ?? {};
  const { shop } = createGooglePlatform(google).tenants;
  const messagesOf = (uses: object, cluster: object = {}) =>
    language
      .check(
        createGkePlatform(
          {
            ...cluster,
            components: [
              ...createGooglePlatform(google).clusters.cloud1.components.slice(0, 1),
              google.secretManager(),
              google.memorystore(),
              google.pubsub(),
            ],
          },
          { tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses } } } } },
        ),
      )
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('\n');

  test('have caches with TLS and IAM only, in the network and with the key of the tenant', () => {
    expect(Object.values(resources('google_memorystore_instance'))).toEqual([
      expect.objectContaining({
        authorization_mode: 'IAM_AUTH',
        transit_encryption_mode: 'SERVER_AUTHENTICATION',
        kms_key: expect.stringMatching(/cryptoKeys\/shop-data$/) as unknown,
        desired_auto_created_endpoints: [
          { network: 'projects/acme-prod/global/networks/acme-prod-europe-north1', project_id: 'acme-prod' },
        ],
      }),
    ]);
    const network = readStack(files, 'prod-europe-north1-network').resource;
    expect(Object.values(network?.google_network_connectivity_service_connection_policy ?? {})).toEqual([
      expect.objectContaining({ service_class: 'gcp-memorystore' }),
    ]);
  });

  test('are not destroyed or replaced, nor by Google Cloud where it can refuse it', () => {
    const types = ['memorystore_instance', 'storage_bucket', 'pubsub_topic', 'pubsub_subscription'];
    for (const type of types) {
      const found = Object.values(resources(`google_${type}`));
      expect(found).not.toEqual([]);
      for (const { lifecycle } of found) expect(lifecycle).toEqual({ prevent_destroy: true });
    }
    expect(Object.values(resources('google_memorystore_instance'))).toEqual([
      expect.objectContaining({ deletion_protection_enabled: true }),
    ]);
  });

  const snapshots = { mode: 'RDB', rdb_config: { rdb_snapshot_period: 'ONE_HOUR' } };
  const backups = { retention: '604800s', fixed_frequency_schedule: { start_time: { hours: 3 } } };
  test.each([
    [{}, snapshots, backups],
    [{ persistence: '12h' }, { mode: 'RDB', rdb_config: { rdb_snapshot_period: 'TWELVE_HOURS' } }, backups],
    [{ persistence: '1s' }, { mode: 'AOF', aof_config: { append_fsync: 'EVERY_SEC' } }, backups],
    [{ persistence: 'none', backupDays: 0 }, { mode: 'DISABLED' }, undefined],
  ])('have backups, and a disk for the data, of a cache with %j', (options, persistence, expectedBackups) => {
    const [cache] = readReleaseResources(
      language,
      withComponentOptions(createGooglePlatform(google), { memorystore: { ...options, deletionProtection: false } }),
      { stack: 'shop-prod-data', release: 'cache-web-cache', type: 'google_memorystore_instance' },
    );
    expect(cache).toMatchObject({
      persistence_config: persistence,
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: false },
    });
    expect(cache?.automated_backup_config).toEqual(expectedBackups);
  });

  test('have the address of a cache and its CA in Secret Manager, and no password', () => {
    const version = resources('google_secret_manager_secret_version')['cache-web-cache_credentials'];
    expect(version?.secret_data_wo).toMatch(
      /^\$\{jsonencode\(\{ type = "redis-iam", provider = "google", host = one\(\[.+\]\), port = "6379", ca = join\(/,
    );
    // The address of the reader, which an instance with a replica has, too, refuses to write.
    for (const expression of [version?.secret_data_wo, version?.secret_data_wo_version])
      expect(expression).toContain('if connection.psc_auto_connection[0].connection_type != "CONNECTION_TYPE_READER"]');
    expect(version).not.toHaveProperty('secret_data');
    const binding = readObjects(files, 'dist/cloud1/tenants/shop/web.yaml').find(
      ({ kind, metadata }) => kind === 'ExternalSecret' && metadata.name === 'web-cache',
    );
    expect(binding).toMatchObject({
      spec: { target: { template: { data: { username: '', password: '', 'ca.crt': '{{ .ca }}' } } } },
    });
  });

  test('have topics with one subscription that never expires, in the region, with dead letters', () => {
    const topics = Object.values(resources('google_pubsub_topic'));
    expect(topics.map(({ name }) => name).sort()).toEqual(['acme-prod-shop-orders', 'acme-prod-shop-orders-dead']);
    for (const topic of topics)
      expect(topic.message_storage_policy).toEqual({ allowed_persistence_regions: ['europe-north1'] });
    const subscriptions = Object.values(resources('google_pubsub_subscription'));
    expect(subscriptions.map(({ name }) => name).sort()).toEqual(topics.map(({ name }) => name).sort());
    for (const subscription of subscriptions) expect(subscription.expiration_policy).toEqual({ ttl: '' });
  });

  test('are reached by the applications that use them', () => {
    const policy = (name: string) =>
      JSON.stringify(
        readObjects(files, `dist/cloud1/tenants/shop/${name}.yaml`).find(({ kind }) => kind === 'NetworkPolicy'),
      );
    expect(policy('web')).toContain('{"cidr":"10.0.128.0/20"}');
    expect(policy('worker')).not.toContain('10.0.128.0/20');
  });

  test('refuse clients that speak another protocol, or need a password', () => {
    expect(messagesOf({ cache: {} })).toContain("cluster 'cloud1' provides 'redis-iam'");
    for (const type of ['amqp', 'kafka', 'sqs'])
      expect(messagesOf({ queue: { type } })).toContain("cluster 'cloud1' provides 'pubsub'");
  });

  test('refuse names that Google Cloud refuses, and networks without a policy for endpoints', () => {
    expect(messagesOf({ queue: { type: 'pubsub', name: 'Orders_1' } })).toMatch(
      /'acme-prod-shop-Orders_1-\w+', must have/,
    );
    const network = { id: 'projects/p/global/networks/n', subnet: 'projects/p/regions/europe-north1/subnetworks/n' };
    expect(messagesOf({}, { network })).toContain('no service connection policy for Memorystore');
  });
});
