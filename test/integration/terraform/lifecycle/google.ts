import { createGooglePlatform } from '../../../golden/google/platform';
import { createGoogleLanguage, type Google } from '../../../support/google';
import type { Lifecycle } from './lifecycle';

/** Returns the life of a platform in Google Cloud. */
export function createGoogleLifecycle(google: Google): Lifecycle {
  const platform = createGooglePlatform(google);
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
    ...{ dnsCache: 'off', files: 'managed', buckets: 'managed', backup: 'managed' },
    ...{ secretsStore: 'managed', verticalScaling: 'managed' },
  };
  const data = (address: string) => `shop-prod-data: ${address}`;
  const permission = (address: string) => `prod-permissions: ${address}`;
  const network = 'prod-europe-north1-network';
  return {
    name: 'Google Cloud',
    language: createGoogleLanguage(google),
    steps: [
      {
        title: 'all stacks are created in their order',
        definition: platform,
        states: {
          [network]: 'some',
          'prod-data': 'some',
          'shop-prod-data': 'some',
          'cloud1-infrastructure': 'some',
          'prod-permissions': 'some',
        },
        protected: [
          'google_memorystore_instance.cache-web-cache_cache',
          'google_pubsub_subscription.queue-orders_subscription',
          'google_pubsub_topic.queue-orders_topic',
          'google_sql_database_instance.postgresql_instance',
          'google_storage_bucket.bucket-web_bucket',
        ].map(data),
        drift: [
          {
            title: 'a bucket that is public',
            stack: 'shop-prod-data',
            change: { type: 'google_storage_bucket', set: { public_access_prevention: 'inherited' } },
            expected: /# google_storage_bucket\.\S+ will be updated in-place .*"inherited" -> "enforced"/,
          },
          {
            title: 'a database with a public address',
            stack: 'shop-prod-data',
            change: {
              type: 'google_sql_database_instance',
              set: { 'settings.0.ip_configuration.0.ipv4_enabled': true },
            },
            expected: /ipv4_enabled = true -> false/,
          },
          {
            title: 'a public endpoint of the API',
            stack: 'cloud1-infrastructure',
            change: {
              type: 'google_container_cluster',
              set: { 'private_cluster_config.0.enable_private_endpoint': false },
            },
            expected: /enable_private_endpoint = false -> true/,
          },
          {
            title: 'a NAT gateway that was deleted',
            stack: network,
            change: { type: 'google_compute_router_nat', deleted: true },
            expected: /# google_compute_router_nat\.nat will be created/,
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
          'cloud1-infrastructure: google_container_node_pool.batch-nodes',
          // The permissions of the pods of the previous name: they hold no data.
          permission('google_project_iam_member.shop_web-identity_role-3e5ff9d6'),
          permission('google_project_iam_member.shop_web-identity_role-b2e3510f'),
          permission('google_pubsub_subscription_iam_member.shop_web-identity_role-4656c05d'),
          permission('google_pubsub_topic_iam_member.shop_web-identity_role-9d5c789f'),
          permission('google_storage_bucket_iam_member.shop_web-identity_role-a37e2e0e'),
        ],
        released: [
          'google_memorystore_instance.cache-web-cache_cache',
          'google_secret_manager_secret.cache-web-cache_secret',
          'google_secret_manager_secret.database-web-database_secret',
          'google_secret_manager_secret_version.cache-web-cache_credentials',
          'google_secret_manager_secret_version.database-web-database_credentials',
          'google_storage_bucket.bucket-web_bucket',
        ].map(data),
      },
      {
        title: 'a cache whose removal is allowed is destroyed',
        definition: {
          ...withCluster(renamed, withoutCache),
          allowRemoval: ['data.shop-prod-data.cache-store-cache', 'data.shop-prod-data.data-encryption-memorystore'],
        },
        destroyed: [
          permission('google_project_iam_member.shop_store-identity_role-ec8a7fe0'),
          data('google_kms_crypto_key_iam_member.data-encryption-memorystore_permission'),
          data('google_memorystore_instance.cache-store-cache_cache'),
          data('google_secret_manager_secret.cache-store-cache_secret'),
          data('google_secret_manager_secret_version.cache-store-cache_credentials'),
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
        states: { 'cloud1-infrastructure': 0, 'prod-permissions': 0, [network]: 'some' },
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
