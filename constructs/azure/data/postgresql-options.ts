import { z } from 'zod';
import { existingServersSchema } from '../../clouds/existing-resources';
import { certificateAuthoritiesSchema } from '../../clouds/database-binding';
import { resolveServerOptions, serverFields, tenantServersSchema } from '../../clouds/database-servers';
import { existingResourceId } from '../cloud/resource-ids';

/** Sizes of servers, and storage in GiB, by size. */
export const postgresqlSizes = {
  small: { sku: 'GP_Standard_D2ds_v5', storageGiB: 32 },
  medium: { sku: 'GP_Standard_D4ds_v5', storageGiB: 128 },
  large: { sku: 'MO_Standard_E8ds_v5', storageGiB: 512 },
} as const;

/** Sizes of storage that Azure offers, in GiB. @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage */
const storageSizes = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384] as const;

/** Type of servers in the IDs of Azure. */
const serverType = 'Microsoft.DBforPostgreSQL/flexibleServers';

const exampleServer = `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/acme/providers/${serverType}/acme-shop`;

const backupDays = z.int().min(7).max(35);

/** Options of a server that have no default of their own. */
const sizeFields = {
  sku: z
    .string()
    .regex(
      /^(B|GP|MO)_Standard_[A-Z][A-Za-z0-9_]+$/,
      'must be a size of servers: write one such as GP_Standard_D4ds_v5',
    )
    .optional()
    .meta({ examples: ['GP_Standard_D4ds_v5'] })
    .describe('size of the server in Azure, such as GP_Standard_D4ds_v5; @default that of `size`'),
  storageGiB: z
    .literal([...storageSizes])
    .optional()
    .describe('initial storage in GiB, which Azure extends; @default that of `size`'),
};

/** Names of these options. */
const exactSizes = Object.keys(sizeFields) as (keyof typeof sizeFields)[];

/** Schema of the options of the component. */
export const postgresqlSchema = z.strictObject({
  ...serverFields('server'),
  ...sizeFields,
  backupDays: backupDays.default(14).describe('days that backups are retained, for recovery to any second'),
  servers: tenantServersSchema('server', backupDays, sizeFields, { size: 'large', storageGiB: 1024 }),
  geoBackup: z
    .boolean()
    .default(false)
    .describe('whether backups are copied to the paired location; it cannot be changed later'),
  certificateAuthorities: certificateAuthoritiesSchema(
    'the root certificates that Azure lists at https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-networking-ssl-tls',
  ),
  deletionProtection: z.boolean().default(true).describe('whether Terraform refuses to destroy or replace the servers'),
  existing: existingServersSchema(
    existingResourceId(serverType)
      .meta({ examples: [exampleServer] })
      .describe(
        'ID of the flexible server, which has authentication by Microsoft Entra and by passwords, and a private endpoint in the network',
      ),
    exampleServer,
  ),
});

/** Options of the component, with defaults applied. */
export type PostgresqlOptions = Readonly<z.output<typeof postgresqlSchema>>;

/** Options with those of the size. */
export type ResolvedPostgresqlOptions = PostgresqlOptions & { readonly sku: string; readonly storageGiB: number };

/**
 * Returns the options of the server of a tenant, with what its size determines.
 * @param tenant undefined for the options of all servers
 */
export function resolvePostgresqlOptions(all: PostgresqlOptions, tenant?: string): ResolvedPostgresqlOptions {
  const options = tenant === undefined ? all : resolveServerOptions<PostgresqlOptions>(all, tenant, exactSizes);
  const { sku, storageGiB } = postgresqlSizes[options.size];
  return { ...options, sku: options.sku ?? sku, storageGiB: options.storageGiB ?? storageGiB };
}
