import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { small } from './described';
import { temporaryFolder, written } from './written';

const download = 'what dl.k8s.io has';
const stubbed = [
  ...['apt-get', 'apt-mark', 'dnf', 'curl', 'gpg', 'tar'],
  ...['systemctl', 'modprobe', 'sysctl', 'update-ca-certificates', 'update-ca-trust'],
];

interface Host {
  /** Lines of /etc/os-release. */
  readonly system: readonly string[];
  readonly proxy?: string;
  /** What a checksum beside a download says. @default that of the download */
  readonly sum?: string;
}

/** Runs a step of a host on a root of its own, where nothing is installed and nothing reaches the network. */
function run(step: string, { system, proxy, sum }: Host) {
  const root = temporaryFolder();
  for (const folder of ['bin', 'etc', 'tmp', 'run', 'var/lib', 'usr/lib/systemd/system'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), `${system.join('\n')}\n`);
  const authority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const { at } = written({
    ...{ ...small, certificateAuthorities: [authority] },
    ...(proxy === undefined ? {} : { proxy: { http: proxy } }),
  });
  const texts = ['settings.sh', 'host/start.sh', `host/${step}.sh`].map((file) =>
    readFileSync(join(at, 'scripts', file), 'utf8'),
  );
  const script = texts
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

const host = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker', HOST_ADDRESS: '10.0.0.21', IDENTITY: 'x', TICKET: '' };

const systems = {
  debian: ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'],
  ubuntu: ['ID=ubuntu', 'VERSION_ID="24.04"'],
  rocky: ['ID="rocky"', 'VERSION_ID="9.4"'],
  flatcar: ['ID=flatcar', 'VERSION_ID=4081.2.0'],
  coreos: ['ID=fedora', 'VARIANT_ID=coreos', 'VERSION_ID=42'],
};

describe('programs', () => {
  test.each([systems.debian, systems.ubuntu])('come as packages of their version, held, on %s', (...system) => {
    const { status, ran, file } = run('programs', { system });
    expect(status).toBe(0);
    expect(file('etc/apt/sources.list.d/kubernetes.list')).toContain('https://pkgs.k8s.io/core:/stable:/v1.36/deb/');
    expect(ran).toContainEqual(expect.stringMatching(/apt-get install .*kubeadm=1\.36\.3-\* kubelet=1\.36\.3-\*/));
    expect(ran).toContain('straight apt-mark hold kubeadm kubelet kubectl');
  });

  test('come as packages of their version on RHEL and its rebuilds, which an update passes over', () => {
    const { status, ran, file } = run('programs', { system: systems.rocky });
    expect(status).toBe(0);
    expect(file('etc/yum.repos.d/kubernetes.repo')).toMatch(/v1\.36\/rpm\/[\s\S]*gpgcheck=1[\s\S]*exclude=kubelet/);
    expect(ran).toContainEqual(expect.stringMatching(/dnf .*--disableexcludes=kubernetes install kubelet-1\.36\.3/));
  });

  test.each([systems.flatcar, systems.coreos])('come beside /usr where nothing can be installed: %s', (...system) => {
    const { status, ran, file } = run('programs', { system });
    expect(status).toBe(0);
    expect(file('opt/bin/kubelet')).toBe(`${download}\n`);
    expect(ran.some((line) => /apt|dnf/.test(line))).toBe(false);
  });

  test('are not installed where their checksum is another', () => {
    const { status, said, file } = run('programs', { system: systems.flatcar, sum: '0'.repeat(64) });
    expect(status).not.toBe(0);
    expect(said).toContain('dl.k8s.io sent a kubeadm with a wrong checksum: nothing of it was installed');
    expect(file('opt/bin/kubeadm')).toBeUndefined();
  });

  test.each([systems.debian, systems.rocky, systems.flatcar])(
    'come by the proxy where there is one: %s',
    (...system) => {
      const proxy = 'http://proxy.acme.example:3128';
      const { ran } = run('programs', { system, proxy });
      const fetched = ran.filter((line) => /(apt-get|dnf|curl) /.test(line));
      expect(fetched.length).toBeGreaterThan(0);
      for (const line of fetched) expect(line.startsWith(`${proxy} `)).toBe(true);
    },
  );
});

describe('certificates of the site', () => {
  test.each([
    ['Debian', systems.debian, 'usr/local/share/ca-certificates/plinth.crt', 'update-ca-certificates'],
    ['RHEL', systems.rocky, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Fedora CoreOS', systems.coreos, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Flatcar', systems.flatcar, 'etc/ssl/certs/plinth.pem', 'update-ca-certificates'],
  ])('are put where %s looks for them', (_, system, path, command) => {
    const { status, ran, file } = run('prepare', { system });
    expect(status).toBe(0);
    expect(file(path)).toContain('BEGIN CERTIFICATE');
    expect(ran).toContainEqual(expect.stringMatching(new RegExp(`^straight ${command} ?$`)));
  });
});
