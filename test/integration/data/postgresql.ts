import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { cloudNativePg, externalSecrets, flannel, localPath } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { createCertificates } from './certificates';
import { findFreePort } from './free-port';

/** Object of a custom resource that the tests read. */
interface RenderedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  /** Absent in ServiceAccounts. */
  readonly spec?: {
    readonly name?: string;
    readonly owner?: string;
    readonly postgresql?: { readonly parameters: Readonly<Record<string, string>>; readonly pg_hba: readonly string[] };
    readonly target?: { readonly name: string; readonly template: { readonly data: Readonly<Record<string, string>> } };
  };
}

/** User that runs PostgreSQL where this process is root, which PostgreSQL refuses. */
const unprivilegedUser = 65534;

const image = 'registry.acme.example/shop/web:1';

/**
 * Tests what is generated for databases with a PostgreSQL server of the distribution. It is a stand-in for CloudNativePG
 * and External Secrets: it applies the parameters and rules of the Cluster, creates the roles and databases of the
 * objects, and fills the templates of the Secrets, as those operators do.
 */
export async function testPostgres(report: Report, scratch: string): Promise<void> {
  const programs = findPostgresPrograms();
  if (programs === undefined) {
    report.skip('PostgreSQL', 'no PostgreSQL server in /usr/lib/postgresql: install the package postgresql');
    return;
  }
  const folder = join(scratch, 'postgresql');
  const secretsFolder = join(folder, 'secrets');
  const { server, objects, bindings } = renderDatabases(secretsFolder);
  const port = await findFreePort();
  const passwords = { web: 'w'.repeat(32), api: 'a'.repeat(32) };

  await report.check('PostgreSQL: starts with the parameters and rules of the server', async () => {
    mkdirSync(secretsFolder, { recursive: true });
    // The folder of a session is readable for its owner only.
    for (const path of [scratch, folder]) chmodSync(path, 0o755);
    await createCertificates(folder, 'postgresql-rw.shop.svc');
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (process.getuid?.() === 0)
      for (const path of [data, join(folder, 'server.key')]) chownSync(path, unprivilegedUser, unprivilegedUser);
    await runUnprivileged(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8']);
    const hba = ['local all postgres trust', ...(server.postgresql?.pg_hba ?? [])].join('\n');
    writeFileSync(join(data, 'pg_hba.conf'), `${hba}\n`);
    const settings = {
      ...server.postgresql?.parameters,
      port: String(port),
      listen_addresses: "'127.0.0.1'",
      unix_socket_directories: `'${data}'`,
      ssl: 'on',
      ssl_cert_file: `'${join(folder, 'server.crt')}'`,
      ssl_key_file: `'${join(folder, 'server.key')}'`,
    };
    const configuration = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    writeFileSync(join(data, 'postgresql.auto.conf'), `${configuration.join('\n')}\n`);
    const [program = '', ...args] = unprivilegedCommand(join(programs, 'postgres'), ['-D', data]);
    const daemon = new Daemon('PostgreSQL', program, args, join(folder, 'postgresql.log'));
    await daemon.waitUntil(async () => {
      await administrate(programs, data, port, 'SELECT 1');
      return true;
    }, 120);
  });

  await report.check('PostgreSQL: creates the roles and databases', async () => {
    const data = join(folder, 'data');
    for (const { kind, spec = {} } of objects) {
      const name = spec.name ?? '';
      if (kind === 'DatabaseRole')
        await administrate(
          programs,
          data,
          port,
          `CREATE ROLE "${name}" LOGIN PASSWORD '${passwords[name as keyof typeof passwords]}'`,
        );
      if (kind === 'Database')
        await administrate(programs, data, port, `CREATE DATABASE "${name}" OWNER "${spec.owner ?? ''}"`);
    }
  });

  const uri = (use: string) =>
    fillTemplate(bindings.get(use)?.uri ?? '', passwords[use as keyof typeof passwords]).replace(':5432/', `:${port}/`);
  const query = (uriOfUser: string, sql: string) =>
    run(join(programs, 'psql'), ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, uriOfUser], {
      // Instead of the DNS of the cluster.
      env: { PGHOSTADDR: '127.0.0.1' },
    });

  await report.check('PostgreSQL: an application connects with the keys of its Secret', async () => {
    for (const [use, data] of bindings) {
      mkdirSync(join(secretsFolder, use), { recursive: true });
      writeFileSync(join(secretsFolder, use, 'ca.crt'), await readCertificate(folder));
      if (data.username !== use) throw new Error(`the Secret of '${use}' has the user '${data.username ?? ''}'`);
    }
    await query(uri('web'), 'CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)');
    const { stdout } = await query(
      uri('web'),
      'SELECT (SELECT count(*) FROM orders), ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    if (stdout.trim() !== '1|t') throw new Error(`the answer is ${stdout}`);
  });

  await report.check(
    'PostgreSQL: refuses the user of another application, with its own and with this database',
    async () => {
      await expectFailure(query(uri('api').replace(/\/api\?/, '/web?'), 'SELECT 1'), /pg_hba.conf rejects connection/);
      await expectFailure(
        query(uri('web').replace('//web:', '//api:').replace('w'.repeat(32), 'a'.repeat(32)), 'SELECT 1'),
        /pg_hba.conf rejects connection/,
      );
      await expectFailure(
        query(uri('web').replace('w'.repeat(32), 'x'.repeat(32)), 'SELECT 1'),
        /authentication failed/,
      );
    },
  );

  await report.check('PostgreSQL: refuses connections without TLS, and the client another server', async () => {
    await expectFailure(query(uri('web').replace('verify-full', 'disable'), 'SELECT 1'), /pg_hba.conf rejects/);
    await expectFailure(
      query(uri('web').replace('postgresql-rw.shop.svc', 'postgresql-rw.other.svc'), 'SELECT 1'),
      /does not match host name/,
    );
    await createCertificates(join(folder, 'foreign'), 'postgresql-rw.shop.svc');
    writeFileSync(join(secretsFolder, 'web', 'ca.crt'), await readCertificate(join(folder, 'foreign')));
    await expectFailure(query(uri('web'), 'SELECT 1'), /certificate verify failed/);
  });
}

/** Renders a tenant with two applications that use a database each, and the content of their Secrets. */
function renderDatabases(secretsFolder: string) {
  const application = (name: string) => ({
    image,
    uses: { database: { files: join(secretsFolder, name), env: { DATABASE_URL: 'uri' } } },
  });
  const definition = {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: {
      dc1: {
        ...{ kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config', provides: { dns: {} } },
        components: ['flannel', 'local-path', 'external-secrets', 'cloudnative-pg'].map((kind) => ({ kind })),
      },
    },
    tenants: {
      shop: { clusters: ['dc1'], owners: 'shop', applications: { web: application('web'), api: application('api') } },
    },
  };
  const [cluster] = language([existing, flannel, localPath, externalSecrets, cloudNativePg]).plan(definition).clusters;
  const [tenant] = cluster?.tenants ?? [];
  if (!cluster || !tenant) throw new Error('no tenant is planned');
  const files = tenantRelease(tenant, cluster.clusterInfo).objects;
  const render = (file: string) => renderObjects(files[file] ?? (() => undefined)) as readonly RenderedObject[];
  const objects = render('05-database.yaml');
  const server = objects.find(({ kind }) => kind === 'Cluster')?.spec ?? {};
  const bindings = new Map(
    ['web', 'api'].map((name) => {
      const binding = render(`${name}.yaml`).find(({ spec }) => spec?.target?.name === `${name}-database`);
      return [name, binding?.spec?.target?.template.data ?? {}] as const;
    }),
  );
  return { server, objects, bindings };
}

function fillTemplate(template: string, password: string): string {
  return template.replaceAll('{{ .password }}', password);
}

async function readCertificate(folder: string): Promise<string> {
  const { stdout } = await run('openssl', ['x509', '-in', join(folder, 'ca.crt')]);
  return stdout;
}

/** Runs SQL as the superuser by the socket, as the operator does in the pod. */
async function administrate(programs: string, data: string, port: number, sql: string): Promise<void> {
  const args = ['-X', '-v', 'ON_ERROR_STOP=1', '-h', data, '-p', String(port), '-U', 'postgres', '-c', sql];
  await runUnprivileged(join(programs, 'psql'), args);
}

async function runUnprivileged(program: string, args: readonly string[]): Promise<void> {
  const [command = '', ...rest] = unprivilegedCommand(program, args);
  await run(command, rest);
}

function unprivilegedCommand(program: string, args: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return [program, ...args];
  const user = String(unprivilegedUser);
  return ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', program, ...args];
}

async function expectFailure(action: Promise<{ readonly stdout: string }>, message: RegExp): Promise<void> {
  const output = await action.then(
    ({ stdout }) => `success: ${stdout}`,
    (error: unknown) => String(error instanceof Error && 'output' in error ? error.output : error),
  );
  if (!message.test(output)) throw new Error(`expected ${String(message)}, got: ${output}`);
}

/** Returns the folder with the programs of the newest installed PostgreSQL; undefined if there is none. */
function findPostgresPrograms(): string | undefined {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
}
