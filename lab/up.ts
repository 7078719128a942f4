import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { buildArtifacts } from './artifacts';
import { buildHostImage, type DebianRelease } from './host-image';
import { createHosts, startHost } from './hosts';
import { createUserKey } from './keys';
import { artifactsPort, gateway, type Host, type Lab } from './layout';
import { raiseInotifyLimit } from './limits';
import { networkCommand, createNetwork } from './network';
import { waitForHost } from './ssh';
import { waitFor } from './wait-for';

/** Options of `up`. */
export interface UpOptions {
  readonly lab: Lab;
  /** Names of the hosts to start; running hosts are not changed. */
  readonly hosts: readonly string[];
  /** Debian release of new hosts. @default '12' */
  readonly debian?: DebianRelease;
  /** Receives progress messages. */
  readonly progress: (line: string) => void;
}

/** Creates a lab, or adds hosts to it. Returns when every host accepts SSH connections. */
export async function up({ lab, hosts, debian = '12', progress }: UpOptions): Promise<Host[]> {
  await checkPrerequisites();
  const image = await buildHostImage(debian, progress);
  const artifacts = await buildArtifacts(progress);
  raiseInotifyLimit();
  await createUserKey(lab);
  await createNetwork(lab);
  const createdHosts = await createHosts(lab, hosts, image);
  await startArtifactServer(lab, artifacts);
  await Promise.all(
    createdHosts.map(async (host) => {
      await startHost(lab, host);
      await waitForHost(lab, host);
      progress(`${host.name} is up at ${host.address}`);
    }),
  );
  return createdHosts;
}

/** URL of the artifact server. */
export const artifactsUrl = `http://${gateway}:${artifactsPort}`;

async function startArtifactServer(lab: Lab, folder: string): Promise<void> {
  if (await isArtifactServerReady(lab)) return;
  const logDescriptor = openSync(join(lab.folder, 'artifact-server.log'), 'a');
  const server = [process.execPath, '--import', 'tsx', join(__dirname, 'artifact-server.ts')];
  const [program, args] = networkCommand(lab, [...server, folder, gateway, String(artifactsPort)]);
  spawn(program, args, {
    detached: true,
    stdio: ['ignore', logDescriptor, logDescriptor],
    cwd: join(__dirname, '..'),
  }).unref();
  await waitFor(60, async () => (await isArtifactServerReady(lab)) || undefined, 'the artifact server did not start');
}

async function isArtifactServerReady(lab: Lab): Promise<boolean> {
  const [program, args] = networkCommand(lab, ['bash', '-c', `exec 3<>/dev/tcp/${gateway}/${artifactsPort}`]);
  return run(program, args).then(
    () => true,
    () => false,
  );
}

/** Checks the user and the programs of this machine. @throws with all missing programs */
async function checkPrerequisites(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab creates namespaces, mounts and cgroups: run it as root');
  const requiredPrograms = {
    iproute2: ['ip', 'tc'],
    'util-linux': ['unshare', 'nsenter', 'setpriv', 'losetup'],
    'openssh-client': ['ssh', 'ssh-keygen'],
    ...{ e2fsprogs: ['mke2fs'], mmdebstrap: ['mmdebstrap'], procps: ['sysctl'] },
  };
  const missingPrograms: string[] = [];
  for (const [debianPackage, programs] of Object.entries(requiredPrograms)) {
    for (const program of programs) {
      const lookup = await run('sh', ['-c', 'command -v "$1"', 'sh', program], { exitCodes: [0, 127, 1] });
      if (lookup.stdout === '') missingPrograms.push(`${program} (Debian package ${debianPackage})`);
    }
  }
  if (missingPrograms.length > 0) throw new Error(`programs are not installed: ${missingPrograms.join(', ')}`);
}
