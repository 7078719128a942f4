import { bindingSecretName, isServerUse } from '../../src/definition/uses';
import type { Additions } from '../../src/kinds/additions';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import type { NetworkRule } from '../../src/kinds/network-rules';
import { listProvidedUses, resolveUseName, usePath, type ProvidedUse } from '../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../src/kinds/provides';
import { error, type Problem } from '../../src/schema/problem';
import { addDatabaseBinding, listDatabaseKeys, type DatabaseAuthority } from './database-binding';
import { checkDatabaseNames, checkSharedDatabases, sqlName } from './database-names';

/** Port of PostgreSQL. */
export const postgresqlPort = 5432;

/** Database of a use, on the server of its tenant. */
export interface TenantDatabase {
  /** Name of the Secret of the use. */
  readonly name: string;
  /** Key of the credentials in the secret store of the tenant. */
  readonly secret: string;
  /** Name in PostgreSQL. */
  readonly database: string;
  /** Name of the owner in PostgreSQL. */
  readonly username: string;
}

/** PostgreSQL service of a cloud, with one server for each tenant and environment. */
export interface DatabaseService {
  /** Name of the service for people, such as `RDS`. */
  readonly service: string;
  /** Names of databases that are of PostgreSQL and the cloud. */
  readonly reservedNames: readonly string[];
  /** Returns the address range of the servers; undefined where the network of the cluster has none. */
  readonly tryGetRange: (cluster: ClusterInfo) => string | undefined;
  /** Certificate authority of the servers; undefined where it is not known. */
  readonly authority: DatabaseAuthority | undefined;
  /** Returns the key of the credentials of a use in the secret store of its tenant. */
  readonly secretKey: (use: ProvidedUse, cluster: ClusterInfo) => string;
  /** Returns the server of a tenant, and what creates its databases. */
  readonly addDatabases: (tenant: TenantPlan, databases: readonly TenantDatabase[], cluster: ClusterInfo) => Additions;
}

/** Returns the capability `database` of a cloud: its Secrets come from the secret manager of the cloud. */
export function provideTenantDatabases(database: DatabaseService): ProvidedCapability {
  const { service, reservedNames, authority, secretKey, tryGetRange, addDatabases } = database;
  return {
    endpoint: { api: 'postgresql', bindingKeys: listDatabaseKeys(authority) },
    validateTenant: (tenant) => [
      ...checkDatabaseNames(tenant, reservedNames),
      ...checkSharedDatabases(tenant),
      ...listProvidedUses(tenant, 'database').flatMap((use) => checkServerOptions(use, service)),
    ],
    forTenant: (tenant, { cluster }) => {
      const uses = listProvidedUses(tenant, 'database');
      if (uses.length === 0) return {};
      const databases = uses.map((provided): TenantDatabase => {
        const name = bindingSecretName(provided.workload.name, provided.use);
        return {
          name,
          secret: secretKey(provided, cluster),
          database: sqlName(resolveUseName(provided.workload.name, provided.use)),
          username: sqlName(name),
        };
      });
      return addDatabases(tenant, databases, cluster);
    },
    forWorkload: (workload, { cluster, uses }) => {
      const provided = uses.filter(isServerUse).map((use) => ({ workload, use }));
      if (provided.length === 0) return {};
      return {
        objects: (scope) => {
          for (const use of provided) addDatabaseBinding(scope, use, secretKey(use, cluster), authority);
        },
        egress: databaseEgress(tryGetRange(cluster)),
      };
    },
  };
}

/** Returns the rules for connections to the servers in an address range. */
export function databaseEgress(range: string | undefined): readonly NetworkRule[] {
  return range === undefined ? [] : [{ peer: { cidr: range }, ports: [postgresqlPort] }];
}

/** Options of a use for servers that a component runs in the cluster. */
const serverOptions = ['size', 'cpu', 'memory', 'storageGiB', 'instances', 'dedicated', 'onRemoval'] as const;

/** Checks that a use of a database sets no option of a server: the databases of a tenant share one. */
function checkServerOptions(provided: ProvidedUse, service: string): readonly Problem[] {
  const { options } = provided.use;
  const path = usePath(provided);
  return [
    ...serverOptions.flatMap((option) =>
      options[option] === undefined
        ? []
        : [
            error(
              [...path, option],
              options[option],
              `is not an option of databases of ${service}: those of a tenant share one server, which retains them`,
              'remove it; `servers` of the component sets the size of the server of each tenant',
            ),
          ],
    ),
    ...(options.port === postgresqlPort
      ? []
      : [error([...path, 'port'], options.port, 'is the port of an external server', 'remove it')]),
  ];
}
