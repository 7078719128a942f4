import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile } from './state-file';

const joined = { 'etc/plinth/cluster': stateFile({ role: 'control-plane' }) };

/** Runs a script on a control plane on which kubeadm writes this manifest, and its container is another one afterwards. */
const configure = (script: string, manifest: string, { programs = {}, files = {}, ...host }: ScriptHost = {}) =>
  runHostScript(script, {
    environment: { ROLE: 'control-plane' },
    functions: `
      sleep() { :; }
      require_healthy_etcd() { :; }
      running_containers() { if [ -e "$ROOT/restarted" ]; then echo new; else echo old; fi; }
      etcdctl() { [ -z "\${ETCD_FAILS-}" ]; }`,
    programs: {
      kubeadm: `for name in kube-controller-manager etcd; do
        case $* in *\${name#kube-}*) echo '${manifest}' >"$ROOT/etc/kubernetes/manifests/$name.yaml"; touch "$ROOT/restarted" ;; esac
      done`,
      ...programs,
    },
    files: {
      ...joined,
      'etc/kubernetes/manifests/kube-controller-manager.yaml': 'old\n',
      'etc/kubernetes/manifests/kube-scheduler.yaml': 'scheduler\n',
      'etc/kubernetes/manifests/etcd.yaml': 'old\n',
      ...files,
    },
    ...host,
  });

describe('the controller manager', () => {
  const manifest = 'etc/kubernetes/manifests/kube-controller-manager.yaml';

  test('gets a changed configuration, which is recorded', () => {
    const { status, readFile } = configure('configure-controllers', 'new', { programs: { curl: '' } });
    expect([status, readFile(manifest)]).toEqual([0, 'new\n']);
    expect(readFile('etc/plinth/files')).toContain(`/${manifest}\n`);
  });

  test('is not restarted for comments that were added by hand', () => {
    const kubeadm = `echo new >"$ROOT/${manifest}"`;
    const files = { [manifest]: 'new # one\n\n  # other\n' };
    const { status, readFile } = configure('configure-controllers', 'new', { programs: { curl: '', kubeadm }, files });
    expect([status, readFile(manifest)]).toEqual([0, 'new\n']);
  });

  test('gets its previous configuration if it does not become healthy', () => {
    const { status, stderr, readFile } = configure('configure-controllers', 'new', { programs: { curl: 'exit 7' } });
    expect([status, readFile(manifest)]).toEqual([1, 'old\n']);
    expect(stderr).toContain('kube-controller-manager does not become healthy with the new configuration');
    expect(readFile('etc/plinth/files')).toBeUndefined();
  });
});

describe('etcd', () => {
  const manifest = 'etc/kubernetes/manifests/etcd.yaml';
  const options = { etcdArguments: { 'quota-backend-bytes': '8589934592' } };
  const argument = '- --quota-backend-bytes=8589934592';

  test('gets other arguments, once', () => {
    const { status, calls, readFile } = configure('configure-etcd', argument, { options });
    expect([status, readFile(manifest)]).toEqual([0, `${argument}\n`]);
    expect(calls.some((call) => call.includes('init phase etcd local'))).toBe(true);
    const record = readFile('etc/plinth/etcd-arguments') ?? '';
    expect(record).toBe('quota-backend-bytes=8589934592\n');
    const again = configure('configure-etcd', argument, { options, files: { 'etc/plinth/etcd-arguments': record } });
    expect(again.calls.filter(Boolean)).toEqual([]);
  });

  test('is not restarted if it has the arguments since it joined', () => {
    const files = { [manifest]: `${argument}\n` };
    expect(configure('configure-etcd', argument, { options, files }).calls.filter(Boolean)).toEqual([]);
    expect(configure('configure-etcd', argument).calls.filter(Boolean)).toEqual([]);
  });

  test('gets its previous arguments if it does not become healthy', () => {
    const environment = { ROLE: 'control-plane', ETCD_FAILS: 'yes' };
    const { status, stderr, readFile } = configure('configure-etcd', argument, { options, environment });
    expect([status, readFile(manifest)]).toEqual([1, 'old\n']);
    expect(stderr).toContain('etcd does not become healthy with the new arguments');
  });

  test('restarts while the API server of the host is stopped, behind a load balancer', () => {
    const apiServer = 'etc/kubernetes/manifests/kube-apiserver.yaml';
    const balanced = {
      ...options,
      controlPlanes: { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' },
      endpoint: { address: '10.0.0.9', via: 'keepalived' },
    };
    const host = {
      files: { [apiServer]: 'api server' },
      programs: {
        kubeadm: `ls "$ROOT/etc/kubernetes/manifests" >"$ROOT/during"; echo '${argument}' >"$ROOT/${manifest}"; touch "$ROOT/restarted"`,
      },
      functions: `
        sleep() { :; }
        require_healthy_etcd() { :; }
        running_containers() { case $1 in etcd) if [ -e "$ROOT/restarted" ]; then echo new; else echo old; fi ;; esac; }
        etcdctl() { :; }
        wait_ready() { [ -z "\${API_FAILS-}" ]; }`,
    };
    const { status, readFile } = configure('configure-etcd', argument, { ...host, options: balanced });
    expect(status).toBe(0);
    expect(readFile('during')).not.toContain('kube-apiserver.yaml');
    expect(readFile(apiServer)).toBe('api server');
    const kubeVip = configure('configure-etcd', argument, {
      ...host,
      options: { ...balanced, endpoint: { address: '10.0.0.9', via: 'kube-vip' } },
    });
    expect(kubeVip.readFile('during')).toContain('kube-apiserver.yaml');
    const environment = { ROLE: 'control-plane', API_FAILS: 'yes' };
    const failed = configure('configure-etcd', argument, { ...host, options: balanced, environment });
    expect([failed.status, failed.readFile(apiServer), failed.readFile('etc/plinth/etcd-arguments')]).toEqual([
      1,
      'api server',
      undefined,
    ]);
  });

  test('on its own hosts keeps its members', () => {
    const { readFile } = configure('configure-etcd', argument, {
      options: { ...options, etcd: { e1: '10.0.0.31' } },
      environment: { ROLE: 'etcd' },
      files: {
        'etc/plinth/cluster': stateFile({ role: 'etcd' }),
        'etc/plinth/etcd': '',
        [manifest]: '    - --initial-cluster=e1=https://a:2380\n    - --initial-cluster-state=existing\n',
      },
      programs: { kubeadm: `cp "\${*: -1}" "$ROOT/configuration"` },
    });
    expect(readFile('configuration')).toContain('{name: initial-cluster, value: "e1=https://a:2380"}');
    expect(readFile('configuration')).toContain('{name: "quota-backend-bytes", value: "8589934592"}');
  });
});

describe('the configuration of kubelet', () => {
  test('and its units can be read by root only', () => {
    const { status, calls } = runHostScript('configure-kubelet', {
      functions: 'wait_kubelet_healthy() { :; }',
      programs: { kubeadm: 'echo new >"$ROOT/var/lib/kubelet/config.yaml"', chmod: '' },
      files: {
        'etc/plinth/cluster': stateFile(),
        'var/lib/kubelet/config.yaml': 'old\n',
        'usr/lib/systemd/system/kubelet.service': '',
        'etc/systemd/system/kubelet.service.d/10-kubeadm.conf': '',
      },
    });
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('chmod'))).toEqual([
      'chmod 600 /var/lib/kubelet/config.yaml',
      'chmod 600 /etc/systemd/system/kubelet.service.d/10-kubeadm.conf',
      'chmod 600 /usr/lib/systemd/system/kubelet.service',
    ]);
  });
});

describe('the endpoint', () => {
  const via = (name: string, files: Readonly<Record<string, string>>) =>
    runHostScript('configure-endpoint', {
      environment: { ROLE: 'control-plane' },
      options: { endpoint: { address: '10.0.0.10', via: name } },
      files: { 'etc/plinth/cluster': stateFile({ role: 'control-plane' }), ...files },
    });

  test('of a load balancer takes the place of kube-vip', () => {
    const pod = 'etc/kubernetes/manifests/kube-vip.yaml';
    const { status, readFile } = via('external', { [pod]: 'pod\n' });
    expect([status, readFile(pod)]).toEqual([0, undefined]);
    expect(via('kube-vip', { [pod]: 'pod\n' }).readFile(pod)).toContain('kind: Pod');
  });

  test('of a load balancer takes the place of keepalived and HAProxy', () => {
    const files = { 'etc/plinth/endpoint': '', 'etc/haproxy/haproxy.cfg': 'x', 'etc/keepalived/keepalived.conf': 'x' };
    const { status, calls, readFile } = via('external', files);
    expect(status).toBe(0);
    expect(calls.filter(Boolean)).toEqual(['straight systemctl disable --quiet --now keepalived haproxy']);
    for (const path of Object.keys(files)) expect(readFile(path)).toBeUndefined();
  });
});
