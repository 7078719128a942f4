import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { Daemon } from '../cluster/daemon';
import { createCertificates } from './certificates';
import { findFreePort } from './free-port';

/** User that runs PostgreSQL where this process is root, which PostgreSQL refuses. */
const unprivilegedUser = 65534;

/** What the operator sets from a Cluster. */
export interface PostgresSettings {
  readonly parameters: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf. */
  readonly rules: readonly string[];
  /** Name of the server in its certificate. */
  readonly host: string;
}

/** Object of CloudNativePG for a role or a database. */
export interface DatabaseObject {
  readonly kind: string;
  readonly spec?: { readonly name?: string; readonly owner?: string };
}

/**
 * A PostgreSQL server of the distribution on loopback. It is a stand-in for CloudNativePG: it applies the parameters and
 * rules of a Cluster, and creates the roles and databases of the objects, as the operator does.
 */
export class PostgresServer {
  private constructor(
    readonly port: number,
    private readonly programs: string,
    /** Folder of its data, and of its socket. */
    readonly data: string,
    private readonly daemon: Daemon,
  ) {}

  /** Returns the folder with the programs of the newest installed PostgreSQL; undefined if there is none. */
  static findPrograms(): string | undefined {
    const folder = '/usr/lib/postgresql';
    if (!existsSync(folder)) return undefined;
    const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(folder, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
  }

  /**
   * Starts a server, with its data and certificates in a folder.
   * @param programs folder of {@link findPrograms}
   * @param parents folders above, which the user of the server must be able to read
   * @param createData creates the data in an empty folder; @default initdb
   */
  static async start(
    programs: string,
    folder: string,
    { parameters, rules, host }: PostgresSettings,
    parents: readonly string[],
    createData: (data: string) => Promise<unknown> = (data) =>
      runUnprivileged(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '-E', 'UTF8']),
  ): Promise<PostgresServer> {
    mkdirSync(folder, { recursive: true });
    for (const path of [...parents, folder]) chmodSync(path, 0o755);
    await createCertificates(folder, host);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    if (process.getuid?.() === 0)
      for (const path of [data, join(folder, 'server.key')]) chownSync(path, unprivilegedUser, unprivilegedUser);
    await createData(data);
    writeFileSync(join(data, 'pg_hba.conf'), `${['local all postgres trust', ...rules].join('\n')}\n`);
    const port = await findFreePort();
    const settings = {
      ...parameters,
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
    const server = new PostgresServer(port, programs, data, daemon);
    await daemon.waitUntil(async () => {
      await server.administrate('SELECT 1');
      return true;
    }, 120);
    return server;
  }

  /** Creates the roles and databases of objects. @param passwordOf password of a role by its name */
  async createAll(objects: readonly DatabaseObject[], passwordOf: (role: string) => string): Promise<void> {
    for (const { kind, spec = {} } of objects) {
      const name = spec.name ?? '';
      if (kind === 'DatabaseRole')
        await this.administrate(`CREATE ROLE "${name}" LOGIN PASSWORD '${passwordOf(name)}'`);
      if (kind === 'Database') await this.administrate(`CREATE DATABASE "${name}" OWNER "${spec.owner ?? ''}"`);
    }
  }

  /**
   * Runs SQL as a client of the server; the port of the address is replaced by that of the server.
   * @param uri address with user, password and TLS settings, with the port 5432
   */
  query(uri: string, sql: string) {
    const address = uri.replace(':5432/', `:${this.port}/`);
    return run(join(this.programs, 'psql'), ['-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql, address], {
      // Instead of the DNS of the cluster.
      env: { PGHOSTADDR: '127.0.0.1' },
    });
  }

  /**
   * Runs statements of psql as a client of the server.
   * @param variables environment variables that the statements read
   */
  execute(uri: string, statements: string, variables: Readonly<Record<string, string>>) {
    const address = uri.replace(':5432/', `:${this.port}/`);
    return run(join(this.programs, 'psql'), ['-X', '-q', '-v', 'ON_ERROR_STOP=1', address], {
      env: { PGHOSTADDR: '127.0.0.1', ...variables },
      input: statements,
    });
  }

  stop(): void {
    this.daemon.stop();
  }

  /** Runs SQL as the superuser by the socket, as the operator does in the pod. Returns the values of the result. */
  async administrate(sql: string, database = 'postgres'): Promise<string> {
    const connection = ['-h', this.data, '-p', String(this.port), '-U', 'postgres', '-d', database];
    const args = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', ...connection, '-c', sql];
    return (await runUnprivileged(join(this.programs, 'psql'), args)).trim();
  }
}

/** Returns the certificate authority of a server, in PEM. @param folder that of the server */
export async function readCertificateAuthority(folder: string): Promise<string> {
  const { stdout } = await run('openssl', ['x509', '-in', join(folder, 'ca.crt')]);
  return stdout;
}

/** Waits until an action fails. @throws if it succeeds, or its output does not match */
export async function expectFailure(action: Promise<{ readonly stdout: string }>, message: RegExp): Promise<void> {
  const output = await action.then(
    ({ stdout }) => `success: ${stdout}`,
    (error: unknown) => String(error instanceof Error && 'output' in error ? error.output : error),
  );
  if (!message.test(output)) throw new Error(`expected ${String(message)}, got: ${output}`);
}

/** Makes the user of the servers the owner of a folder and its content. */
export async function ownByServers(folder: string): Promise<void> {
  if (process.getuid?.() === 0) await run('chown', ['-R', `${unprivilegedUser}:${unprivilegedUser}`, folder]);
}

/** Runs a program as the user of the servers. Returns its output. */
async function runUnprivileged(program: string, args: readonly string[]): Promise<string> {
  const [command = '', ...rest] = unprivilegedCommand(program, args);
  return (await run(command, rest)).stdout;
}

function unprivilegedCommand(program: string, args: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return [program, ...args];
  const user = String(unprivilegedUser);
  return ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--', program, ...args];
}
