import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError, type Api, type KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';
import { readContainerEnvironment } from '../cluster/container-environment';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { testSecretsManager, tryStartSecretsManager } from './external-secrets-aws';
import { cluster } from './external-secrets-platform';
import { findFreePort } from './free-port';
import { verifyCertificate } from './verify-certificate';
import { waitForLeader } from './openbao-server';
import type { SecretsContext } from './secrets-context';

/** Program of External Secrets Operator: module proxies lack modules that its versions require. */
const program = process.env.PLINTH_EXTERNAL_SECRETS;

const label = 'External Secrets';
const group = '/apis/external-secrets.io';
const storePath = `platform/${cluster}/generated/seaweedfs/seaweedfs-s3`;

/** Server of OpenBao, with its certificate authority in PEM. */
interface StoreServer {
  readonly address: string;
  readonly authority: string;
}

/**
 * Tests what External Secrets Operator makes of the generated objects on a control plane. Its chart is not rendered: the
 * operator runs as an administrator.
 */
export async function testOperator(
  context: SecretsContext,
  controlPlane: ControlPlane,
  { address, authority }: StoreServer,
): Promise<void> {
  if (program === undefined) {
    context.session.report.skip(label, 'set PLINTH_EXTERNAL_SECRETS to the program of External Secrets Operator');
    return;
  }
  await useServer(context.api, address, authority);
  await addEditRole(context.api);
  const secretsManager = await tryStartSecretsManager(context.session, controlPlane.folder);
  const daemon = await startOperator(controlPlane, secretsManager?.environment);
  await testSecrets(context, join(controlPlane.folder, 'web'));
  await testFixedSecret(context);
  await testIsolation(context);
  await testSealedStore(context);
  if (secretsManager) await testSecretsManager(context.session, context.api, secretsManager, controlPlane.folder);
  daemon.stop();
  secretsManager?.daemon.stop();
}

/** @param root folder for the files of the container of the application `web` */
async function testSecrets(context: SecretsContext, root: string): Promise<void> {
  const { session, api, client, token } = context;
  const { report } = session;
  const readGenerated = () => client.bao(['kv', 'get', '-mount=kv', '-field=secretKey', storePath], token);
  const readComponent = async () =>
    (await readSecret(api, 'seaweedfs', 'seaweedfs-s3'))?.data.seaweedfs_s3_config ?? '';
  await report.check(`${label}: both stores are ready`, () =>
    eventually(120, async () => {
      for (const store of ['default', 'platform'])
        if (!(await isReady(api, `${group}/v1/clustersecretstores/${store}`))) return `store ${store} is not ready`;
      return undefined;
    }),
  );
  await report.check(`${label}: a generated value is in OpenBao, and in the Secret of the component`, () =>
    eventually(120, async () => {
      const value = await readGenerated().catch(() => '');
      if (value.length !== 40) return `the store has a value of ${value.length} characters`;
      return (await readComponent()).includes(`"secretKey":"${value}"`) ? undefined : 'the Secret has another value';
    }),
  );
  await report.check(
    `${label}: an application has the Secrets of its bucket, its cache and its entry of the store`,
    () =>
      eventually(120, async () => {
        const [claim, bucket, cache, stored] = [
          await readSecret(api, 'seaweedfs', 'claim.shop.web-bucket'),
          await readSecret(api, 'shop', 'web-bucket'),
          await readSecret(api, 'shop', 'web-cache'),
          await readSecret(api, 'shop', 'web-stored'),
        ];
        if (bucket?.data.password !== claim?.data.secretKey || !claim) return 'the bucket has no, or other, keys';
        if (bucket?.data.bucket !== 'shop.web') return `the bucket is ${bucket?.data.bucket ?? 'not set'}`;
        const password = cache?.data.password ?? '';
        if (password === '' || cache?.data.uri?.includes(password) !== true) return 'the cache has no password';
        return stored?.data.key === 'first' ? undefined : 'the entry of the store is not there';
      }),
  );
  await report.check(`${label}: the container of the application has them as variables and as files`, async () => {
    const variables = await readContainerEnvironment(api, 'shop', 'web', root);
    const bucket = await readSecret(api, 'shop', 'web-bucket');
    const readFile = (file: string) => readFileSync(join(root, 'run/secrets', file), 'utf8');
    if (variables.API_KEY !== 'first' || !variables.CACHE_URL?.startsWith('rediss://default:'))
      throw new Error(`variables: ${Object.keys(variables).join(', ')}`);
    if (readFile('store/key') !== 'first' || readFile('bucket/password') !== bucket?.data.password)
      throw new Error('the files have other values');
  });
  await report.check(
    `${label}: the certificate of a cache is verified with ca.crt of the Secret of the use`,
    async () => {
      const [generated, use] = [
        await readSecret(api, 'shop', 'web-cache-certificate'),
        await readSecret(api, 'shop', 'web-cache'),
      ];
      const [certificate, authority] = [generated?.data['tls.pem'] ?? '', use?.data['ca.crt'] ?? ''];
      if (authority.includes('KEY') || authority.split('BEGIN').length !== 2)
        throw new Error(`ca.crt has other content than one certificate: ${authority.length} characters`);
      for (const name of ['web-cache.shop.svc', 'web-cache']) await verifyCertificate(certificate, authority, name);
      const other = await verifyCertificate(certificate, authority, 'other-cache.shop.svc').catch(String);
      if (other === undefined) throw new Error('the certificate is valid for another name');
    },
  );
  await report.check(
    `${label}: a deleted Secret, and a PushSecret that runs again, have the values of before`,
    async () => {
      const value = await readGenerated();
      await deleteSecret(api, 'seaweedfs', 'seaweedfs-s3');
      await synchronize(api, 'seaweedfs', 'seaweedfs-s3', ['v1alpha1/pushsecrets', 'v1/externalsecrets']);
      await eventually(60, async () =>
        (await readComponent()).includes(value) ? undefined : 'the Secret is missing, or has another value',
      );
      if ((await readGenerated()) !== value) throw new Error('the store has another value');
    },
  );
  await report.check(
    `${label}: rotation replaces the values of the store, of Secrets, and the digest for restarts`,
    async () => {
      const [value, before] = [await readGenerated(), await readSecret(api, 'seaweedfs', 'seaweedfs-s3')];
      await client.bao(['kv', 'metadata', 'delete', '-mount=kv', storePath], token);
      await client.bao(['kv', 'put', '-mount=kv', 'shop/web', 'key=second'], token);
      await synchronize(api, 'seaweedfs', 'seaweedfs-s3', ['v1alpha1/pushsecrets']);
      await eventually(60, async () => {
        const newValue = await readGenerated().catch(() => value);
        if (newValue === value) return 'no new value was generated';
        await synchronize(api, 'seaweedfs', 'seaweedfs-s3', ['v1/externalsecrets']);
        return (await readComponent()).includes(newValue) ? undefined : 'the Secret has not the new value';
      });
      const after = await readSecret(api, 'seaweedfs', 'seaweedfs-s3');
      if (after?.digest === undefined || after.digest === before?.digest) throw new Error('the digest is the same');
      await synchronize(api, 'shop', 'web', ['v1/externalsecrets']);
      await eventually(60, async () =>
        (await readSecret(api, 'shop', 'web-stored'))?.data.key === 'second' ? undefined : 'the entry is not rotated',
      );
      const { API_KEY } = await readContainerEnvironment(api, 'shop', 'web', root);
      if (API_KEY !== 'second' || readFileSync(join(root, 'run/secrets/store/key'), 'utf8') !== 'second')
        throw new Error('the container has the previous value');
    },
  );
}

/** Tests a Secret with values that must stay: it follows the store only after it is deleted. */
async function testFixedSecret({ session, api, client, token }: SecretsContext): Promise<void> {
  await session.report.check(
    `${label}: a value that must stay is another one only after its Secret is deleted`,
    async () => {
      const readPassword = async () => (await readSecret(api, 'grafana', 'grafana-admin'))?.data['admin-password'];
      const password = await readPassword();
      const path = `platform/${cluster}/generated/grafana/grafana-admin`;
      await client.bao(['kv', 'patch', '-mount=kv', path, 'admin-password=new'], token);
      await synchronize(api, 'grafana', 'grafana-admin', ['v1/externalsecrets']);
      await sleep(3000);
      if (password === undefined || (await readPassword()) !== password)
        throw new Error('the Secret is missing or changed');
      await deleteSecret(api, 'grafana', 'grafana-admin');
      await eventually(60, async () =>
        (await readPassword()) === 'new' ? undefined : 'the Secret has not the new value',
      );
    },
  );
}

async function testIsolation({ session, api }: SecretsContext): Promise<void> {
  const as = { user: 'eve', groups: ['shop-developers', 'system:authenticated'] };
  const create = (name: string, store: string, key: string) =>
    api.create(externalSecret('shop', name, store, key), `${group}/v1/namespaces/shop/externalsecrets`, { as });
  await session.report.check(
    `${label}: a tenant reads its own entries, and none of others or of the platform`,
    async () => {
      await create('own', 'default', 'shop/web');
      for (const [name, store, key] of [
        ['other', 'default', 'bank/ledger'],
        ['platform', 'platform', storePath],
        ['platform-by-default', 'default', storePath],
      ] as const)
        await expectRefused(() => create(name, store, key));
      await eventually(60, async () =>
        (await readSecret(api, 'shop', 'own'))?.data.key === 'second' ? undefined : 'the own entry was not read',
      );
    },
  );
  await session.report.check(
    `${label}: without admission, store and policies refuse entries of the platform`,
    async () => {
      const namespace = 'foreign';
      await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { manager: 'lab' });
      for (const store of ['default', 'platform']) {
        await api.create(
          externalSecret(namespace, store, store, storePath),
          `${group}/v1/namespaces/${namespace}/externalsecrets`,
        );
        await eventually(60, async () =>
          (await isReady(api, `${group}/v1/namespaces/${namespace}/externalsecrets/${store}`)) === false
            ? undefined
            : `the operator has not refused the entry through ${store}`,
        );
        if (await readSecret(api, namespace, store)) throw new Error(`the Secret exists through ${store}`);
      }
    },
  );
}

async function testSealedStore({ session, api, client, token, unsealKey }: SecretsContext): Promise<void> {
  const path = `${group}/v1/namespaces/shop/externalsecrets/web`;
  await session.report.check(
    `${label}: while OpenBao is sealed, Secrets remain, and the alerts have their metrics`,
    async () => {
      await client.bao(['operator', 'seal'], token);
      await eventually(90, async () => {
        await synchronize(api, 'shop', 'web', ['v1/externalsecrets']);
        if ((await isReady(api, `${group}/v1/clustersecretstores/default`)) !== false) return 'the store is ready';
        return undefined;
      });
      const stored = await readSecret(api, 'shop', 'web-stored');
      if (stored?.data.key !== 'second') throw new Error('the Secret is not there');
    },
  );
  await session.report.check(`${label}: after OpenBao is unsealed, Secrets follow the store again`, async () => {
    await client.bao(['operator', 'unseal', unsealKey]);
    await waitForLeader(client, token);
    await client.bao(['kv', 'put', '-mount=kv', 'shop/web', 'key=third'], token);
    await eventually(120, async () => {
      await synchronize(api, 'shop', 'web', ['v1/externalsecrets']);
      if ((await readSecret(api, 'shop', 'web-stored'))?.data.key !== 'third') return 'the Secret has an old value';
      return (await isReady(api, path)) === true ? undefined : 'the ExternalSecret is not ready';
    });
  });
}

/** Lets the stores use the server of this test, and the API server of the control plane. */
async function useServer(api: Api, address: string, authority: string): Promise<void> {
  await api.apply(
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'openbao-tls', namespace: 'openbao' },
      stringData: { 'ca.crt': authority },
    },
    { manager: 'lab' },
  );
  for (const store of ['default', 'platform'])
    await api.patch(`${group}/v1/clustersecretstores/${store}`, {
      spec: { provider: { vault: { server: address } } },
    });
  const stores = `${group}/v1/namespaces/shop/secretstores`;
  const { items } = (await api.get(stores)) as { readonly items: readonly KubernetesObject[] };
  for (const { metadata } of items)
    await api.patch(`${stores}/${metadata.name}`, {
      spec: { provider: { kubernetes: { server: { url: api.credentials.server } } } },
    });
}

/** Adds the role with which the chart lets users with the role `edit`, such as owners of tenants, create ExternalSecrets. */
async function addEditRole(api: Api): Promise<void> {
  await api.apply(
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: {
        name: 'external-secrets-edit',
        labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' },
      },
      rules: [
        {
          apiGroups: ['external-secrets.io'],
          resources: ['externalsecrets', 'secretstores', 'pushsecrets'],
          verbs: ['create', 'delete', 'deletecollection', 'patch', 'update'],
        },
      ],
    },
    { manager: 'lab' },
  );
}

async function startOperator(
  { kubeconfig, folder }: ControlPlane,
  environment: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const [metrics, live] = [await findFreePort(), await findFreePort()];
  const daemon = new Daemon(
    label,
    program ?? '',
    [
      ...[`--metrics-addr=127.0.0.1:${metrics}`, `--live-addr=127.0.0.1:${live}`, '--concurrent=4'],
      // Five minutes by default.
      '--store-requeue-interval=5s',
    ],
    join(folder, 'external-secrets.log'),
    { ...environment, KUBECONFIG: kubeconfig },
  );
  await daemon.waitUntil(async () => (await fetch(`http://127.0.0.1:${metrics}/metrics`)).ok, 120);
  return daemon;
}

function externalSecret(namespace: string, name: string, store: string, key: string): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      secretStoreRef: { kind: 'ClusterSecretStore', name: store },
      target: { name },
      dataFrom: [{ extract: { key } }],
    },
  };
}

/** Values of a Secret, and the digest that External Secrets writes into its metadata. */
interface ReadSecret {
  readonly data: Readonly<Record<string, string>>;
  readonly digest: string | undefined;
}

async function readSecret(api: Api, namespace: string, name: string): Promise<ReadSecret | undefined> {
  const secret = (await api.tryGet({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } })) as
    | {
        readonly data?: Readonly<Record<string, string>>;
        readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
      }
    | undefined;
  if (!secret) return undefined;
  const entries = Object.entries(secret.data ?? {});
  return {
    data: Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])),
    digest: secret.metadata.annotations?.['reconcile.external-secrets.io/data-hash'],
  };
}

function deleteSecret(api: Api, namespace: string, name: string): Promise<void> {
  return api.delete({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } });
}

let synchronizations = 0;

/** Lets the operator synchronize objects of a name at once, by the documented annotation. */
async function synchronize(api: Api, namespace: string, name: string, resources: readonly string[]): Promise<void> {
  synchronizations += 1;
  const metadata = { annotations: { 'force-sync': String(synchronizations) } };
  for (const resource of resources) {
    const [version, plural] = resource.split('/');
    await api.patch(`${group}/${version}/namespaces/${namespace}/${plural}/${name}`, { metadata });
  }
}

/** Returns the condition `Ready` of an object; undefined if it has none yet. */
async function isReady(api: Api, path: string): Promise<boolean | undefined> {
  const { status } = (await api.get(path)) as {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  };
  const condition = status?.conditions?.find(({ type }) => type === 'Ready');
  return condition ? condition.status === 'True' : undefined;
}

async function expectRefused(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (error instanceof ApiError && [403, 422].includes(error.status)) return;
    throw error;
  }
  throw new Error('the API server accepts the object');
}
