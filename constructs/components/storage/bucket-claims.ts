import { z } from 'zod';
import { bindingSecretName, bindingStoreName, isServerUse, type ServerUseEntry } from '../../../src/definition/uses';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { int32 } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';

/** Keys of the Secret of a bucket. */
export const bucketKeys: string[] = [
  ...['type', 'provider', 'host', 'port', 'bucket', 'region', 'username', 'password', 'uri'],
];

/** Label of the Secrets with the keys of claims. */
export const claimLabel = { 'plinth.dev/claim': 'bucket' } as const;

/** Region that clients set: SeaweedFS and Ceph have none, and accept any. */
export const bucketRegion = 'us-east-1';

/** Returns the name of the bucket of a use. No tenant has a dot in its name, so the names of two tenants differ. */
export function bucketName({ workload, use }: ProvidedUse): string {
  return `${workload.tenant}.${resolveUseName(workload.name, use)}`;
}

/** Returns the name of the user, and of the Secret with the keys, of a claim. */
export function claimName({ workload, use }: ProvidedUse): string {
  return `claim.${workload.tenant}.${bindingSecretName(workload.name, use)}`;
}

/** Option of a component that limits buckets of uses without `sizeGiB`. */
export const bucketSizeField = int32
  .min(1)
  .default(10)
  .describe('size above which the bucket of a use without `sizeGiB` accepts no more objects, in GiB');

/**
 * Returns the size of the bucket of a use, in GiB: the largest one of the uses that share it.
 * @param defaultSizeGiB of uses without `sizeGiB`
 */
export function resolveBucketSize(
  provided: ProvidedUse,
  tenantUses: readonly ProvidedUse[],
  defaultSizeGiB: number,
): number {
  const name = bucketName(provided);
  const sizes = tenantUses
    .filter((other) => bucketName(other) === name)
    .map(({ use }) => use.options.sizeGiB ?? defaultSizeGiB);
  return Math.max(...sizes);
}

/** Claim of a bucket by a Secret in the namespace of the object store. */
interface SecretClaim {
  readonly namespace: string;
  /** Name of the Secret, and of the user. */
  readonly name: string;
  readonly bucket: string;
  /** Size above which the bucket accepts no more objects. @default none */
  readonly sizeGiB?: number;
}

/** Returns the Secret of a claim, with generated keys of its user. */
export function renderSecretClaim({ namespace, name, bucket, sizeGiB }: SecretClaim) {
  return {
    namespace,
    name,
    length: 40,
    values: { accessKey: { from: 'generated' }, secretKey: { from: 'generated' } },
    keys: {
      accessKey: '{{ .accessKey }}',
      secretKey: '{{ .secretKey }}',
      bucket,
      ...(sizeGiB === undefined ? {} : { sizeGiB: String(sizeGiB) }),
    },
    labels: claimLabel,
  } as const satisfies Partial<ComponentSecret>;
}

/**
 * Returns the Secret with the keys of the claim of a use.
 * @param sizeGiB size above which the bucket accepts no more objects
 */
export function renderClaimSecret(namespace: string, provided: ProvidedUse, sizeGiB: number): ComponentSecret {
  return {
    ...renderSecretClaim({ namespace, name: claimName(provided), bucket: bucketName(provided), sizeGiB }),
    requiredFor: '`uses: { bucket }` of applications',
    rotation: { reloads: 'the user gets the new keys; files follow, restart the workload for variables' },
  };
}

const nameSchema = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])$/);

/** Returns the errors about the buckets of a tenant. Paths are relative to the tenant. */
export function validateBuckets(tenant: TenantPlan): readonly Problem[] {
  return listProvidedUses(tenant, 'bucket').flatMap((provided) => {
    const path = ['applications', provided.workload.name, 'uses', ...provided.use.path];
    const name = bucketName(provided);
    const { onRemoval } = provided.use.options;
    return [
      ...(nameSchema.safeParse(name).success
        ? []
        : [
            error(
              [...path, 'name'],
              provided.use.options.name,
              `the name of the bucket would be '${name}', which S3 does not allow`,
              'write lower case letters, digits and hyphens, with the tenant 63 characters at most',
            ),
          ]),
      ...(onRemoval === 'delete'
        ? [
            error(
              [...path, 'onRemoval'],
              onRemoval,
              'is not supported for buckets',
              'remove it, and delete the bucket by hand',
            ),
          ]
        : []),
    ];
  });
}

/** Returns the uses of a workload as claims. */
export function listClaims(workload: ProvidedUse['workload'], uses: readonly { readonly capability: string }[]) {
  return (uses as readonly ServerUseEntry[]).filter(isServerUse).map((use): ProvidedUse => ({ workload, use }));
}

/** Name of the SecretStore in a tenant's namespace that reads the keys of its claims. */
export const bucketStoreName = bindingStoreName('bucket');
