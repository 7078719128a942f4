import { bindingSecretName } from '../../../src/definition/uses';
import { findDuplicates } from '../../../src/checks/duplicates';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { listProvidedUses, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { error, type Problem } from '../../../src/schema/problem';
import { addObject } from '../../kubernetes/object';
import { addBindingSecret, addBindingStore } from '../secrets/binding-secret';
import { bucketKeys, bucketName, bucketRegion, listClaims, validateBuckets } from './bucket-claims';
import { objectStoreName, objectStorePort } from './rook-pools';

/** Labels of the pods of the object store. */
export function objectStoreLabels(name: string) {
  return { app: 'rook-ceph-rgw', rgw: objectStoreName(name) };
}

/**
 * Returns the capability `bucket` of an object store of Rook: for each use an ObjectBucketClaim, for which the operator
 * creates a bucket, a user, and the Secret with the keys of the user.
 * @see https://rook.io/docs/rook/latest-release/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/
 * @param name name, and namespace, of the component
 * @param bucketSizeGiB size of the buckets of uses without `sizeGiB`
 */
export function provideRookBuckets(name: string, bucketSizeGiB: number): ProvidedCapability {
  const host = `rook-ceph-rgw-${objectStoreName(name)}.${name}.svc`;
  return {
    endpoint: {
      api: 's3',
      bucketClaims: 'object-bucket-claim',
      url: `http://${host}:${objectStorePort}`,
      namespace: name,
      podLabels: objectStoreLabels(name),
      bindingKeys: bucketKeys,
    },
    validateTenant: (tenant) => [...validateBuckets(tenant), ...validateShared(tenant)],
    forTenant: (tenant) => {
      const provided = listProvidedUses(tenant, 'bucket');
      if (provided.length === 0) return {};
      return {
        secrets: provided.map((use) => ({
          namespace: use.workload.namespace,
          name: claimObjectName(use),
          keys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
          source: 'created by Rook',
          rotation: 'delete the ObjectBucketClaim, which keeps the bucket, and apply again',
        })),
        objects: (scope) => {
          for (const namespace of new Set(provided.map(({ workload }) => workload.namespace)))
            addBindingStore(scope, {
              capability: 'bucket',
              namespace,
              secrets: provided.filter(({ workload }) => workload.namespace === namespace).map(claimObjectName),
            });
        },
      };
    },
    forWorkload: (workload, { uses }) => {
      const claims = listClaims(workload, uses);
      if (claims.length === 0) return {};
      return {
        objects: (scope) => {
          for (const claim of claims) {
            addObject(scope, `Claim-${claimObjectName(claim)}`, {
              apiVersion: 'objectbucket.io/v1alpha1',
              kind: 'ObjectBucketClaim',
              metadata: {
                name: claimObjectName(claim),
                namespace: workload.namespace,
                labels: { 'app.kubernetes.io/part-of': workload.tenant },
              },
              spec: {
                bucketName: bucketName(claim),
                storageClassName: objectStoreName(name),
                additionalConfig: { maxSize: `${claim.use.options.sizeGiB ?? bucketSizeGiB}Gi` },
              },
            });
            addBindingSecret(scope, claim, renderBinding(claim, host));
          }
        },
      };
    },
  };
}

/** Returns the name of the ObjectBucketClaim of a use, and of the Secret and the ConfigMap that Rook creates for it. */
function claimObjectName({ workload, use }: ProvidedUse): string {
  return `${bindingSecretName(workload.name, use)}-claim`;
}

/** An ObjectBucketClaim creates a bucket; it cannot have one of another claim. */
function validateShared(tenant: TenantPlan): readonly Problem[] {
  return [...findDuplicates(listProvidedUses(tenant, 'bucket'), bucketName)].flatMap(([, [, second]]) =>
    second === undefined
      ? []
      : [
          error(
            ['applications', second.workload.name, 'uses', ...second.use.path, 'name'],
            second.use.options.name,
            'is the bucket of another use, and buckets of Rook belong to one use',
            'write another name',
          ),
        ],
  );
}

function renderBinding(claim: ProvidedUse, host: string) {
  const secret = claimObjectName(claim);
  const bucket = bucketName(claim);
  return {
    sources: {
      accessKey: { secret, key: 'AWS_ACCESS_KEY_ID' },
      secretKey: { secret, key: 'AWS_SECRET_ACCESS_KEY' },
    },
    template: {
      type: 's3',
      provider: 'rook',
      host,
      port: String(objectStorePort),
      bucket,
      region: bucketRegion,
      username: '{{ .accessKey }}',
      password: '{{ .secretKey }}',
      uri: `http://${host}:${objectStorePort}/${bucket}`,
    },
  };
}
