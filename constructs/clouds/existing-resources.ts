import { z } from 'zod';
import type { TenantReference } from '../../src/kinds/bound-component';
import { resolveUseName, type ProvidedUse } from '../../src/kinds/provided-uses';
import { dnsLabel } from '../../src/schema/field-types';

/** Key of an existing bucket in the options: `<tenant>/<name of the bucket>`. */
const bucketKey = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[^/]+$/,
    'must be a tenant and the name of a bucket that it uses: write one such as shop/photos',
  );

/**
 * Returns the schema of the existing buckets of a component, by `<tenant>/<name of the bucket>`. Plinth creates none of
 * them, and no change of the definition can destroy them.
 * @param bucket schema of what identifies a bucket in the cloud
 */
export function existingBucketsSchema<const S extends z.ZodType>(bucket: S, example: NoInfer<z.input<S>>) {
  return z
    .record(bucketKey, bucket)
    .default({})
    .meta({ examples: [{ 'shop/photos': example }] })
    .describe(
      'existing buckets by tenant/name, where the name is that of the bucket in `uses`, and by default that of the workload; Plinth creates and destroys none of them',
    );
}

/**
 * Returns the schema of the existing database servers of a component, by tenant.
 * @param server schema of what identifies a server in the cloud
 */
export function existingServersSchema<const S extends z.ZodType>(server: S, example: NoInfer<z.input<S>>) {
  return z
    .record(dnsLabel, server)
    .default({})
    .meta({ examples: [{ shop: example }] })
    .describe(
      'existing servers by tenant: databases and users of the tenant are created on them, and Plinth neither creates nor destroys the servers; @default a server for each tenant, which Plinth creates',
    );
}

/** Returns the existing bucket of a use; undefined for a bucket that Plinth creates. */
export function tryGetExistingBucket<B>(
  existing: Readonly<Record<string, B>>,
  { workload, use }: ProvidedUse,
): B | undefined {
  return existing[`${workload.tenant}/${resolveUseName(workload.name, use)}`];
}

/** Lists the buckets that the option `existing` names. */
export function listBucketReferences(existing: Readonly<Record<string, unknown>>): readonly TenantReference[] {
  return Object.keys(existing).map((key) => {
    const [tenant = '', name = ''] = key.split('/');
    return { path: ['existing', key], tenant, use: { capability: 'bucket', name } };
  });
}

/**
 * Lists the tenants that the option `existing` names, with their servers.
 * @param identify returns what identifies a server in the cloud
 */
export function listServerReferences<S>(
  existing: Readonly<Record<string, S>>,
  identify: (server: S) => string,
): readonly TenantReference[] {
  return Object.entries(existing).map(([tenant, server]) => ({
    path: ['existing', tenant],
    tenant,
    server: identify(server),
  }));
}
