import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provisionDatabaseStatements } from '../../../constructs/clouds/provision-databases';
import type { Report } from '../../../tools/report';
import { expectFailure, PostgresServer } from './postgres-server';

/** Name of the server in its certificate, and in addresses. */
const host = 'database.acme.example';

/**
 * Tests the statements by which a job creates users and databases on a server of a cloud, with a PostgreSQL server of the
 * distribution: its administrator may create roles and databases, and is no superuser, as in a cloud.
 */
export async function testCloudDatabases(report: Report, scratch: string): Promise<void> {
  const programs = PostgresServer.findPrograms();
  if (programs === undefined) {
    report.skip('databases of clouds', 'no PostgreSQL server in /usr/lib/postgresql: install the package postgresql');
    return;
  }
  const folder = join(scratch, 'cloud-databases');
  const settings = { parameters: {}, rules: ['host all all 127.0.0.1/32 scram-sha-256'], host };
  const server = await PostgresServer.start(programs, folder, settings, [scratch]);
  const uri = (user: string, database: string) => `postgresql://${user}:${user}@${host}:5432/${database}`;
  const provision = async (username: string, database: string) => {
    const file = join(folder, `${username}.json`);
    writeFileSync(file, JSON.stringify({ username, database, password: username }));
    await server.execute(uri('administrator', 'postgres'), provisionDatabaseStatements, { FILE: file });
  };
  const query = (user: string, database: string, sql: string) => server.query(uri(user, database), sql);

  await report.check('databases of clouds: a job creates users and databases, and can be repeated', async () => {
    await server.administrate("CREATE ROLE administrator LOGIN CREATEROLE CREATEDB PASSWORD 'administrator'");
    for (const user of ['web_database', 'api_database', 'web_database']) await provision(user, user.slice(0, 3));
    await query('web_database', 'web', 'CREATE SCHEMA shop; CREATE TABLE shop.orders (id int)');
  });

  await report.check('databases of clouds: no other user can connect to a database', async () => {
    await expectFailure(query('api_database', 'web', 'SELECT 1'), /permission denied for database/);
  });

  await report.check(
    'databases of clouds: the user of a renamed workload owns what the previous one created',
    async () => {
      await provision('store_database', 'web');
      await query('store_database', 'web', 'INSERT INTO shop.orders VALUES (1); ALTER TABLE shop.orders ADD paid bool');
      await query('web_database', 'web', 'DROP TABLE shop.orders; DROP SCHEMA shop');
    },
  );

  await report.check('databases of clouds: names of any length', async () => {
    const name = 'n'.repeat(63);
    for (let run = 0; run < 2; run++) await provision(name, name);
    await query(name, name, 'CREATE TABLE t (id int)');
  });
  server.stop();
}
