import { smallCluster } from './plan-cluster';
import { hostState, identity, runLocalScript } from './run-local-script';
import { synthInfrastructure } from './synth-infrastructure';

const options = {
  ...smallCluster,
  controlPlanes: { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' },
  endpoint: { address: '10.0.0.9' },
  workers: { w1: '10.0.0.21', w2: '10.0.0.22', w3: '10.0.0.23' },
  workerGroups: { gpu: { hosts: { g1: '10.0.0.26', g2: '10.0.0.27' }, upgradeBatchSize: 2 } },
};
const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };

/** Addresses of all hosts, by name. */
const addresses = { ...options.controlPlanes, ...options.workers, ...options.workerGroups.gpu.hosts };

let [directory, externalEtcdDirectory] = ['', ''];
beforeAll(() => {
  directory = synthInfrastructure(options).stackDirectory;
  externalEtcdDirectory = synthInfrastructure({ ...options, etcd }).stackDirectory;
});

/** Formats the output of list-nodes.sh: nodes have the previous version, except the given ones. */
const nodeList = (changes: Readonly<Record<string, string>> = {}) =>
  Object.keys(addresses)
    .map((name) => `${name} ${changes[name] ?? '1.35.4 True'} \n`)
    .join('');
const upgraded = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.36.3 True']));
const healthy = { '10.0.0.11.health': identity, '10.0.0.12.health': identity, '10.0.0.13.health': identity };

/** Scripts of the upgrade of a worker and of a control plane, in their order. */
const workerSteps = (address: string) => [
  ...[`${address} install-binaries`, '10.0.0.11 drain-node', `${address} upgrade-kubeadm`],
  ...[`${address} install-binaries`, `${address} configure-containerd`, `${address} upgrade-kubelet`],
  '10.0.0.11 uncordon-node',
];
const controlPlaneSteps = (address: string) => [
  ...[`${address} lock-cluster`, `${address} install-binaries`, `${address} upgrade-kubeadm`, `${address} drain-node`],
  ...[`${address} install-binaries`, `${address} configure-containerd`, `${address} upgrade-kubelet`],
  ...[`${address} uncordon-node`, `${address} unlock-cluster`],
];

describe('the check before an upgrade', () => {
  const states = (changes: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(addresses).map(([name, address]) => {
        const role = name.startsWith('cp') ? 'control-plane' : 'worker';
        return [`${address}.state`, changes[name] ?? hostState('joined', identity, name, address, role)];
      }),
    );

  test('imports the images of the new version on all hosts', () => {
    const answers = { ...healthy, ...states(), '10.0.0.11.check-upgrade': '1.35.4\n' };
    const { status, stdout, executed } = runLocalScript(directory, 'check-upgrade', answers);
    expect(status).toBe(0);
    expect(executed.slice(0, 3)).toEqual(['10.0.0.11 health', '10.0.0.11 verify-cluster', '10.0.0.11 check-upgrade']);
    expect(executed.filter((entry) => entry.endsWith(' import-images')).sort()).toEqual(
      Object.values(addresses)
        .map((address) => `${address} import-images`)
        .sort(),
    );
    expect(stdout).toContain('dc1: upgrading from Kubernetes 1.35.4 to 1.36.3');
    expect(stdout).toContain('dc1: 8 hosts can be upgraded');
  });

  test('ends at once if all hosts have the version', () => {
    const { status, executed } = runLocalScript(directory, 'check-upgrade', healthy);
    expect(status).toBe(0);
    expect(executed).toEqual(['10.0.0.11 health', '10.0.0.11 verify-cluster', '10.0.0.11 check-upgrade']);
  });

  test('fails if the control plane refuses the version', () => {
    const answers = { ...healthy, '10.0.0.11.check-upgrade.fails': 'cannot be downgraded' };
    const { status, executed } = runLocalScript(directory, 'check-upgrade', answers);
    expect(status).not.toBe(0);
    expect(executed).toHaveLength(3);
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['is unreachable', { '10.0.0.22.fails': 'connect: No route to host' }, 'w2 (10.0.0.22): unreachable: no answer'],
    [
      'belongs to another cluster',
      { '10.0.0.22.state': 'joined other dc2 w2 10.0.0.22 worker 1' },
      'belongs to another cluster',
    ],
    ['has not joined', { '10.0.0.22.state': 'prepared - - - - - -' }, 'w2 (10.0.0.22): has not joined the cluster'],
    [
      'has no artifacts',
      { '10.0.0.22.import-images.fails': 'could not download' },
      'w2 (10.0.0.22): could not download',
    ],
  ])('fails before any host is upgraded if one %s', (_, answers, message) => {
    const check = { ...healthy, ...states(), '10.0.0.11.check-upgrade': '1.35.4\n', ...answers };
    const { status, stdout } = runLocalScript(directory, 'check-upgrade', check);
    expect(status).not.toBe(0);
    expect(stdout).toContain(message);
    expect(stdout).toContain('hosts that cannot be upgraded: 1; no host was upgraded');
  });
});

describe('the snapshot of etcd before an upgrade', () => {
  test('is saved on the first healthy host with etcd', () => {
    const answers = { '10.0.0.12.health': identity, '10.0.0.12.check-upgrade': '1.35.4\n' };
    expect(runLocalScript(directory, 'snapshot-etcd', answers).executed.at(-1)).toBe('10.0.0.12 snapshot-etcd');
    const external = { ...healthy, '10.0.0.11.check-upgrade': '1.35.4\n', '10.0.0.32.health': identity };
    const { executed } = runLocalScript(externalEtcdDirectory, 'snapshot-etcd', external);
    expect(executed.at(-1)).toBe('10.0.0.32 snapshot-etcd');
  });

  test('is skipped if no host has to be upgraded', () => {
    const { status, executed } = runLocalScript(directory, 'snapshot-etcd', healthy);
    expect(status).toBe(0);
    expect(executed).not.toContain('10.0.0.11 snapshot-etcd');
  });

  test('stops the upgrade if it fails', () => {
    const answers = { ...healthy, '10.0.0.11.check-upgrade': '1.35.4\n', '10.0.0.11.snapshot-etcd.fails': '' };
    expect(runLocalScript(directory, 'snapshot-etcd', answers).status).not.toBe(0);
  });
});

describe('the upgrade of etcd hosts', () => {
  const states = { '10.0.0.31.upgrade-state': '1.36.3 \n', '10.0.0.32.upgrade-state': '1.36.3 incomplete\n' };

  test('upgrades one after another, and skips those that have the version', () => {
    const answers = { ...states, '10.0.0.33.upgrade-state': '1.35.4 \n' };
    const { status, executed } = runLocalScript(externalEtcdDirectory, 'upgrade-etcd', answers);
    expect(status).toBe(0);
    const steps = (address: string) =>
      [
        ...['upgrade-state', 'install-binaries', 'upgrade-etcd', 'install-binaries', 'configure-containerd'],
        'upgrade-kubelet',
      ].map((script) => `${address} ${script}`);
    expect(executed).toEqual(['10.0.0.31 upgrade-state', ...steps('10.0.0.32'), ...steps('10.0.0.33')]);
  });

  test('stops at the first that fails', () => {
    const answers = { ...states, '10.0.0.32.upgrade-etcd.fails': 'etcd is not healthy' };
    const { status, stdout, executed } = runLocalScript(externalEtcdDirectory, 'upgrade-etcd', answers);
    expect(status).not.toBe(0);
    expect(stdout).toContain('dc1: could not upgrade e2, see above');
    expect(executed.at(-1)).toBe('10.0.0.32 upgrade-etcd');
  });
});

describe('the upgrade of control planes', () => {
  test('upgrades one after another, each with the lock of the cluster', () => {
    const answers = { ...healthy, '10.0.0.11.list-nodes': nodeList() };
    const { status, executed, getVariable } = runLocalScript(directory, 'upgrade-control-planes', answers);
    expect(status).toBe(0);
    expect(executed.slice(2)).toEqual(['10.0.0.11', '10.0.0.12', '10.0.0.13'].flatMap(controlPlaneSteps));
    expect(getVariable('10.0.0.11', 'upgrade-kubelet', 'UPGRADE_PROGRAMS')).toBe('kubeadm kubelet kubectl');
    expect(getVariable('10.0.0.11', 'uncordon-node', 'UPGRADE_RESULT')).toBe('succeeded');
  });

  test('continues with the control plane whose upgrade was interrupted', () => {
    const interrupted = { ...upgraded('cp1'), cp2: '1.36.3 True schedulable' };
    const answers = { ...healthy, '10.0.0.11.list-nodes': nodeList(interrupted) };
    const { executed } = runLocalScript(directory, 'upgrade-control-planes', answers);
    expect(executed.slice(2)).toEqual(['10.0.0.12', '10.0.0.13'].flatMap(controlPlaneSteps));
  });

  test.each(['install-binaries', 'upgrade-kubeadm', 'drain-node', 'upgrade-kubelet'])(
    'stops at the first whose %s fails, makes it schedulable if it is Ready, and releases the lock',
    (script) => {
      const answers = {
        ...healthy,
        '10.0.0.11.list-nodes': nodeList(upgraded('cp1')),
        [`10.0.0.12.${script}.fails`]: 'no space left',
      };
      const { status, stdout, executed, getVariable } = runLocalScript(directory, 'upgrade-control-planes', answers);
      expect(status).not.toBe(0);
      expect(stdout).toContain('could not upgrade cp2, see above; hosts that are upgraded remain in service');
      expect(executed.slice(-3)).toEqual([
        ...[`10.0.0.12 ${script}`, '10.0.0.12 uncordon-node', '10.0.0.12 unlock-cluster'],
      ]);
      expect(getVariable('10.0.0.12', 'uncordon-node', 'UPGRADE_RESULT')).toBe('failed');
    },
  );
});

describe('the upgrade of workers', () => {
  test('upgrades one group after another, with its batch size', () => {
    const answers = { ...healthy, '10.0.0.11.list-nodes': nodeList(upgraded('cp1', 'cp2', 'cp3', 'w2')) };
    const { status, stdout, executed } = runLocalScript(directory, 'upgrade-workers', answers);
    expect(status).toBe(0);
    const steps = executed.slice(2).filter((entry) => !entry.endsWith(' health'));
    expect(steps.slice(0, 14)).toEqual(['10.0.0.21', '10.0.0.23'].flatMap(workerSteps));
    // Hosts of one batch are upgraded at the same time.
    expect(steps.slice(14).sort()).toEqual(['10.0.0.26', '10.0.0.27'].flatMap(workerSteps).sort());
    expect(stdout).toContain('dc1: all hosts run Kubernetes 1.36.3');
  });

  test('stops after the batch in which a host fails, and names the host', () => {
    const answers = {
      ...healthy,
      '10.0.0.11.list-nodes': nodeList(upgraded('cp1', 'cp2', 'cp3', 'w1')),
      '10.0.0.22.upgrade-kubelet.fails': 'kubelet does not become healthy',
    };
    const { status, stdout, executed } = runLocalScript(directory, 'upgrade-workers', answers);
    expect(status).not.toBe(0);
    expect(stdout).toContain('dc1: could not upgrade w2, see above');
    expect(executed.at(-1)).toBe('10.0.0.11 uncordon-node');
    expect(executed.some((entry) => entry.startsWith('10.0.0.23'))).toBe(false);
  });

  test('changes no host if all have the version', () => {
    const answers = { ...healthy, '10.0.0.11.list-nodes': nodeList(upgraded(...Object.keys(addresses))) };
    const { status, executed } = runLocalScript(directory, 'upgrade-workers', answers);
    expect(status).toBe(0);
    expect(executed).toEqual(['10.0.0.11 health', '10.0.0.11 list-nodes']);
  });
});

test('a host does not join while the version of the cluster differs', () => {
  const answers = { ...healthy, '10.0.0.11.verify-version.fails': 'the cluster runs Kubernetes 1.35.4' };
  const w1 = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker' };
  const { status, executed } = runLocalScript(directory, 'join-node', answers, w1);
  expect(status).not.toBe(0);
  expect(executed.at(-1)).toBe('10.0.0.11 verify-version');
});
