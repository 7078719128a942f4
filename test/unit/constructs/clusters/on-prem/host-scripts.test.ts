import { downloadContent, runHostScript } from './run-host-script';

/** Lines of /etc/os-release. */
const osReleases = {
  debian: ['ID=debian', 'VERSION_ID="12"', 'NAME="Debian GNU/Linux"'],
  ubuntu: ['ID=ubuntu', 'VERSION_ID="24.04"'],
  rocky: ['ID="rocky"', 'VERSION_ID="9.4"'],
  flatcar: ['ID=flatcar', 'VERSION_ID=4081.2.0'],
  coreos: ['ID=fedora', 'VARIANT_ID=coreos', 'VERSION_ID=42'],
};

describe('the binaries of Kubernetes', () => {
  test.each([osReleases.debian, osReleases.ubuntu])(
    'are installed as held packages of the defined version on %s',
    (...osRelease) => {
      const { status, calls, readFile } = runHostScript('install-binaries', { osRelease });
      expect(status).toBe(0);
      expect(readFile('etc/apt/sources.list.d/kubernetes.list')).toContain(
        'https://pkgs.k8s.io/core:/stable:/v1.36/deb/',
      );
      expect(calls).toContainEqual(expect.stringMatching(/apt-get install .*kubeadm=1\.36\.3-\* kubelet=1\.36\.3-\*/));
      expect(calls).toContain('straight apt-mark hold kubeadm kubelet kubectl');
    },
  );

  test('are installed as packages of the defined version on RHEL and its rebuilds, excluded from updates', () => {
    const { status, calls, readFile } = runHostScript('install-binaries', { osRelease: osReleases.rocky });
    expect(status).toBe(0);
    expect(readFile('etc/yum.repos.d/kubernetes.repo')).toMatch(/v1\.36\/rpm\/[\s\S]*gpgcheck=1[\s\S]*exclude=kubelet/);
    expect(calls).toContainEqual(
      expect.stringMatching(/dnf .*--disableexcludes=kubernetes install kubeadm-1\.36\.3 kubelet-1\.36\.3/),
    );
  });

  test.each([osReleases.flatcar, osReleases.coreos])(
    'are installed into /opt if /usr is read-only: %s',
    (...osRelease) => {
      const { status, calls, readFile } = runHostScript('install-binaries', { osRelease });
      expect(status).toBe(0);
      expect(readFile('opt/bin/kubelet')).toBe(`${downloadContent}\n`);
      expect(calls.some((call) => /apt|dnf/.test(call))).toBe(false);
    },
  );

  test('are not installed if their checksum does not match', () => {
    const { status, stderr, readFile } = runHostScript('install-binaries', {
      osRelease: osReleases.flatcar,
      checksum: '0'.repeat(64),
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('could not verify the checksum of kubeadm from dl.k8s.io: it was not installed');
    expect(readFile('opt/bin/kubeadm')).toBeUndefined();
  });

  test.each([osReleases.debian, osReleases.rocky, osReleases.flatcar])(
    'are downloaded through the proxy of the cluster: %s',
    (...osRelease) => {
      const proxy = 'http://proxy.acme.example:3128';
      const { calls } = runHostScript('install-binaries', { osRelease, options: { proxy: { http: proxy } } });
      const downloads = calls.filter((call) => /(apt-get|dnf|curl) /.test(call));
      expect(downloads.length).toBeGreaterThan(0);
      for (const call of downloads) expect(call.startsWith(`${proxy} `)).toBe(true);
    },
  );
});

describe('additional CA certificates', () => {
  const certificateAuthority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

  test.each([
    ['Debian', osReleases.debian, 'usr/local/share/ca-certificates/plinth.crt', 'update-ca-certificates'],
    ['RHEL', osReleases.rocky, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Fedora CoreOS', osReleases.coreos, 'etc/pki/ca-trust/source/anchors/plinth.crt', 'update-ca-trust'],
    ['Flatcar', osReleases.flatcar, 'etc/ssl/certs/plinth.pem', 'update-ca-certificates'],
  ])('are added to the trust store of %s', (_, osRelease, path, command) => {
    const { status, calls, readFile } = runHostScript('prepare', {
      osRelease,
      options: { certificateAuthorities: [certificateAuthority] },
    });
    expect(status).toBe(0);
    expect(readFile(path)).toContain('BEGIN CERTIFICATE');
    expect(calls).toContainEqual(expect.stringMatching(new RegExp(`^straight ${command} ?$`)));
  });
});
