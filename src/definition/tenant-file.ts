import type { z } from 'zod';
import { tenantSchema, type TenantInput } from './tenant';

/**
 * Schema of a tenant's file: the part of a tenant that its own team may write. It is an allow-list, since a tenant's file
 * is untrusted input: the platform writes all other options of a tenant.
 */
export const tenantFileSchema = tenantSchema
  .pick({ applications: true, objects: true, products: true, viewers: true })
  .describe("the part of a tenant that the tenant's team writes");

/** Options that a tenant's file may have. */
export const tenantFileOptions: readonly string[] = Object.keys(tenantFileSchema.shape);

/** Options of a tenant that only the platform may write. */
export const platformTenantOptions: readonly string[] = Object.keys(tenantSchema.shape).filter(
  (option) => !tenantFileOptions.includes(option),
);

/** The platform's part of a tenant that has a file: clusters, groups, quota, and everything else that it is granted. */
export type PlatformTenantInput<Cluster extends string> = Omit<
  TenantInput<Cluster, never>,
  Exclude<keyof z.input<typeof tenantFileSchema>, 'viewers'>
>;
