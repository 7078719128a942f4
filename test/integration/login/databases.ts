import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../../constructs/kinds';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { language } from '../../../src/language';
import { run } from '../../../tools/command';
import { valueAtPath } from '../../../src/schema/problem';
import { isChartRelease } from '../../../src/kinds/release';
import { synthesizeObjects } from '../../support/rendered';
import type { KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { findFreePort } from '../data/free-port';
import { expectFailure, PostgresServer, readCertificateAuthority } from '../data/postgres-server';
import type { Check } from './check';
import { findIssuerProgram, type OryProgram } from './programs';

/** Host of the server in its certificate: the name of the Service does not resolve here. */
const host = 'localhost';

const definition = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml' },
      provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {}, certificates: {}, storage: {} },
      components: ['external-secrets', 'cloudnative-pg', 'ory'].map((kind) => ({ kind })),
    },
  },
};

/**
 * Tests the databases of Kratos and Hydra on a PostgreSQL server of the distribution. It is a stand-in for CloudNativePG and
 * External Secrets: it applies parameters and rules of the Cluster, creates roles and databases of the objects, and fills the
 * templates of the Secrets. The programs then read the URL as their pods do.
 * @param programs folder of the programs of PostgreSQL
 */
export async function testDatabases(check: Check, folder: string, programs: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plan = language(kinds).plan(definition).clusters[0] as ClusterPlan;
  const objects = readObjects(plan);
  const passwordOf = (role: string) => role.padEnd(32, 'x');
  let server: PostgresServer | undefined;
  try {
    const isRunning = await check('databases: the server starts with the roles and databases of ORY', async () => {
      const { parameters, pg_hba: rules } = getSpec(objects, 'Cluster', 'postgresql').postgresql;
      const postgresFolder = join(folder, 'postgresql');
      server = await PostgresServer.start(programs, postgresFolder, { parameters, rules, host }, [
        join(folder, '..'),
        folder,
      ]);
      await server.createAll(objects, passwordOf);
      writeFileSync(join(folder, 'ca.crt'), await readCertificateAuthority(postgresFolder));
    });
    if (!isRunning || !server) return;
    const { port } = server;
    const urlOf = (service: OryProgram) => readUrl(plan, objects, service, { folder, port, passwordOf });
    for (const service of ['kratos', 'hydra'] as const)
      await check(`databases: ${service} migrates the schema, and starts, with the URL of its Secret`, () =>
        startService(plan, service, folder, urlOf(service)),
      );
    await check('databases: a service cannot connect to the database of another', async () => {
      const other = urlOf('hydra').replace('/ory-hydra?', '/ory-kratos?');
      if (other === urlOf('hydra')) throw new Error('the URL has another form');
      if (server) await expectFailure(server.query(other, 'SELECT 1'), /pg_hba.conf rejects connection/);
    });
  } finally {
    server?.stop();
  }
}

interface DatabaseSpec {
  readonly postgresql: { readonly parameters: Readonly<Record<string, string>>; readonly pg_hba: readonly string[] };
  readonly target: { readonly template: { readonly data: Readonly<Record<string, string>> } };
}

function readObjects(plan: ClusterPlan): readonly KubernetesObject[] {
  const release = plan.releases.find(({ name }) => name === 'cloudnative-pg-platform');
  if (!release || !('objects' in release)) throw new Error('no release with databases of components');
  return Object.values(release.objects).flatMap((add) => synthesizeObjects(add)) as unknown as KubernetesObject[];
}

function getSpec(objects: readonly KubernetesObject[], kind: string, name: string): DatabaseSpec {
  const object = objects.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (!object) throw new Error(`no ${kind} ${name}`);
  return (object as unknown as { readonly spec: DatabaseSpec }).spec;
}

/** Returns the value of the variable `DSN` of a service, from the Secret and the key that its pods read. */
function readUrl(
  plan: ClusterPlan,
  objects: readonly KubernetesObject[],
  service: OryProgram,
  { folder, port, passwordOf }: { folder: string; port: number; passwordOf: (role: string) => string },
): string {
  const release = plan.releases.find(({ name }) => name === `ory-${service}`);
  const values = release && isChartRelease(release) ? release.values : {};
  const [variable] = valueAtPath(values, ['deployment', 'extraEnv']) as readonly [
    {
      readonly name: string;
      readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
    },
  ];
  const { name, key } = variable.valueFrom.secretKeyRef;
  const template = getSpec(objects, 'ExternalSecret', name).target.template.data[key] ?? '';
  return template
    .replace('{{ .password }}', passwordOf(`ory-${service}`))
    .replace('postgresql-rw.ory.svc:5432', `${host}:${port}`)
    .replace('/run/secrets/database/', `${folder}/`);
}

/** Runs the migration of a service as its job does, and starts it until it is ready. */
async function startService(plan: ClusterPlan, service: OryProgram, folder: string, dsn: string): Promise<void> {
  const release = plan.releases.find(({ name }) => name === `ory-${service}`);
  const values = release && isChartRelease(release) ? release.values : {};
  const config = valueAtPath(values, [service, 'config']) as Readonly<Record<string, unknown>>;
  const schemas = valueAtPath(values, [service, 'identitySchemas']) ?? {};
  for (const [file, schema] of Object.entries(schemas)) writeFileSync(join(folder, file), schema as string);
  const admin = await findFreePort();
  const listen = (port: number) => ({ host: '127.0.0.1', port });
  const file = join(folder, `${service}.json`);
  const complete = { ...config, serve: { public: listen(await findFreePort()), admin: listen(admin) } };
  writeFileSync(file, JSON.stringify(complete).replaceAll('file:///etc/config/', `file://${folder}/`));
  const secret = 'x'.repeat(32);
  const env = {
    ...{ DSN: dsn, SECRETS_DEFAULT: secret, SECRETS_COOKIE: secret, SECRETS_CIPHER: secret, SECRETS_SYSTEM: secret },
    SQA_OPT_OUT: 'true',
  };
  const program = await findIssuerProgram(service);
  const log = join(folder, `${service}.log`);
  await run(program, ['migrate', 'sql', '-e', '--yes', '--config', file], { env, log });
  const daemon = new Daemon(
    service,
    program,
    ['serve', ...(service === 'hydra' ? ['all'] : []), '--config', file],
    log,
    env,
  );
  try {
    const health = service === 'kratos' ? '/admin/health/ready' : '/health/ready';
    await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${admin}${health}`)).ok, 120);
  } finally {
    daemon.stop();
  }
}
