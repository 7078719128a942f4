import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { small } from './described';
import { temporaryFolder, written } from './written';

/** What every download brings. */
export const download = 'what dl.k8s.io has';
const stubbed = [
  ...['apt-get', 'apt-mark', 'dnf', 'curl', 'gpg', 'tar'],
  ...['systemctl', 'modprobe', 'sysctl', 'update-ca-certificates', 'update-ca-trust'],
];

/** A host that a step is run on. */
export interface Host {
  /** Lines of /etc/os-release. @default those of Debian 12 */
  readonly system?: readonly string[];
  /** Options of its cluster. @default a small one */
  readonly options?: object;
  /** Shell functions that stand for some of those that every step has. @default none */
  readonly functions?: string;
  /** What a checksum beside a download says. @default that of the download */
  readonly sum?: string;
}

/** Runs a step of a host on a root of its own, where nothing is installed and nothing reaches the network. */
export function run(step: string, { system = debian, options = {}, functions = '', sum }: Host) {
  const root = temporaryFolder();
  for (const folder of ['bin', 'etc', 'tmp', 'run', 'var/lib', 'usr/lib/systemd/system'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), `${system.join('\n')}\n`);
  const { at } = written({ ...small, ...options });
  const text = (file: string) => readFileSync(join(at, 'scripts', file), 'utf8');
  const script = [text('settings.sh'), text('host/lib.sh'), functions, text(`host/${step}.sh`)]
    .join('\n')
    // The same folders below the root; URLs have slashes of their own.
    .replaceAll(/(?<![\w./:}$-])\/(etc|var|opt|run|usr)(?=\/)/g, `${root}/$1`)
    .replaceAll(/^export PATH=.*$/gm, 'export PATH="$ROOT/bin:$PATH"');
  for (const program of stubbed) {
    copyFileSync(join(__dirname, 'program-stub.sh'), join(root, 'bin', program));
    chmodSync(join(root, 'bin', program), 0o755);
  }
  const digest = createHash('sha256').update(`${download}\n`).digest('hex');
  const env = { PATH: process.env.PATH ?? '', ROOT: root, DOWNLOAD: download, SUM: sum ?? digest, ...host };
  const { status, stderr } = spawnSync('bash', ['-c', script], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const file = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8').replaceAll(root, '') : undefined;
  return { status, said: stderr.replaceAll(root, ''), ran: (file('ran') ?? '').split('\n'), file };
}

const debian = ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'];
const host = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker', SELF_ADDRESS: '10.0.0.21', IDENTITY: 'x' };
