import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elasticsearch, grafana, kibana } from '../../../../../constructs/components';
import { existing } from '../../../../../constructs/clusters';
import { kinds } from '../../../../../constructs/kinds';
import { renderObjects } from '../../../../../constructs/kubernetes/manifest';
import { language } from '../../../../../src/language';
import { listDeliverySteps } from '../../../../../stacks/delivery-steps';
import type { Report } from '../../../../../tools/report';
import { ApiError, type Api, type KubernetesObject } from '../../api';
import { eventuallyPasses } from '../../check';
import { Daemon } from '../../daemon';
import { preparePodScript } from '../../pod-script';
import { StandInElasticsearch, superuser } from './stand-in-elasticsearch';

/** The name of each tenant is the beginning of the next one. */
const tenants = ['shop', 'shop2', 'shop22'] as const;

type Tenant = (typeof tenants)[number];

const namespace = 'elasticsearch';
const provisioner = 'elasticsearch-users';

const indexOf = (tenant: string) => `logs.${tenant}.2026.11.26`;
const passwordOf = (tenant: string) => `password-of-${tenant}`;

/**
 * Tests that no tenant gets the logs of another one: the permissions by which External Secrets reads the users of tenants on
 * the API server, and what the provisioner creates with its own permissions from the Secrets there. Stand-ins are External
 * Secrets, whose Secrets the test creates, and Elasticsearch with Kibana.
 */
export async function testTenantLogs(report: Report, api: Api, scratch: string): Promise<void> {
  const folder = join(scratch, 'tenant-logs');
  mkdirSync(folder, { recursive: true });
  const elastic = new StandInElasticsearch([...tenants, 'platform'].map(indexOf));
  const url = await elastic.start();
  let daemon: Daemon | undefined;
  const request = (user: { username: string; password: string }, path: string, method = 'GET') =>
    sendAs(url, user, path, method);
  const userOf = (tenant: string) => ({ username: `tenant.${tenant}`, password: passwordOf(tenant) });
  const waitForLogIn = (user: { username: string; password: string }) =>
    eventuallyPasses(30, async () => {
      expectStatus(await request(user, '/_security/_authenticate'), 200, 'log-in');
    });
  try {
    await report.check(
      'logs: each Secret with a user of Elasticsearch is readable by its own tenant only',
      async () => {
        await applyPlatform(api);
        await eventuallyPasses(30, () => expectOwnSecretsOnly(api));
      },
    );
    await report.check('logs: each tenant gets a user that reads its indices, and no other one', async () => {
      daemon = await startProvisioner(api, url, folder);
      for (const tenant of tenants) {
        const user = userOf(tenant);
        await waitForLogIn(user);
        expectStatus(await request(user, `/${indexOf(tenant)}/_search`), 200, `${tenant} searches`);
        for (const other of [...tenants, 'platform'].filter((name) => name !== tenant))
          for (const path of [indexOf(other), `${indexOf(tenant)},${indexOf(other)}`])
            expectStatus(await request(user, `/${path}/_search`), 403, `${tenant} searches ${path}`);
        for (const pattern of ['*', 'logs.*', `logs.${tenant}*`, 'logs.shop*.2026.*']) {
          const { body } = await request(user, `/${pattern}/_search`);
          const { indices } = JSON.parse(body) as { indices: readonly string[] };
          if (indices.join() !== indexOf(tenant))
            throw new Error(`${tenant} finds ${indices.join()} by ${pattern}, not ${indexOf(tenant)} only`);
        }
      }
    });
    await report.check('logs: a user of a tenant changes no index, user or role, and sees no other index', async () => {
      const user = userOf('shop');
      const attempts = [
        ['PUT', `/${indexOf('shop')}/_doc`],
        ['PUT', `/${indexOf('shop')}/_settings`],
        ['DELETE', `/${indexOf('shop')}`],
        ['PUT', '/_security/role/tenant.shop'],
        ['PUT', '/_security/user/tenant.shop2'],
        ['GET', '/_security/user'],
        ['GET', '/_cluster/state'],
        ['GET', '/_tasks'],
        ['GET', '/_cat/indices'],
      ] as const;
      for (const [method, path] of attempts) expectStatus(await request(user, path, method), 403, `${method} ${path}`);
    });
    await report.check(
      'logs: each tenant has a space in Kibana with its own logs, and no access to another one',
      async () => {
        for (const tenant of tenants)
          await eventuallyPasses(30, async () => {
            expectStatus(await request(userOf(tenant), `/s/tenant-${tenant}/app/discover`), 200, tenant);
          });
        for (const tenant of tenants) {
          const title = elastic.dataViews.get(`tenant-${tenant}`);
          if (title !== `logs.${tenant}.*`) throw new Error(`the data view of ${tenant} is ${title ?? 'missing'}`);
          const others = [...elastic.spaces].filter((space) => space !== `tenant-${tenant}`);
          for (const space of others)
            expectStatus(await request(userOf(tenant), `/s/${space}/app/discover`), 403, `${tenant} in ${space}`);
        }
      },
    );
    await report.check('logs: nothing is written where nothing has changed', async () => {
      const before = elastic.writes.length;
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const writes = elastic.writes.slice(before);
      if (writes.length > 0) throw new Error(writes.join(', '));
    });
    await report.check('logs: a widened role is narrowed, and a new password replaces the previous one', async () => {
      const role = elastic.roles.get('tenant.shop');
      elastic.roles.set('tenant.shop', { cluster: [], ...role, indices: [{ names: ['*'], privileges: ['read'] }] });
      await applyUserSecret(api, 'shop', 'rotated');
      await waitForLogIn({ username: 'tenant.shop', password: 'rotated' });
      expectStatus(await request(userOf('shop'), '/_security/_authenticate'), 401, 'the previous password');
      await eventuallyPasses(30, async () => {
        expectStatus(
          await request({ username: 'tenant.shop', password: 'rotated' }, `/${indexOf('shop2')}/_search`),
          403,
          'the widened role',
        );
      });
    });
    await report.check('logs: a Secret whose tenant is a pattern creates no user', async () => {
      for (const tenant of ['*', 'shop2.*,logs.shop', 'Shop'])
        await applySecret(api, `logs.hostile-${Buffer.from(tenant).toString('hex')}`, {
          ...{ tenant, username: `tenant.${tenant}`, password: 'hostile' },
        });
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const others = [...elastic.users.keys()].filter((name) => !/^(log-collector|tenant\.shop(2+)?)$/.test(name));
      if (others.length > 0) throw new Error(`users were created: ${others.join()}`);
    });
    await report.check('logs: the user and the roles of a removed tenant are removed, and no others', async () => {
      await api.delete(userSecret('shop22', ''));
      await eventuallyPasses(30, async () => {
        expectStatus(await request(userOf('shop22'), '/_security/_authenticate'), 401, 'the removed tenant');
      });
      await eventuallyPasses(30, () => {
        const roles = [...elastic.roles.keys(), ...elastic.kibanaRoles.keys()].sort().join();
        const expected = 'superuser,tenant.shop,tenant.shop.kibana,tenant.shop2,tenant.shop2.kibana';
        return roles === expected ? Promise.resolve() : Promise.reject(new Error(`the roles are ${roles}`));
      });
      if (!elastic.users.has('log-collector')) throw new Error('the user of the log collector was removed');
    });
  } finally {
    daemon?.stop();
    elastic.stop();
  }
}

function planPlatform() {
  const login = {
    ...{ authUrl: 'https://login.acme.example/auth', tokenUrl: 'https://login.acme.example/token' },
    ...{ apiUrl: 'https://login.acme.example/userinfo', adminGroup: 'platform' },
  };
  const [cluster] = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      prod: existing({
        environment: 'prod',
        kubeconfig: 'kubeconfig/prod',
        provides: {
          ...{
            network: {},
            'network-policy': {},
            dns: {},
            storage: {},
            ingress: { api: 'traefik', namespace: 'ingress' },
          },
          secrets: { namespace: 'external-secrets', platformStore: 'platform' },
        },
        components: [
          elasticsearch(),
          kibana({ host: 'logs.acme.example' }),
          grafana({ host: 'grafana.acme.example', login }),
        ],
      }),
    },
    tenants: Object.fromEntries(tenants.map((name) => [name, { clusters: ['prod'], owners: `${name}-developers` }])),
  }).clusters;
  if (!cluster) throw new Error('the platform has no cluster');
  return cluster;
}

/** Kinds of objects that decide who reads a Secret. */
const appliedKinds = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap'];

/** Applies the namespaces, the permissions, and the script of the provisioner; creates the Secrets with the users. */
async function applyPlatform(api: Api): Promise<void> {
  const objects = listDeliverySteps(planPlatform()).flatMap(({ release }) =>
    'objects' in release
      ? (Object.values(release.objects).flatMap(renderObjects) as unknown as KubernetesObject[])
      : [],
  );
  const applied = objects.filter(({ kind }) => appliedKinds.includes(kind));
  const namespaces = new Set([namespace, 'tenant-dashboards', 'grafana', 'elastic-system', ...tenants]);
  for (const name of namespaces)
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
  for (const object of applied)
    if (object.metadata.namespace === undefined || namespaces.has(object.metadata.namespace)) await api.apply(object);
  for (const tenant of tenants) await applyUserSecret(api, tenant, passwordOf(tenant));
  await applySecret(api, 'elasticsearch-es-elastic-user', { elastic: superuser.password }, {});
}

function userSecret(tenant: string, password: string): KubernetesObject {
  return secret(`logs.${tenant}`, { tenant, username: `tenant.${tenant}`, password });
}

function secret(
  name: string,
  stringData: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = { 'plinth.dev/claim': 'logs' },
): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, stringData };
}

async function applyUserSecret(api: Api, tenant: Tenant, password: string): Promise<void> {
  await api.apply(userSecret(tenant, password), { manager: 'lab' });
}

async function applySecret(api: Api, ...args: Parameters<typeof secret>): Promise<void> {
  await api.apply(secret(...args), { manager: 'lab' });
}

/** Reads the Secrets as every ServiceAccount by which a SecretStore reads them, and as the owners of a tenant. */
async function expectOwnSecretsOnly(api: Api): Promise<void> {
  for (const tenant of tenants) {
    const accounts = [`${tenant}:bindings-logs`, `tenant-dashboards:logs.${tenant}`].map((account) => ({
      user: `system:serviceaccount:${account}`,
      groups: ['system:serviceaccounts', 'system:authenticated'],
    }));
    for (const as of accounts) {
      await api.get(`/api/v1/namespaces/${namespace}/secrets/logs.${tenant}`, as);
      const others = tenants.filter((name) => name !== tenant).map((name) => `/logs.${name}`);
      for (const path of ['', '/elasticsearch-es-elastic-user', '/elasticsearch-collector', ...others])
        await expectForbidden(api, `/api/v1/namespaces/${namespace}/secrets${path}`, as);
    }
    const owner = { user: 'owner', groups: [`${tenant}-developers`, 'system:authenticated'] };
    for (const name of tenants)
      await expectForbidden(api, `/api/v1/namespaces/${namespace}/secrets/logs.${name}`, owner);
    await expectForbidden(api, '/api/v1/namespaces/tenant-dashboards/secrets', owner);
  }
}

async function expectForbidden(api: Api, path: string, as: { user: string; groups: string[] }): Promise<void> {
  try {
    await api.get(path, as);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return;
    throw error;
  }
  throw new Error(`${as.user} reads ${path}`);
}

/** Starts the script of the provisioner, as its ConfigMap has it, with the token of its ServiceAccount. */
async function startProvisioner(api: Api, url: string, folder: string): Promise<Daemon> {
  const identity = { namespace, name: provisioner, file: 'log-users.mjs' };
  const script = await preparePodScript(api, identity, folder);
  const passwordFile = join(folder, 'elastic');
  writeFileSync(passwordFile, superuser.password);
  return new Daemon('provisioner', process.execPath, [script.file], join(folder, 'provisioner.log'), {
    ...script.env,
    ...{ SELECTOR: 'plinth.dev/claim=logs', ELASTICSEARCH_URL: url, KIBANA_URL: url, PASSWORD_FILE: passwordFile },
    INTERVAL_SECONDS: '0.3',
  });
}

async function sendAs(
  url: string,
  { username, password }: { readonly username: string; readonly password: string },
  path: string,
  method: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const response = await fetch(`${url}${path}`, { method, headers: { authorization } });
  return { status: response.status, body: await response.text() };
}

function expectStatus({ status }: { readonly status: number }, expected: number, what: string): void {
  if (status !== expected) throw new Error(`${what}: the status is ${status}, not ${expected}`);
}
