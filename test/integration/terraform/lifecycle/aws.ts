import { coreDns } from '../../../../constructs/components/networking/core-dns';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createAwsLanguage, type Aws } from '../../../support/aws';
import type { Lifecycle } from './lifecycle';

/** Returns the life of a platform in AWS. */
export function createAwsLifecycle(aws: Aws): Lifecycle {
  const platform = createAwsPlatform(aws);
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
  const { database, bucket, queue } = web.uses;
  const name = 'store';
  const keptUses = {
    ...web.uses,
    database: { ...database, name },
    bucket: { ...bucket, name },
    queue: { ...queue, name },
  };
  const keptTenants = { shop: { ...shop, applications: { market: { ...web, uses: keptUses }, worker } } };
  const { cache: _, ...otherUses } = keptUses;
  const withoutCache = { shop: { ...shop, applications: { market: { ...web, uses: otherUses }, worker } } };
  const renamed = { nodePools: { general, cheap: batch }, permissions: {} };
  const addOns = {
    network: { version: 'v1.20.4-eksbuild.2', configuration: { env: { WARM_IP_TARGET: '5' } } },
    serviceProxy: { version: 'newest', onConflict: 'preserve' },
    snapshots: 'managed',
    other: { 'aws-guardduty-agent': { onRemoval: 'retain' } },
  };
  const infrastructure = (address: string) => `cloud1-infrastructure: ${address}`;
  const data = (address: string) => `shop-prod-data: ${address}`;
  return {
    name: 'AWS',
    language: createAwsLanguage(aws),
    steps: [
      {
        title: 'all stacks are created in their order',
        definition: platform,
        states: { 'prod-eu-north-1-network': 'some', 'shop-prod-data': 'some', 'cloud1-infrastructure': 'some' },
        protected: [
          'aws_db_instance.postgresql_instance',
          'aws_elasticache_replication_group.cache-web-cache_cache',
          'aws_s3_bucket.bucket-web_bucket',
          'aws_sqs_queue.queue-web_queue',
        ].map(data),
        drift: [
          {
            title: 'a database without deletion protection',
            stack: 'shop-prod-data',
            change: { type: 'aws_db_instance', set: { deletion_protection: false } },
            expected:
              /# aws_db_instance\.postgresql_instance will be updated in-place .*deletion_protection = false -> true/,
          },
          {
            title: 'a bucket that is public',
            stack: 'shop-prod-data',
            change: { type: 'aws_s3_bucket_public_access_block', deleted: true },
            expected: /# aws_s3_bucket_public_access_block\.\S+ will be created/,
          },
          {
            title: 'a public endpoint of the API',
            stack: 'cloud1-infrastructure',
            change: { type: 'aws_eks_cluster', set: { 'vpc_config.0.endpoint_public_access': true } },
            expected: /# aws_eks_cluster\.cluster will be updated in-place .*endpoint_public_access = true -> false/,
          },
          {
            title: 'a route that was deleted',
            stack: 'prod-eu-north-1-network',
            change: { type: 'aws_route', deleted: true },
            expected: /# aws_route\.public-internet will be created/,
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
          'aws_eks_node_group.batch-nodes',
          'aws_launch_template.batch-template',
          // The role of the pods of the previous name: it has no data.
          'aws_eks_pod_identity_association.shop_web-identity_pod-identity',
          'aws_iam_role.shop_web-identity_pod-role',
          'aws_iam_role_policy.shop_web-identity_pod-bucket',
          'aws_iam_role_policy.shop_web-identity_pod-permissions',
          'aws_iam_role_policy.shop_web-identity_pod-queue',
        ].map(infrastructure),
        released: [
          'aws_elasticache_replication_group.cache-web-cache_cache',
          'aws_elasticache_user.cache-web-cache_user',
          'aws_elasticache_user_group.cache-web-cache_users',
          'aws_secretsmanager_secret.cache-web-cache_secret',
          'aws_secretsmanager_secret_version.cache-web-cache_credentials',
          'aws_sqs_queue.queue-web_dead-letters',
          'aws_sqs_queue.queue-web_queue',
          'aws_sqs_queue_policy.queue-web_dead-letters-policy',
          'aws_sqs_queue_policy.queue-web_queue-policy',
          'aws_s3_bucket.bucket-web_bucket',
          'aws_s3_bucket_lifecycle_configuration.bucket-web_lifecycle',
          'aws_s3_bucket_ownership_controls.bucket-web_ownership',
          'aws_s3_bucket_policy.bucket-web_policy',
          'aws_s3_bucket_public_access_block.bucket-web_public-access',
          'aws_s3_bucket_server_side_encryption_configuration.bucket-web_encryption',
          'aws_s3_bucket_versioning.bucket-web_versioning',
          'aws_secretsmanager_secret.database-web-database_secret',
          'aws_secretsmanager_secret_version.database-web-database_credentials',
        ].map(data),
      },
      {
        title:
          'another name of a workload, with the previous name of what it uses, keeps databases, buckets and queues',
        definition: withCluster(renamed, keptTenants),
        destroyed: [
          'aws_eks_pod_identity_association.shop_store-identity_pod-identity',
          'aws_iam_role.shop_store-identity_pod-role',
          'aws_iam_role_policy.shop_store-identity_pod-bucket',
          'aws_iam_role_policy.shop_store-identity_pod-queue',
        ].map(infrastructure),
        // Credentials of the previous user, and the cache.
        released: [
          'aws_elasticache_replication_group.cache-store-cache_cache',
          'aws_elasticache_user.cache-store-cache_user',
          'aws_elasticache_user_group.cache-store-cache_users',
          'aws_secretsmanager_secret.cache-store-cache_secret',
          'aws_secretsmanager_secret_version.cache-store-cache_credentials',
          'aws_secretsmanager_secret.database-store-database_secret',
          'aws_secretsmanager_secret_version.database-store-database_credentials',
        ].map(data),
      },
      {
        title: 'a cache whose removal is allowed is destroyed',
        definition: {
          ...withCluster(renamed, withoutCache),
          allowRemoval: ['data.shop-prod-data.caches', 'data.shop-prod-data.cache-market-cache'],
        },
        destroyed: [
          'cloud1-infrastructure: aws_vpc_security_group_ingress_rule.shop_cache-access_nodes',
          ...[
            'aws_elasticache_parameter_group.caches_parameters',
            'aws_elasticache_replication_group.cache-market-cache_cache',
            'aws_elasticache_subnet_group.caches_subnets',
            'aws_elasticache_user.cache-market-cache_user',
            'aws_elasticache_user_group.cache-market-cache_users',
            'aws_secretsmanager_secret.cache-market-cache_secret',
            'aws_secretsmanager_secret_version.cache-market-cache_credentials',
            'aws_security_group.caches_security-group',
          ].map(data),
        ],
      },
      {
        title: 'a cache is created again after its removal',
        definition: withCluster(renamed, keptTenants),
      },
      {
        title:
          'deletion protection is switched off, add-ons are added and get exact versions, and nothing is destroyed',
        definition: withCluster({ ...renamed, addOns, deletionProtection: false }, keptTenants),
        drift: [
          {
            title: 'an add-on with another version',
            stack: 'cloud1-infrastructure',
            change: { type: 'aws_eks_addon', set: { addon_version: 'v1.0.0-eksbuild.1' } },
            expected: /will be updated in-place .*addon_version = "v1\.0\.0-eksbuild\.1" -> "v1\.20\.4-eksbuild\.2"/,
          },
        ],
      },
      {
        title: 'add-ons that are not defined any more are deleted, and those that a component replaces',
        definition: withCluster(
          {
            ...{ ...renamed, deletionProtection: false },
            ...{ addOns: { dns: 'component' }, components: [...cloud1.components, coreDns()] },
          },
          keptTenants,
        ),
        destroyed: ['aws-guardduty-agent', 'coredns', 'snapshot-controller'].map((name) =>
          infrastructure(`aws_eks_addon.${name}`),
        ),
      },
      {
        title: 'a removed cluster retains its network and the data of its tenants',
        definition: withCluster({ ...renamed, deletionProtection: false, state: 'removed' }, {}),
        destroyed: 'all',
        states: { 'cloud1-infrastructure': 0, 'prod-eu-north-1-network': 'some' },
      },
      {
        title: 'the entry of a removed cluster can be applied again, and changes nothing',
        definition: withCluster({ ...renamed, deletionProtection: false, state: 'removed' }, {}),
        states: { 'prod-eu-north-1-network': 'some' },
      },
      {
        title: 'a cluster that is created again finds its network and the data of its tenants',
        definition: withCluster(renamed, keptTenants),
        states: { 'shop-prod-data': 'some', 'cloud1-infrastructure': 'some' },
      },
    ],
  };
}
