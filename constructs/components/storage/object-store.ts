import { z } from 'zod';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import type { Release } from '../../../src/kinds/release';
import { dnsLabel } from '../../../src/schema/field-types';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { bucketRegion } from './bucket-claims';
import { tryGetComponentBucket } from './component-bucket';

/** Returns the schema of an S3 bucket of a component. */
export function bucketSchema(namespace: string) {
  return z.strictObject({
    name: z
      .string()
      .min(1)
      .meta({ examples: ['acme-data'] })
      .describe('name of the bucket'),
    endpoint: z
      .string()
      .regex(/^[^/]+$/, 'must be a host: write it without https:// and path; `insecure: true` selects http://')
      .meta({ examples: ['s3.eu-north-1.amazonaws.com'] })
      .describe('host of the S3 service, such as s3.eu-central-1.amazonaws.com'),
    region: z
      .string()
      .optional()
      .meta({ examples: ['eu-north-1'] })
      .describe('region of the bucket; @default none'),
    secret: dnsLabel.describe(`Secret in namespace ${namespace} with keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`),
    insecure: z.boolean().default(false).describe('use HTTP instead of HTTPS'),
    pathStyle: z
      .boolean()
      .default(false)
      .describe('put the name of the bucket into the URL path instead of the host name'),
  });
}

/** S3 bucket of a component. */
export type Bucket = z.output<ReturnType<typeof bucketSchema>>;

/** Options of a component that stores its data in a bucket, and where it runs. */
export interface ObjectStoreOptions {
  /** Name of the component, and of its StatefulSet. */
  readonly name: string;
  readonly namespace: string;
  readonly s3?: Bucket | undefined;
  /** Whether the bucket is one of the cluster. */
  readonly bucket: boolean;
  /** Option that needs the Secret, such as `loki({ s3 })`. */
  readonly requiredFor: string;
}

/** Returns the bucket that stores the data: that of `s3`, or the one of the cluster; undefined if a volume stores it. */
export function tryResolveBucket(options: ObjectStoreOptions, cluster: ClusterInfo): Bucket | undefined {
  const { s3, bucket } = options;
  const provided = bucket ? tryGetClusterBucket(options, cluster) : undefined;
  if (s3 !== undefined || provided === undefined) return s3;
  const { endpoint, secret } = provided;
  return { name: provided.bucket, endpoint, region: bucketRegion, secret, insecure: true, pathStyle: true };
}

/** Checks that a component has one bucket at most, which it can use. */
export function checkBucket(options: ObjectStoreOptions, cluster: ClusterInfo): readonly Problem[] {
  const { s3, bucket } = options;
  if (!bucket)
    return s3?.insecure
      ? [
          warning(
            ['s3', 'insecure'],
            s3.insecure,
            'sends the data, and requests that an attacker on the network can repeat, without TLS',
            'remove it, if the service has a certificate',
          ),
        ]
      : [];
  if (s3 !== undefined) return [error(['bucket'], bucket, 'conflicts with `s3`', 'remove one of the two')];
  if (tryGetEndpoint(cluster, 'bucket') === undefined || tryGetClusterBucket(options, cluster) !== undefined) return [];
  return [
    error(
      ['bucket'],
      bucket,
      "is supported with buckets of components of kind 'seaweedfs' and 'rook' only",
      'set `s3`',
    ),
  ];
}

/** Lists the Secrets with the credentials of the bucket. */
export function listBucketSecrets(options: ObjectStoreOptions, cluster: ClusterInfo): readonly ComponentSecret[] {
  const { name, namespace, s3, bucket, requiredFor } = options;
  if (s3 === undefined) return bucket ? (tryGetClusterBucket(options, cluster)?.secrets ?? []) : [];
  return [
    {
      namespace,
      name: s3.secret,
      requiredFor,
      values: {
        AWS_ACCESS_KEY_ID: { from: 'provided', description: 'ID of an access key of the bucket' },
        AWS_SECRET_ACCESS_KEY: { from: 'provided', description: 'access key of the bucket' },
      },
      rotation: { restarts: [{ kind: 'StatefulSet', name }] },
    },
  ];
}

/** Returns the release that requests the bucket of the cluster. */
export function bucketReleases(options: ObjectStoreOptions, cluster: ClusterInfo): readonly Release[] {
  const { name, namespace, s3, bucket } = options;
  const addClaim = bucket && s3 === undefined ? tryGetClusterBucket(options, cluster)?.addClaim : undefined;
  if (addClaim === undefined) return [];
  return [{ name: `${name}-bucket`, namespace, podSecurity: 'restricted', objects: { 'objects.yaml': addClaim } }];
}

function tryGetClusterBucket({ name, namespace }: ObjectStoreOptions, cluster: ClusterInfo) {
  return tryGetComponentBucket({ name, namespace, rotation: { restarts: [{ kind: 'StatefulSet', name }] } }, cluster);
}
