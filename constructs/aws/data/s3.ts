import type { Construct } from 'constructs';
import { z } from 'zod';
import { isServerUse } from '../../../src/definition/uses';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Additions } from '../../../src/kinds/additions';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { dnsLabel } from '../../../src/schema/field-types';
import { existingBucketsSchema, listBucketReferences, tryGetExistingBucket } from '../../clouds/existing-resources';
import { addIdentityBinding, identityBindingKeys } from '../../clouds/identity-binding';
import { checkBucketUses } from '../../clouds/bucket-uses';
import { deletionProtectionSchema } from '../../clouds/deletion-protection';
import { listNamedUses } from '../../clouds/named-uses';
import { getAwsCloud } from '../cloud/aws-cloud';
import { dataKeyRelease } from '../cloud/data-key';
import { formatName, tryGetNameError } from '../cloud/names';
import { partition, servicesDomain } from '../cloud/partition';
import type { PolicyStatement } from '../cloud/policy-document';
import { checkRequiresAws } from '../cloud/requires-aws';
import { kmsKeyArn } from '../cloud/resource-ids';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { addBucket } from './s3-bucket';

/** Name of an existing bucket. */
const bucketSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: write one such as acme-photos');

const schema = z.strictObject({
  prefix: dnsLabel
    .optional()
    .describe('beginning of the names of buckets, which are unique in all accounts of AWS; @default the platform'),
  versionDays: z.int().min(1).default(30).describe('days that replaced and deleted objects are retained'),
  deletionProtection: deletionProtectionSchema('buckets'),
  existing: existingBucketsSchema(
    z.strictObject({
      bucket: bucketSchema
        .meta({ examples: ['acme-photos'] })
        .describe('name of the bucket, in the region of the cluster'),
      encryptionKey: kmsKeyArn
        .optional()
        .meta({ examples: ['arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'] })
        .describe('ARN of the KMS key of the bucket; @default a key of Amazon S3'),
    }),
    { bucket: 'acme-photos' },
  ),
});

type Options = z.output<typeof schema>;

/**
 * Buckets of Amazon S3 for workloads with `uses: { bucket: {} }`. Their pods have permissions, and no access key.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @example
 * s3({ prefix: 'acme-corp' })
 */
export const s3 = componentKind({
  kind: 's3',
  summary: 'Buckets on request, in Amazon S3.',
  schema,
  tenantReferences: ({ existing }) => listBucketReferences(existing),
  validate: (_, cluster) => checkRequiresAws('s3', cluster),
  provides: (options) => ({ bucket: provideBuckets(options) }),
  releases: () => [],
});

function provideBuckets(options: Options): ProvidedCapability {
  return {
    endpoint: { api: 's3', bindingKeys: identityBindingKeys('bucket', 'region') },
    validateTenant: (tenant, cluster) =>
      checkBucketUses(tenant, (use) => tryGetNameError('s3-bucket', bucketName(use, options, cluster))),
    forTenant: (tenant, { cluster }) => addTenantBuckets(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addBindingSecret(scope, use, bucketName(use, options, cluster), cluster);
        },
        // Addresses of S3 are public, also by the endpoint of the network.
        egress: [{ peer: 'outside-cluster', ports: [443] }],
        permissions: {
          bucket: renderStatements(
            [...new Set(provided.map((use) => bucketName(use, options, cluster)))],
            listKeys(provided, options),
            workload.tenant,
            cluster,
          ),
        },
      };
    },
  };
}

function bucketName(
  provided: ProvidedUse,
  { prefix, existing }: Options,
  { platform, environment }: ClusterInfo,
): string {
  const existingBucket = tryGetExistingBucket(existing, provided);
  if (existingBucket) return existingBucket.bucket;
  return formatName(
    's3-bucket',
    prefix ?? platform,
    environment,
    provided.workload.tenant,
    resolveUseName(provided.workload.name, provided.use),
  );
}

function addTenantBuckets(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const uses = listProvidedUses(tenant, 'bucket').filter((use) => !tryGetExistingBucket(options.existing, use));
  if (uses.length === 0) return {};
  const buckets = listNamedUses(uses, (use) => bucketName(use, options, cluster));
  return {
    terraformReleases: [
      dataKeyRelease(tenant.name, cluster),
      ...[...buckets].map(([name, bucket]) => ({
        name: `bucket-${name}`,
        stack: 'data' as const,
        replacedBy: { bucket },
        cloudNames: () => [`bucket ${bucket}`],
        add: (scope: Construct) => {
          const { versionDays, deletionProtection } = options;
          addBucket(scope, { bucket, region: getAwsCloud(cluster).region, versionDays, deletionProtection });
        },
      })),
    ],
  };
}

function addBindingSecret(scope: Construct, provided: ProvidedUse, bucket: string, cluster: ClusterInfo): void {
  const { region } = getAwsCloud(cluster);
  const host = `s3.${region}.${servicesDomain(region)}`;
  const uri = `https://${host}/${bucket}`;
  addIdentityBinding(scope, provided, {
    type: 's3',
    provider: 'aws',
    host,
    port: 443,
    fields: { bucket, region },
    uri,
  });
}

/** Lists the ARNs of the keys of existing buckets; undefined for the key of the tenant. */
function listKeys(uses: readonly ProvidedUse[], { existing }: Options): readonly (string | undefined)[] {
  const keys = uses.flatMap((use) => {
    const bucket = tryGetExistingBucket(existing, use);
    if (!bucket) return [undefined];
    return bucket.encryptionKey === undefined ? [] : [bucket.encryptionKey];
  });
  return [...new Set(keys)];
}

/** Returns the permissions of a workload: its own buckets, and their keys through S3. */
function renderStatements(
  buckets: readonly string[],
  keys: readonly (string | undefined)[],
  tenant: string,
  cluster: ClusterInfo,
): readonly PolicyStatement[] {
  const { region } = getAwsCloud(cluster);
  const arns = buckets.map((bucket) => `arn:${partition(region)}:s3:::${bucket}`);
  const alias = `alias/${formatName('kms-alias', cluster.platform, cluster.environment, tenant, 'data')}`;
  return [
    {
      Effect: 'Allow',
      Action: ['s3:ListBucket', 's3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
      Resource: arns,
    },
    {
      Effect: 'Allow',
      Action: [
        ...['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        ...['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      ],
      Resource: arns.map((arn) => `${arn}/*`),
    },
    ...keys.map((key): PolicyStatement => ({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: key ?? `arn:${partition(region)}:kms:${region}:*:key/*`,
      Condition: {
        StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` },
        ...(key === undefined ? { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } } : {}),
      },
    })),
  ];
}
