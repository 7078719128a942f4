import type { Construct } from 'constructs';
import { z } from 'zod';
import { bindingSecretName, cacheKeys, isServerUse } from '../../../src/definition/uses';
import type { Additions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { checkCacheUses } from '../../clouds/cache-uses';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { dataKeyRelease } from '../cloud/data-key';
import { formatName } from '../cloud/names';
import { checkRequiresAws } from '../cloud/requires-aws';
import { checkDataSubnets, renderDataEgress } from '../network/data-subnets';
import { secretPrefix } from '../secrets/secrets-manager';
import { addCache, addCacheGroup, cacheSecurityGroup, sharedCacheRelease } from './elasticache-group';
import { addCacheProvisioner, addCacheProvisionerIdentity } from './elasticache-provisioner';
import { addNodeAccess } from './node-access';
import { awsCliImage, provisioningRelease } from './provisioning-job';
import { addStoredBinding, storedField } from '../../clouds/stored-binding';

/** Node types by size of a use. */
const nodeTypes = { small: 'cache.t4g.small', medium: 'cache.m7g.large', large: 'cache.r7g.xlarge' } as const;

const nodeType = z
  .string()
  .regex(/^cache\.[a-z0-9-]+\.[a-z0-9]+$/, 'must be a node type of ElastiCache: write one such as cache.m7g.large')
  .optional()
  .meta({ examples: ['cache.m7g.xlarge'] });

const schema = z.strictObject({
  version: z.enum(['7.2', '8.0', '8.1']).default('8.1').describe('version of Valkey, in quotes'),
  nodeTypes: z
    .strictObject({
      small: nodeType.describe(`node type of a use with size small; @default ${nodeTypes.small}`),
      medium: nodeType.describe(`node type of a use with size medium; @default ${nodeTypes.medium}`),
      large: nodeType.describe(`node type of a use with size large; @default ${nodeTypes.large}`),
    })
    .prefault({})
    .meta({ examples: [{ small: 'cache.t4g.micro' }] })
    .describe('node types of ElastiCache by `size` of a use'),
  multiZone: z.boolean().default(true).describe('whether a replica in another zone takes over when a node fails'),
  backupDays: z
    .int()
    .min(0)
    .max(35)
    .default(7)
    .describe('days that daily backups are retained; 0: no backups, but for a final snapshot when a cache is deleted'),
  deletionProtection: deletionProtectionSchema('caches'),
});

type Options = z.output<typeof schema> & { readonly name: string };

/** Port of Valkey and Redis. */
const port = 6379;

/**
 * Caches of Amazon ElastiCache for Valkey, compatible with Redis, for workloads with `uses: { cache: {} }`: one for each use,
 * which survives the clusters. Connections use TLS.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
 * @example
 * elastiCache({ multiZone: false })
 */
export const elastiCache = componentKind({
  kind: 'elasticache',
  summary: 'Caches on request, in Amazon ElastiCache.',
  schema,
  requires: () => ['network', 'secrets'],
  validate: (_, cluster) => [...checkRequiresAws('elasticache', cluster), ...checkDataSubnets('elasticache', cluster)],
  provides: (options) => ({ cache: provideCaches(options) }),
  releases: ({ name }) => [provisioningRelease(name)],
  terraformReleases: ({ name }, cluster) => [
    {
      name,
      stack: 'infrastructure',
      add: (scope) => {
        addCacheProvisionerIdentity(scope, name, cluster);
      },
    },
  ],
});

function provideCaches(options: Options): ProvidedCapability {
  return {
    endpoint: { api: 'redis', bindingKeys: cacheKeys },
    validateTenant: (tenant) => checkCacheUses(tenant, 'ElastiCache'),
    forTenant: (tenant, { cluster }) => addTenantCaches(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided)
            addStoredBinding(scope, use, {
              key: secretKey(use),
              type: 'redis',
              fields: ['type', 'provider', 'host', 'port', 'username', 'password'],
              uri: `rediss://${storedField('username')}:${storedField('password')}@${storedField('host')}:${storedField('port')}/0`,
            });
        },
        egress: renderDataEgress(cluster, port),
      };
    },
  };
}

/** Returns the key of the credentials of a use in the secret store, below the prefix of the environment. */
function secretKey({ workload, use }: ProvidedUse): string {
  return `${workload.tenant}/cache/${bindingSecretName(workload.name, use)}`;
}

function addTenantCaches(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'cache');
  if (uses.length === 0) return {};
  const caches = uses.map((provided) => ({
    release: `cache-${bindingSecretName(provided.workload.name, provided.use)}`,
    name: formatName(
      'elasticache-group',
      cluster.platform,
      cluster.environment,
      tenant.name,
      provided.workload.name,
      ...provided.use.path.slice(1),
    ),
    secret: `${secretPrefix(cluster)}${secretKey(provided)}`,
    nodeType: resolveNodeType(provided, options),
  }));
  return {
    images: [awsCliImage],
    terraformReleases: [
      dataKeyRelease(tenant.name, cluster),
      {
        name: sharedCacheRelease,
        stack: 'data',
        add: (scope) => {
          addCacheGroup(scope, tenant.name, cluster, options.version);
        },
      },
      ...caches.map(({ release, ...cache }) => ({
        name: release,
        stack: 'data' as const,
        cloudNames: () => [`cache ${cache.name}`],
        replacedBy: { version: Number(options.version) },
        add: (scope: Construct) => {
          const { version, multiZone, backupDays, deletionProtection } = options;
          addCache(scope, { ...cache, tenant: tenant.name, version, multiZone, backupDays, deletionProtection, port });
        },
      })),
      {
        name: 'cache-access',
        stack: 'infrastructure',
        add: (scope) => {
          addNodeAccess(scope, { securityGroup: { name: cacheSecurityGroup(tenant.name, cluster) }, cluster, port });
        },
      },
    ],
    objects: (scope) => {
      addCacheProvisioner(scope, { namespace: options.name, tenant: tenant.name, caches, cluster });
    },
  };
}

function resolveNodeType({ use: { options } }: ProvidedUse, component: Options): string {
  const { size = 'small' } = options;
  return component.nodeTypes[size] ?? nodeTypes[size];
}
