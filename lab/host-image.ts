import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../tools/command.js';
import { cachedFolder, digest } from './cache.js';
import { cacheFolder } from './layout.js';

const script = join(__dirname, 'host-image.sh');

/** What a host has beside a minimal Debian: what kubeadm's pre-checks ask for, and what the lab itself needs. */
const packages = [
  ...['systemd-sysv', 'dbus', 'libpam-systemd', 'udev', 'cloud-init', 'openssh-server', 'sudo', 'python3-minimal'],
  ...['runc', 'iptables', 'nftables', 'conntrack', 'ipset', 'ebtables', 'ethtool', 'socat', 'kmod', 'iproute2'],
  ...['ca-certificates', 'curl', 'iputils-ping', 'procps', 'less', 'tcpdump', 'zstd', 'netbase', 'jq', 'logrotate'],
  ...['haproxy', 'keepalived'],
];
const suite = 'bookworm';

/** The root file system of a Debian 12 host; made by mmdebstrap on first use (about 90 seconds), then kept. */
export async function hostImage(progress: (line: string) => void): Promise<string> {
  const mirrors = debianMirrors();
  const key = digest(readFileSync(script), suite, ...packages);
  return cachedFolder(join(cacheFolder(), `host-${suite}-${key}`), async (aside) => {
    progress(`making the host image (Debian ${suite}), once`);
    // setpriv ends the build with us; its own mounts and processes end with its namespaces.
    const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
    await run(
      'setpriv',
      ['--pdeathsig', 'KILL', 'unshare', ...namespaces, script, aside, suite, ...mirrors, ...packages],
      {
        log: `${aside}.log`,
      },
    );
  });
}

/** The mirrors that this machine's own apt uses for Debian, so that no second setting is needed. */
function debianMirrors(): [string, string] {
  const { PLINTH_LAB_MIRROR: main, PLINTH_LAB_SECURITY_MIRROR: security } = process.env;
  return [main ?? 'http://deb.debian.org/debian', security ?? 'http://deb.debian.org/debian-security'];
}
