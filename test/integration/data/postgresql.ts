import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { cloudNativePg, externalSecrets, flannel, localPath } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';
import type { Report } from '../../../tools/report';
import { createCertificates } from './certificates';
import { expectFailure, PostgresServer, readCertificateAuthority } from './postgres-server';

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

const image = 'registry.acme.example/shop/web:1';

const serverHost = 'postgresql-rw.shop.svc';

/**
 * Tests what is generated for databases with a PostgreSQL server of the distribution. It is a stand-in for CloudNativePG
 * and External Secrets: it applies the parameters and rules of the Cluster, creates the roles and databases of the
 * objects, and fills the templates of the Secrets, as those operators do.
 */
export async function testPostgres(report: Report, scratch: string): Promise<void> {
  const programs = PostgresServer.findPrograms();
  if (programs === undefined) {
    report.skip('PostgreSQL', 'no PostgreSQL server in /usr/lib/postgresql: install the package postgresql');
    return;
  }
  const folder = join(scratch, 'postgresql');
  const secretsFolder = join(folder, 'secrets');
  const { server: cluster, objects, bindings } = renderDatabases(secretsFolder);
  const passwords = { web: 'w'.repeat(32), api: 'a'.repeat(32) };
  let started: PostgresServer | undefined;

  await report.check('PostgreSQL: starts with the parameters and rules of the server', async () => {
    const { parameters = {}, pg_hba: rules = [] } = cluster.postgresql ?? {};
    // The folder of a session is readable for its owner only.
    started = await PostgresServer.start(programs, folder, { parameters, rules, host: serverHost }, [scratch]);
  });
  if (!started) return;
  const server: PostgresServer = started;

  await report.check('PostgreSQL: creates the roles and databases', () =>
    server.createAll(objects, (role) => passwords[role as keyof typeof passwords]),
  );

  const uri = (use: string) => fillTemplate(bindings.get(use)?.uri ?? '', passwords[use as keyof typeof passwords]);
  const query = (uriOfUser: string, sql: string) => server.query(uriOfUser, sql);

  await report.check('PostgreSQL: an application connects with the keys of its Secret', async () => {
    for (const [use, data] of bindings) {
      mkdirSync(join(secretsFolder, use), { recursive: true });
      writeFileSync(join(secretsFolder, use, 'ca.crt'), await readCertificateAuthority(folder));
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
    await createCertificates(join(folder, 'foreign'), serverHost);
    writeFileSync(join(secretsFolder, 'web', 'ca.crt'), await readCertificateAuthority(join(folder, 'foreign')));
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
