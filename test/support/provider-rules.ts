/** Attributes of a resource in a stack. */
type Attributes = Readonly<Record<string, unknown>>;

/** Rule of a provider or of its cloud, which no schema holds. */
export interface ProviderRule {
  /** Sentence about the resource. */
  readonly rule: string;
  /** Page with the rule. */
  readonly source: string;
  readonly holds: (attributes: Attributes) => boolean;
}

const registry = (provider: string, resource: string) =>
  `https://registry.terraform.io/providers/hashicorp/${provider}/latest/docs/resources/${resource}`;

/** Exactly one of the attributes is set. */
const one =
  (...names: readonly string[]) =>
  (attributes: Attributes) =>
    names.filter((name) => name in attributes).length === 1;

/** At most one of the attributes is set. */
const atMostOne =
  (...names: readonly string[]) =>
  (attributes: Attributes) =>
    names.filter((name) => name in attributes).length <= 1;

/** Where an attribute is set, the others are too. */
const needs =
  (name: string, ...others: readonly string[]) =>
  (attributes: Attributes) =>
    !(name in attributes) || others.every((other) => other in attributes);

/** Returns the only block of an attribute. */
const block = (attributes: Attributes, name: string): Attributes => {
  const value = attributes[name];
  return (Array.isArray(value) ? value[0] : (value ?? {})) as Attributes;
};

/** Rules by type of resource. */
export const providerRules: Readonly<Record<string, readonly ProviderRule[]>> = {
  aws_db_instance: [
    {
      rule: 'has one of the three ways to a password of the administrator',
      source: registry('aws', 'db_instance'),
      holds: one('password', 'password_wo', 'manage_master_user_password'),
    },
    {
      rule: 'names a final snapshot unless it skips it',
      source: registry('aws', 'db_instance'),
      holds: (db) => db.skip_final_snapshot === true || 'final_snapshot_identifier' in db,
    },
    {
      rule: 'has a role for enhanced monitoring where it has an interval',
      source: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
      holds: needs('monitoring_interval', 'monitoring_role_arn'),
    },
    {
      rule: 'has an interval of enhanced monitoring that RDS offers',
      source: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
      holds: (db) => [0, 1, 5, 10, 15, 30, 60].includes(Number(db.monitoring_interval)),
    },
    {
      rule: 'extends its storage by at least 10 %',
      source: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html',
      holds: (db) => Number(db.max_allocated_storage) >= Number(db.allocated_storage) * 1.1,
    },
    {
      rule: 'is encrypted where it has a key',
      source: registry('aws', 'db_instance'),
      holds: (db) => !('kms_key_id' in db) || db.storage_encrypted === true,
    },
    {
      rule: 'retains backups for 35 days at most',
      source: registry('aws', 'db_instance'),
      holds: (db) => Number(db.backup_retention_period) >= 1 && Number(db.backup_retention_period) <= 35,
    },
  ],
  aws_eks_cluster: [
    {
      rule: 'encrypts Secrets, and nothing else',
      source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_EncryptionConfig.html',
      holds: (cluster) => JSON.stringify(block(cluster, 'encryption_config').resources) === '["secrets"]',
    },
    {
      rule: 'has an endpoint that something reaches',
      source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html',
      holds: (cluster) => {
        const network = block(cluster, 'vpc_config');
        return network.endpoint_private_access === true || network.endpoint_public_access === true;
      },
    },
  ],
  aws_eks_node_group: [
    {
      rule: 'has the size of its disk in the launch template',
      source: registry('aws', 'eks_node_group'),
      holds: (group) => !('launch_template' in group && 'disk_size' in group),
    },
    {
      rule: 'has a number of nodes between its limits, and at least one at most',
      source: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupScalingConfig.html',
      holds: (group) => {
        const { min_size: min, desired_size: desired, max_size: max } = block(group, 'scaling_config');
        return Number(min) <= Number(desired) && Number(desired) <= Number(max) && Number(max) >= 1;
      },
    },
  ],
  aws_elasticache_replication_group: [
    {
      rule: 'has a replica for failover, and failover for several zones',
      source: registry('aws', 'elasticache_replication_group'),
      holds: (cache) =>
        (cache.automatic_failover_enabled !== true || Number(cache.num_cache_clusters) >= 2) &&
        (cache.multi_az_enabled !== true || cache.automatic_failover_enabled === true),
    },
    {
      rule: 'has users only with TLS, and then no token',
      source: registry('aws', 'elasticache_replication_group'),
      holds: (cache) =>
        !('user_group_ids' in cache) || (cache.transit_encryption_enabled === true && !('auth_token' in cache)),
    },
  ],
  aws_flow_log: [
    {
      rule: 'is of one network, subnet or interface',
      source: registry('aws', 'flow_log'),
      holds: one('vpc_id', 'subnet_id', 'eni_id', 'transit_gateway_id', 'transit_gateway_attachment_id'),
    },
  ],
  aws_nat_gateway: [
    {
      rule: 'has an address where it is public',
      source: registry('aws', 'nat_gateway'),
      holds: (gateway) => gateway.connectivity_type === 'private' || 'allocation_id' in gateway,
    },
  ],
  aws_route: [
    {
      rule: 'has one destination',
      source: registry('aws', 'route'),
      holds: one('destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'),
    },
    {
      rule: 'has one target',
      source: registry('aws', 'route'),
      holds: one(
        ...['gateway_id', 'nat_gateway_id', 'network_interface_id', 'transit_gateway_id', 'vpc_endpoint_id'],
        ...['vpc_peering_connection_id', 'carrier_gateway_id', 'core_network_arn', 'egress_only_gateway_id'],
      ),
    },
  ],
  aws_secretsmanager_secret_version: [
    {
      rule: 'has one value, and a version where it is write-only',
      source: registry('aws', 'secretsmanager_secret_version'),
      holds: (version) =>
        one('secret_string', 'secret_binary', 'secret_string_wo')(version) &&
        needs('secret_string_wo', 'secret_string_wo_version')(version),
    },
  ],
  aws_sqs_queue: [
    {
      rule: 'is encrypted by SQS or by KMS',
      source: registry('aws', 'sqs_queue'),
      holds: atMostOne('sqs_managed_sse_enabled', 'kms_master_key_id'),
    },
    {
      rule: 'retains messages for 14 days at most',
      source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html',
      holds: (queue) => Number(queue.message_retention_seconds ?? 60) <= 1_209_600,
    },
  ],
  aws_vpc_endpoint: [
    {
      rule: 'has routes where it is a gateway, and subnets and groups where it has interfaces',
      source: registry('aws', 'vpc_endpoint'),
      holds: (endpoint) =>
        endpoint.vpc_endpoint_type === 'Interface'
          ? 'subnet_ids' in endpoint && !('route_table_ids' in endpoint)
          : 'route_table_ids' in endpoint && !('subnet_ids' in endpoint),
    },
  ],
  aws_vpc_security_group_ingress_rule: [
    {
      rule: 'has one source',
      source: registry('aws', 'vpc_security_group_ingress_rule'),
      holds: one('cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'),
    },
  ],
  azurerm_key_vault_secret: [
    {
      rule: 'has one value, and a version where it is write-only',
      source: registry('azurerm', 'key_vault_secret'),
      holds: (secret) => one('value', 'value_wo')(secret) && needs('value_wo', 'value_wo_version')(secret),
    },
  ],
  azurerm_kubernetes_cluster: [
    {
      rule: 'has one prefix of its DNS name',
      source: registry('azurerm', 'kubernetes_cluster'),
      holds: one('dns_prefix', 'dns_prefix_private_cluster'),
    },
    {
      rule: 'has authorized ranges only where its API is public',
      source: 'https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges#limitations',
      holds: (cluster) =>
        cluster.private_cluster_enabled !== true ||
        !Object.hasOwn(cluster.api_server_access_profile ?? {}, 'authorized_ip_ranges'),
    },
    {
      rule: 'has long-term support only in the tier Premium',
      source: 'https://learn.microsoft.com/azure/aks/long-term-support',
      holds: (cluster) => cluster.support_plan !== 'AKSLongTermSupport' || cluster.sku_tier === 'Premium',
    },
    {
      rule: 'has an issuer for workload identity',
      source: registry('azurerm', 'kubernetes_cluster'),
      holds: (cluster) => cluster.workload_identity_enabled !== true || cluster.oidc_issuer_enabled === true,
    },
  ],
  azurerm_kubernetes_cluster_node_pool: [
    {
      rule: 'has limits where it is scaled',
      source: registry('azurerm', 'kubernetes_cluster_node_pool'),
      holds: (pool) => pool.auto_scaling_enabled !== true || ('min_count' in pool && 'max_count' in pool),
    },
    {
      rule: 'has an eviction policy, and no surge, only where its nodes are spot instances',
      source: 'https://learn.microsoft.com/azure/aks/spot-node-pool#limitations',
      holds: (pool) =>
        pool.priority === 'Spot'
          ? 'eviction_policy' in pool && !('max_surge' in block(pool, 'upgrade_settings'))
          : !('eviction_policy' in pool),
    },
  ],
  azurerm_postgresql_flexible_server: [
    {
      rule: 'has one password of the administrator, and a version where it is write-only',
      source: registry('azurerm', 'postgresql_flexible_server'),
      holds: (server) =>
        one('administrator_password', 'administrator_password_wo')(server) &&
        needs('administrator_password_wo', 'administrator_password_wo_version')(server),
    },
    {
      rule: 'has an identity where it has a key of the customer',
      source: registry('azurerm', 'postgresql_flexible_server'),
      holds: needs('customer_managed_key', 'identity'),
    },
    {
      rule: 'retains backups from 7 to 35 days',
      source: registry('azurerm', 'postgresql_flexible_server'),
      holds: (server) => Number(server.backup_retention_days) >= 7 && Number(server.backup_retention_days) <= 35,
    },
    {
      rule: 'has no standby where its size is burstable',
      source: 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute',
      holds: (server) => !('high_availability' in server && String(server.sku_name).startsWith('B_')),
    },
  ],
  azurerm_public_ip: [
    {
      rule: 'is static in the SKU Standard',
      source: registry('azurerm', 'public_ip'),
      holds: (address) => address.sku !== 'Standard' || address.allocation_method === 'Static',
    },
  ],
  azurerm_servicebus_namespace: [
    {
      rule: 'has capacity and partitions in the SKU Premium, and a private network only there',
      source: registry('azurerm', 'servicebus_namespace'),
      holds: (namespace) =>
        namespace.sku === 'Premium'
          ? 'capacity' in namespace && 'premium_messaging_partitions' in namespace
          : !('capacity' in namespace),
    },
  ],
  azurerm_storage_account: [
    {
      rule: 'has an identity where it has a key of the customer',
      source: registry('azurerm', 'storage_account_customer_managed_key'),
      holds: needs('customer_managed_key', 'identity'),
    },
  ],
  google_compute_global_address: [
    {
      rule: 'is internal, and has a length, where it is the range of private services',
      source: registry('google', 'compute_global_address'),
      holds: (address) =>
        address.purpose !== 'VPC_PEERING' || (address.address_type === 'INTERNAL' && 'prefix_length' in address),
    },
  ],
  google_container_cluster: [
    {
      rule: 'has a first node where its default pool is removed',
      source: registry('google', 'container_cluster'),
      holds: (cluster) => cluster.remove_default_node_pool !== true || Number(cluster.initial_node_count) >= 1,
    },
    {
      rule: 'has a key where Secrets are encrypted',
      source: registry('google', 'container_cluster'),
      holds: (cluster) => {
        const encryption = block(cluster, 'database_encryption');
        return encryption.state !== 'ENCRYPTED' || 'key_name' in encryption;
      },
    },
    {
      rule: 'has no setting of network policies next to Dataplane V2, which has its own',
      source: 'https://cloud.google.com/kubernetes-engine/docs/how-to/dataplane-v2',
      holds: (cluster) => !(cluster.datapath_provider === 'ADVANCED_DATAPATH' && 'network_policy' in cluster),
    },
  ],
  google_container_node_pool: [
    {
      rule: 'has limits for each zone, or for all zones',
      source: registry('google', 'container_node_pool'),
      holds: (pool) =>
        atMostOne('min_node_count', 'total_min_node_count')(block(pool, 'autoscaling')) &&
        atMostOne('max_node_count', 'total_max_node_count')(block(pool, 'autoscaling')),
    },
  ],
  google_pubsub_subscription: [
    {
      rule: 'has a deadline from 10 to 600 seconds, and retains messages for 31 days at most',
      source: 'https://cloud.google.com/pubsub/docs/subscription-properties',
      holds: (subscription) =>
        Number(subscription.ack_deadline_seconds) >= 10 &&
        Number(subscription.ack_deadline_seconds) <= 600 &&
        Number.parseInt(String(subscription.message_retention_duration), 10) <= 2_678_400,
    },
  ],
  google_secret_manager_secret_version: [
    {
      rule: 'has one value, and a version where it is write-only',
      source: registry('google', 'secret_manager_secret_version'),
      holds: (version) =>
        one('secret_data', 'secret_data_wo')(version) && needs('secret_data_wo', 'secret_data_wo_version')(version),
    },
  ],
  google_sql_database_instance: [
    {
      rule: 'has a private network where it has no public address',
      source: registry('google', 'sql_database_instance'),
      holds: (instance) => {
        const network = block(block(instance, 'settings'), 'ip_configuration');
        return network.ipv4_enabled !== false || 'private_network' in network;
      },
    },
    {
      rule: 'has backups with recovery to any second where it has a standby',
      source: 'https://cloud.google.com/sql/docs/postgres/high-availability',
      holds: (instance) => {
        const settings = block(instance, 'settings');
        const backups = block(settings, 'backup_configuration');
        return settings.availability_type !== 'REGIONAL' || backups.point_in_time_recovery_enabled === true;
      },
    },
  ],
};
