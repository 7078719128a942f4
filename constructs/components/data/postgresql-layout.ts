import type { ServerUseEntry } from '../../../src/definition/uses';
import { bindingSecretName } from '../../../src/definition/uses';
import { groupBy } from '../../../src/checks/duplicates';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { listProvidedUses, resolveUseName, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { resolveEngine, type EngineOptions, type PostgresEngine } from './postgresql-engine';
import { resolveSize, type ServerSize, type SizeOptions } from './server-size';

/** Sizes of a PostgreSQL server. */
export const postgresSizes = {
  small: { cpu: '250m', memory: '1Gi', storageGiB: 10, instances: 1 },
  medium: { cpu: '1', memory: '4Gi', storageGiB: 50, instances: 2 },
  large: { cpu: '4', memory: '16Gi', storageGiB: 200, instances: 3 },
} as const;

/** What the platform sets for one server: its size where workloads share it, its program, and a restore. */
export interface ServerSettings extends SizeOptions, EngineOptions {
  /** Time to which the server is restored from its backup, in RFC 3339. */
  readonly restoreTime?: string | undefined;
}

/** Sizes of servers that workloads share, the program of all, and settings of single servers by `<namespace>/<server>`. */
export interface LayoutOptions extends SizeOptions, EngineOptions {
  readonly servers: Readonly<Record<string, ServerSettings>>;
}

/** PostgreSQL server in a namespace of a tenant: a Cluster of CloudNativePG. */
export interface PostgresServer extends ServerSize, PostgresEngine {
  readonly name: string;
  readonly namespace: string;
  readonly tenant: string;
  /** Whether it is retained when nothing uses it any more. */
  readonly retained: boolean;
  readonly databases: readonly PostgresDatabase[];
  readonly nodes: TenantPlan['nodes'];
  /** Server whose backup it is restored from, and the time. @default an empty server */
  readonly restoredFrom?: { readonly server: string; readonly time: string };
}

/** Database on a server, and its owner of the same name. */
export interface PostgresDatabase {
  readonly name: string;
  readonly retained: boolean;
  readonly uses: readonly ProvidedUse[];
}

const sharedServer = 'postgresql';

/** Returns the name of the server of a use, without a restore. */
export function originalServerName({ workload, use }: ProvidedUse): string {
  return use.options.dedicated === true ? bindingSecretName(workload.name, use) : sharedServer;
}

/** Returns the name of the server of a use. A restored server has the digits of the time at its end. */
export function resolveServerName(provided: ProvidedUse, options: Pick<LayoutOptions, 'servers'>): string {
  const name = originalServerName(provided);
  const time = options.servers[`${provided.workload.namespace}/${name}`]?.restoreTime;
  return time === undefined ? name : `${name}-${time.replace(/\D/g, '').slice(0, 14)}`;
}

/** Returns the name of the database of a use, and of its owner. */
export function databaseName({ workload, use }: ProvidedUse): string {
  return resolveUseName(workload.name, use);
}

/** Returns the name of the Secret with the password of a database's owner, and of the objects of the database. */
export function databaseObjectName(server: string, database: string): string {
  return `${server}-db-${database}`;
}

/** Lists the servers of a tenant on a cluster, with their databases. */
export function listServers(tenant: TenantPlan, options: LayoutOptions): readonly PostgresServer[] {
  const groups = groupBy(
    listProvidedUses(tenant, 'database'),
    (provided) => `${provided.workload.namespace}/${originalServerName(provided)}`,
  );
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, uses]) => {
      const [first] = uses;
      if (!first) return [];
      const { restoreTime, version, image, parameters, ...size } = options.servers[key] ?? {};
      const databases = [...groupBy(uses, databaseName)].map(([name, databaseUses]) => ({
        name,
        retained: databaseUses.some(({ use }) => isRetained(use)),
        uses: databaseUses,
      }));
      const isShared = first.use.options.dedicated !== true;
      const server = originalServerName(first);
      return [
        {
          name: resolveServerName(first, options),
          namespace: first.workload.namespace,
          tenant: tenant.name,
          ...resolveSize(definedOptions(isShared ? options : first.use.options, size), postgresSizes),
          ...resolveEngine(options, { version, image, parameters }),
          // Databases of removed workloads may be on a shared server.
          retained: isShared || isRetained(first.use),
          databases,
          nodes: tenant.nodes,
          ...(restoreTime === undefined ? {} : { restoredFrom: { server, time: restoreTime } }),
        },
      ];
    });
}

function isRetained({ options }: ServerUseEntry): boolean {
  return options.onRemoval !== 'delete';
}

/** Returns size options of which the second ones take precedence. */
function definedOptions(options: SizeOptions, settings: SizeOptions): SizeOptions {
  return Object.fromEntries(
    [...Object.entries(options), ...Object.entries(settings)].filter(([, value]) => value !== undefined),
  );
}
