import { z } from 'zod';
import { resolveServerOptions, serverFields, tenantServersSchema } from '../../clouds/database-servers';
import { existingServersSchema } from '../../clouds/existing-resources';

/** Tiers of instances, and storage in GiB, by size. @see https://cloud.google.com/sql/docs/postgres/instance-settings#machine-type-2ndgen */
export const cloudSqlSizes = {
  small: { tier: 'db-custom-1-3840', storageGiB: 20 },
  medium: { tier: 'db-custom-4-15360', storageGiB: 100 },
  large: { tier: 'db-custom-8-53248', storageGiB: 400 },
} as const;

const backupDays = z.int().min(1).max(365);

/** Options of an instance that have no default of their own. */
const sizeFields = {
  tier: z
    .string()
    .regex(/^db-custom-\d+-\d+$/, 'must be a tier of Cloud SQL: write one such as db-custom-4-15360')
    .optional()
    .meta({ examples: ['db-custom-4-15360'] })
    .describe('tier of the instance: processors, and memory in MiB; @default that of `size`'),
  storageGiB: z
    .int()
    .min(10)
    .max(65536)
    .optional()
    .describe('initial storage in GiB, which Google Cloud extends; @default that of `size`'),
};

/** Names of these options. */
const exactSizes = Object.keys(sizeFields) as (keyof typeof sizeFields)[];

/** Schema of the options of the component. */
export const cloudSqlSchema = z.strictObject({
  ...serverFields('instance'),
  ...sizeFields,
  servers: tenantServersSchema('instance', backupDays, sizeFields, { size: 'large', storageGiB: 400 }),
  backupDays: backupDays
    .default(14)
    .describe('days that daily backups are retained; the last seven days can be recovered to any second'),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('whether Google Cloud and Terraform refuse to delete the instances'),
  existing: existingServersSchema(
    z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,96}$/, 'must be the name of an instance: write one such as acme-shop')
      .meta({ examples: ['acme-shop'] })
      .describe(
        'name of the instance in the project of the cluster, with a private address; jobs set the password of its user postgres, which nothing else may use',
      ),
    'acme-shop',
  ),
});

/** Options of the component, with defaults applied. */
export type CloudSqlOptions = Readonly<z.output<typeof cloudSqlSchema>>;

/** Options with those of the size. */
export type ResolvedCloudSqlOptions = CloudSqlOptions & { readonly tier: string; readonly storageGiB: number };

/** Returns the options of the instance of a tenant, with what its size determines. */
export function resolveCloudSqlOptions(all: CloudSqlOptions, tenant: string): ResolvedCloudSqlOptions {
  const options = resolveServerOptions<CloudSqlOptions>(all, tenant, exactSizes);
  const { tier, storageGiB } = cloudSqlSizes[options.size];
  return { ...options, tier: options.tier ?? tier, storageGiB: options.storageGiB ?? storageGiB };
}
