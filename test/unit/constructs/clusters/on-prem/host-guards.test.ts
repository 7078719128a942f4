import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile, stateLine } from './state-file';

/** Options of runHostScript with the identity of the cluster, which runHostScript sets to `x`. */
type Options = Omit<ScriptHost, 'osRelease'>;

/** Runs a host script on a host with that state file, and files of a node. */
function run(script: string, state: string | undefined, options: Options = {}) {
  const files = {
    'etc/kubernetes/kubelet.conf': 'kubelet',
    ...(state === undefined ? {} : { 'etc/plinth/cluster': state }),
    ...options.files,
  };
  const result = runHostScript(script, { ...options, files });
  const resets = result.calls.filter((call) => call.includes('kubeadm reset'));
  return { ...result, resets, stage: /^stage=(.*)$/m.exec(result.readFile('etc/plinth/cluster') ?? '')?.[1] };
}

/** Variables that join.sh reads for kubeadm. */
const joinSettings = {
  JOIN_ACTION: 'join',
  JOIN_ENDPOINT: '10.0.0.11:6443',
  JOIN_TOKEN: 'token',
  JOIN_CA_HASH: 'sha256:hash',
};

/** States of hosts that w1 of the cluster `x` must not change, with the message that names the reason. */
const foreignStates: readonly (readonly [string, string | undefined, string])[] = [
  ['another cluster', stateFile({ identity: 'y' }), 'belongs to another cluster (dc1, identity y)'],
  ['a cluster that Plinth did not create', undefined, 'belongs to another cluster'],
  ['another name', stateFile({ name: 'w2' }), 'is worker w2 of this cluster'],
  ['another role', stateFile({ role: 'control-plane' }), 'is control-plane w1 of this cluster'],
];

describe.each(foreignStates)('a host of %s', (_, state, message) => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['reset', {}],
    ['prepare', {}],
    ['join', { EXPECTED_STATE: 'prepared', ...joinSettings }],
    ['discard-join', { EXPECTED_STATE: 'prepared' }],
    ['init', { ETCD_CERTIFICATES: '' }],
    ['etcd-start', { EXPECTED_STATE: 'prepared', ETCD_INITIAL_CLUSTER: 'a=b', ETCD_CA: '', ETCD_RESTORE: '' }],
    ['mark-joined', {}],
    ['configure-kubelet', {}],
    ['configure-apiserver', {}],
    ['configure-controllers', {}],
    ['configure-encryption', { ENCRYPTION_KEYS: '' }],
    ['configure-etcd', {}],
    ['install-binaries', { UPGRADE_PROGRAMS: 'kubeadm' }],
    ['upgrade-kubeadm', {}],
    ['upgrade-kubelet', {}],
    ['upgrade-etcd', {}],
    ['snapshot-etcd', {}],
    ['configure-backup', {}],
    ['configure-certificates', {}],
    ['configure-routes', {}],
    ['discard-member', {}],
    ['restore-control-plane', { BACKUP_NAME: 'x' }],
  ])('is not changed by %s', (script, environment) => {
    const files = { 'var/lib/etcd/member/data': 'data', 'var/lib/kubelet/config.yaml': 'kubelet' };
    const functions = 'sleep() { :; }';
    const { status, stderr, readFile, calls } = run(script, state, { environment, files, functions });
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(calls.filter(Boolean)).toEqual([]);
    expect(readFile('etc/plinth/cluster')).toBe(state);
    expect(readFile('etc/kubernetes/kubelet.conf')).toBe('kubelet');
    expect(readFile('var/lib/etcd/member/data')).toBe('data');
  });
});

describe('a reset', () => {
  test('deletes the state of a host that joined as defined', () => {
    const { status, resets, readFile } = run('reset', stateFile());
    expect(status).toBe(0);
    expect(resets).toHaveLength(1);
    expect(readFile('etc/plinth/cluster')).toBeUndefined();
  });

  test.each([
    ['joined with another address', { address: '10.0.0.33' }, 'with the address 10.0.0.33, not 10.0.0.21'],
    ['is prepared for another cluster', { stage: 'prepared', identity: 'y' }, 'belongs to another cluster (y)'],
  ])('does not change a host that %s', (_, changes, message) => {
    const files = { 'etc/kubernetes/kubelet.conf': 'kubelet' };
    const { status, stderr, calls, readFile } = runHostScript('reset', {
      files: { ...('stage' in changes ? {} : files), 'etc/plinth/cluster': stateFile(changes) },
    });
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(calls.filter(Boolean)).toEqual([]);
    expect(readFile('etc/plinth/cluster')).toBe(stateFile(changes));
  });

  test('accepts a state file without address and role, as earlier versions wrote it', () => {
    const state = 'stage=joined\nidentity=x\ncluster=dc1\nname=w1\n';
    expect(run('reset', state).status).toBe(0);
  });
});

describe('the join of a host whose earlier join was interrupted', () => {
  const state = stateFile({ stage: 'joining' });
  const environment = { EXPECTED_STATE: stateLine({ stage: 'joining' }), ...joinSettings };

  test.each([
    'etc/kubernetes/kubelet.conf',
    'etc/kubernetes/bootstrap-kubelet.conf',
    'etc/kubernetes/pki/ca.crt',
    'etc/kubernetes/manifests/etcd.yaml',
    'var/lib/etcd/member/data',
  ])('resets it first if %s exists', (leftover) => {
    const { status, calls, readFile } = runHostScript('join', {
      environment,
      files: { 'etc/plinth/cluster': state, [leftover]: 'left' },
    });
    expect(status).toBe(0);
    expect(calls.filter((call) => call.includes('kubeadm')).map((call) => call.split(' ')[2])).toEqual([
      'reset',
      'join',
    ]);
    expect(readFile('var/lib/etcd/member/data')).toBeUndefined();
    expect(readFile('etc/plinth/cluster')).toContain('stage=joined');
  });

  test('does not reset a host on which nothing is left', () => {
    const { calls } = runHostScript('join', { environment, files: { 'etc/plinth/cluster': state } });
    expect(calls.some((call) => call.includes('kubeadm reset'))).toBe(false);
  });

  test('accepts a machine that has another address now', () => {
    const moved = { address: '10.0.0.33' };
    const { status, resets, readFile } = run('join', stateFile(moved), {
      environment: { ...environment, EXPECTED_STATE: stateLine(moved) },
    });
    expect(status).toBe(0);
    expect(resets).toHaveLength(1);
    expect(readFile('etc/plinth/cluster')).toContain('address=10.0.0.21');
  });

  test('does nothing if another apply has joined the host since', () => {
    const { status, stderr, calls, readFile } = run('join', stateFile({ written: '2' }), { environment });
    expect(status).toBe(0);
    expect(stderr).toContain('was joined by another apply at the same time');
    expect(calls.filter(Boolean)).toEqual([]);
    expect(readFile('etc/plinth/cluster')).toBe(stateFile({ written: '2' }));
  });

  test('records a host whose node is Ready as joined, without a reset', () => {
    const { status, resets, stage } = run('join', state, {
      environment: { ...environment, JOIN_ACTION: 'start-kubelet' },
    });
    expect([status, resets, stage]).toEqual([0, [], 'joined']);
  });

  test('does not record a host without kubelet.conf as joined, whose node is of an earlier installation', () => {
    const { status, stderr, readFile } = runHostScript('join', {
      environment: { ...environment, JOIN_ACTION: 'start-kubelet' },
      files: { 'etc/plinth/cluster': state },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('the cluster has a Ready node with this name and address, but this host has not joined');
    expect(readFile('etc/plinth/cluster')).toBe(state);
  });

  test('resets a control plane before its node is deleted, unless another apply has changed it', () => {
    expect(run('discard-join', state, { environment }).resets).toHaveLength(1);
    const { status, stderr, resets } = run('discard-join', stateFile({ written: '2' }), { environment });
    expect(status).toBe(1);
    expect(stderr).toContain('was changed by another apply at the same time');
    expect(resets).toEqual([]);
  });
});

describe('the state of a host', () => {
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['that was never prepared', {}, 'none - - - - - -'],
    ['that has joined', { 'etc/plinth/cluster': stateFile() }, 'joined x dc1 w1 10.0.0.21 worker 1'],
    ['of another tool', { 'etc/kubernetes/bootstrap-kubelet.conf': '' }, 'joined unknown - - - - -'],
    [
      'of another tool that was prepared by an earlier version',
      { 'etc/plinth/cluster': stateFile({ stage: 'prepared' }), 'etc/kubernetes/kubelet.conf': '' },
      'joined unknown - - - - -',
    ],
  ])('%s is printed', (_, files, expected) => {
    expect(runHostScript('state', { files }).stdout).toBe(`${expected}\n`);
  });
});

describe('etcd on its own host', () => {
  const etcdState = (stage: string) => stateFile({ stage, name: 'e1', role: 'etcd' });
  const etcdLine = (stage: string) => stateLine({ stage, name: 'e1', role: 'etcd' });
  const start = (stage: string, environment: Readonly<Record<string, string>>, etcdOutput = '') =>
    run('etcd-start', etcdState(stage), {
      environment: {
        ...{
          NAME: 'e1',
          ROLE: 'etcd',
          EXPECTED_STATE: etcdLine(stage),
          ETCD_INITIAL_CLUSTER: '',
          ETCD_CA: '',
          ETCD_RESTORE: '',
        },
        ...environment,
      },
      functions: `etcdctl() { printf '%s' '${etcdOutput}'; }`,
      files: { 'var/lib/etcd/member/data': 'data' },
    });

  test('is not started again, and retains its data, on a host that has joined', () => {
    for (const { status, stderr, resets, readFile } of [start('joined', {}), start('joining', {})]) {
      expect([status, resets]).toEqual([1, []]);
      expect(stderr).toContain('is a member of etcd: its data were not deleted');
      expect(readFile('var/lib/etcd/member/data')).toBe('data');
    }
  });

  test('retains its data if they are those of an initialized cluster', () => {
    const { status, stderr, resets, readFile } = start('initializing', {}, '/registry/configmaps/kube-system/plinth');
    expect([status, resets]).toEqual([1, []]);
    expect(stderr).toContain('has the etcd data of an initialized cluster');
    expect(readFile('var/lib/etcd/member/data')).toBe('data');
  });

  test('retains its data if another apply has changed the host since', () => {
    const { status, resets } = start('joining', {
      ETCD_INITIAL_CLUSTER: 'e1=https://a:2380',
      EXPECTED_STATE: 'joining',
    });
    expect([status, resets]).toEqual([1, []]);
  });

  test.each(['joining', 'joined'])('starts again after it was added as a new member, at stage %s', (stage) => {
    const { status, resets, readFile } = start(stage, { ETCD_INITIAL_CLUSTER: 'e1=https://10.0.0.21:2380' });
    expect([status, resets.length]).toEqual([0, 1]);
    expect(readFile('var/lib/etcd/member/data')).toBeUndefined();
  });

  test('is not replaced as a member because it is not healthy', () => {
    const { status, stderr, calls } = runHostScript('etcd-add-member', {
      environment: { STAGE: 'joined' },
      functions: `etcdctl() {
        case "$*" in
          'member list') echo 'a3, started, w1, https://10.0.0.21:2380, https://10.0.0.21:2379, false' ;;
          *) echo "etcdctl $*" >>"$ROOT/ran" ;;
        esac
      }`,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('is a member of etcd that is not healthy: nothing was changed');
    expect(calls.filter(Boolean)).toEqual([]);
  });
});

describe('the initialization of a cluster', () => {
  const controlPlane = { ROLE: 'control-plane', ETCD_CERTIFICATES: '', CLUSTER_CA: '' };

  test.each(['joined', 'joining'])('does not start again on a host at stage %s', (stage) => {
    const state = stateFile({ stage, role: 'control-plane' });
    const { status, resets, calls, readFile } = run('init', state, { environment: controlPlane });
    expect([status, resets, calls.filter(Boolean)]).toEqual([1, [], []]);
    expect(readFile('etc/plinth/cluster')).toBe(state);
  });

  test('starts again after an interruption', () => {
    const { status, resets, stage } = run('init', stateFile({ stage: 'initializing', role: 'control-plane' }), {
      environment: controlPlane,
      functions: 'wait_serving_certificate() { :; }',
    });
    expect([status, resets.length, stage]).toEqual([0, 1, 'joined']);
  });
});
