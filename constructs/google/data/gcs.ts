import { StorageBucket } from '@cdktf/provider-google/lib/storage-bucket';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { existingBucketsSchema, listBucketReferences, tryGetExistingBucket } from '../../clouds/existing-resources';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkBucketUses } from '../../clouds/bucket-uses';
import { listNamedUses } from '../../clouds/named-uses';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { formatName, tryGetNameError } from '../cloud/names';
import { checkRequiresGoogle } from '../cloud/requires-google';
import type { WorkloadPermission } from '../identity/workload-identity';
import { afterTenantKey, tenantKeyReleases, tryGetTenantKey } from './tenant-key';

const schema = z.strictObject({
  versionDays: z.int().min(1).default(30).describe('days that replaced and deleted objects are retained'),
  deletionProtection: deletionProtectionSchema('buckets'),
  existing: existingBucketsSchema(
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/, 'must be the name of a bucket: write one such as acme-photos')
      .meta({ examples: ['acme-photos'] })
      .describe('name of the bucket'),
    'acme-photos',
  ),
});

type Options = z.output<typeof schema>;

/**
 * Buckets of Google Cloud Storage for workloads with `uses: { bucket: { type: 'gcs' } }`. Its S3 interface needs long-lived
 * keys, so that S3 is refused. Pods have permissions, and no key.
 * @see https://cloud.google.com/storage/docs/best-practices
 * @example
 * gcs()
 */
export const gcs = componentKind({
  kind: 'gcs',
  summary: 'Buckets on request, in Google Cloud Storage.',
  schema,
  tenantReferences: ({ existing }) => listBucketReferences(existing),
  validate: (_, cluster) => checkRequiresGoogle('gcs', cluster),
  provides: (options) => ({ bucket: provideBuckets(options) }),
  releases: () => [],
});

/** Type of a bucket, and protocol, of Google Cloud. */
const bucketType = 'gcs';

const host = 'storage.googleapis.com';

function provideBuckets(options: Options): ProvidedCapability {
  return {
    endpoint: { api: bucketType, bindingKeys: identityBindingKeys('bucket') },
    validateTenant: (tenant, cluster) =>
      checkBucketUses(tenant, (use) => tryGetNameError('bucket', bucketName(use, options, cluster))),
    forTenant: (tenant, { cluster }) => addTenantBuckets(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, bucketName(use, options, cluster));
        },
        // Google's APIs have public addresses, which private Google access reaches.
        egress: [{ peer: 'outside-cluster', ports: [443] }],
        permissions: {
          bucket: [...listBuckets(provided, options, cluster).values()].map((bucket): WorkloadPermission => ({
            role: 'roles/storage.objectUser',
            type: 'bucket',
            resource: bucket,
          })),
        },
      };
    },
  };
}

/** Returns the name of a bucket. It is unique in all of Google Cloud, as the ID of the project is. */
function bucketName(provided: ProvidedUse, { existing }: Options, cluster: ClusterInfo): string {
  const { workload, use } = provided;
  const existingBucket = tryGetExistingBucket(existing, provided);
  if (existingBucket !== undefined) return existingBucket;
  return formatName('bucket', getGoogleCloud(cluster).project, workload.tenant, resolveUseName(workload.name, use));
}

/** Lists the buckets of uses, by the name of the bucket in the definition. */
function listBuckets(
  uses: readonly ProvidedUse[],
  options: Options,
  cluster: ClusterInfo,
): ReadonlyMap<string, string> {
  return listNamedUses(uses, (use) => bucketName(use, options, cluster));
}

function bucketRelease(name: string): string {
  return `bucket-${name}`;
}

function addTenantBuckets(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'bucket').filter(
    (use) => tryGetExistingBucket(options.existing, use) === undefined,
  );
  if (uses.length === 0) return {};
  return {
    terraformReleases: [
      ...tenantKeyReleases(tenant.name, cluster),
      ...[...listBuckets(uses, options, cluster)].map(([name, bucket]) => ({
        name: bucketRelease(name),
        stack: 'data' as const,
        replacedBy: { bucket },
        cloudNames: () => [`bucket ${bucket}`],
        after: afterTenantKey(cluster),
        add: (scope: Construct) => {
          addBucket(scope, bucket, tenant.name, options, cluster);
        },
      })),
    ],
  };
}

/** Adds a bucket: encrypted, versioned, not public, with permissions of IAM only. */
function addBucket(
  scope: Construct,
  name: string,
  tenant: string,
  { versionDays, deletionProtection }: Options,
  cluster: ClusterInfo,
): void {
  const { region, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  new StorageBucket(scope, 'bucket', {
    name,
    location: region,
    forceDestroy: false,
    uniformBucketLevelAccess: true,
    publicAccessPrevention: 'enforced',
    versioning: { enabled: true },
    ...(key === undefined ? {} : { encryption: { defaultKmsKeyName: key } }),
    lifecycleRule: [
      { action: { type: 'Delete' }, condition: { withState: 'ARCHIVED', daysSinceNoncurrentTime: versionDays } },
      { action: { type: 'AbortIncompleteMultipartUpload' }, condition: { age: 7 } },
    ],
    labels: renderLabels(labels),
    lifecycle: { preventDestroy: deletionProtection },
  });
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, bucket: string): void {
  const uri = `gs://${bucket}`;
  addIdentityBinding(scope, provided, {
    type: bucketType,
    provider: 'google',
    host,
    port: 443,
    fields: { bucket },
    uri,
  });
}
