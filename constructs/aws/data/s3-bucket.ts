import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { Construct } from 'constructs';
import { dataKeyArn } from '../cloud/data-key';
import { addBucketProtection } from './bucket-protection';

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
  addBucketProtection(scope, bucket, dataKeyArn);
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
