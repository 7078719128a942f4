import { z } from 'zod';
import type { TenantReference } from '../../src/kinds/bound-component';
import { dnsLabel } from '../../src/schema/field-types';
import { error, type Problem } from '../../src/schema/problem';

/** What a cloud names a server of databases. */
type ServerNoun = 'instance' | 'server';

const version = z.enum(['16', '17']);
const size = z.enum(['small', 'medium', 'large']);
const multiZone = z.boolean();

/** Returns the options of all servers that each cloud has, next to `backupDays`, whose range differs. */
export function serverFields(server: ServerNoun) {
  return {
    version: version.default('17').describe('major version of PostgreSQL, in quotes'),
    size: size.default('small').describe(`size of the ${server} of each tenant`),
    multiZone: multiZone.default(true).describe('whether a standby runs in another zone'),
  };
}

/** Returns the options of the server of a single tenant that each cloud has. */
function tenantServerFields(server: ServerNoun, backupDays: z.ZodNumber) {
  return {
    version: version.optional().describe(`major version of PostgreSQL, in quotes; @default that of all ${server}s`),
    size: size.optional().describe(`size of the ${server}; @default that of all ${server}s`),
    multiZone: multiZone.optional().describe(`whether a standby runs in another zone; @default as for all ${server}s`),
    backupDays: backupDays.optional().describe(`days that backups are retained; @default as for all ${server}s`),
  };
}

/** Schema of the option `servers`, as {@link tenantServersSchema} returns it. */
type TenantServerShape<S extends z.ZodRawShape> = ReturnType<typeof tenantServerFields> & S;

/**
 * Returns the schema of the option `servers`: options of the servers of single tenants, those that each cloud has included.
 * @param backupDays days that the cloud can retain backups
 * @param sizeFields options of the cloud that have a default by `size`, all optional
 */
export function tenantServersSchema<const S extends z.ZodRawShape>(
  server: ServerNoun,
  backupDays: z.ZodNumber,
  sizeFields: S,
  example: NoInfer<z.input<z.ZodObject<TenantServerShape<S>>>>,
) {
  return z
    .record(dnsLabel, z.strictObject({ ...tenantServerFields(server, backupDays), ...sizeFields }))
    .default({})
    .meta({ examples: [{ shop: example }] })
    .describe(
      'options of the servers of single tenants, by tenant, in place of those of all servers; a `size` here replaces the exact sizes of all servers too',
    );
}

/** Lists the tenants that the option `servers` names. */
export function listTenantServers(servers: Readonly<Record<string, unknown>>): readonly TenantReference[] {
  return Object.keys(servers).map((tenant) => ({ path: ['servers', tenant], tenant }));
}

/**
 * Returns the options of the server of a tenant: those of all servers, and its own in place of them.
 * @param exactSizes options whose default `size` determines; those of all servers do not apply to a server with its own size
 */
export function resolveServerOptions<O extends object>(
  options: O & { readonly servers: Readonly<Record<string, object>> },
  tenant: string,
  exactSizes: readonly (keyof O)[],
): O {
  const own = Object.fromEntries(
    Object.entries(options.servers[tenant] ?? {}).filter(([, value]) => value !== undefined),
  );
  const replaced = 'size' in own ? exactSizes : [];
  const others = Object.entries(options).filter(([option]) => !replaced.includes(option as keyof O));
  return { ...Object.fromEntries(others), ...own } as O;
}

/** Checks that options of servers are not those of servers that exist without Plinth. */
export function checkTenantServers({
  servers,
  existing,
}: {
  readonly servers: Readonly<Record<string, unknown>>;
  readonly existing: Readonly<Record<string, unknown>>;
}): readonly Problem[] {
  return Object.keys(servers)
    .filter((tenant) => tenant in existing)
    .map((tenant) =>
      error(
        ['servers', tenant],
        undefined,
        'is the server in `existing`, which Plinth does not change',
        'remove one of the two entries',
      ),
    );
}
