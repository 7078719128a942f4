import type { Secret } from 'kubernetes-types/core/v1';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { bindingSecretName, isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/cluster-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { listProvidedUses, resolveUseName, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { error } from '../../../src/schema/problem';
import { addObject } from '../../kubernetes/object';
import { getAzureCloud } from '../cloud/azure-cloud';
import type { AzurePermission } from '../cloud/permission';
import { formatName, tryGetNameError } from '../cloud/names';
import { checkRequiresAzure, checkRequiresDataSubnet } from '../cloud/requires-azure';
import { afterTenantData, tenantDataRelease } from '../vault/tenant-data';
import { addContainer, addStorageAccount, storageAccountId, storageAccountName } from './blob-storage';

const schema = z.strictObject({
  replication: z
    .enum(['LRS', 'ZRS', 'GRS', 'GZRS'])
    .default('ZRS')
    .describe('copies of the data: in one zone, in three zones, or in a second location too'),
  versionDays: z.int().min(1).max(365).default(30).describe('days that replaced and deleted blobs are retained'),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('whether Terraform refuses to destroy or replace the storage accounts'),
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
  validate: (_, cluster) => [...checkRequiresAzure('blob', cluster), ...checkRequiresDataSubnet('blob', cluster)],
  provides: (options) => ({ bucket: provideBuckets(options) }),
  releases: () => [],
});

/** Keys of the Secret of a use. `username` and `password` are empty: SDKs then take the identity of the pod. */
const bucketKeys = ['type', 'provider', 'host', 'port', 'bucket', 'username', 'password', 'uri'];

/** Type of a bucket, and protocol, of Azure. */
const bucketType = 'azure-blob';

/** Role that reads, writes and deletes blobs. */
const blobRole = 'Storage Blob Data Contributor';

function provideBuckets(options: Options): ProvidedCapability {
  return {
    endpoint: { api: bucketType, bindingKeys: bucketKeys },
    validateTenant: (tenant) =>
      listProvidedUses(tenant, 'bucket').flatMap((use) => {
        const message = tryGetNameError('storage-container', containerName(use));
        if (message === undefined) return [];
        return [error([...usePath(use), 'name'], use.use.options.name, message, 'write another name')];
      }),
    forTenant: (tenant, { cluster }) => addTenantBuckets(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      const { dataCidr } = getAzureCloud(cluster).network;
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, cluster);
        },
        egress: dataCidr === undefined ? [] : [{ peer: { cidr: dataCidr }, ports: [443] }],
        permissions: {
          bucket: [...new Set(provided.map(containerName))].map((container): AzurePermission => ({
            role: blobRole,
            scope: `${storageAccountId(workload.tenant, cluster)}/blobServices/default/containers/${container}`,
          })),
        },
      };
    },
  };
}

function containerName({ workload, use }: ProvidedUse): string {
  return formatName('storage-container', resolveUseName(workload.name, use));
}

function addTenantBuckets(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'bucket');
  if (uses.length === 0) return {};
  const account = 'blob-storage';
  const containers = new Map(uses.map((use) => [resolveUseName(use.workload.name, use.use), containerName(use)]));
  return {
    terraformReleases: [
      tenantDataRelease(tenant.name, cluster),
      {
        name: account,
        stack: 'data',
        after: afterTenantData,
        add: (scope) => {
          addStorageAccount(scope, { tenant: tenant.name, cluster, ...options });
        },
      },
      ...[...containers].map(([name, container]) => ({
        name: `bucket-${name}`,
        stack: 'data' as const,
        after: [account],
        add: (scope: Construct) => {
          addContainer(scope, container, tenant.name, cluster);
        },
      })),
    ],
  };
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, cluster: ClusterInfo): void {
  const { workload, use } = provided;
  const host = `${storageAccountName(workload.tenant, cluster)}.blob.core.windows.net`;
  const bucket = containerName(provided);
  const name = bindingSecretName(workload.name, use);
  addObject<Secret>(scope, `Binding-${name}`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: workload.namespace },
    type: `servicebinding.io/${bucketType}`,
    stringData: {
      type: bucketType,
      provider: 'azure',
      host,
      port: '443',
      bucket,
      username: '',
      password: '',
      uri: `https://${host}/${bucket}`,
    },
  });
}
