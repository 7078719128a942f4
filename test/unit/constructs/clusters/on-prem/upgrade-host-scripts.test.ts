import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile } from './state-file';

/** The version before the upgrade, and the defined one. */
const [previous, defined] = ['1.35.4', '1.36.3'];

/** Node w1 with the columns of list_nodes. */
const node = (version: string, beforeUpgrade = '') => `w1 v${version} True ${beforeUpgrade}`;

/** Bash code of a kubectl that prints the versions of the cluster. */
const versions = (cluster: string, apiServers: readonly string[] = [cluster], nodes: readonly string[] = []) => `
  case "$*" in
    *kubeadm-config*) printf 'apiServer: {}\\nkubernetesVersion: v${cluster}\\n' ;;
    *component=kube-apiserver*) printf '${apiServers.map((version, index) => `cp${index + 1} registry.k8s.io/kube-apiserver:v${version}\\n`).join('')}' ;;
    *'get nodes'*) printf '${nodes.map((line) => `${line}\\n`).join('')}' ;;
  esac`;
const kubeletProgram = (version: string) => `echo 'Kubernetes v${version}'`;

describe('the check of the versions of a cluster', () => {
  const check = (...args: Parameters<typeof versions>) =>
    runHostScript('check-upgrade', { programs: { kubectl: versions(...args) } });

  test('prints the version that the cluster is upgraded from, also after an interruption', () => {
    expect(check(previous, [previous], [node(previous)])).toMatchObject({ status: 0, stdout: `${previous}\n` });
    expect(check(defined, [defined, previous], [node(previous)]).stdout).toBe(`${previous}\n`);
    expect(check(defined, [defined], [node(previous)]).stdout).toBe(`${previous}\n`);
    expect(check(defined, [defined], [node(defined, 'schedulable')]).stdout).toBe(`${defined}\n`);
  });

  test('prints nothing if all hosts have the defined version', () => {
    expect(check(defined, [defined, defined], [node(defined)])).toMatchObject({ status: 0, stdout: '' });
  });

  test.each<[string, Parameters<typeof versions>, string]>([
    [
      'a downgrade',
      ['1.37.0'],
      "the cluster runs Kubernetes 1.37.0, and cannot be downgraded to 1.36.3: nothing was changed; write kubernetes: '1.37' and patch: '1.37.0'",
    ],
    [
      'a downgrade to an older patch version',
      ['1.36.10'],
      'the cluster runs Kubernetes 1.36.10, and cannot be downgraded',
    ],
    [
      'a skipped minor version',
      ['1.34.9'],
      "skips a minor version: nothing was changed; write kubernetes: '1.35', apply, then upgrade again",
    ],
    [
      'an API server that an earlier upgrade left behind',
      ['1.35.4', ['1.35.4', '1.34.9']],
      'the API server of cp2 has version 1.34.9, and Kubernetes supports at most 1 minor versions before 1.36.3: complete the upgrade to 1.35 first',
    ],
    [
      'a kubelet that is too old',
      [previous, [previous], [node('1.32.1')]],
      'the kubelet of w1 has version 1.32.1, and Kubernetes supports at most 3',
    ],
    [
      'a kubelet that is newer',
      [previous, [previous], [node('1.36.4')]],
      'the kubelet of w1 has version 1.36.4, which is newer than',
    ],
  ])('refuses %s', (_, args, message) => {
    const { status, stdout, stderr } = check(...args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });
});

test('a host joins only if the whole control plane has the defined version', () => {
  const verify = (...args: Parameters<typeof versions>) =>
    runHostScript('verify-version', { programs: { kubectl: versions(...args) } });
  expect(verify(defined).status).toBe(0);
  expect(verify(previous).stderr).toContain('the cluster runs Kubernetes 1.35.4, and the definition has 1.36.3');
  expect(verify(defined, [defined, previous])).toMatchObject({ status: 1 });
  expect(verify(defined, [defined, previous]).stderr).toContain('the API server of cp2 has version 1.35.4');
});

describe('a node that is upgraded', () => {
  /** Runs a script with a kubectl that prints this node, and lists what it changes. */
  function run(
    script: string,
    nodeText: string,
    { environment = {}, drain = '' }: { environment?: Readonly<Record<string, string>>; drain?: string } = {},
  ) {
    const result = runHostScript(script, {
      environment,
      functions: 'sleep() { :; }',
      programs: {
        kubectl: `case "$*" in *'get node '*) printf '%s' '${nodeText}' ;; *' drain '*) ${drain || ':'} ;; esac`,
      },
    });
    const changes = result.calls.flatMap(
      (call) =>
        /\b(cordon|uncordon|drain|annotate) node|\b(cordon|uncordon|drain) w1/.exec(call)?.[0].split(' ')[0] ?? [],
    );
    const annotation = result.calls.flatMap(
      (call) => /plinth\.dev\/before-upgrade\S*/.exec(call.includes('annotate') ? call : '')?.[0] ?? [],
    );
    return { ...result, changes, annotation };
  }

  test('is drained, and remembers whether it was schedulable', () => {
    for (const [text, value] of [
      ['|True|', 'schedulable'],
      ['true|True|', 'cordoned'],
    ] as const) {
      const { status, changes, annotation } = run('drain-node', text);
      expect([status, changes, annotation]).toEqual([
        0,
        ['annotate', 'cordon', 'drain'],
        [`plinth.dev/before-upgrade=${value}`],
      ]);
    }
    // The upgrade was interrupted after it had cordoned the node.
    expect(run('drain-node', 'true|True|schedulable').annotation).toEqual([]);
  });

  test('is schedulable again if it cannot be drained, unless it was cordoned before', () => {
    const drain = 'echo "error when evicting pods" >&2; exit 1';
    const { status, stderr, changes, annotation } = run('drain-node', '|True|', { drain });
    expect([status, changes]).toEqual([1, ['annotate', 'cordon', 'drain', 'uncordon', 'annotate']]);
    expect(annotation.at(-1)).toBe('plinth.dev/before-upgrade-');
    expect(stderr).toContain(
      'could not be drained within 300 seconds and is schedulable again: make its pods evictable',
    );
    expect(run('drain-node', 'true|True|', { drain }).changes).not.toContain('uncordon');
  });

  test('is not drained if it is not Ready', () => {
    const { status, changes } = run('drain-node', '|Unknown|');
    expect([status, changes]).toEqual([0, ['annotate', 'cordon']]);
  });

  test('is schedulable again once it is Ready with the new version, unless it was cordoned before', () => {
    const environment = { UPGRADE_RESULT: 'succeeded' };
    expect(run('uncordon-node', `v${defined}|True|schedulable`, { environment }).changes).toEqual([
      'uncordon',
      'annotate',
    ]);
    expect(run('uncordon-node', `v${defined}|True|cordoned`, { environment }).changes).toEqual(['annotate']);
    const { status, stderr, changes } = run('uncordon-node', `v${previous}|True|schedulable`, { environment });
    expect([status, changes]).toEqual([1, []]);
    expect(stderr).toContain('is not Ready with Kubernetes 1.36.3 after three minutes');
  });

  test('is schedulable again although the API server restarts with kubelet, and refuses requests for a while', () => {
    const { status, calls } = runHostScript('uncordon-node', {
      environment: { UPGRADE_RESULT: 'succeeded' },
      functions: 'sleep() { :; }',
      programs: {
        kubectl: `if [ $(($(wc -l <"$ROOT/ran") % 3)) != 0 ]; then echo 'connection refused' >&2; exit 1; fi
          case "$*" in *'get node '*) printf '%s' 'v${defined}|True|schedulable' ;; esac`,
      },
    });
    expect(status).toBe(0);
    expect(calls.filter((call) => call.includes('uncordon'))).toHaveLength(3);
    expect(calls.filter((call) => call.includes('annotate'))).toHaveLength(3);
  });

  test('is schedulable again after a failure only if it is Ready', () => {
    const environment = { UPGRADE_RESULT: 'failed' };
    expect(run('uncordon-node', `v${previous}|True|schedulable`, { environment }).changes).toEqual([
      'uncordon',
      'annotate',
    ]);
    expect(run('uncordon-node', `v${previous}|False|schedulable`, { environment }).changes).toEqual([]);
    expect(run('uncordon-node', `v${previous}|True|`, { environment }).changes).toEqual([]);
  });
});

describe('kubeadm in an upgrade', () => {
  const files = {
    'etc/kubernetes/kubelet.conf': '',
    'var/lib/kubelet/config.yaml': 'previous configuration\n',
    'var/lib/kubelet/kubeadm-flags.env': 'previous flags\n',
  };
  /** Runs upgrade-kubeadm.sh on a host; the API server is ready, and etcd healthy unless `etcd` fails. */
  function upgrade(
    role: string,
    cluster: string,
    host: Omit<ScriptHost, 'programs'> & { kubelet?: string; etcd?: string } = {},
  ) {
    const { kubelet = previous, etcd = 'return 0', ...rest } = host;
    const result = runHostScript('upgrade-kubeadm', {
      ...rest,
      environment: { ROLE: role, ...host.environment },
      functions: `sleep() { :; }; etcdctl() { ${etcd}; }`,
      programs: { kubectl: versions(cluster), kubelet: kubeletProgram(kubelet) },
      files: { 'etc/plinth/cluster': stateFile({ role }), ...files, ...host.files },
    });
    return { ...result, commands: result.calls.flatMap((call) => /kubeadm upgrade .*/.exec(call)?.[0] ?? []) };
  }
  const flags = '--skip-phases addon/coredns --ignore-preflight-errors CoreDNSUnsupportedPlugins,CoreDNSMigration';

  test('upgrades the cluster on the first control plane, and the node on all other hosts, without CoreDNS', () => {
    expect(upgrade('control-plane', previous).commands).toEqual([`kubeadm upgrade apply v1.36.3 --yes ${flags}`]);
    expect(upgrade('control-plane', defined).commands).toEqual([`kubeadm upgrade node ${flags}`]);
    expect(upgrade('worker', defined).commands).toEqual([`kubeadm upgrade node ${flags}`]);
    const options = { ignorePreflightErrors: ['SystemVerification'] };
    expect(upgrade('worker', defined, { options }).commands).toEqual([
      `kubeadm upgrade node ${flags},SystemVerification`,
    ]);
  });

  test('repeats the upgrade of the cluster that was interrupted on this host', () => {
    const record = { 'etc/plinth/upgrade': `version=${defined}\ncommand=apply\n` };
    expect(upgrade('control-plane', defined, { files: record }).commands).toEqual([expect.stringContaining('apply')]);
    const other = { 'etc/plinth/upgrade': `version=${previous}\ncommand=apply\n` };
    expect(upgrade('control-plane', defined, { files: other }).commands).toEqual([expect.stringContaining('node')]);
  });

  test('is recorded on the host until kubelet runs, and keeps the previous kubelet', () => {
    const { readFile } = upgrade('worker', defined);
    expect(readFile('etc/plinth/upgrade')).toBe(`version=${defined}\ncommand=node\n`);
    expect(readFile('var/lib/plinth/previous/kubelet')).toContain(previous);
    expect(readFile('var/lib/plinth/previous/config.yaml')).toBe('previous configuration\n');
    expect(readFile('var/lib/plinth/previous/kubeadm-flags.env')).toBe('previous flags\n');
  });

  test.each<[string, () => ReturnType<typeof upgrade>, string]>([
    [
      'downgrades a host',
      () => upgrade('worker', defined, { kubelet: '1.36.4' }),
      'cannot be downgraded: nothing was changed on this host',
    ],
    [
      'skips a minor version of the control plane',
      () => upgrade('control-plane', '1.34.1'),
      'from which it cannot be upgraded to 1.36.3',
    ],
    [
      'skips more minor versions of kubelet than Kubernetes supports',
      () => upgrade('worker', defined, { kubelet: '1.32.0' }),
      'runs Kubernetes 1.32.0, from which it cannot be upgraded',
    ],
    [
      'runs while a member of etcd is not healthy',
      () => upgrade('control-plane', previous, { etcd: 'echo unhealthy >&2; return 1' }),
      'etcd is not healthy on all of its hosts: nothing was changed on this host',
    ],
    [
      'runs on a host that has not joined',
      () => upgrade('worker', defined, { files: { 'etc/plinth/cluster': stateFile({ stage: 'joining' }) } }),
      'has not joined the cluster: nothing was changed',
    ],
  ])('never %s', (_, run, message) => {
    const { status, stderr, commands, readFile } = run();
    expect([status, commands]).toEqual([1, []]);
    expect(stderr).toContain(message);
    expect(readFile('etc/plinth/upgrade')).toBeUndefined();
  });

  test('does not depend on etcd of the control planes if etcd has its own hosts', () => {
    const options = { etcd: { e1: '10.0.0.31' } };
    expect(upgrade('control-plane', previous, { options, etcd: 'return 1' }).status).toBe(0);
  });
});

describe('the new kubelet', () => {
  /** Runs upgrade-kubelet.sh; kubelet is healthy from the given restart on. */
  function restart(healthyRestart: number, files: Readonly<Record<string, string>> = {}, kubelet = defined) {
    return runHostScript('upgrade-kubelet', {
      functions: 'sleep() { :; }',
      programs: {
        kubelet: kubeletProgram(kubelet),
        curl: `[ "$(grep -c 'systemctl restart kubelet' "$ROOT/ran")" -ge ${healthyRestart} ]`,
        journalctl: "echo 'E1126 07:00:00.1 42 unknown field'",
      },
      files: {
        'etc/plinth/cluster': stateFile(),
        'etc/plinth/upgrade': `version=${defined}\ncommand=node\n`,
        'var/lib/kubelet/config.yaml': 'new configuration\n',
        ...files,
      },
    });
  }
  const kept = {
    'var/lib/plinth/previous/kubelet': 'previous',
    'var/lib/plinth/previous/config.yaml': 'previous configuration\n',
  };

  test('completes the upgrade of its host once it is healthy', () => {
    const { status, readFile } = restart(1, kept);
    expect(status).toBe(0);
    expect(readFile('etc/plinth/upgrade')).toBeUndefined();
    expect(readFile('var/lib/plinth/previous/kubelet')).toBeUndefined();
  });

  test('is replaced by the previous one, with its configuration, if it does not become healthy', () => {
    const { status, stderr, readFile } = restart(2, kept);
    expect(status).toBe(1);
    expect(stderr).toContain('kubelet 1.36.3 does not become healthy (last error: unknown field)');
    expect(stderr).toContain('restoring the previous kubelet');
    expect(stderr).not.toContain('either');
    expect(readFile('bin/kubelet')).toBe('previous');
    expect(readFile('var/lib/kubelet/config.yaml')).toBe('previous configuration\n');
    expect(readFile('etc/plinth/upgrade')).toContain(defined);
  });

  test('is not started if the installed one has another version', () => {
    const { status, stderr, calls } = restart(1, kept, previous);
    expect(status).toBe(1);
    expect(stderr).toContain('has kubelet 1.35.4 after its upgrade to 1.36.3: nothing was changed');
    expect(calls.some((call) => call.includes('systemctl'))).toBe(false);
  });
});

describe('a snapshot of etcd', () => {
  const snapshot = (etcdctl: string, files: Readonly<Record<string, string>> = {}) =>
    runHostScript('snapshot-etcd', {
      environment: { ROLE: 'control-plane' },
      functions: `etcdctl() { ${etcdctl}; }`,
      files: { 'etc/plinth/cluster': stateFile({ role: 'control-plane' }), 'var/lib/etcd/member/data': '', ...files },
    });

  test('is saved to a folder of root, which keeps the newest five', () => {
    const old = Object.fromEntries(
      ['1', '2', '3', '4', '5'].map((day) => [`var/lib/plinth/etcd-snapshots/2020010${day}T000000Z.db`, day]),
    );
    const { status, stdout, readFile } = snapshot('echo data >"$3"', old);
    expect(status).toBe(0);
    const file = stdout.trim().replace(/^.*\/var\/lib/, 'var/lib');
    expect(file).toMatch(/^var\/lib\/plinth\/etcd-snapshots\/\d{8}T\d{6}Z\.db$/);
    expect(readFile(file)).toBe('data\n');
    expect(readFile('var/lib/plinth/etcd-snapshots/20200101T000000Z.db')).toBeUndefined();
    expect(readFile('var/lib/plinth/etcd-snapshots/20200102T000000Z.db')).toBe('2');
    expect(readFile('var/lib/etcd/plinth-snapshot.db')).toBeUndefined();
  });

  test('fails without a file', () => {
    const { status, stderr } = snapshot('echo "no space left on device" >&2; return 1');
    expect(status).toBe(1);
    expect(stderr).toContain('could not save a snapshot of etcd (no space left on device): nothing was changed');
    expect(snapshot('return 0').status).toBe(1);
  });

  test('is deleted with its host', () => {
    const path = 'var/lib/plinth/etcd-snapshots/1.db';
    const files = { 'etc/plinth/cluster': stateFile(), [path]: 'secret' };
    const { status, readFile } = runHostScript('reset', { files });
    expect([status, readFile(path)]).toEqual([0, undefined]);
  });
});

describe('etcd on its own host in an upgrade', () => {
  const manifest = (image: string) =>
    `    - --initial-cluster=e1=https://10.0.0.31:2380\n    - --initial-cluster-state=existing\n    image: ${image}\n`;
  const upgrade = (etcdctl: string) =>
    runHostScript('upgrade-etcd', {
      options: { etcd: { e1: '10.0.0.31' } },
      environment: { NAME: 'e1', ADDRESS: '10.0.0.31', ROLE: 'etcd' },
      functions: `sleep() { :; }; etcdctl() { ${etcdctl}; }; running_containers() { grep -q new "$ROOT/etc/kubernetes/manifests/etcd.yaml" && echo new || echo old; }`,
      programs: {
        kubelet: kubeletProgram(previous),
        kubeadm: `case "$*" in *'etcd local'*) cp "\${@: -1}" "$ROOT/configuration"; sed -i 's/image: .*/image: etcd:new/' "$ROOT/etc/kubernetes/manifests/etcd.yaml" ;; esac`,
      },
      files: {
        'etc/plinth/cluster': stateFile({ name: 'e1', address: '10.0.0.31', role: 'etcd' }),
        'etc/plinth/kubelet.yaml': '',
        'etc/kubernetes/manifests/etcd.yaml': manifest('etcd:old'),
      },
    });

  test('keeps its members, and starts the new version', () => {
    const { status, readFile } = upgrade('return 0');
    expect(status).toBe(0);
    expect(readFile('configuration')).toMatch(/initial-cluster, value: "e1=https:\/\/10\.0\.0\.31:2380"/);
    expect(readFile('configuration')).toContain('initial-cluster-state, value: existing');
    expect(readFile('etc/kubernetes/manifests/etcd.yaml')).toContain('image: etcd:new');
    expect(readFile('var/lib/plinth/previous/kubelet')).toContain(previous);
  });

  test('is not changed while a member is not healthy', () => {
    const { status, readFile } = upgrade('return 1');
    expect(status).toBe(1);
    expect(readFile('etc/kubernetes/manifests/etcd.yaml')).toContain('image: etcd:old');
  });
});

describe('the programs of a host that has joined', () => {
  const install = (environment: Readonly<Record<string, string>>) =>
    runHostScript('install-binaries', {
      environment,
      programs: { kubelet: kubeletProgram(previous), containerd: '' },
      files: { 'etc/plinth/cluster': stateFile() },
    });

  test('keep their version until the host is upgraded', () => {
    const { status, stderr, calls } = install({});
    expect(status).toBe(0);
    expect(stderr).toContain('keeps Kubernetes 1.35.4 until it is upgraded');
    expect(calls.some((call) => call.includes('apt-get'))).toBe(false);
  });

  test('are replaced by an upgrade, kubeadm before the others', () => {
    const packages = (environment: Readonly<Record<string, string>>) =>
      install(environment).calls.flatMap((call) => call.match(/\b\w+=1\.36\.3-\*/g) ?? []);
    expect(packages({ UPGRADE_PROGRAMS: 'kubeadm' })).toEqual(['kubeadm=1.36.3-*']);
    expect(packages({ UPGRADE_PROGRAMS: 'kubeadm kubelet kubectl' })).toEqual([
      ...['kubeadm=1.36.3-*', 'kubelet=1.36.3-*', 'kubectl=1.36.3-*'],
    ]);
  });
});
