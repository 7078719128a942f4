import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallCluster } from './plan-cluster';
import { synthInfrastructure, temporaryDirectory } from './synth-infrastructure';

/** Content of every file that program-stub.sh downloads as curl. */
export const downloadContent = 'what dl.k8s.io has';

/** Programs that program-stub.sh replaces. */
const stubbedPrograms = [
  ...['apt-get', 'apt-mark', 'dnf', 'curl', 'gpg', 'tar'],
  ...['systemctl', 'modprobe', 'sysctl', 'update-ca-certificates', 'update-ca-trust'],
];

/** Host on which a script runs, and its cluster. */
export interface ScriptHost {
  /** Lines of /etc/os-release. @default Debian 12 */
  readonly osRelease?: readonly string[];
  /** Options of the cluster, merged over {@link smallCluster}. @default none */
  readonly options?: object;
  /** Definitions of shell functions that replace functions of lib.sh. @default none */
  readonly functions?: string;
  /** SHA-256 that the checksum file of a download contains. @default the SHA-256 of the download */
  readonly checksum?: string;
}

/**
 * Runs a script of scripts/host with a temporary directory as root file system, and with stubs for programs that change
 * the host or use the network. Returns the exit status, stderr, the lines that the stubs recorded, and a function that
 * reads a file of the root file system.
 */
export function runHostScript(
  script: string,
  { osRelease = debian, options = {}, functions = '', checksum }: ScriptHost,
) {
  const root = temporaryDirectory();
  for (const directory of ['bin', 'etc', 'tmp', 'run', 'var/lib', 'usr/lib/systemd/system'])
    mkdirSync(join(root, directory), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), `${osRelease.join('\n')}\n`);
  const { stackDirectory } = synthInfrastructure({ ...smallCluster, ...options });
  const readScript = (file: string) => readFileSync(join(stackDirectory, 'scripts', file), 'utf8');
  const source = [readScript('settings.sh'), readScript('host/lib.sh'), functions, readScript(`host/${script}.sh`)]
    .join('\n')
    // Moves absolute paths below the root. The lookbehind excludes the paths of URLs.
    .replaceAll(/(?<![\w./:}$-])\/(etc|var|opt|run|usr)(?=\/)/g, `${root}/$1`)
    .replaceAll(/^export PATH=.*$/gm, 'export PATH="$ROOT/bin:$PATH"');
  for (const program of stubbedPrograms) {
    copyFileSync(join(__dirname, 'program-stub.sh'), join(root, 'bin', program));
    chmodSync(join(root, 'bin', program), 0o755);
  }
  const downloadChecksum = createHash('sha256').update(`${downloadContent}\n`).digest('hex');
  const env = {
    PATH: process.env.PATH ?? '',
    ROOT: root,
    DOWNLOAD: downloadContent,
    SUM: checksum ?? downloadChecksum,
    ...hostVariables,
  };
  const { status, stderr } = spawnSync('bash', ['-c', source], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const readFile = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8').replaceAll(root, '') : undefined;
  return { status, stderr: stderr.replaceAll(root, ''), calls: (readFile('ran') ?? '').split('\n'), readFile };
}

const debian = ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'];
const hostVariables = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker', SELF_ADDRESS: '10.0.0.21', IDENTITY: 'x' };
