import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command.js';
import { hostImage } from './host-image.js';
import { makeHosts, startHost, within } from './hosts.js';
import { makeUserKey } from './keys.js';
import { artifactsPort, gateway, type Host, type Lab } from './layout.js';
import { inside, makeNetwork, processesInside } from './network.js';
import { hostAnswers } from './ssh.js';

/** How the lab comes up. */
export interface UpOptions {
  readonly lab: Lab;
  /** The names of the hosts that shall run; hosts that run already are left alone. */
  readonly hosts: readonly string[];
  /** The folder that the artifact server shows to the hosts. */
  readonly artifacts: string;
  readonly progress: (line: string) => void;
}

/** Brings a lab up, or adds hosts to one that is up. Ends when every host lets us in. */
export async function up({ lab, hosts, artifacts, progress }: UpOptions): Promise<Host[]> {
  await checkMachine();
  const image = await hostImage(progress);
  await makeUserKey(lab);
  await makeNetwork(lab);
  const made = await makeHosts(lab, hosts, image);
  await serveArtifacts(lab, artifacts);
  await Promise.all(
    made.map(async (host) => {
      await startHost(lab, host, image);
      await hostAnswers(lab, host);
      progress(`${host.name} answers at ${host.address}`);
    }),
  );
  return made;
}

/** The URL that hosts read artifacts from. */
export const artifactsUrl = `http://${gateway}:${artifactsPort}`;

async function serveArtifacts(lab: Lab, folder: string): Promise<void> {
  if ((await processesInside(lab)).length > 0 && (await serverAnswers(lab))) return;
  mkdirSync(folder, { recursive: true });
  const log = openSync(join(lab.folder, 'artifact-server.log'), 'a');
  const server = [process.execPath, '--import', 'tsx', join(__dirname, 'artifact-server.ts')];
  const [program, args] = inside(lab, [...server, folder, gateway, String(artifactsPort)]);
  spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: join(__dirname, '..') }).unref();
  await within(10, async () => (await serverAnswers(lab)) || undefined, 'the artifact server did not start');
}

async function serverAnswers(lab: Lab): Promise<boolean> {
  const [program, args] = inside(lab, ['bash', '-c', `exec 3<>/dev/tcp/${gateway}/${artifactsPort}`]);
  return run(program, args).then(
    () => true,
    () => false,
  );
}

/** Says all at once what this machine lacks. */
async function checkMachine(): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('the lab makes namespaces, mounts and cgroups: run it as root');
  const needed = {
    iproute2: ['ip', 'tc'],
    'util-linux': ['unshare', 'nsenter', 'setpriv', 'losetup'],
    'openssh-client': ['ssh', 'ssh-keygen'],
    ...{ e2fsprogs: ['mke2fs'], mmdebstrap: ['mmdebstrap'], procps: ['sysctl'] },
  };
  const missing: string[] = [];
  for (const [debianPackage, programs] of Object.entries(needed)) {
    for (const program of programs) {
      const found = await run('sh', ['-c', 'command -v "$1"', 'sh', program], { exitCodes: [0, 127, 1] });
      if (found.stdout === '') missing.push(`${program} (Debian package ${debianPackage})`);
    }
  }
  if (missing.length > 0) throw new Error(`this machine lacks what the lab needs: ${missing.join(', ')}`);
}
