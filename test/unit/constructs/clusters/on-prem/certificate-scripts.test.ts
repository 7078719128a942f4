import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile } from './state-file';

const now = Math.floor(Date.now() / 1000);
const inDays = (days: number) => now + days * 86_400;
const joined = { 'etc/plinth/cluster': stateFile({ role: 'control-plane' }) };
const controlPlane = { ROLE: 'control-plane' };

/** Replaces openssl: prints the file in standard input as the end of the certificate. */
const openssl = 'echo "notAfter=@$(cat)"';

const certificateFiles = (days: number) => ({
  'etc/kubernetes/pki/ca.crt': String(inDays(3650)),
  'etc/kubernetes/pki/apiserver.crt': String(inDays(days)),
  'etc/kubernetes/pki/etcd/server.crt': String(inDays(300)),
  'var/lib/kubelet/pki/kubelet-server-current.pem': String(inDays(5)),
  'etc/kubernetes/admin.conf': `  client-certificate-data: ${Buffer.from(String(inDays(300))).toString('base64')}\n`,
});

/** Runs a function of lib-certificates.sh on a control plane; `functions` replaces others. */
const runFunction = (call: string, host: ScriptHost = {}) =>
  runHostScript('get-teardown', {
    environment: controlPlane,
    ...host,
    programs: { openssl, ...host.programs },
    functions: `${host.functions ?? ''}\n${call}`,
    files: { ...joined, ...host.files },
  });

describe('the certificates of a host', () => {
  test('are written as metrics that every user may read', () => {
    const { status, readFile } = runFunction('write_certificate_metrics', { files: certificateFiles(10) });
    expect(status).toBe(0);
    const metric = (name: string, days: number) =>
      `plinth_certificate_expiry_timestamp_seconds{certificate="${name}"} ${String(inDays(days))}`;
    expect(readFile('var/lib/plinth/metrics/certificates.prom')?.trim().split('\n').slice(2)).toEqual([
      metric('apiserver', 10),
      metric('ca', 3650),
      metric('etcd-server', 300),
      metric('admin.conf', 300),
      metric('kubelet-serving', 5),
    ]);
  });

  test('are due if kubeadm renews them and they expire soon', () => {
    const due = (files: Readonly<Record<string, string>>, options = {}) =>
      runFunction('list_due_certificates 60', { files, options }).stdout.split('\n').filter(Boolean);
    expect(due(certificateFiles(61))).toEqual([]);
    expect(due(certificateFiles(59))).toEqual(['apiserver']);
    const client = { 'etc/kubernetes/pki/apiserver-etcd-client.crt': String(inDays(1)) };
    expect(due(client)).toEqual(['apiserver-etcd-client']);
    expect(due(client, { etcd: { e1: '10.0.0.31' } })).toEqual([]);
  });
});

describe('the renewal of certificates', () => {
  const functions = [
    'kube() { [ -z "${API_DOWN-}" ]; }',
    'lock_cluster() { echo locked >>"$ROOT/ran"; }',
    'unlock_cluster() { echo unlocked >>"$ROOT/ran"; }',
    'restart_control_plane() { echo restarted >>"$ROOT/ran"; [ "${RESTART-}" != fails ] || grep -q previous "$ROOT/etc/kubernetes/pki/apiserver.key"; }',
  ].join('\n');
  const files = { ...certificateFiles(59), 'etc/kubernetes/pki/apiserver.key': 'previous' };
  const renew = (environment: Readonly<Record<string, string>> = {}, host: ScriptHost = {}) =>
    runFunction('maintain_certificates', {
      functions: `${functions}\napprove_serving_certificates() { :; }`,
      files,
      ...host,
      programs: { kubeadm: 'echo new >"$ROOT/etc/kubernetes/pki/apiserver.key"', ...host.programs },
      environment: { ...controlPlane, ...environment },
    });
  const steps = (calls: readonly string[]) => calls.filter((call) => /locked|kubeadm|restarted/.test(call));

  test('takes the lock of the cluster, renews all, and restarts the control plane', () => {
    const { status, calls, readFile } = renew();
    expect(status).toBe(0);
    expect(steps(calls)).toEqual(['locked', 'kubeadm certs renew all', 'restarted', 'unlocked']);
    expect(readFile('etc/kubernetes/pki/apiserver.key')).toBe('new\n');
    expect(readFile('var/lib/plinth/metrics/certificates.prom')).toContain('certificate="apiserver"');
  });

  test('happens without the lock if expired certificates have ended the API server', () => {
    expect(steps(renew({ API_DOWN: 'yes' }).calls)).toEqual(['kubeadm certs renew all', 'restarted']);
  });

  test('restores the previous certificates if the control plane does not become ready', () => {
    const { status, stderr, calls, readFile } = renew({ RESTART: 'fails' });
    expect(status).toBe(1);
    expect(stderr).toContain('could not renew the certificates of this control plane: restoring the previous ones');
    expect(readFile('etc/kubernetes/pki/apiserver.key')).toBe('previous');
    expect(steps(calls)).toEqual(['locked', 'kubeadm certs renew all', 'restarted', 'restarted', 'unlocked']);
  });

  test('restores the previous certificates if kubeadm fails', () => {
    const kubeadm = 'echo broken >"$ROOT/etc/kubernetes/pki/apiserver.key"; exit 1';
    const { status, readFile } = renew({}, { programs: { kubeadm } });
    expect([status, readFile('etc/kubernetes/pki/apiserver.key')]).toEqual([1, 'previous']);
  });

  test.each<[string, ScriptHost]>([
    ['the certificates are valid for long', { files: certificateFiles(61) }],
    ['it is turned off', { options: { certificateRenewalDays: 0 } }],
    ['the host has not joined', { files: { ...files, 'etc/plinth/cluster': stateFile({ stage: 'joining' }) } }],
    ['the host is a worker', { environment: { ROLE: 'worker' } }],
  ])('does not happen if %s', (_, { environment = {}, ...host }) => {
    const { status, calls } = renew(environment, host);
    expect(status).toBe(0);
    expect(steps(calls)).toEqual([]);
  });
});

describe('the request of a kubelet for a serving certificate', () => {
  /** Runs approve_serving_certificates with one request, whose subject and names openssl prints. */
  const approve = ({
    user = 'system:node:w1',
    subject = 'CN=system:node:w1,O=system:nodes',
    names = 'DNS:w1, IP Address:10.0.0.21',
    address = '10.0.0.21',
    conditions = '',
  } = {}) => {
    const request = Buffer.from('request').toString('base64');
    const { status, stdout, stderr, calls } = runFunction('approve_serving_certificates', {
      programs: {
        kubectl: `case $* in *'get configmap plinth-nodes'*) echo 'w1 ${address}' ;; *'get certificatesigningrequests'*) echo 'csr-1|${user}|${request}|${conditions}' ;; esac`,
        openssl: `case $* in *-subject*) echo 'subject=${subject}' ;; *) printf '  X509v3 Subject Alternative Name:\\n    ${names}\\n  Signature' ;; esac`,
      },
    });
    expect(status).toBe(0);
    return {
      stdout: stdout.trim(),
      stderr,
      isApproved: calls.some((call) => call.includes('certificate approve csr-1')),
    };
  };

  test.each([
    ['with its name and address', {}],
    [
      'with both addresses of a dual-stack node',
      { address: '10.0.0.21,fd00::21', names: 'DNS:w1, IP Address:10.0.0.21, IP Address:FD00:0:0:0:0:0:0:21' },
    ],
    ['with an IPv6 address', { address: 'fd00::21', names: 'DNS:w1, IP Address:FD00:0:0:0:0:0:0:21' }],
  ])('is approved %s', (_, request) => {
    expect(approve(request)).toMatchObject({ stdout: 'w1', isApproved: true });
  });

  test.each([
    ['another address', { names: 'DNS:w1, IP Address:10.0.0.11' }],
    ['another name', { names: 'DNS:w1, DNS:kubernetes, IP Address:10.0.0.21' }],
    ['no name', { names: '' }],
    ['the subject of another node', { subject: 'CN=system:node:w2,O=system:nodes' }],
    ['another group', { subject: 'CN=system:node:w1,O=system:masters' }],
    ['the user of another node', { user: 'system:node:w2' }],
    ['a user that is no node', { user: 'w1' }],
  ])('is not approved with %s', (_, request) => {
    const { isApproved, stdout } = approve(request);
    expect([isApproved, stdout]).toEqual([false, '']);
  });

  test('is waited for after a join', () => {
    const wait = (approved: string, options = {}) =>
      runFunction('wait_serving_certificate', {
        options,
        functions: `sleep() { echo waited >>"$ROOT/ran"; }\napprove_serving_certificates() { printf '${approved}'; }`,
      });
    const { stderr, calls } = wait('w1\\nw1\\nw2\\n');
    expect([stderr, calls.filter(Boolean)]).toEqual(['', []]);
    const other = wait('w2\\n');
    expect([other.status, other.calls.filter(Boolean)]).toEqual([0, Array<string>(15).fill('waited')]);
    expect(other.stderr).toContain('w1: its kubelet has not requested a serving certificate yet');
    expect(wait('', { kubelet: { serverTLSBootstrap: false } }).calls.filter(Boolean)).toEqual([]);
  });

  test('is not approved again, nor if it was denied', () => {
    expect(approve({ conditions: 'Approved' }).isApproved).toBe(false);
    expect(approve({ conditions: 'Denied' }).isApproved).toBe(false);
  });
});

test('the timer of certificates runs more often on control planes', () => {
  const interval = (role: string) =>
    /OnUnitInactiveSec=(.*)/.exec(
      runHostScript('configure-certificates', {
        environment: { ROLE: role },
        files: { 'etc/plinth/cluster': stateFile({ role }) },
      }).readFile('etc/systemd/system/plinth-certificates.timer') ?? '',
    )?.[1];
  expect([interval('control-plane'), interval('worker')]).toEqual(['5min', '15min']);
});

describe('the check of a host', () => {
  const check = (host: ScriptHost = {}) =>
    runHostScript('check-host', {
      environment: controlPlane,
      ...host,
      programs: { openssl, kubelet: 'echo Kubernetes v1.36.3', ...host.programs },
      files: { ...joined, ...host.files },
    }).stdout;

  test('finds nothing on a healthy control plane', () => {
    const files = { ...certificateFiles(100), 'var/lib/kubelet/pki/kubelet-server-current.pem': String(inDays(100)) };
    expect(check({ files })).toBe('');
  });

  test('reports certificates that expire soon, and what to do', () => {
    const files = { ...certificateFiles(-1), 'etc/kubernetes/pki/ca.crt': String(inDays(20)) };
    const expired = new Date(inDays(-1) * 1000).toISOString().slice(0, 10);
    expect(check({ files }).trim().split('\n')).toEqual([
      expect.stringContaining(`the certificate apiserver has expired on ${expired}: renew it: systemctl start`),
      expect.stringMatching(/the certificate ca expires in (19|20) days: replace the CA/),
      expect.stringMatching(/the certificate kubelet-serving expires in [45] days: kubelet renews it/),
    ]);
  });

  test('reports certificates later if they are renewed later', () => {
    expect(check({ files: certificateFiles(10), options: { certificateRenewalDays: 12 } })).not.toContain('apiserver');
    expect(check({ files: certificateFiles(5), options: { certificateRenewalDays: 12 } })).toContain('apiserver');
  });

  test('reports a host that has not joined, or joined with another name or cluster', () => {
    const state = (changes: Readonly<Record<string, string>>) =>
      check({ files: { 'etc/plinth/cluster': stateFile({ role: 'control-plane', ...changes }) } });
    expect(state({ stage: 'joining' })).toContain('has not joined the cluster (stage joining): apply');
    expect(state({ cluster: 'dc2' })).toContain('belongs to the cluster dc2');
    expect(state({ name: 'w9' })).toContain('is control-plane w9 of this cluster');
  });

  test('reports a timer and programs that are not active', () => {
    const findings = check({ programs: { systemctl: 'exit 3' } });
    expect(findings).toContain('plinth-certificates.timer is not active');
    expect(findings).toContain('kubelet is not running');
  });

  test('reports another version, and an incomplete upgrade', () => {
    expect(check({ programs: { kubelet: 'echo Kubernetes v1.35.4' } })).toContain(
      'has kubelet 1.35.4, and the definition has 1.36.3',
    );
    expect(check({ files: { 'etc/plinth/upgrade': '' } })).toContain('its upgrade to 1.36.3 is incomplete: apply');
  });

  test.each([
    ['etc/kubernetes/manifests/kube-apiserver.yaml', 'configuration'],
    ['etc/haproxy/haproxy.cfg', 'endpoint'],
    ['etc/containerd/config.toml', 'hosts'],
  ])('reports that %s was changed by hand, and the resource that restores it', (file, resource) => {
    const findChange = (change: string) =>
      runHostScript('check-host', {
        environment: controlPlane,
        programs: { openssl, kubelet: 'echo Kubernetes v1.36.3' },
        functions: `record_files /etc/sysctl.d/90-plinth.conf /${file}\n${change}`,
        files: { ...joined, [file]: 'content', 'etc/sysctl.d/90-plinth.conf': 'sysctl' },
      }).stdout.trim();
    const finding = (path: string): unknown =>
      expect.stringMatching(`^\\S*/${path} was changed by hand: .*-replace=terraform_data.${resource} `);
    expect(findChange('')).toBe('');
    expect(findChange(`echo other >/${file}`)).toEqual(finding(file));
    expect(findChange(`rm /${file}`)).toEqual(finding(file));
    expect(findChange(`echo other >/${file}; record_files /${file}`)).toBe('');
  });

  test('reports a backup that is missing or overdue', () => {
    const options = { backup: { certificate: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' } };
    const lastBackup = (due: number) => ({
      'var/lib/plinth/last-backup': `time=${String(inDays(-2))}\ndue=${String(due)}\n`,
    });
    expect(check({ options })).toContain('has no backup: systemctl start plinth-backup');
    expect(check({ options, files: lastBackup(inDays(-1)) })).toContain('its last backup is of ');
    expect(check({ options, files: lastBackup(inDays(1)) })).toBe('');
  });
});

test('the program of the timer has all that it needs to renew certificates', () => {
  const { stderr, calls, readFile } = runHostScript('configure-certificates', {
    environment: controlPlane,
    // This script holds the lock of the host while the stand-in for systemctl runs the program.
    functions: 'sleep() { :; }; lock_host() { :; }',
    programs: {
      openssl,
      kubeadm: 'echo new >"$ROOT/etc/kubernetes/pki/apiserver.key"',
      kubectl: 'case $* in *jsonpath*holder*) echo w1 ;; esac',
      ctr: 'case $* in *containers*) echo "c$(cat "$ROOT/restarts" 2>/dev/null | wc -l)" ;; *tasks*list*) for id in 0 1 2 3 4 5; do echo "c$id 1 RUNNING"; done ;; *kill*) echo >>"$ROOT/restarts" ;; esac',
      systemctl:
        'if [[ $* == *enable* ]]; then env -i ROOT="$ROOT" bash "$ROOT/var/lib/plinth/maintain-certificates"; fi',
    },
    files: { ...joined, ...certificateFiles(10) },
  });
  expect(stderr).not.toMatch(/command not found|unbound variable/);
  expect(stderr).toContain('renewed the certificates of this control plane');
  expect(readFile('etc/kubernetes/pki/apiserver.key')).toBe('new\n');
  expect(calls.some((call) => call.includes('create --filename -'))).toBe(true);
  expect(calls.some((call) => call.includes('delete configmap plinth-lock'))).toBe(true);
});

describe('a host that has joined', () => {
  const approve = (kubectl: string) =>
    runHostScript('approve-kubelet', {
      functions: 'sleep() { echo waited >>"$ROOT/ran"; }; wait_serving_certificate() { echo approved; }',
      programs: { kubectl },
    });

  test('gets a serving certificate once its node is registered', () => {
    const { status, stdout, calls } = approve('[ "$(grep -c waited "$ROOT/ran")" -lt 3 ] || echo node/w1');
    expect([status, stdout]).toEqual([0, 'approved\n']);
    expect(calls.filter((call) => call === 'waited')).toHaveLength(3);
  });

  test('is an error unless its node is registered within two minutes', () => {
    const { status, stdout, stderr } = approve('exit 1');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('its kubelet has not registered its node within two minutes');
  });
});
