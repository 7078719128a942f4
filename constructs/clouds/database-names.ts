import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { listProvidedUses, resolveUseName, usePath } from '../../src/kinds/provided-uses';
import { dnsLabel } from '../../src/schema/field-types';
import { error, type Problem } from '../../src/schema/problem';
import { digest } from '../digest';

/** Longest name of PostgreSQL in bytes. @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html */
const maxSqlNameLength = 63;

/** Returns a name in PostgreSQL: hyphens would need quotes in each statement; the end of a long name becomes a digest. */
export function sqlName(name: string): string {
  const sql = name.replaceAll('-', '_');
  return sql.length <= maxSqlNameLength ? sql : `${sql.slice(0, maxSqlNameLength - 9)}_${digest(sql).slice(0, 8)}`;
}

/** Checks that workloads share a database only where each of them names it. */
export function checkSharedDatabases(tenant: TenantPlan): readonly Problem[] {
  const uses = listProvidedUses(tenant, 'database');
  const names = uses.map((provided) => resolveUseName(provided.workload.name, provided.use));
  return uses.flatMap((provided, index) => {
    const name = names[index] ?? '';
    if (provided.use.options.name !== undefined || names.filter((other) => other === name).length === 1) return [];
    return [
      error(
        usePath(provided),
        undefined,
        `would be database '${name}', which another workload of the tenant uses`,
        `write \`name: '${name}'\` here too to share it, or another \`name\``,
      ),
    ];
  });
}

/**
 * Checks the names of databases that tenants write.
 * @param reserved names that are of PostgreSQL and the cloud
 */
export function checkDatabaseNames(tenant: TenantPlan, reserved: readonly string[]): readonly Problem[] {
  return listProvidedUses(tenant, 'database').flatMap((provided) => {
    const { name } = provided.use.options;
    if (name === undefined || (dnsLabel.safeParse(name).success && !reserved.includes(name))) return [];
    const message = reserved.includes(name) ? 'is reserved' : 'must consist of lowercase letters, digits and hyphens';
    return [error([...usePath(provided), 'name'], name, message, 'write another name')];
  });
}
