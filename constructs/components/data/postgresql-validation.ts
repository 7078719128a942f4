import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { dnsLabel } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { databaseName, type PostgresServer } from './postgresql-layout';
import { initialDatabase } from './postgresql-server';
import { checkVerifiesServer, listProvidedUses, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { sizeOptionNames } from './server-size';

/** Longest name of a Cluster: the operator adds suffixes to it. */
const maxServerNameLength = 50;

const reservedNames = ['postgres', 'template0', 'template1', 'streaming-replica', initialDatabase];

/** Returns the errors about the databases of a tenant. Paths are relative to the tenant. */
export function validateDatabases(tenant: TenantPlan, servers: readonly PostgresServer[]): readonly Problem[] {
  return [
    ...listProvidedUses(tenant, 'database').flatMap(validateUse),
    ...servers.flatMap((server) => [...validateServerName(server), ...validateSharedDatabases(server)]),
  ];
}

function validateUse(provided: ProvidedUse): readonly Problem[] {
  const { options } = provided.use;
  const path = usePath(provided);
  const name = databaseName(provided);
  return [
    ...checkVerifiesServer(provided),
    ...(options.dedicated === true
      ? []
      : sizeOptionNames.flatMap((option) =>
          options[option] === undefined
            ? []
            : [
                error(
                  [...path, option],
                  options[option],
                  'is the size of a server, but all databases of the namespace share this one',
                  'add `dedicated: true` for a server of its own, or let the platform set the size of the shared server',
                ),
              ],
        )),
    ...(dnsLabel.safeParse(name).success && !reservedNames.includes(name)
      ? []
      : [
          error(
            [...path, 'name'],
            name,
            reservedNames.includes(name) ? 'is reserved' : 'must consist of lowercase letters, digits and hyphens',
            'write another name',
          ),
        ]),
    ...(options.port === 5432
      ? []
      : [error([...path, 'port'], options.port, 'is the port of an external server', 'remove it')]),
  ];
}

function validateServerName({ name, databases }: PostgresServer): readonly Problem[] {
  const provided = databases[0]?.uses[0];
  if (!provided || name.length <= maxServerNameLength) return [];
  const message = `would create server '${name}', whose name has more than ${maxServerNameLength} characters`;
  return [error(usePath(provided), undefined, message, 'write a shorter name for the workload or the use')];
}

/** Two uses share a database only where both name it. */
function validateSharedDatabases({ databases }: PostgresServer): readonly Problem[] {
  return databases
    .filter(({ uses }) => uses.length > 1)
    .flatMap(({ name, uses }) =>
      uses
        .filter(({ use }) => use.options.name === undefined)
        .map((provided) =>
          error(
            usePath(provided),
            undefined,
            `would be database '${name}', which another workload of the namespace uses`,
            `write \`name: '${name}'\` here too to share it, or another \`name\``,
          ),
        ),
    );
}
