import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command';
import { findTool, toolFolder, version } from '../tools/tool';
import { cachedFolder, digest } from './cache';
import { place } from './image-archive';
import { cacheFolder } from './layout';

const script = join(__dirname, 'host-image.sh');

/** What a host has beside a minimal Debian: what kubeadm's pre-checks ask for, and what the lab itself needs. */
const packages = [
  ...['systemd-sysv', 'dbus', 'libpam-systemd', 'udev', 'cloud-init', 'openssh-server', 'sudo', 'python3-minimal'],
  ...['runc', 'iptables', 'nftables', 'conntrack', 'ipset', 'ebtables', 'ethtool', 'socat', 'kmod', 'iproute2'],
  ...['ca-certificates', 'curl', 'iputils-ping', 'procps', 'less', 'tcpdump', 'zstd', 'netbase', 'jq', 'logrotate'],
  ...['haproxy', 'keepalived'],
];
/** The releases of Debian that hosts can have, by their number, and the name that the mirrors know each by. */
const suites = { '12': 'bookworm', '13': 'trixie' } as const;

/** A release of Debian that a host can have. */
export type Debian = keyof typeof suites;

/** The releases of Debian that hosts can have. */
export const debianReleases = Object.keys(suites) as readonly Debian[];

/** What every host starts from. */
export interface HostImage {
  /** A Debian root file system. */
  readonly root: string;
  /** The folders that a host's root lies on, the upper ones first: containerd, then the root file system. */
  readonly layers: readonly string[];
}

/** The image of a host; made on first use (about 90 seconds beside containerd's build), then kept. */
export async function hostImage(debian: Debian, progress: (line: string) => void): Promise<HostImage> {
  const root = await rootFileSystem(suites[debian], progress);
  return { root, layers: [await containerdLayer(), root] };
}

async function rootFileSystem(suite: string, progress: (line: string) => void): Promise<string> {
  const mirrors = debianMirrors();
  const key = digest(readFileSync(script), suite, ...packages);
  return cachedFolder(join(cacheFolder(), `host-${suite}-${key}`), async (aside) => {
    progress(`making the host image (Debian ${suite}), once`);
    // setpriv ends the build with us; its own mounts and processes end with its namespaces.
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    const build = ['unshare', ...namespaces, script, aside, suite, ...mirrors, ...packages];
    await run('setpriv', ['--pdeathsig', 'KILL', ...build]);
  });
}

/** The mirrors that this machine's own apt uses for Debian, unless others are named. */
function debianMirrors(): [string, string] {
  const uris = [
    ...new Set(execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' }).split('\n')),
  ];
  const {
    PLINTH_LAB_MIRROR: main = uris.find((uri) => /\/debian\/?$/.test(uri)),
    PLINTH_LAB_SECURITY_MIRROR: security = uris.find((uri) => /\/debian-security\/?$/.test(uri)),
  } = process.env;
  if (main !== undefined && security !== undefined) return [main.replace(/\/$/, ''), security.replace(/\/$/, '')];
  throw new Error(
    'apt knows no mirror of Debian here: name two by PLINTH_LAB_MIRROR and PLINTH_LAB_SECURITY_MIRROR, after `apt-get update`',
  );
}

/** What lies over the image on every host: containerd, as a distribution's package would have installed it. */
async function containerdLayer(): Promise<string> {
  const containerd = `containerd-${version(findTool('containerd'))}-${digest(containerdUnit)}`;
  return cachedFolder(join(cacheFolder(), containerd), async (aside) => {
    const from = await toolFolder('containerd');
    for (const program of ['containerd', 'containerd-shim-runc-v2', 'ctr']) {
      place(join(from, program), join(aside, 'usr/bin', program));
    }
    const units = join(aside, 'etc/systemd/system');
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
