import { runHostScript } from './run-host-script';
import { stateFile } from './state-file';

describe('the existing cluster', () => {
  /** Runs verify-cluster.sh against a cluster that was created with these ranges. */
  const verify = (options: object, podSubnet = '10.244.0.0/16') =>
    runHostScript('verify-cluster', {
      options,
      programs: {
        kubectl: `cat <<X
kubernetesVersion: v1.36.3
networking:
  dnsDomain: cluster.local
  podSubnet: ${podSubnet}
  serviceSubnet: 10.96.0.0/16
X`,
      },
    });

  test('is accepted if it was created as defined', () => {
    expect(verify({}).stderr).toBe('');
    expect(verify({}).status).toBe(0);
  });

  test.each<[string, object, string]>([
    [
      'podCidr',
      { podCidr: '10.100.0.0/16' },
      "clusters.dc1.podCidr is 10.100.0.0/16: the cluster was created with 10.244.0.0/16, which cannot be changed; write podCidr: '10.244.0.0/16'",
    ],
    [
      'serviceCidr',
      { serviceCidr: '10.200.0.0/16' },
      "clusters.dc1.serviceCidr is 10.200.0.0/16: the cluster was created with 10.96.0.0/16, which cannot be changed; write serviceCidr: '10.96.0.0/16'",
    ],
    ['clusterDomain', { clusterDomain: 'other.local' }, "write clusterDomain: 'cluster.local'"],
    ['endpoint', { endpoint: { address: '10.0.0.9' } }, 'created with none, which cannot be changed; remove it'],
  ])('is refused with another %s, with what to write', (_, options, message) => {
    const { status, stderr } = verify(options);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});

describe('certificates', () => {
  const admin = { ROLE: 'control-plane', THIS_HOST_ADDRESS: '10.0.0.11' };
  const files = {
    'etc/plinth/cluster': stateFile({ role: 'control-plane' }),
    'etc/kubernetes/admin.conf': 'server: https://a\n    client-certificate-data: Y2VydA==\n',
    'etc/kubernetes/pki/apiserver.crt': 'certificate',
  };

  test('that have expired are the reason why a control plane is not healthy', () => {
    const health = (error: string) =>
      runHostScript('health', {
        environment: admin,
        files,
        programs: { kubectl: `echo '${error}' >&2; exit 1`, openssl: 'exit 1' },
      });
    const x509 = 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';
    expect(health(x509)).toMatchObject({ stdout: '', stderr: `${x509}\n` });
    expect(health('connection refused').stderr).toBe('x509: certificates have expired: apiserver.crt\n');
  });

  test.each([
    ['has expired', 'exit 1'],
    ['expires within 30 days', 'case "$*" in *"-checkend 0"*) ;; *-enddate*) echo notAfter=soon ;; *) exit 1 ;; esac'],
  ])('are reported with the kubeconfig if its own %s', (message, openssl) => {
    const { status, stdout, stderr } = runHostScript('kubeconfig', {
      environment: { ...admin, NAME: '' },
      files,
      programs: { openssl },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('server: https://10.0.0.11:6443');
    expect(stderr).toContain(`dc1: warning: the certificate of the kubeconfig ${message}`);
  });

  test('that are valid cause no warning', () => {
    expect(runHostScript('kubeconfig', { environment: admin, files, programs: { openssl: '' } }).stderr).toBe('');
  });

  test('of the API server are restored if kubeadm fails', () => {
    const { status, readFile } = runHostScript('configure-apiserver', {
      environment: { ...admin, NAME: 'w1' },
      options: { certificateNames: ['api.acme.example'] },
      files: {
        ...files,
        'etc/kubernetes/pki/apiserver.key': 'key',
        'etc/kubernetes/manifests/kube-apiserver.yaml': 'manifest',
      },
      programs: { kubeadm: 'exit 1', openssl: '' },
    });
    expect(status).toBe(1);
    expect(readFile('etc/kubernetes/pki/apiserver.crt')).toBe('certificate');
    expect(readFile('etc/kubernetes/pki/apiserver.key')).toBe('key');
  });
});

describe('the preflight checks', () => {
  const preflight = (options: object, programs: Readonly<Record<string, string>> = {}) =>
    runHostScript('preflight', {
      options,
      environment: { LOCAL_TIME: '0', HOST_ADDRESSES: '10.0.0.11 10.0.0.21' },
      files: { 'etc/machine-id': 'id' },
      functions: 'timeout() { echo "$*" >>"$ROOT/ran"; }',
      programs: { systemctl: 'exit 1', ...programs },
    });

  test('print the state of the host', () => {
    expect(preflight({}).stdout).toContain('state none - - - - - -\n');
  });

  test('connect to an external endpoint with an IPv6 address', () => {
    const { calls } = preflight({ endpoint: { address: 'fd00::9', via: 'external' } });
    expect(calls).toContainEqual(expect.stringContaining('/dev/tcp/fd00::9/6443'));
  });

  test('accept firewalld if it trusts the range of the pods and the other hosts', () => {
    const firewalld = (trusted: string) =>
      preflight({}, { systemctl: '', 'firewall-cmd': `case "\${*: -1}" in ${trusted}) ;; *) exit 1 ;; esac` }).stdout;
    expect(firewalld('none')).toContain(
      "to its zone 'trusted': firewall-cmd --permanent --zone trusted --add-source 10.244.0.0/16 --add-source 10.0.0.11 && firewall-cmd --reload\n",
    );
    expect(firewalld('10.244.*')).toContain('--zone trusted --add-source 10.0.0.11 &&');
    expect(firewalld('10.244.* | 10.0.0.11')).not.toContain('firewalld');
  });

  test('require the policy of containers where SELinux is enforcing and containerd uses it', () => {
    const containerd = "version = 3\n[plugins.'io.containerd.cri.v1.runtime']\n  enable_selinux = true\n";
    const selinux = (mode: string, hasPolicy: boolean, options: object = { containerd }) =>
      preflight(options, { getenforce: `echo ${mode}`, rpm: hasPolicy ? '' : 'exit 1' }).stdout;
    expect(selinux('Enforcing', false)).toContain('dnf install container-selinux');
    for (const accepted of [selinux('Enforcing', true), selinux('Permissive', false), selinux('Enforcing', false, {})])
      expect(accepted).not.toContain('SELinux');
  });
});

test('a running etcd is found in a long list of tasks, although grep would end before ctr', () => {
  const tasks = Array.from({ length: 5000 }, (_, index) => `c${index} 1 RUNNING`).join('\\n');
  const { stdout } = runHostScript('get-teardown', {
    functions: 'running_containers etcd',
    programs: { ctr: `case "$*" in *containers*) echo c1 ;; *) printf '${tasks}\\n' ;; esac` },
  });
  expect(stdout).toBe('c1\n');
});
