import type { Construct } from 'constructs';
import { z } from 'zod';
import { formatSecretKey } from '../../../src/definition/secret-keys';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { Additions } from '../../../src/kinds/additions';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import { listProvidedUses, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { error, type Problem } from '../../../src/schema/problem';
import { cachePersistenceSchema } from '../../clouds/cache-persistence';
import { checkCacheUses } from '../../clouds/cache-uses';
import { identityBindingKeys } from '../../clouds/identity-binding';
import { addStoredBinding, storedField } from '../../clouds/stored-binding';
import { getGoogleCloud, tryGetGoogleCloud } from '../cloud/google-cloud';
import { formatName } from '../cloud/names';
import type { GooglePermission } from '../cloud/permission';
import { checkRequiresGoogle } from '../cloud/requires-google';
import { addCache, nodeTypes, valkeyPort, valkeyVersions } from './memorystore-instance';
import { afterKeyUser, keyUserReleases, tenantKeyReleases } from './tenant-key';

/** Node types by size of a use. */
const nodeTypesBySize = { small: 'SHARED_CORE_NANO', medium: 'STANDARD_SMALL', large: 'HIGHMEM_MEDIUM' } as const;

const nodeType = z.enum(nodeTypes).optional();

const schema = z.strictObject({
  version: z
    .enum(Object.keys(valkeyVersions) as [keyof typeof valkeyVersions, ...(keyof typeof valkeyVersions)[]])
    .default('8.0')
    .describe('version of Valkey, in quotes'),
  nodeTypes: z
    .strictObject({
      small: nodeType.describe(`node type of a use with size small; @default ${nodeTypesBySize.small}`),
      medium: nodeType.describe(`node type of a use with size medium; @default ${nodeTypesBySize.medium}`),
      large: nodeType.describe(`node type of a use with size large; @default ${nodeTypesBySize.large}`),
    })
    .prefault({})
    .describe('node types of Memorystore by `size` of a use'),
  multiZone: z.boolean().default(true).describe('whether a replica in another zone takes over when a node fails'),
  backupDays: z.int().min(0).max(365).default(7).describe('days that daily backups are retained; 0: no backups'),
  persistence: cachePersistenceSchema,
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('whether Google Cloud and Terraform refuse to delete the caches'),
});

type Options = z.output<typeof schema>;

/**
 * Caches of Memorystore for Valkey, compatible with Redis, for workloads with `uses: { cache: { type: 'redis-iam' } }`: one
 * for each use, which survives the clusters. They take tokens of Google Cloud instead of a password, which would be in the
 * state of Terraform: clients without support of them are refused.
 * @see https://cloud.google.com/memorystore/docs/valkey/product-overview
 * @example
 * memorystore({ multiZone: false })
 */
export const memorystore = componentKind({
  kind: 'memorystore',
  summary: 'Caches on request, in Google Memorystore.',
  schema,
  requires: () => ['network', 'secrets'],
  validate: (_, cluster) => [...checkRequiresGoogle('memorystore', cluster), ...checkEndpoints(cluster)],
  provides: (options) => ({ cache: provideCaches(options) }),
  releases: () => [],
});

function checkEndpoints(cluster: ClusterInfo): readonly Problem[] {
  const cloud = tryGetGoogleCloud(cluster);
  if (!cloud || cloud.network.endpointCidr !== undefined) return [];
  return [
    error(
      [],
      'memorystore',
      'the network of the cluster has no service connection policy for Memorystore',
      'create one for gcp-memorystore, and set `endpointCidr` of the network to the range of its subnet',
    ),
  ];
}

/** Type of a cache, and protocol: Redis, with tokens of Google Cloud. */
const cacheType = 'redis-iam';

function provideCaches(options: Options): ProvidedCapability {
  return {
    endpoint: { api: cacheType, bindingKeys: identityBindingKeys('ca.crt') },
    validateTenant: (tenant) => checkCacheUses(tenant, 'Memorystore'),
    forTenant: (tenant, { cluster }) => addTenantCaches(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      const { endpointCidr } = getGoogleCloud(cluster).network;
      return {
        objects: (scope) => {
          for (const use of provided)
            addStoredBinding(scope, use, {
              key: secretName(use, cluster),
              type: cacheType,
              fields: ['type', 'provider', 'host', 'port'],
              // SDKs take the identity of the pod.
              templates: { username: '', password: '', 'ca.crt': storedField('ca') },
              uri: `rediss://${storedField('host')}:${storedField('port')}/0`,
            });
        },
        egress: endpointCidr === undefined ? [] : [{ peer: { cidr: endpointCidr }, ports: [valkeyPort] }],
        permissions: { cache: provided.map((use) => renderPermission(use, cluster)) },
      };
    },
  };
}

/** @see https://cloud.google.com/memorystore/docs/valkey/manage-iam-auth */
function renderPermission(use: ProvidedUse, cluster: ClusterInfo): GooglePermission {
  const { project, region } = getGoogleCloud(cluster);
  return {
    role: 'roles/memorystore.dbConnectionUser',
    condition: `resource.name == "projects/${project}/locations/${region}/instances/${instanceName(use, cluster)}"`,
  };
}

function instanceName({ workload, use }: ProvidedUse, { platform, environment }: ClusterInfo): string {
  return formatName('memorystore', platform, environment, workload.tenant, workload.name, ...use.path.slice(1));
}

/** Returns the name of the endpoint of a use in Secret Manager. */
function secretName({ workload, use }: ProvidedUse, { capabilities }: ClusterInfo): string {
  const path = [workload.tenant, 'cache', bindingSecretName(workload.name, use)];
  return formatSecretKey(capabilities, workload.secretStore ?? 'default', path);
}

function addTenantCaches(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'cache');
  if (uses.length === 0) return {};
  const { version, multiZone, backupDays, persistence, deletionProtection } = options;
  return {
    terraformReleases: [
      ...tenantKeyReleases(tenant.name, cluster),
      ...keyUserReleases(tenant.name, cluster, 'memorystore'),
      ...uses.map((provided) => ({
        name: `cache-${bindingSecretName(provided.workload.name, provided.use)}`,
        stack: 'data' as const,
        cloudNames: () => [`cache ${instanceName(provided, cluster)}`],
        after: afterKeyUser(cluster, 'memorystore'),
        add: (scope: Construct) => {
          const { size = 'small' } = provided.use.options;
          addCache(scope, {
            name: instanceName(provided, cluster),
            secret: secretName(provided, cluster),
            type: cacheType,
            tenant: tenant.name,
            cluster,
            version,
            nodeType: options.nodeTypes[size] ?? nodeTypesBySize[size],
            multiZone,
            backupDays,
            persistence,
            deletionProtection,
          });
        },
      })),
    ],
  };
}
