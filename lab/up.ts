import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { artifactsFolder } from './artifacts';
import { hostImage, type Debian } from './host-image';
import { makeHosts, startHost } from './hosts';
import { makeUserKey } from './keys';
import { artifactsPort, gateway, type Host, type Lab } from './layout';
import { inside, makeNetwork } from './network';
import { hostAnswers } from './ssh';
import { within } from './within';

/** How the lab comes up. */
export interface UpOptions {
  readonly lab: Lab;
  /** The names of the hosts that shall run; hosts that run already are left alone. */
  readonly hosts: readonly string[];
  /** The Debian of hosts that are new. @default '12' */
  readonly debian?: Debian;
  readonly progress: (line: string) => void;
}

/** Brings a lab up, or adds hosts to one that is up. Ends when every host lets us in. */
export async function up({ lab, hosts, debian = '12', progress }: UpOptions): Promise<Host[]> {
  await checkMachine();
  const image = await hostImage(debian, progress);
  const artifacts = await artifactsFolder(progress);
  await makeUserKey(lab);
  await makeNetwork(lab);
  const made = await makeHosts(lab, hosts, image);
  await serveArtifacts(lab, artifacts);
  await Promise.all(
    made.map(async (host) => {
      await startHost(lab, host);
      await hostAnswers(lab, host);
      progress(`${host.name} answers at ${host.address}`);
    }),
  );
  return made;
}

/** The URL that hosts read artifacts from. */
export const artifactsUrl = `http://${gateway}:${artifactsPort}`;

async function serveArtifacts(lab: Lab, folder: string): Promise<void> {
  if (await serverAnswers(lab)) return;
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
