import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { smallCluster } from './plan-cluster';
import { synthInfrastructure, temporaryDirectory } from './synth-infrastructure';

/** Content of every file that program-stub.sh downloads as curl. */
export const downloadContent = 'what dl.k8s.io has';

/** Programs that program-stub.sh replaces. */
const stubbedPrograms = [
  ...['apt-get', 'apt-mark', 'dnf', 'curl', 'gpg', 'tar'],
  ...['systemctl', 'modprobe', 'sysctl', 'update-ca-certificates', 'update-ca-trust', 'firewall-cmd'],
  ...['kubeadm', 'kubectl', 'ctr', 'ip', 'nft', 'ipvsadm'],
  ...['iptables', 'ip6tables'].flatMap((family) =>
    ['', '-nft', '-legacy'].flatMap((variant) => [`${family}${variant}-save`, `${family}${variant}-restore`]),
  ),
];

/** Host on which a script runs, and its cluster. */
export interface ScriptHost {
  /** Lines of /etc/os-release. @default Debian 12 */
  readonly osRelease?: readonly string[];
  /** Options of the cluster, merged over {@link smallCluster}. @default none */
  readonly options?: object;
  /** Definitions of shell functions that replace functions of lib.sh. @default none */
  readonly functions?: string;
  /** Bash code of programs, by name; it runs after the call is recorded. @default the code of program-stub.sh */
  readonly programs?: Readonly<Record<string, string>>;
  /** Files of the root file system, by path without the leading slash. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment variables, in addition to those of the host w1. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** SHA-256 that the checksum file of a download contains. @default the SHA-256 of the download */
  readonly checksum?: string;
}

const stackDirectories = new Map<string, string>();

/** Synthesizes the infrastructure stack of {@link smallCluster} with these options once, and returns its directory. */
function synthCached(options: object): string {
  const key = JSON.stringify(options);
  const stackDirectory =
    stackDirectories.get(key) ?? synthInfrastructure({ ...smallCluster, ...options }).stackDirectory;
  stackDirectories.set(key, stackDirectory);
  return stackDirectory;
}

/**
 * Runs a script of scripts/host with a temporary directory as root file system, and with stubs for programs that change
 * the host or use the network. Returns the exit status, stdout, stderr, the lines that the stubs recorded, and a function
 * that reads a file of the root file system.
 */
export function runHostScript(
  script: string,
  {
    osRelease = debian,
    options = {},
    functions = '',
    programs = {},
    files = {},
    environment = {},
    checksum,
  }: ScriptHost,
) {
  const root = temporaryDirectory();
  for (const directory of ['bin', 'etc', 'tmp', 'run', 'var/lib', 'usr/lib/systemd/system'])
    mkdirSync(join(root, directory), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), `${osRelease.join('\n')}\n`);
  const stackDirectory = synthCached(options);
  const readScript = (file: string) => readFileSync(join(stackDirectory, 'scripts', file), 'utf8');
  const libraries = [
    'lib',
    'lib-backup',
    'lib-certificates',
    'lib-encryption',
    'lib-files',
    'lib-nodes',
    'lib-routes',
    'lib-s3',
    'lib-versions',
  ].map((library) => readScript(`host/${library}.sh`));
  const source = [readScript('settings.sh'), ...libraries, functions, readScript(`host/${script}.sh`)]
    .join('\n')
    // Moves absolute paths below the root. The lookbehind excludes the paths of URLs.
    .replaceAll(/(?<![\w./:}$-])\/(etc|var|opt|run|usr)(?=\/)/g, `${root}/$1`)
    .replaceAll(/^export PATH=.*$/gm, 'export PATH="$ROOT/bin:$PATH"');
  for (const program of stubbedPrograms) {
    copyFileSync(join(__dirname, 'program-stub.sh'), join(root, 'bin', program));
    chmodSync(join(root, 'bin', program), 0o755);
  }
  for (const [program, code] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', program), `#!/usr/bin/env bash\necho "${program} $*" >>"$ROOT/ran"\n${code}\n`);
    chmodSync(join(root, 'bin', program), 0o755);
  }
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const downloadChecksum = createHash('sha256').update(`${downloadContent}\n`).digest('hex');
  const env = {
    PATH: process.env.PATH ?? '',
    ROOT: root,
    DOWNLOAD: downloadContent,
    SUM: checksum ?? downloadChecksum,
    ...hostVariables,
    ...environment,
  };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', source], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Without a guard that a test expects, a script may wait for minutes.
    timeout: 30_000,
  });
  const readFile = (path: string) =>
    existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8').replaceAll(root, '') : undefined;
  return { status, stdout, stderr: stderr.replaceAll(root, ''), calls: (readFile('ran') ?? '').split('\n'), readFile };
}

const debian = ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'];
const hostVariables = {
  NAME: 'w1',
  ADDRESS: '10.0.0.21',
  ROLE: 'worker',
  THIS_HOST_ADDRESS: '10.0.0.21',
  CLUSTER_IDENTITY: 'x',
};
