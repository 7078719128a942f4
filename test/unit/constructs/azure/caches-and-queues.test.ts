import { createAzurePlatform } from '../../../golden/azure/platform';
import { createAksPlatform, describeAzure, subscription } from '../../../support/azure';
import { readReleaseResources, withComponentOptions } from '../../../support/data-release';
import { readObjects, readStack, synthesize, type Files } from '../../../support/output-files';

describeAzure('caches and queues in Azure', (azure, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createAzurePlatform(azure), undefined, language);
  });
  const resourcesOf = (stack: string, type: string) => Object.values(readStack(files, stack).resource?.[type] ?? {});
  const { shop } = createAzurePlatform(azure).tenants;
  const messagesOf = (uses: object, components: readonly object[], cluster: object = {}) =>
    language
      .check(
        createAksPlatform(
          {
            ...cluster,
            components: [...createAzurePlatform(azure).clusters.cloud1.components.slice(0, 5), ...components],
          },
          { tenants: { shop: { ...shop, applications: { web: { ...shop.applications.web, uses } } } } },
        ),
      )
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('\n');

  test('have no keys, no public access and the key of the tenant', () => {
    expect(resourcesOf('shop-prod-data', 'azurerm_managed_redis')).toEqual([
      expect.objectContaining({
        public_network_access: 'Disabled',
        default_database: expect.objectContaining({
          access_keys_authentication_enabled: false,
          client_protocol: 'Encrypted',
        }) as unknown,
        customer_managed_key: expect.anything() as unknown,
      }),
    ]);
    for (const type of ['managed_redis', 'storage_container', 'servicebus_queue', 'postgresql_flexible_server'])
      expect(resourcesOf('shop-prod-data', `azurerm_${type}`)).toContainEqual(
        expect.objectContaining({ lifecycle: expect.objectContaining({ prevent_destroy: true }) as unknown }),
      );
    expect(resourcesOf('shop-prod-data', 'azurerm_servicebus_namespace')).toEqual([
      expect.objectContaining({
        sku: 'Premium',
        local_auth_enabled: false,
        public_network_access_enabled: false,
        customer_managed_key: expect.anything() as unknown,
        lifecycle: { prevent_destroy: true },
      }),
    ]);
  });

  test('let the identity of the application alone read the data of its cache', () => {
    const [deployment, ...others] = resourcesOf(
      'cloud1-infrastructure',
      'azurerm_resource_group_template_deployment',
    ).filter(({ template_content: content }) => String(content).includes('Microsoft.Cache/'));
    expect(others).toEqual([]);
    expect(deployment?.resource_group_name).toBe('acme-prod-shop-data');
    const { resources } = JSON.parse(String(deployment?.template_content)) as { resources: readonly object[] };
    expect(resources).toEqual([
      expect.objectContaining({
        type: 'Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments',
        // Letters and digits only, at most 60: https://learn.microsoft.com/rest/api/redis/redisenterprise/access-policy-assignment
        name: expect.stringMatching(/^acme-prod-shop-web-[0-9a-f]{6}\/default\/[A-Za-z0-9]{1,60}$/) as unknown,
        properties: {
          accessPolicyName: 'default',
          user: { objectId: '${azurerm_user_assigned_identity.shop_web-identity_identity.principal_id}' },
        },
      }),
    ]);
  });

  test('have endpoints in Secrets without a password, and are reached by the application only', () => {
    const objects = readObjects(files, 'dist/cloud1/tenants/shop/web.yaml');
    const secret = (name: string) => objects.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === name);
    expect(secret('web-cache')).toMatchObject({
      stringData: { type: 'redis-entra', port: '10000', username: '', password: '' },
    });
    expect(secret('web-queue')).toMatchObject({
      stringData: { type: 'azure-service-bus', port: '5671', queue: 'orders', username: '', password: '' },
    });
    const policy = (name: string) =>
      JSON.stringify(
        readObjects(files, `dist/cloud1/tenants/shop/${name}.yaml`).find(({ kind }) => kind === 'NetworkPolicy'),
      );
    expect(policy('web')).toMatch(/"port":10000.*"port":5671/);
    expect(policy('worker')).not.toMatch(/"port":(10000|5671)/);
    // The network lets nodes reach these ports of private endpoints, and has their DNS zones.
    const network = files['cdktf.out/stacks/prod-swedencentral-network/cdk.tf.json'] ?? '';
    for (const text of ['"5671"', '"10000"', 'privatelink.redis.azure.net', 'privatelink.servicebus.windows.net'])
      expect(network).toContain(text);
  });

  test.each([
    [{}, { persistence_redis_database_backup_frequency: '1h' }],
    [{ persistence: '1s' }, { persistence_append_only_file_backup_frequency: '1s' }],
    [{ persistence: 'none' }, {}],
  ])('have a disk for the data of a cache with %j', (options, persistence) => {
    const [cache] = readReleaseResources(
      language,
      withComponentOptions(createAzurePlatform(azure), { 'managed-redis': { ...options, deletionProtection: false } }),
      { stack: 'shop-prod-data', release: 'cache-web-cache', type: 'azurerm_managed_redis' },
    );
    const others = ['access_keys_authentication_enabled', 'client_protocol', 'clustering_policy', 'eviction_policy'];
    const written = Object.entries(cache?.default_database ?? {}).filter(([name]) => !others.includes(name));
    expect(Object.fromEntries(written)).toEqual(persistence);
    expect(cache?.lifecycle).toEqual({ prevent_destroy: false });
  });

  test('refuse clients that speak another protocol, or need a password', () => {
    const components = [azure.managedRedis(), azure.serviceBus()];
    expect(messagesOf({ cache: {} }, components)).toContain("cluster 'cloud1' provides 'redis-entra'");
    for (const type of ['amqp', 'kafka', 'sqs'])
      expect(messagesOf({ queue: { type } }, components)).toContain("cluster 'cloud1' provides 'azure-service-bus'");
  });

  test('refuse options of servers in a cluster, names that Azure refuses, and networks without private endpoints', () => {
    const components = [azure.managedRedis(), azure.serviceBus()];
    const uses = {
      cache: { type: 'redis-entra', memory: '1Gi' },
      queue: { type: 'azure-service-bus', name: 'Orders_1' },
    };
    expect(messagesOf(uses, components)).toContain('is not an option of caches of Azure Managed Redis');
    expect(messagesOf(uses, components)).toMatch(/'Orders_1-\w+', must have lower-case letters, digits and hyphens/);
    const nodeSubnet = `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/n/subnets/n`;
    expect(messagesOf({}, components, { network: { nodeSubnet } })).toContain(
      'the network of the cluster has no subnet for private endpoints',
    );
  });
});
