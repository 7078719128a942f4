import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { createCertificates } from './certificates';
import { findFreePort } from './free-port';
import {
  configureServer,
  createClient,
  initialize,
  openBaoWheel,
  renderInitializeScript,
  waitForLeader,
  type OpenBaoKeys,
} from './openbao-server';
import { wheelProgram } from '../wheels/wheel';

/** Entry of the audit log. */
interface AuditedResponse {
  readonly auth: { readonly display_name?: string };
  readonly request: { readonly operation: string; readonly path: string };
}

/** Token of the development server that has the key of the seal. */
const unsealToken = 'unseal-server-of-a-test';

/** Tests the generated configuration of OpenBao with OpenBao, by the documented steps. */
export async function testOpenBao(report: Report, scratch: string): Promise<void> {
  const bao = await wheelProgram(openBaoWheel).catch((error: unknown) => String(error));
  if (!bao.startsWith('/')) {
    report.skip('OpenBao', bao);
    return;
  }
  const folder = join(scratch, 'openbao');
  await createCertificates(folder, 'openbao-0.openbao-internal');
  await testScript(report, bao, folder);
  await testManualUnsealing(report, bao, folder);
  await testAutomaticUnsealing(report, bao, folder);
}

/** Initializes a server by the script that its pod has. */
async function testScript(report: Report, bao: string, folder: string): Promise<void> {
  const server = await configureServer(join(folder, 'script'), folder, {});
  const client = createClient(bao, server.address, folder);
  const script = join(folder, 'script', 'initialize.sh');
  writeFileSync(script, renderInitializeScript());
  const env = { ...client.environment, PATH: `${dirname(bao)}:${process.env.PATH ?? ''}` };
  const start = () => new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log);
  let daemon = start();
  let output = '';
  await report.check(
    'OpenBao: one script initializes, unseals and sets up a server, and revokes the root token',
    async () => {
      await daemon.waitUntil(async () => !(await client.status()).initialized, 60);
      // Outside of a pod, there is no certificate of an API server.
      const login = [`kubernetes_ca_cert=@${join(folder, 'ca.crt')}`, 'disable_local_ca_jwt=true'];
      output = (await run('sh', [script, ...login], { env })).stdout;
      if ((await client.status()).sealed) throw new Error('the server is sealed');
      if (output.includes('Initial Root Token')) throw new Error('the script prints the root token');
      for (const text of [
        'Success! Enabled the kv',
        'policy: snapshots',
        'auth/kubernetes/role/platform',
        'Revoked token',
      ])
        if (!output.includes(text))
          throw new Error(`the output has no '${text}': ${output.replace(/Key \d+: .*/g, '')}`);
    },
  );
  await report.check(
    'OpenBao: the script refuses a second run, and its keys unseal the server after a restart',
    async () => {
      const { stderr } = await run('sh', [script], { env, exitCodes: [1] });
      if (!stderr.includes('is initialized already')) throw new Error(stderr);
      daemon.stop();
      daemon = start();
      await daemon.waitUntil(async () => (await client.status()).sealed, 60);
      const keys = [...output.matchAll(/^Unseal Key \d+: (.+)$/gm)].map(([, key = '']) => key);
      if (keys.length !== 5) throw new Error(`${keys.length} keys were printed`);
      for (const key of keys.slice(2)) await client.bao(['operator', 'unseal', key]);
      if ((await client.status()).sealed) throw new Error('the server is sealed');
    },
  );
  daemon.stop();
}

async function testManualUnsealing(report: Report, bao: string, folder: string): Promise<void> {
  const server = await configureServer(join(folder, 'manual'), folder, {});
  const client = createClient(bao, server.address, folder);
  let daemon: Daemon | undefined;
  let unsealKey = '';
  let rootToken = '';
  await report.check('OpenBao: starts with the generated configuration, uninitialized', async () => {
    daemon = new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log);
    await daemon.waitUntil(async () => !(await client.status()).initialized, 60);
  });
  await report.check('OpenBao: is initialized and unsealed as documented', async () => {
    ({ unsealKey, rootToken } = await initialize(client));
    if (!(await client.status()).sealed) throw new Error('the server is not sealed after the initialization');
    await client.bao(['operator', 'unseal', unsealKey]);
    await waitForLeader(client, rootToken);
  });
  await report.check('OpenBao: gives External Secrets its role, and stores a secret', async () => {
    await client.bao(['secrets', 'enable', '-path=kv', '-version=2', 'kv'], rootToken);
    await client.bao(['auth', 'enable', 'kubernetes'], rootToken);
    await client.bao(['kv', 'put', '-mount=kv', 'shop/web', 'token=first'], rootToken);
    const value = await client.bao(['kv', 'get', '-mount=kv', '-field=token', 'shop/web'], rootToken);
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  await report.check('OpenBao: records who has read which secret in its log, without the value', () => {
    const lines = readFileSync(server.log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{') && line.includes('"type":"response"'))
      .map((line) => JSON.parse(line) as AuditedResponse);
    const read = lines.find(({ request }) => request.operation === 'read' && request.path === 'kv/data/shop/web');
    if (!read?.auth.display_name) throw new Error('the log has no entry with a name');
    if (JSON.stringify(lines).includes('"first"')) throw new Error('the log has the value');
  });
  await report.check('OpenBao: is sealed after a restart, and has its secrets when it is unsealed', async () => {
    daemon?.stop();
    daemon = new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log);
    await daemon.waitUntil(async () => (await client.status()).sealed, 60);
    await client.bao(['operator', 'unseal', unsealKey]);
    await waitForLeader(client, rootToken);
    const value = await client.bao(['kv', 'get', '-mount=kv', '-field=token', 'shop/web'], rootToken);
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  await report.check('OpenBao: a snapshot restores a secret that was deleted', async () => {
    const snapshot = join(folder, 'openbao.snapshot');
    await client.bao(['operator', 'raft', 'snapshot', 'save', snapshot], rootToken);
    await client.bao(['kv', 'metadata', 'delete', '-mount=kv', 'shop/web'], rootToken);
    await client.bao(['operator', 'raft', 'snapshot', 'restore', snapshot], rootToken);
    await waitForLeader(client, rootToken);
    const value = await client.bao(['kv', 'get', '-mount=kv', '-field=token', 'shop/web'], rootToken);
    if (value !== 'first') throw new Error(`the value is ${value}`);
  });
  daemon?.stop();
  await testLossOfStore(report, bao, folder, { unsealKey, rootToken });
}

/** Restores a snapshot in a new store, which has other keys, after all servers and volumes were lost. */
async function testLossOfStore(
  report: Report,
  bao: string,
  folder: string,
  { unsealKey, rootToken }: OpenBaoKeys,
): Promise<void> {
  const server = await configureServer(join(folder, 'new-store'), folder, {});
  const client = createClient(bao, server.address, folder);
  const daemon = new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log);
  await report.check(
    'OpenBao: a snapshot restores a secret in a new store, after the loss of the first one',
    async () => {
      await daemon.waitUntil(async () => !(await client.status()).initialized, 60);
      const newKeys = await initialize(client);
      await client.bao(['operator', 'unseal', newKeys.unsealKey]);
      await waitForLeader(client, newKeys.rootToken);
      const snapshot = join(folder, 'openbao.snapshot');
      await client.bao(['operator', 'raft', 'snapshot', 'restore', '-force', snapshot], newKeys.rootToken);
      // The store has the keys of the snapshot now, and is sealed until it gets them.
      await daemon.waitUntil(async () => (await client.status()).sealed, 60);
      await client.bao(['operator', 'unseal', unsealKey]);
      await waitForLeader(client, rootToken);
      const value = await client.bao(['kv', 'get', '-mount=kv', '-field=token', 'shop/web'], rootToken);
      if (value !== 'first') throw new Error(`the value is ${value}`);
    },
  );
  daemon.stop();
}

async function testAutomaticUnsealing(report: Report, bao: string, folder: string): Promise<void> {
  const port = await findFreePort();
  const unsealAddress = `http://127.0.0.1:${port}`;
  const unsealClient = createClient(bao, unsealAddress, folder);
  const unsealServer = new Daemon(
    'unseal server',
    bao,
    [
      'server',
      '-dev',
      '-dev-no-store-token',
      `-dev-listen-address=127.0.0.1:${port}`,
      `-dev-root-token-id=${unsealToken}`,
    ],
    join(folder, 'unseal.log'),
  );
  await report.check('OpenBao: is unsealed by the key of a transit server after each start', async () => {
    await unsealServer.waitUntil(async () => !(await unsealClient.status()).sealed, 60);
    await unsealClient.bao(['secrets', 'enable', 'transit'], unsealToken);
    await unsealClient.bao(['write', '-f', 'transit/keys/platform'], unsealToken);
    const server = await configureServer(join(folder, 'transit'), folder, {
      seal: {
        type: 'transit' as const,
        parameters: { address: unsealAddress, mount_path: 'transit/', key_name: 'platform' },
      },
    });
    const client = createClient(bao, server.address, folder);
    const start = () =>
      new Daemon('OpenBao', bao, ['server', `-config=${server.configuration}`], server.log, { BAO_TOKEN: unsealToken });
    let daemon = start();
    await daemon.waitUntil(async () => !(await client.status()).initialized, 60);
    await client.bao(['operator', 'init', '-recovery-shares=1', '-recovery-threshold=1']);
    await daemon.waitUntil(async () => !(await client.status()).sealed, 60);
    daemon.stop();
    daemon = start();
    await daemon.waitUntil(async () => !(await client.status()).sealed, 60);
    daemon.stop();
  });
  unsealServer.stop();
}
