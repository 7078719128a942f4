import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { Construct } from 'constructs';
import { addBucketProtection } from '../data/bucket-protection';

/** Properties of a bucket of logs. */
export interface LogBucketProps {
  /** Name, unique in all accounts of AWS. */
  readonly name: string;
  readonly keyArn: string;
  readonly retentionDays: number;
}

/** Bucket, as Terraform expressions. */
export interface LogBucket {
  readonly id: string;
  readonly arn: string;
}

/**
 * Adds a bucket of logs that a collector reads once: it has copies of them for some days, and is removed with its objects.
 */
export function addLogBucket(scope: Construct, { name, keyArn, retentionDays }: LogBucketProps): LogBucket {
  const bucket = new S3Bucket(scope, 'bucket', { bucket: name, forceDestroy: true });
  addBucketProtection(scope, bucket, keyArn);
  new S3BucketVersioningA(scope, 'versioning', {
    bucket: bucket.id,
    versioningConfiguration: { status: 'Enabled' },
  });
  new S3BucketLifecycleConfiguration(scope, 'lifecycle', {
    bucket: bucket.id,
    rule: [
      {
        id: 'logs',
        status: 'Enabled',
        filter: [{ prefix: '' }],
        expiration: [{ days: retentionDays }],
        noncurrentVersionExpiration: [{ noncurrentDays: 1 }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
      },
    ],
  });
  return { id: bucket.id, arn: bucket.arn };
}
