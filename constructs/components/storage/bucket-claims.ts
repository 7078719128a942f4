import { z } from 'zod';
import { bindingSecretName, bindingStoreName, isServerUse, type ServerUseEntry } from '../../../src/definition/uses';
import type { ComponentSecret } from '../../../src/kinds/component-secret';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
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

/** Returns the Secret with the keys of a claim, in the namespace of the object store. */
export function renderClaimSecret(namespace: string, provided: ProvidedUse): ComponentSecret {
  return {
    namespace,
    name: claimName(provided),
    requiredFor: '`uses: { bucket }` of applications',
    length: 40,
    values: { accessKey: { from: 'generated' }, secretKey: { from: 'generated' } },
    keys: { accessKey: '{{ .accessKey }}', secretKey: '{{ .secretKey }}', bucket: bucketName(provided) },
    labels: claimLabel,
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
