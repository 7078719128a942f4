import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret, SecretRotation } from '../../../src/kinds/component-secret';
import { addObject } from '../../kubernetes/object';
import { renderSecretClaim } from './bucket-claims';

/** Bucket that the cluster provides for a component. */
export interface ComponentBucket {
  readonly bucket: string;
  /** Host and port of the S3 API, which has no TLS: `seaweedfs-all-in-one.seaweedfs.svc:8333`. */
  readonly endpoint: string;
  /** Secret in the namespace of the component with the keys `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
  readonly secret: string;
  /** Secrets to declare for the component. */
  readonly secrets: readonly ComponentSecret[];
  /** Adds the objects that request the bucket. @default none: the Secrets request it */
  readonly addClaim?: (scope: Construct) => void;
}

/** Returns the bucket of a component from the provider of `bucket`; undefined where there is none that Plinth knows. */
export function tryGetComponentBucket(
  { name, namespace, rotation }: Readonly<Record<'name' | 'namespace', string>> & { readonly rotation: SecretRotation },
  cluster: ClusterInfo,
): ComponentBucket | undefined {
  const { bucketClaims, url, namespace: storeNamespace } = tryGetEndpoint(cluster, 'bucket') ?? {};
  if (url === undefined || storeNamespace === undefined) return undefined;
  const bucket = `platform.${name}`;
  const secret = `${name}-bucket`;
  const common = { bucket, secret, endpoint: new URL(url).host };
  if (bucketClaims === 'secret') {
    const claim = { namespace: storeNamespace, name: `claim.platform.${name}` };
    const requiredFor = `${name} with a bucket of the cluster`;
    return {
      ...common,
      secrets: [
        // The release with the Secrets is in the namespace of the first one.
        {
          namespace,
          name: secret,
          requiredFor,
          values: {
            AWS_ACCESS_KEY_ID: { from: 'copy', secret: claim, value: 'accessKey' },
            AWS_SECRET_ACCESS_KEY: { from: 'copy', secret: claim, value: 'secretKey' },
          },
          rotation,
        },
        {
          ...renderSecretClaim({ ...claim, bucket }),
          requiredFor,
          rotation: { reloads: 'the user gets the new keys' },
        },
      ],
    };
  }
  if (bucketClaims === undefined) return undefined;
  return {
    ...common,
    secrets: [],
    addClaim: (scope) =>
      addObject(scope, 'BucketClaim', {
        apiVersion: 'objectbucket.io/v1alpha1',
        kind: 'ObjectBucketClaim',
        metadata: { name: secret, namespace },
        spec: { bucketName: bucket, storageClassName: `${storeNamespace}-buckets` },
      }),
  };
}
