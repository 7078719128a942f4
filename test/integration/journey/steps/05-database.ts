import { join } from 'node:path';
import { expectEqual } from '../../apply/expect';
import type { KubernetesObject } from '../../cluster/api';
import { readContainerEnvironment } from '../../cluster/container-environment';
import { evaluateWithCyclonus } from '../../cluster/cyclonus';
import { listConnections, listNetworkPolicies, listPeers } from '../../cluster/reachability-table';
import { expectFailure, PostgresServer } from '../../data/postgres-server';
import { createBindingSecret, readClusterObjects, startDatabase, type TenantDatabase } from '../database';
import { applyPlatform, applyStandIns, getDeployment } from '../platform';
import type { JourneyContext, JourneyStep } from '../step';

const programs = PostgresServer.findPrograms();

const workloads = [
  { tenant: 'shop', workload: 'web' },
  { tenant: 'bank', workload: 'ledger' },
] as const;

export const step: JourneyStep = {
  name:
    programs === undefined
      ? 'the application gets the connection details of a database'
      : 'the application uses its database in PostgreSQL, and no other tenant does',
  standIns: [
    ...applyStandIns,
    'operators of PostgreSQL and secrets',
    'containers',
    ...(programs === undefined ? ['PostgreSQL, which is not installed'] : []),
  ],
  run: async (context) => {
    await define(context);
    await applyPlatform(context);
    await expectVariables(context);
    const objects = readClusterObjects(context, 'dev');
    await expectPolicies(context, objects);
    if (programs === undefined) return;
    const databases: TenantDatabase[] = [];
    try {
      for (const { tenant, workload } of workloads) {
        const database = await startDatabase(context, objects, tenant, programs);
        databases.push(database);
        await createBindingSecret(context, objects, { tenant, workload }, database);
      }
      await expectConnections(context, databases);
    } finally {
      for (const { server } of databases) server.stop();
    }
  },
};

/** Adds components for databases, a second tenant, and a database for the application of each. */
async function define(context: JourneyContext): Promise<void> {
  const { project } = context;
  const components = 'components: [{ kind: external-secrets }, { kind: cloudnative-pg }]';
  project.write(
    'platform.yaml',
    project
      .read('platform.yaml')
      .replaceAll('namespace: ingress } } }', `namespace: ingress }, storage: {} }, ${components} }`),
  );
  await project.mustRun('new', 'tenant', 'bank');
  await project.mustRun('new', 'application', 'bank/ledger');
  for (const { tenant, workload } of workloads) {
    const uses = `    uses: { database: { env: { DATABASE_URL: uri }, files: '${filesOf(context, workload)}' } }\n`;
    const file = `tenants/${tenant}.yaml`;
    project.write(file, project.read(file).replace('    image:', `${uses}    image:`));
  }
}

/** Folder of the container with the keys of its database; the application of this test runs outside of a container. */
function filesOf({ parent }: JourneyContext, workload: string): string {
  return join(parent.folder, `files-${workload}`);
}

/** Expects that the application has the address of its database from the Secret of this use, on both clusters. */
async function expectVariables(context: JourneyContext): Promise<void> {
  for (const cluster of ['dev', 'prod'] as const) {
    const { spec } = await getDeployment(context, cluster, 'web');
    const variables = spec.template.spec.containers[0]?.env ?? [];
    const { name, key } = variables.find((variable) => variable.name === 'DATABASE_URL')?.valueFrom?.secretKeyRef ?? {};
    expectEqual([name, key], ['web-database', 'uri']);
  }
}

/** Evaluates who reaches the pods of the PostgreSQL server of tenant `shop`, as the network of the cluster does. */
async function expectPolicies(context: JourneyContext, objects: readonly KubernetesObject[]): Promise<void> {
  const policies = listNetworkPolicies(objects);
  const connections = listConnections(listPeers(objects), policies).filter(
    ({ target, port }) =>
      target.namespace === 'shop' && 'cnpg.io/cluster' in (target.end.pod?.labels ?? {}) && port.port === 5432,
  );
  const isAllowed = await evaluateWithCyclonus(policies, connections, join(context.parent.folder, 'policies'));
  const sources = connections.filter((_, index) => isAllowed[index]).map(({ source }) => source.name);
  expectEqual(sources.includes('shop/web'), true);
  expectEqual(
    sources.filter((name) => name.startsWith('bank/')),
    [],
  );
}

/** Connects as each application with what its container gets, and as the application of the other tenant. */
async function expectConnections(context: JourneyContext, databases: readonly TenantDatabase[]): Promise<void> {
  const [shop, bank] = databases;
  if (!shop || !bank) throw new Error('no database was started');
  const { DATABASE_URL: shopUrl = '' } = await readContainerEnvironment(context.controlPlanes.dev.api, 'shop', 'web');
  const { DATABASE_URL: bankUrl = '' } = await readContainerEnvironment(
    context.controlPlanes.dev.api,
    'bank',
    'ledger',
  );
  await shop.server.query(
    shopUrl,
    "CREATE TABLE orders (id int, customer text); INSERT INTO orders VALUES (1, 'first')",
  );
  const { stdout } = await shop.server.query(
    shopUrl,
    'SELECT customer, ssl FROM orders, pg_stat_ssl WHERE pid = pg_backend_pid()',
  );
  expectEqual(stdout.trim(), 'first|t');
  await bank.server.query(bankUrl, 'CREATE TABLE accounts (id int)');
  // With its own keys, `bank` does not even accept the certificate of the server of `shop`.
  const atShop = bankUrl.replace(/@[^/]+\/ledger/, /@[^/]+\/web/.exec(shopUrl)?.[0] ?? '');
  await expectFailure(shop.server.query(atShop, 'SELECT 1'), /certificate verify failed/);
  const withoutVerification = atShop.replace('verify-full', 'require').replace(/&sslrootcert=[^&]*/, '');
  await expectFailure(shop.server.query(withoutVerification, 'SELECT 1'), /pg_hba.conf rejects|authentication failed/);
  // A stolen name without the password.
  const asShop = shopUrl.replace(/:[^:@]*@/, `:${bank.passwordOf('ledger')}@`);
  await expectFailure(shop.server.query(asShop, 'SELECT 1'), /authentication failed/);
}
