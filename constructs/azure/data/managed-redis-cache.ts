import { ManagedRedis } from '@cdktf/provider-azurerm/lib/managed-redis';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { CachePersistence } from '../../clouds/cache-persistence';
import { getAzureCloud } from '../cloud/azure-cloud';
import { formatUniqueName } from '../cloud/names';
import { resourceId } from '../cloud/resource-ids';
import { renderTags } from '../cloud/tags';
import { addPrivateEndpoint } from '../network/private-endpoint';
import { dataKey, tenantGroupId, tenantGroupName } from '../vault/tenant-data';

/** Port of Azure Managed Redis. @see https://learn.microsoft.com/azure/redis/architecture */
export const redisPort = 10000;

/** Tenant, workload and use that a cache is for. */
export interface CachePlace {
  readonly tenant: string;
  readonly workload: string;
  /** Name of the use, where the workload has several. */
  readonly use: readonly string[];
  readonly cluster: ClusterInfo;
}

/** Returns the name of a cache, which is part of its public host name. */
export function cacheName({ tenant, workload, use, cluster }: CachePlace): string {
  const { platform, environment } = cluster;
  const { subscription } = getAzureCloud(cluster);
  return formatUniqueName('managed-redis', subscription, platform, environment, tenant, workload, ...use);
}

/** Returns the ID of a cache. */
export function cacheId(place: CachePlace): string {
  return resourceId(tenantGroupId(place.tenant, place.cluster), 'Microsoft.Cache/redisEnterprise', cacheName(place));
}

/** Returns the host name of a cache, which has a private address. */
export function cacheHost(place: CachePlace): string {
  return `${cacheName(place)}.${getAzureCloud(place.cluster).region}.redis.azure.net`;
}

/** Properties of a cache. */
export interface CacheProps extends CachePlace {
  readonly sku: string;
  /** Whether a replica runs in another zone. */
  readonly multiZone: boolean;
  readonly persistence: CachePersistence;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/**
 * Adds a cache: encrypted, private, with TLS and Microsoft Entra only. With access keys, which are disabled, they would be in
 * the state.
 * @see https://learn.microsoft.com/azure/redis/entra-for-authentication
 */
export function addCache(scope: Construct, props: CacheProps): void {
  const { sku, multiZone, persistence, deletionProtection, ...place } = props;
  const cloud = getAzureCloud(place.cluster);
  const resourceGroup = tenantGroupName(place.tenant, place.cluster);
  const name = cacheName(place);
  const cache = new ManagedRedis(scope, 'cache', {
    name,
    location: cloud.region,
    resourceGroupName: resourceGroup,
    skuName: sku,
    highAvailabilityEnabled: multiZone,
    publicNetworkAccess: 'Disabled',
    identity: { type: 'UserAssigned', identityIds: [dataKey.identityId] },
    customerManagedKey: { keyVaultKeyId: dataKey.id, userAssignedIdentityId: dataKey.identityId },
    defaultDatabase: {
      accessKeysAuthenticationEnabled: false,
      clientProtocol: 'Encrypted',
      // One endpoint, as clients without support of clusters need.
      clusteringPolicy: 'EnterpriseCluster',
      evictionPolicy: 'AllKeysLRU',
      ...renderPersistence(persistence),
    },
    tags: renderTags(cloud.tags),
    lifecycle: { preventDestroy: deletionProtection },
  });
  addPrivateEndpoint(scope, 'endpoint', {
    name: `${name}-redis`,
    resourceGroup,
    cloud,
    service: 'redisEnterprise',
    targetId: cache.id,
  });
}

/** @see https://learn.microsoft.com/azure/redis/how-to-persistence */
function renderPersistence(persistence: CachePersistence) {
  if (persistence === 'none') return {};
  return persistence === '1s'
    ? { persistenceAppendOnlyFileBackupFrequency: persistence }
    : { persistenceRedisDatabaseBackupFrequency: persistence };
}
