import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { ElasticacheSubnetGroup } from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { ElasticacheUser } from '@cdktf/provider-aws/lib/elasticache-user';
import { ElasticacheUserGroup } from '@cdktf/provider-aws/lib/elasticache-user-group';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAwsCloud } from '../cloud/aws-cloud';
import { dataKeyArn } from '../cloud/data-key';
import { formatName } from '../cloud/names';
import { lookUpSubnets, lookUpVpc } from '../network/lookup';
import { addCredentials } from './credentials';
import { finalSnapshotName } from './final-snapshot';

/** Name of the release with what all caches of a tenant share. */
export const sharedCacheRelease = 'caches';

/** Returns the name of the security group of the caches of a tenant. */
export function cacheSecurityGroup(tenant: string, { platform, environment }: ClusterInfo): string {
  return formatName('security-group', platform, environment, tenant, 'cache');
}

/** Versions of Valkey, with their families of parameters. */
export const valkeyVersions = { '7.2': 'valkey7', '8.0': 'valkey8', '8.1': 'valkey8' } as const;

/** Adds what all caches of a tenant share: subnets, security group and parameters. */
export function addCacheGroup(
  scope: Construct,
  tenant: string,
  cluster: ClusterInfo,
  version: keyof typeof valkeyVersions,
): void {
  const { network } = getAwsCloud(cluster);
  const vpcId = lookUpVpc(scope, network);
  const name = formatName('elasticache-group', cluster.platform, cluster.environment, tenant);
  new ElasticacheSubnetGroup(scope, 'subnets', {
    name,
    description: `Caches of ${tenant}`,
    subnetIds: lookUpSubnets(scope, network, vpcId, 'data'),
  });
  // Without rules: the stack of each cluster allows its own nodes.
  new SecurityGroup(scope, 'security-group', {
    name: cacheSecurityGroup(tenant, cluster),
    description: `Caches of ${tenant} in ${cluster.environment}`,
    vpcId,
  });
  const family = valkeyVersions[version];
  new ElasticacheParameterGroup(scope, 'parameters', {
    name: formatName('elasticache-group', cluster.platform, cluster.environment, tenant, family),
    family,
    description: `Caches of ${tenant}`,
    parameter: [{ name: 'maxmemory-policy', value: 'allkeys-lru' }],
    lifecycle: { createBeforeDestroy: true },
  });
}

/** Address of a resource of the shared release in the data stack. */
const shared = (type: string, id: string, attribute: string) => `\${${type}.${sharedCacheRelease}_${id}.${attribute}}`;

/** Properties of a cache. */
export interface CacheProps {
  /** Name of the replication group, of its user and of its user group. */
  readonly name: string;
  readonly tenant: string;
  /** Name of the secret in Secrets Manager. */
  readonly secret: string;
  readonly version: keyof typeof valkeyVersions;
  readonly nodeType: string;
  /** Whether a replica runs in another zone. */
  readonly multiZone: boolean;
  /** Days that daily backups are retained; 0 for none. */
  readonly backupDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
  readonly port: number;
}

/**
 * Adds a cache: encrypted, private, backed up, with TLS only, and with one user. The user cannot log in until the job in the cluster has
 * set its password: the provider has no write-only argument for it, so that it would be in the state.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
 */
export function addCache(
  scope: Construct,
  { name, tenant, secret, version, nodeType, multiZone, backupDays, deletionProtection, port }: CacheProps,
): void {
  const user = new ElasticacheUser(scope, 'user', {
    userId: name,
    userName: name,
    engine: 'valkey',
    accessString: 'off ~* -@all',
    // Users of Valkey without a password need IAM. A user of IAM has the same ID and name.
    authenticationMode: { type: 'iam' },
    lifecycle: { ignoreChanges: ['access_string', 'authentication_mode', 'tags', 'tags_all'] },
  });
  const group = new ElasticacheUserGroup(scope, 'users', {
    userGroupId: name,
    engine: 'valkey',
    userIds: [user.userId],
  });
  const replicationGroup = new ElasticacheReplicationGroup(scope, 'cache', {
    replicationGroupId: name,
    description: `Cache of ${tenant}`,
    engine: 'valkey',
    engineVersion: version,
    nodeType,
    port,
    numCacheClusters: multiZone ? 2 : 1,
    automaticFailoverEnabled: multiZone,
    multiAzEnabled: multiZone,
    parameterGroupName: shared('aws_elasticache_parameter_group', 'parameters', 'name'),
    subnetGroupName: shared('aws_elasticache_subnet_group', 'subnets', 'name'),
    securityGroupIds: [shared('aws_security_group', 'security-group', 'id')],
    userGroupIds: [group.userGroupId],
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    atRestEncryptionEnabled: 'true',
    kmsKeyId: dataKeyArn,
    autoMinorVersionUpgrade: 'true',
    applyImmediately: false,
    snapshotRetentionLimit: backupDays,
    finalSnapshotIdentifier: finalSnapshotName(name),
    lifecycle: { ignoreChanges: ['final_snapshot_identifier'], preventDestroy: deletionProtection },
  });
  const expression = (attribute: string) => `${replicationGroup.fqn}.${attribute}`;
  addCredentials(scope, {
    secret,
    fields: {
      type: '"redis"',
      host: expression('primary_endpoint_address'),
      port: JSON.stringify(String(port)),
      username: JSON.stringify(name),
    },
    version: expression('arn'),
  });
}
