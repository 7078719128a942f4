import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { findTool, toolFolder, version } from '../tools/tool';
import { cachedFolder, digest } from './cache';
import { linkOrCopy } from './image-archive';
import { cacheFolder } from './layout';

const script = join(__dirname, 'host-image.sh');

/** Packages in addition to a minimal Debian: those that kubeadm's preflight checks require, and those that the lab uses. */
const packages = [
  ...['systemd-sysv', 'dbus', 'libpam-systemd', 'udev', 'cloud-init', 'openssh-server', 'sudo', 'python3-minimal'],
  ...['runc', 'iptables', 'nftables', 'conntrack', 'ipset', 'ebtables', 'ethtool', 'socat', 'kmod', 'iproute2'],
  ...['ca-certificates', 'curl', 'iputils-ping', 'procps', 'less', 'tcpdump', 'zstd', 'netbase', 'jq', 'logrotate'],
  ...['haproxy', 'keepalived'],
];

/** Suite names of the supported Debian releases. */
const suites = { '12': 'bookworm', '13': 'trixie' } as const;

/** Number of a Debian release that hosts can run. */
export type DebianRelease = keyof typeof suites;

/** Debian releases that hosts can run. */
export const debianReleases = Object.keys(suites) as readonly DebianRelease[];

/** Read-only file systems that every host starts from. */
export interface HostImage {
  /** Folder of the Debian root file system. */
  readonly root: string;
  /** Lower folders of a host's overlay mount, topmost first: containerd, then the root file system. */
  readonly layers: readonly string[];
}

/** Builds the host image (about 90 seconds, plus the build of containerd), unless it is cached. */
export async function buildHostImage(debian: DebianRelease, progress: (line: string) => void): Promise<HostImage> {
  const root = await buildRootFileSystem(suites[debian], progress);
  return { root, layers: [await buildContainerdLayer(), root] };
}

async function buildRootFileSystem(suite: string, progress: (line: string) => void): Promise<string> {
  const mirrors = debianMirrors();
  const key = digest(readFileSync(script), suite, ...packages);
  return cachedFolder(join(cacheFolder(), `host-${suite}-${key}`), async (staging) => {
    progress(`building the host image (Debian ${suite}), once`);
    // setpriv kills the build when this process is killed; mounts and processes of the build end with its namespaces.
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    const build = ['unshare', ...namespaces, script, staging, suite, ...mirrors, ...packages];
    await run('setpriv', ['--pdeathsig', 'KILL', ...build]);
  });
}

/** Returns the Debian mirror and security mirror: from the environment, otherwise those of this machine's apt. */
function debianMirrors(): [string, string] {
  const aptUris = [
    ...new Set(execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' }).split('\n')),
  ];
  const {
    PLINTH_LAB_MIRROR: main = aptUris.find((uri) => /\/debian\/?$/.test(uri)),
    PLINTH_LAB_SECURITY_MIRROR: security = aptUris.find((uri) => /\/debian-security\/?$/.test(uri)),
  } = process.env;
  if (main !== undefined && security !== undefined) return [main.replace(/\/$/, ''), security.replace(/\/$/, '')];
  throw new Error(
    "apt of this machine has no Debian mirror: set PLINTH_LAB_MIRROR and PLINTH_LAB_SECURITY_MIRROR, or run 'apt-get update'",
  );
}

/** Builds the folder with containerd and its systemd unit, laid out as a distribution's package would install them. */
async function buildContainerdLayer(): Promise<string> {
  const folderName = `containerd-${version(findTool('containerd'))}-${digest(containerdUnit)}`;
  return cachedFolder(join(cacheFolder(), folderName), async (staging) => {
    const builtFolder = await toolFolder('containerd');
    for (const program of ['containerd', 'containerd-shim-runc-v2', 'ctr']) {
      linkOrCopy(join(builtFolder, program), join(staging, 'usr/bin', program));
    }
    const units = join(staging, 'etc/systemd/system');
    mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
    writeFileSync(join(units, 'containerd.service'), containerdUnit);
    symlinkSync('../containerd.service', join(units, 'multi-user.target.wants/containerd.service'));
  });
}

const containerdUnit = `[Unit]
Description=containerd container runtime
After=network.target local-fs.target

[Service]
ExecStart=/usr/bin/containerd
Type=notify
Delegate=yes
KillMode=process
Restart=always
RestartSec=5
LimitNOFILE=1048576
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;
