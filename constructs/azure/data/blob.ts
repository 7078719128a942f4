import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { existingBucketsSchema, listBucketReferences, tryGetExistingBucket } from '../../clouds/existing-resources';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkBucketUses } from '../../clouds/bucket-uses';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { listNamedUses } from '../../clouds/named-uses';
import { getAzureCloud } from '../cloud/azure-cloud';
import type { AzurePermission } from '../cloud/permission';
import { formatName, tryGetNameError } from '../cloud/names';
import { existingResourceId, parseResourceId } from '../cloud/resource-ids';
import {
  checkReachesEntra,
  checkRequiresAzure,
  checkRequiresDataSubnet,
  checkRequiresZones,
} from '../cloud/requires-azure';
import { afterTenantData, tenantDataRelease } from '../vault/tenant-data';
import { addContainer, addStorageAccount, storageAccountId } from './blob-storage';

const exampleAccount =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/Microsoft.Storage/storageAccounts/acmephotos';

const schema = z.strictObject({
  replication: z
    .enum(['LRS', 'ZRS', 'GRS', 'GZRS'])
    .default('ZRS')
    .describe('copies of the data: in one zone, in three zones, or in a second location too'),
  versionDays: z.int().min(1).max(365).default(30).describe('days that replaced and deleted blobs are retained'),
  deletionProtection: deletionProtectionSchema('storage accounts and containers'),
  existing: existingBucketsSchema(
    z.strictObject({
      account: existingResourceId('Microsoft.Storage/storageAccounts')
        .meta({ examples: [exampleAccount] })
        .describe('ID of the storage account, which has a private endpoint in the network'),
      container: z
        .string()
        .regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/, 'must be the name of a container: write one such as photos')
        .meta({ examples: ['photos'] })
        .describe('name of the container'),
    }),
    { account: exampleAccount, container: 'photos' },
  ),
});

type Options = z.output<typeof schema>;

/**
 * Buckets of Azure Blob Storage for workloads with `uses: { bucket: { type: 'azure-blob' } }`: one storage account for
 * each tenant and environment, and a container for each bucket. Azure does not speak S3. Pods have permissions, and no key.
 * @see https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory
 * @example
 * blob({ replication: 'GZRS' })
 */
export const blob = componentKind({
  kind: 'blob',
  summary: 'Buckets on request, in Azure Blob Storage.',
  schema,
  requires: () => ['network', 'secrets', 'key-vault'],
  tenantReferences: ({ existing }) => listBucketReferences(existing),
  validate: ({ replication }, cluster) => [
    ...checkRequiresAzure('blob', cluster),
    ...checkReachesEntra('blob', cluster),
    ...checkRequiresDataSubnet('blob', cluster),
    ...(replication.endsWith('ZRS')
      ? checkRequiresZones(['replication'], replication, cluster, "write replication: 'LRS' or 'GRS'")
      : []),
  ],
  provides: (options) => ({ bucket: provideBuckets(options) }),
  releases: () => [],
});

/** Type of a bucket, and protocol, of Azure. */
const bucketType = 'azure-blob';

/** Role that reads, writes and deletes blobs. */
const blobRole = 'Storage Blob Data Contributor';

function provideBuckets(options: Options): ProvidedCapability {
  return {
    endpoint: { api: bucketType, bindingKeys: identityBindingKeys('bucket') },
    validateTenant: (tenant) =>
      checkBucketUses(tenant, (use) => tryGetNameError('storage-container', containerName(use))),
    forTenant: (tenant, { cluster }) => addTenantBuckets(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      const { dataCidr } = getAzureCloud(cluster).network;
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, resolveContainer(use, options, cluster));
        },
        egress: dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [443] }],
        permissions: {
          bucket: [...new Set(provided.map((use) => containerId(resolveContainer(use, options, cluster))))].map(
            (scope): AzurePermission => ({ role: blobRole, scope }),
          ),
        },
      };
    },
  };
}

/** Container of a use: the ID of its storage account, and its name. */
interface Container {
  readonly account: string;
  readonly container: string;
}

function resolveContainer(provided: ProvidedUse, { existing }: Options, cluster: ClusterInfo): Container {
  return (
    tryGetExistingBucket(existing, provided) ?? {
      account: storageAccountId(provided.workload.tenant, cluster),
      container: containerName(provided),
    }
  );
}

function containerId({ account, container }: Container): string {
  return `${account}/blobServices/default/containers/${container}`;
}

function containerName({ workload, use }: ProvidedUse): string {
  return formatName('storage-container', resolveUseName(workload.name, use));
}

function addTenantBuckets(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'bucket').filter((use) => !tryGetExistingBucket(options.existing, use));
  if (uses.length === 0) return {};
  const account = 'blob-storage';
  const { replication, versionDays, deletionProtection } = options;
  const containers = listNamedUses(uses, containerName);
  return {
    terraformReleases: [
      tenantDataRelease(tenant.name, cluster),
      {
        name: account,
        stack: 'data',
        replacedBy: { replication: replicationGroup(replication) },
        after: afterTenantData,
        add: (scope) => {
          addStorageAccount(scope, { tenant: tenant.name, cluster, replication, versionDays, deletionProtection });
        },
      },
      ...[...containers].map(([name, container]) => ({
        name: `bucket-${name}`,
        stack: 'data' as const,
        after: [account],
        add: (scope: Construct) => {
          addContainer(scope, { name: container, tenant: tenant.name, cluster, deletionProtection });
        },
      })),
    ],
  };
}

/**
 * Returns the kinds of replication between which Azure changes a storage account in place.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/storage_account#account_replication_type
 */
function replicationGroup(replication: Options['replication']): string {
  return replication.endsWith('ZRS') ? 'ZRS or GZRS' : 'LRS or GRS';
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, { account, container: bucket }: Container): void {
  const host = `${parseResourceId(account).name}.blob.core.windows.net`;
  const uri = `https://${host}/${bucket}`;
  addIdentityBinding(scope, provided, {
    type: bucketType,
    provider: 'azure',
    host,
    port: 443,
    fields: { bucket },
    uri,
  });
}
