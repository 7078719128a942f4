import { createAzurePlatform } from '../../../golden/azure/platform';
import { createAzureLanguage, type Azure } from '../../../support/azure';
import type { Lifecycle } from './lifecycle';

/** Returns the life of a platform in Azure. */
export function createAzureLifecycle(azure: Azure): Lifecycle {
  const platform = createAzurePlatform(azure);
  const { cloud1 } = platform.clusters;
  const { general, batch } = cloud1.nodePools;
  const { shop } = platform.tenants;
  const { web, worker } = shop.applications;
  const withCluster = (options: object, tenants: object = platform.tenants) => ({
    ...platform,
    clusters: { cloud1: { ...cloud1, ...options } },
    tenants,
  });
  const renamedTenants = { shop: { ...shop, applications: { store: web, worker } } };
  const { cache: _, ...otherUses } = web.uses;
  const withoutCache = { shop: { ...shop, applications: { store: { ...web, uses: otherUses }, worker } } };
  const renamed = { nodePools: { general, cheap: batch }, permissions: {} };
  const addOns = {
    ...{ buckets: 'managed', files: 'off', secretsStore: 'managed', verticalScaling: 'managed' },
    ...{ keda: 'managed', policy: 'managed', imageCleaner: 'off' },
  };
  const infrastructure = (address: string) => `cloud1-infrastructure: ${address}`;
  const data = (address: string) => `shop-prod-data: ${address}`;
  const network = 'prod-swedencentral-network';
  return {
    name: 'Azure',
    language: createAzureLanguage(azure),
    steps: [
      {
        title: 'all stacks are created in their order',
        definition: platform,
        states: { [network]: 'some', 'prod-data': 'some', 'shop-prod-data': 'some', 'cloud1-infrastructure': 'some' },
        protected: [
          'azurerm_managed_redis.cache-web-cache_cache',
          'azurerm_postgresql_flexible_server.postgresql_server',
          'azurerm_servicebus_queue.queue-orders_queue',
          'azurerm_storage_container.bucket-web_container',
        ].map(data),
        drift: [
          {
            title: 'a storage account with shared keys',
            stack: 'shop-prod-data',
            change: { type: 'azurerm_storage_account', set: { shared_access_key_enabled: true } },
            expected:
              /# azurerm_storage_account\.\S+ will be updated in-place .*shared_access_key_enabled = true -> false/,
          },
          {
            title: 'a database that is reached from the internet',
            stack: 'shop-prod-data',
            change: { type: 'azurerm_postgresql_flexible_server', set: { public_network_access_enabled: true } },
            expected: /public_network_access_enabled = true -> false/,
          },
          {
            title: 'a cluster with local accounts',
            stack: 'cloud1-infrastructure',
            change: { type: 'azurerm_kubernetes_cluster', set: { local_account_disabled: false } },
            expected:
              /# azurerm_kubernetes_cluster\.cluster will be updated in-place .*local_account_disabled = false -> true/,
          },
          {
            title: 'a rule of the network that was deleted',
            stack: network,
            change: { type: 'azurerm_subnet_network_security_group_association', deleted: true },
            expected: /# azurerm_subnet_network_security_group_association\.data-rules-association will be created/,
          },
        ],
      },
      {
        title: 'another name of a node pool replaces its nodes; another name of a workload retains its data',
        definition: {
          ...withCluster(renamed, renamedTenants),
          allowRemoval: ['clusters.cloud1.nodePools.batch'],
        },
        destroyed: [
          'azurerm_kubernetes_cluster_node_pool.batch-nodes',
          // The identity of the pods of the previous name: it has no data.
          'azurerm_federated_identity_credential.shop_web-identity_identity-credential',
          'azurerm_key_vault_secret.shop_web-identity_client-id',
          'azurerm_role_assignment.shop_web-identity_role-4ea20881',
          'azurerm_role_assignment.shop_web-identity_role-521a2eb8',
          'azurerm_role_assignment.shop_web-identity_role-6d52a2b9',
          'azurerm_role_assignment.shop_web-identity_role-7d74e60b',
          'azurerm_resource_group_template_deployment.shop_web-identity_cache-83e267ef',
          'azurerm_user_assigned_identity.shop_web-identity_identity',
        ].map(infrastructure),
        released: [
          'azurerm_key_vault_secret.database-web-database_credentials',
          'azurerm_managed_redis.cache-web-cache_cache',
          'azurerm_private_endpoint.cache-web-cache_endpoint',
          'azurerm_storage_container.bucket-web_container',
        ].map(data),
      },
      {
        title: 'a cache whose removal is allowed is destroyed',
        definition: {
          ...withCluster(renamed, withoutCache),
          allowRemoval: ['data.shop-prod-data.cache-store-cache'],
        },
        destroyed: [
          infrastructure('azurerm_resource_group_template_deployment.shop_store-identity_cache-bb39df84'),
          data('azurerm_managed_redis.cache-store-cache_cache'),
          data('azurerm_private_endpoint.cache-store-cache_endpoint'),
        ],
      },
      {
        title: 'a cache is created again after its removal',
        definition: withCluster(renamed, renamedTenants),
      },
      {
        title: 'deletion protection is switched off, add-ons change in place, and nothing is destroyed',
        definition: withCluster({ ...renamed, addOns, deletionProtection: false }, renamedTenants),
      },
      {
        title: 'a removed cluster retains its network and the data of its tenants',
        definition: withCluster({ ...renamed, deletionProtection: false, state: 'removed' }, {}),
        destroyed: 'all',
        states: { 'cloud1-infrastructure': 0, [network]: 'some' },
      },
      {
        title: 'the entry of a removed cluster can be applied again, and changes nothing',
        definition: withCluster({ ...renamed, deletionProtection: false, state: 'removed' }, {}),
        states: { [network]: 'some' },
      },
      {
        title: 'a cluster that is created again finds its network and the data of its tenants',
        definition: withCluster(renamed, renamedTenants),
        states: { 'shop-prod-data': 'some', 'cloud1-infrastructure': 'some' },
      },
    ],
  };
}
