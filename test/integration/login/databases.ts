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
    const serviceOf = (service: OryProgram) => ({ plan, service, folder, dsn: urlOf(service) });
    for (const service of ['kratos', 'hydra'] as const)
      await check(`databases: ${service} migrates the schema, and starts, with the URL of its Secret`, () =>
        withService(serviceOf(service), [formerKey], () => Promise.resolve()),
      );
    await check('databases: after its key is replaced, Hydra signs with the same keys', () =>
      testKeys(
        serviceOf('hydra'),
        async (urls) => (await tryReadSigningKeys(urls)) ?? 'none',
        async (urls, former) => (await tryReadSigningKeys(urls)) === former,
      ),
    );
    await check('databases: after its key is replaced, sessions at Kratos go on', () =>
      testKeys(serviceOf('kratos'), createKratosSession, readsKratosSession),
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

/** Keys of the services: of those with a list of keys, the first is the newest. */
type Keys = readonly [string, ...string[]];

const formerKey = 'x'.repeat(32);
const newKey = 'y'.repeat(32);

/** URLs of a running service. */
interface ServiceUrls {
  readonly public: string;
  readonly admin: string;
}

/** Service with the URL of its database. */
interface TestedService {
  readonly plan: ClusterPlan;
  readonly service: OryProgram;
  readonly folder: string;
  readonly dsn: string;
}

/** Runs the migration of a service as its job does, and the service itself until `use` ends. */
async function withService<T>(
  { plan, service, folder, dsn }: TestedService,
  keys: Keys,
  use: (urls: ServiceUrls) => Promise<T>,
): Promise<T> {
  const release = plan.releases.find(({ name }) => name === `ory-${service}`);
  const values = release && isChartRelease(release) ? release.values : {};
  const config = valueAtPath(values, [service, 'config']) as Readonly<Record<string, unknown>>;
  const schemas = valueAtPath(values, [service, 'identitySchemas']) ?? {};
  for (const [file, schema] of Object.entries(schemas)) writeFileSync(join(folder, file), schema as string);
  const ports = { public: await findFreePort(), admin: await findFreePort() };
  const listen = (port: number) => ({ host: '127.0.0.1', port });
  const file = join(folder, `${service}.json`);
  // The ingress controller, which ends TLS, connects from loopback.
  const tls = service === 'hydra' ? { tls: { allow_termination_from: ['127.0.0.1/32'] } } : {};
  const serve = { public: listen(ports.public), admin: listen(ports.admin), ...tls };
  writeFileSync(file, JSON.stringify({ ...config, serve }).replaceAll('file:///etc/config/', `file://${folder}/`));
  const names = service === 'hydra' ? ['SYSTEM', 'COOKIE'] : ['DEFAULT', 'COOKIE', 'CIPHER'];
  const env = {
    ...Object.fromEntries(names.map((name) => [`SECRETS_${name}`, keys.join(',')])),
    ...{ DSN: dsn, SQA_OPT_OUT: 'true' },
  };
  const program = await findIssuerProgram(service);
  const log = join(folder, `${service}.log`);
  await run(program, ['migrate', 'sql', '-e', '--yes', '--config', file], { env, log });
  const args = ['serve', ...(service === 'hydra' ? ['all'] : []), '--config', file];
  const daemon = new Daemon(service, program, args, log, env);
  const urls = { public: `http://127.0.0.1:${ports.public}`, admin: `http://127.0.0.1:${ports.admin}` };
  try {
    const health = service === 'kratos' ? '/admin/health/ready' : '/health/ready';
    await daemon.waitUntil(async () => (await fetch(`${urls.admin}${health}`)).ok, 120);
    return await use(urls);
  } finally {
    daemon.stop();
  }
}

/** Tests that a service reads what it stored or signed with a former key, as long as the former key is in its list. */
async function testKeys(
  service: TestedService,
  createValue: (urls: ServiceUrls) => Promise<string>,
  readsValue: (urls: ServiceUrls, value: string) => Promise<boolean>,
): Promise<void> {
  const value = await withService(service, [formerKey], createValue);
  const isRead = (keys: Keys) => withService(service, keys, (urls) => readsValue(urls, value));
  if (!(await isRead([newKey, formerKey]))) throw new Error('with a new key before the former one, the value is lost');
  if (await isRead([newKey])) throw new Error('without the former key, the value is still read: the key is not used');
}

/** Returns the IDs of Hydra's public keys; undefined if Hydra cannot read them. */
async function tryReadSigningKeys(urls: ServiceUrls): Promise<string | undefined> {
  const headers = { 'x-forwarded-proto': 'https' };
  const response = await fetch(`${urls.public}/.well-known/jwks.json`, { headers });
  if (!response.ok) return undefined;
  const { keys } = (await response.json()) as { readonly keys: readonly { readonly kid: string }[] };
  return keys
    .map(({ kid }) => kid)
    .sort()
    .join(' ');
}

/** Logs in to Kratos as a browser does. Returns the cookie of the session. */
async function createKratosSession(urls: ServiceUrls): Promise<string> {
  const user = { email: 'ann@acme.example', password: 'correct horse battery staple' };
  await sendJson(`${urls.admin}/admin/identities`, {
    schema_id: 'default',
    traits: { email: user.email },
    credentials: { password: { config: { password: user.password } } },
  });
  const start = await fetch(`${urls.public}/self-service/login/browser`, { headers: { accept: 'application/json' } });
  const flow = (await start.json()) as {
    readonly id: string;
    readonly ui: {
      readonly nodes: readonly { readonly attributes: { readonly name: string; readonly value?: string } }[];
    };
  };
  const token = flow.ui.nodes.find(({ attributes }) => attributes.name === 'csrf_token')?.attributes.value;
  const fields = { method: 'password', identifier: user.email, password: user.password, csrf_token: token };
  const logIn = await sendJson(`${urls.public}/self-service/login?flow=${flow.id}`, fields, readCookies(start));
  return readCookies(logIn);
}

async function readsKratosSession(urls: ServiceUrls, cookie: string): Promise<boolean> {
  return (await fetch(`${urls.public}/sessions/whoami`, { headers: { cookie } })).ok;
}

async function sendJson(url: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', cookie };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} responds with ${response.status}: ${await response.text()}`);
  return response;
}

function readCookies({ headers }: Response): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
