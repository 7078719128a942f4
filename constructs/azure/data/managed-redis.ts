import type { Construct } from 'constructs';
import { z } from 'zod';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { Additions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { cachePersistenceSchema } from '../../clouds/cache-persistence';
import { checkCacheUses } from '../../clouds/cache-uses';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { getAzureCloud } from '../cloud/azure-cloud';
import { checkReachesEntra, checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import type { CacheAccess } from '../identity/cache-access';
import { afterTenantData, tenantDataRelease, tenantGroupName } from '../vault/tenant-data';
import { addCache, cacheHost, cacheName, redisPort, type CachePlace } from './managed-redis-cache';

/** SKUs by size of a use. @see https://learn.microsoft.com/azure/redis/overview#choosing-the-right-tier */
const skus = { small: 'Balanced_B1', medium: 'Balanced_B5', large: 'MemoryOptimized_M20' } as const;

const sku = z
  .string()
  .regex(
    /^(Balanced_B|MemoryOptimized_M|ComputeOptimized_X)\d+$/,
    'must be a SKU of Azure Managed Redis: write one such as Balanced_B5',
  )
  .optional();

const schema = z.strictObject({
  skus: z
    .strictObject({
      small: sku.meta({ examples: ['Balanced_B3'] }).describe(`SKU of a use with size small; @default ${skus.small}`),
      medium: sku
        .meta({ examples: ['Balanced_B10'] })
        .describe(`SKU of a use with size medium; @default ${skus.medium}`),
      large: sku
        .meta({ examples: ['MemoryOptimized_M50'] })
        .describe(`SKU of a use with size large; @default ${skus.large}`),
    })
    .prefault({})
    .meta({ examples: [{ small: 'Balanced_B3' }] })
    .describe('SKUs of Azure Managed Redis by `size` of a use'),
  multiZone: z.boolean().default(true).describe('whether a replica in another zone takes over when a node fails'),
  persistence: cachePersistenceSchema,
  deletionProtection: deletionProtectionSchema('caches'),
});

type Options = z.output<typeof schema>;

/**
 * Caches of Azure Managed Redis for workloads with `uses: { cache: { type: 'redis-entra' } }`: one for each use, which
 * survives the clusters. They speak the protocol of Redis, and take tokens of Microsoft Entra instead of a password, which
 * would be in the state of Terraform: clients without support of them are refused.
 * @see https://learn.microsoft.com/azure/redis/overview
 * @example
 * managedRedis({ multiZone: false })
 */
export const managedRedis = componentKind({
  kind: 'managed-redis',
  summary: 'Caches on request, in Azure Managed Redis.',
  schema,
  requires: () => ['network', 'secrets', 'key-vault'],
  validate: (_, cluster) => [
    ...checkRequiresAzure('managed-redis', cluster),
    ...checkReachesEntra('managed-redis', cluster),
    ...checkRequiresDataSubnet('managed-redis', cluster),
  ],
  provides: (options) => ({ cache: provideCaches(options) }),
  releases: () => [],
});

/** Type of a cache, and protocol: Redis, with tokens of Microsoft Entra. */
const cacheType = 'redis-entra';

function provideCaches(options: Options): ProvidedCapability {
  return {
    endpoint: { api: cacheType, bindingKeys: identityBindingKeys() },
    validateTenant: (tenant) => checkCacheUses(tenant, 'Azure Managed Redis'),
    forTenant: (tenant, { cluster }) => addTenantCaches(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      const { dataCidr } = getAzureCloud(cluster).network;
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, cluster);
        },
        egress: dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [redisPort] }],
        permissions: {
          cache: provided.map((use): CacheAccess => {
            const place = cachePlace(use, cluster);
            return { cache: cacheName(place), resourceGroup: tenantGroupName(workload.tenant, cluster) };
          }),
        },
      };
    },
  };
}

function cachePlace({ workload, use }: ProvidedUse, cluster: ClusterInfo): CachePlace {
  return { tenant: workload.tenant, workload: workload.name, use: use.path.slice(1), cluster };
}

function addTenantCaches(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'cache');
  if (uses.length === 0) return {};
  return {
    terraformReleases: [
      tenantDataRelease(tenant.name, cluster),
      ...uses.map((provided) => ({
        name: `cache-${bindingSecretName(provided.workload.name, provided.use)}`,
        stack: 'data' as const,
        // https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/managed_redis#sku_name
        replacedBy: { sku: resolveSku(provided, options), multiZone: String(options.multiZone) },
        after: afterTenantData,
        add: (scope: Construct) => {
          const { multiZone, persistence, deletionProtection } = options;
          const sku = resolveSku(provided, options);
          addCache(scope, { ...cachePlace(provided, cluster), sku, multiZone, persistence, deletionProtection });
        },
      })),
    ],
  };
}

function resolveSku({ use }: ProvidedUse, options: Options): string {
  const { size = 'small' } = use.options;
  return options.skus[size] ?? skus[size];
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, cluster: ClusterInfo): void {
  const host = cacheHost(cachePlace(provided, cluster));
  const uri = `rediss://${host}:${redisPort}/0`;
  addIdentityBinding(scope, provided, { type: cacheType, provider: 'azure', host, port: redisPort, fields: {}, uri });
}
