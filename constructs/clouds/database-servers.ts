import { z } from 'zod';
import type { TenantReference } from '../../src/kinds/bound-component';
import { dnsLabel } from '../../src/schema/field-types';
import { error, type Problem } from '../../src/schema/problem';

/** Sizes of servers, and of what tenants use. */
export const serverSize = z.enum(['small', 'medium', 'large']);

/**
 * Returns the schema of the option `servers`: options of the servers of single tenants.
 * @param fields options of a server, all optional
 */
export function tenantServersSchema<const S extends z.ZodRawShape>(
  fields: S,
  example: NoInfer<z.input<z.ZodObject<S>>>,
) {
  return z
    .record(dnsLabel, z.strictObject(fields))
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
