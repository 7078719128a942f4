import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError, run } from '../../../tools/command';
import type { Api, KubernetesObject } from '../cluster/api';
import { ApplyRun } from '../cluster/apply';
import { findCrd } from '../cluster/charts';
import { applyReleases } from '../cluster/cluster-test';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { synthesiseFile } from '../cluster/examples';
import type { Session } from '../cluster/session';
import { wheelProgram } from '../wheels/wheel';
import { createCertificates } from './certificates';
import { testOperator } from './external-secrets-operator';
import { cluster, externalSecretsPlatform } from './external-secrets-platform';
import {
  configureServer,
  createClient,
  initialize,
  renderInitializeScript,
  openBaoWheel,
  waitForLeader,
  type OpenBaoClient,
} from './openbao-server';
import type { SecretsContext } from './secrets-context';
import { testSnapshots } from './snapshots';

const operator = 'external-secrets';
const label = 'External Secrets';

/** Kinds that the operator watches. */
const watchedKinds = [
  ...['ExternalSecret', 'ClusterExternalSecret', 'SecretStore', 'ClusterSecretStore'].map((kind) => ({
    apiVersion: 'external-secrets.io/v1',
    kind,
  })),
  ...['PushSecret', 'ClusterPushSecret'].map((kind) => ({ apiVersion: 'external-secrets.io/v1alpha1', kind })),
  ...['Password', 'ClusterGenerator', 'GeneratorState'].map((kind) => ({
    apiVersion: 'generators.external-secrets.io/v1alpha1',
    kind,
  })),
];

/**
 * Tests OpenBao as the store of External Secrets Operator, configured by the documented commands: what the ServiceAccount
 * of the operator may read and write there, and, with its program, what the operator makes of the generated objects.
 */
export async function testExternalSecrets(session: Session): Promise<void> {
  const { report, scratch } = session;
  const bao = await wheelProgram(openBaoWheel).catch((error: unknown) => String(error));
  const missing = watchedKinds.filter((kind) => tryFindCrd(kind) === undefined).map(({ kind }) => kind);
  if (!bao.startsWith('/') || missing.length > 0) {
    report.skip(label, missing.length > 0 ? `no folder of PLINTH_CHARTS has ${missing.join(', ')}` : bao);
    return;
  }
  if (!(await session.prepare())) return;
  const folder = join(scratch, 'external-secrets');
  await createCertificates(folder, 'openbao-0.openbao-internal');
  const server = await configureServer(join(folder, 'server'), folder, {});
  const daemon = new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log);
  await session.withControlPlane(label, async (controlPlane) => {
    const { api } = controlPlane;
    const client = createClient(bao, server.address, folder);
    const prepared: SecretsContext[] = [];
    await report.check(`${label}: the script of OpenBao sets up its policies and roles`, async () => {
      await applyPlatform(session, controlPlane, folder);
      await daemon.waitUntil(async () => !(await client.status()).initialized, 60);
      const { unsealKey, rootToken } = await initialize(client);
      await client.bao(['operator', 'unseal', unsealKey]);
      await waitForLeader(client, rootToken);
      const token = await client.bao(['token', 'create', '-orphan', '-policy=root', '-field=token'], rootToken);
      await setUpStore(api, bao, client, rootToken, folder);
      await client.bao(['kv', 'put', '-mount=kv', 'shop/web', 'key=first'], token);
      await client.bao(['kv', 'put', '-mount=kv', 'bank/ledger', 'key=of-bank'], token);
      prepared.push({ session, api, client, token, unsealKey });
    });
    for (const context of prepared) {
      await testRoles(context);
      await testSnapshots(context, folder, join(folder, 'ca.crt'));
      const authority = readFileSync(join(folder, 'ca.crt'), 'utf8');
      await testOperator(context, controlPlane, { address: server.address, authority });
    }
  });
  daemon.stop();
}

/** Logs in to OpenBao as the operator does, with a token of its ServiceAccount. */
async function testRoles({ session, api, client, token }: SecretsContext): Promise<void> {
  const logIn = async (role: string, account: string) =>
    client.bao([
      ...['write', '-field=token', 'auth/kubernetes/login', `role=${role}`],
      `jwt=${await requestToken(api, account, account)}`,
    ]);
  const put = (path: string, as: string) => client.bao(['kv', 'put', '-mount=kv', path, 'secretKey=some'], as);
  const get = (path: string, as: string) => client.bao(['kv', 'get', '-mount=kv', '-format=json', path], as);
  await session.report.check(
    `${label}: OpenBao lets tenants' entries be read only, and none of the platform`,
    async () => {
      const reader = await logIn('external-secrets', operator);
      await put('platform/dc1/some', token);
      await get('shop/web', reader);
      await expectFailure(() => get('platform/dc1/some', reader));
      await expectFailure(() => put('shop/web', reader));
    },
  );
  await session.report.check(
    `${label}: OpenBao lets the platform write its own entries, and read none of tenants`,
    async () => {
      const writer = await logIn('platform', operator);
      await put('platform/dc1/generated/some/other', writer);
      await get('platform/dc1/generated/some/other', writer);
      await expectFailure(() => get('shop/web', writer));
      await expectFailure(() => put('shop/web', writer));
    },
  );
  await session.report.check(
    `${label}: OpenBao refuses the ServiceAccounts of others, and tokens that Kubernetes has not signed`,
    async () => {
      await expectFailure(() => logIn('external-secrets', 'openbao'));
      await expectFailure(() => logIn('snapshots', operator));
      await expectFailure(() => client.bao(['write', 'auth/kubernetes/login', 'role=platform', 'jwt=some']));
    },
  );
}

/** Applies the output of the platform, what the chart of the operator would create, and the CRDs. */
async function applyPlatform(session: Session, { api }: ControlPlane, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'platform.json');
  writeFileSync(file, JSON.stringify(externalSecretsPlatform));
  const output = await synthesiseFile(file, join(folder, 'output'));
  for (const kind of watchedKinds) {
    const crd = tryFindCrd(kind);
    if (crd && !(await api.serves({ ...kind, metadata: { name: '' } }))) await api.apply(crd, { manager: 'lab' });
  }
  const applyRun = new ApplyRun(api);
  await applyReleases({ label, output, cluster, api, kubernetes: session.kubernetes }, applyRun);
  applyRun.throwRejections();
  for (const [namespace, name] of [
    [operator, operator],
    ['openbao', 'openbao'],
  ] as const)
    await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }, { manager: 'lab' });
}

/** Sets up the store by the script of the servers, with the address of this API server. */
async function setUpStore(
  api: Api,
  bao: string,
  client: OpenBaoClient,
  rootToken: string,
  folder: string,
): Promise<void> {
  await api.apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'openbao-server-binding' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' },
      subjects: [{ kind: 'ServiceAccount', name: 'openbao', namespace: 'openbao' }],
    },
    { manager: 'lab' },
  );
  writeFileSync(join(folder, 'api-server.crt'), api.credentials.ca);
  writeFileSync(join(folder, 'reviewer'), await requestToken(api, 'openbao', 'openbao'));
  const script = join(folder, 'initialize.sh');
  writeFileSync(script, renderInitializeScript());
  const path = `${dirname(bao)}:${process.env.PATH ?? ''}`;
  // A pod has the certificate of the API server, and the token of its ServiceAccount, as files.
  const login = ['kubernetes_ca_cert=@api-server.crt', 'token_reviewer_jwt=@reviewer', 'disable_local_ca_jwt=true'];
  await run('sh', [script, ...login], {
    cwd: folder,
    env: { ...client.environment, BAO_TOKEN: rootToken, PATH: path, KUBERNETES_HOST: api.credentials.server },
  });
}

async function requestToken(api: Api, namespace: string, account: string): Promise<string> {
  const { status } = (await api.create(
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
  )) as { readonly status: { readonly token: string } };
  return status.token;
}

function tryFindCrd(kind: Pick<KubernetesObject, 'apiVersion' | 'kind'>): KubernetesObject | undefined {
  return findCrd({ ...kind, metadata: { name: '' } });
}

async function expectFailure(runProgram: () => Promise<unknown>): Promise<void> {
  try {
    await runProgram();
  } catch (error) {
    if (error instanceof CommandError) return;
    throw error;
  }
  throw new Error('OpenBao accepts the request');
}
