import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { Construct } from 'constructs';
import { dataKeyArn } from '../cloud/data-key';
import { renderPolicy } from '../cloud/policy-document';

/** Properties of a bucket. */
export interface BucketProps {
  /** Name, unique in all accounts of AWS. */
  readonly bucket: string;
  readonly region: string;
  /** Days that replaced and deleted objects are retained. */
  readonly versionDays: number;
  /** Whether Terraform refuses to destroy or replace it. */
  readonly deletionProtection: boolean;
}

/** Days after which parts of an upload that was not completed are deleted. */
const incompleteUploadDays = 7;

/** Adds a bucket: encrypted, versioned, not public, and reachable by TLS only. */
export function addBucket(scope: Construct, { bucket: name, versionDays, deletionProtection }: BucketProps): void {
  const bucket = new S3Bucket(scope, 'bucket', {
    bucket: name,
    forceDestroy: false,
    lifecycle: { preventDestroy: deletionProtection },
  });
  new S3BucketVersioningA(scope, 'versioning', {
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketServerSideEncryptionConfigurationA(scope, 'encryption', {
    bucket: bucket.id,
    rule: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: dataKeyArn },
        bucketKeyEnabled: true,
      },
    ],
  });
  const publicAccess = new S3BucketPublicAccessBlock(scope, 'public-access', {
    bucket: bucket.id,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  });
  new S3BucketOwnershipControls(scope, 'ownership', {
    bucket: bucket.id,
    rule: { objectOwnership: 'BucketOwnerEnforced' },
  });
  new S3BucketPolicy(scope, 'policy', {
    bucket: bucket.id,
    policy: renderPolicy([
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [bucket.arn, `${bucket.arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]),
    dependsOn: [publicAccess],
  });
  new S3BucketLifecycleConfiguration(scope, 'lifecycle', {
    bucket: bucket.id,
    rule: [
      {
        id: 'versions',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        noncurrentVersionExpiration: [{ noncurrentDays: versionDays }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: incompleteUploadDays }],
      },
    ],
  });
}
