import { download, run } from './on-root';

const systems = {
  debian: ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'],
  ubuntu: ['ID=ubuntu', 'VERSION_ID="24.04"'],
  rocky: ['ID="rocky"', 'VERSION_ID="9.4"'],
  flatcar: ['ID=flatcar', 'VERSION_ID=4081.2.0'],
  coreos: ['ID=fedora', 'VARIANT_ID=coreos', 'VERSION_ID=42'],
};

describe('programs', () => {
  test.each([systems.debian, systems.ubuntu])('come as packages of their version, held, on %s', (...system) => {
    const { status, ran, file } = run('install-binaries', { system });
    expect(status).toBe(0);
    expect(file('etc/apt/sources.list.d/kubernetes.list')).toContain('https://pkgs.k8s.io/core:/stable:/v1.36/deb/');
    expect(ran).toContainEqual(expect.stringMatching(/apt-get install .*kubeadm=1\.36\.3-\* kubelet=1\.36\.3-\*/));
    expect(ran).toContain('straight apt-mark hold kubeadm kubelet kubectl');
  });

  test('come as packages of their version on RHEL and its rebuilds, which an update passes over', () => {
    const { status, ran, file } = run('install-binaries', { system: systems.rocky });
    expect(status).toBe(0);
    expect(file('etc/yum.repos.d/kubernetes.repo')).toMatch(/v1\.36\/rpm\/[\s\S]*gpgcheck=1[\s\S]*exclude=kubelet/);
    expect(ran).toContainEqual(expect.stringMatching(/dnf .*--disableexcludes=kubernetes install kubelet-1\.36\.3/));
  });

  test.each([systems.flatcar, systems.coreos])('come beside /usr where nothing can be installed: %s', (...system) => {
    const { status, ran, file } = run('install-binaries', { system });
    expect(status).toBe(0);
    expect(file('opt/bin/kubelet')).toBe(`${download}\n`);
    expect(ran.some((line) => /apt|dnf/.test(line))).toBe(false);
  });

  test('are not installed where their checksum is another', () => {
    const { status, said, file } = run('install-binaries', { system: systems.flatcar, sum: '0'.repeat(64) });
    expect(status).not.toBe(0);
    expect(said).toContain('could not verify the checksum of kubeadm from dl.k8s.io: it was not installed');
    expect(file('opt/bin/kubeadm')).toBeUndefined();
  });

  test.each([systems.debian, systems.rocky, systems.flatcar])(
    'come by the proxy where there is one: %s',
    (...system) => {
      const proxy = 'http://proxy.acme.example:3128';
      const { ran } = run('install-binaries', { system, options: { proxy: { http: proxy } } });
      const fetched = ran.filter((line) => /(apt-get|dnf|curl) /.test(line));
      expect(fetched.length).toBeGreaterThan(0);
      for (const line of fetched) expect(line.startsWith(`${proxy} `)).toBe(true);
    },
  );
});

describe('certificates of the site', () => {
  const authority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

  test.each([
    ['Debian', systems.debian, 'usr/local/share/ca-certificates/plinth.crt', 'update-ca-certificates'],
    ['RHEL', systems.rocky, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Fedora CoreOS', systems.coreos, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Flatcar', systems.flatcar, 'etc/ssl/certs/plinth.pem', 'update-ca-certificates'],
  ])('are put where %s looks for them', (_, system, path, command) => {
    const { status, ran, file } = run('prepare', { system, options: { certificateAuthorities: [authority] } });
    expect(status).toBe(0);
    expect(file(path)).toContain('BEGIN CERTIFICATE');
    expect(ran).toContainEqual(expect.stringMatching(new RegExp(`^straight ${command} ?$`)));
  });
});
