import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caCertificate } from './ca-certificates';
import { smallCluster } from './plan-cluster';
import { hostState, identity, listExecutedScripts, runLocalScript as runInStack, stubSsh } from './run-local-script';
import { temporaryDirectory, synthInfrastructure } from './synth-infrastructure';

/** Directories of the stacks of a cluster with two workers, and of a cluster with external etcd. */
let [stackDirectory, externalEtcdStackDirectory] = ['', ''];
beforeAll(() => {
  const workers = { w1: '10.0.0.21', w2: '10.0.0.22' };
  const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
  stackDirectory = synthInfrastructure({ ...smallCluster, workers }).stackDirectory;
  externalEtcdStackDirectory = synthInfrastructure({ ...smallCluster, workers: {}, etcd }).stackDirectory;
});

/** Runs a script of scripts/local in the stack of the cluster with two workers, or in another one. */
const runLocalScript = (
  script: string,
  answers: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
  directory = stackDirectory,
) => runInStack(directory, script, answers, environment);

const withoutMembers = { '10.0.0.11.state': 'none -', '10.0.0.21.state': 'prepared x', '10.0.0.22.state': 'none -' };
const cp1 = { NAME: 'cp1', ADDRESS: '10.0.0.11', ROLE: 'control-plane' };
const w1 = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker' };

describe('the initialization of a cluster', () => {
  test('reads the state of every host, and runs if no host has joined', () => {
    const { executed } = runLocalScript('init-cluster', withoutMembers);
    expect(executed).toEqual(['10.0.0.11 state', '10.0.0.21 state', '10.0.0.22 state', '10.0.0.11 init']);
  });

  test('does not run if a host has joined, even a worker', () => {
    const { status, executed } = runLocalScript('init-cluster', {
      ...withoutMembers,
      '10.0.0.22.state': `joined ${identity}`,
    });
    expect(status).toBe(0);
    expect(executed).not.toContain('10.0.0.11 init');
  });

  test('fails if a host is unreachable, since its state is unknown', () => {
    const { status, stdout, executed } = runLocalScript('init-cluster', {
      ...withoutMembers,
      '10.0.0.22.fails': 'connect: No route to host',
    });
    expect(status).not.toBe(0);
    expect(stdout).toContain('cannot read the state of w2 (10.0.0.22)');
    expect(executed).not.toContain('10.0.0.11 init');
  });

  test('fails if a host belongs to another cluster', () => {
    const { status, stdout } = runLocalScript('init-cluster', { ...withoutMembers, '10.0.0.21.state': 'joined other' });
    expect(status).not.toBe(0);
    expect(stdout).toContain('w1 (10.0.0.21) belongs to another cluster (other): remove it from the definition');
    expect(stdout).toContain('"Reset a host by hand"');
  });

  test('fails if a host belongs to a cluster that Plinth did not create', () => {
    const { status, stdout, executed } = runLocalScript('init-cluster', {
      ...withoutMembers,
      '10.0.0.11.state': 'joined unknown - - - - -',
    });
    expect(status).not.toBe(0);
    expect(stdout).toContain('cp1 (10.0.0.11) belongs to a cluster that Plinth did not create');
    expect(executed).toEqual(['10.0.0.11 state']);
  });

  test.each([
    ['init-cluster', 'state', ''],
    ['prepare-hosts', 'preflight', 'state '],
  ])('shows how to continue after the state of the existing cluster was lost: %s', (script, hostScript, prefix) => {
    const state = hostState('joined', 'lost-id', 'cp1', '10.0.0.11', 'control-plane');
    const { status, stdout, executed } = runLocalScript(script, {
      ...withoutMembers,
      [`10.0.0.11.${hostScript}`]: `${prefix}${state}`,
    });
    expect(status).not.toBe(0);
    expect(stdout).toContain(
      'belongs to a cluster with the same name (lost-id), which the Terraform state does not contain',
    );
    expect(stdout).toContain('do not reset it; if the state was lost, restore it from a backup, or run, in ');
    expect(stdout).toContain(
      `/stacks/dc1-infrastructure: terraform state rm terraform_data.identity; terraform import terraform_data.identity lost-id; then apply`,
    );
    expect(executed.some((entry) => /init$|prepare$/.test(entry))).toBe(false);
  });

  test('continues on the host where it was interrupted', () => {
    const { executed } = runLocalScript('init-cluster', {
      ...withoutMembers,
      '10.0.0.11.state': `initializing ${identity}`,
    });
    expect(executed).toContain('10.0.0.11 init');
  });
});

describe('SSH settings of single hosts', () => {
  const hosts = { w1: { address: 'w1.mgmt.example', user: 'root', port: 2222 }, cp1: { address: '192.0.2.11' } };
  /** Runs a script with a stand-in for ssh that prints its arguments, and fails. */
  const run = (script: string, environment: Readonly<Record<string, string>>) => {
    const bin = temporaryDirectory();
    const { stackDirectory: directory } = synthInfrastructure({ ...smallCluster, ssh: { user: 'ops', hosts } });
    writeFileSync(
      join(bin, 'ssh'),
      `#!/bin/bash\necho "$*" | sed 's/.* -p/-p/' >>'${bin}/calls'; echo 'Host key verification failed' >&2; exit 255\n`,
      { mode: 0o755 },
    );
    const { stdout } = runInStack(directory, script, {}, { ...environment, TEST_BIN: bin });
    return { stdout, calls: readFileSync(join(bin, 'calls'), 'utf8') };
  };

  test('are used to log in, and in error messages', () => {
    const { stdout, calls } = run('check-hosts', { KUBECONFIG_FILE: '/nowhere' });
    expect(calls).toMatch(/^-p 22 -l ops -- 192\.0\.2\.11 sudo -n bash/m);
    expect(calls).toMatch(/^-p 2222 -l root -- w1\.mgmt\.example bash/m);
    expect(stdout).toContain('ssh-keyscan -p 2222 w1.mgmt.example >>');
  });

  test('come from the Terraform state for a host that is no longer in the definition', () => {
    const removed = { NAME: 'w9', ADDRESS: '10.0.0.29', ROLE: 'worker', SSH_HOST: 'w9.mgmt.example 2022 core' };
    expect(run('remove-node', removed).calls).toMatch(/^-p 2022 -l core -- w9\.mgmt\.example sudo -n /m);
  });
});

describe('the check of all hosts', () => {
  test('prints the findings of each host, and which hosts cannot be checked', () => {
    const { status, stdout } = runLocalScript(
      'check-hosts',
      {
        '10.0.0.11.check-host': 'the certificate apiserver expires in 3 days: renew it\n\u001b[2Jno backup\n',
        '10.0.0.22.fails': 'connect: No route to host',
      },
      { KUBECONFIG_FILE: '/nowhere' },
    );
    expect(status).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      'cp1: the certificate apiserver expires in 3 days: renew it',
      'cp1: [2Jno backup',
      'w2: unreachable: no answer on port 22 (connect: No route to host)',
    ]);
  });
});

describe('the CA of the user', () => {
  /** Runs init-cluster with a stand-in for openssl, whose public key of a file is the content of the file. */
  const init = (key: string | undefined, openssl = '') => {
    const bin = temporaryDirectory();
    const privateKey = join(bin, 'ca.key');
    if (key !== undefined) writeFileSync(privateKey, key);
    const program = `#!/bin/bash\n${openssl}\ncase $* in *-pubkey*) echo key ;; *-pubout*) cat "\${!#}" ;; esac\n`;
    writeFileSync(join(bin, 'openssl'), program, { mode: 0o755 });
    const options = { ...smallCluster, workers: {}, certificateAuthority: { certificate: caCertificate, privateKey } };
    const { stackDirectory: directory } = synthInfrastructure(options);
    const answers = { '10.0.0.11.state': 'prepared x' };
    return { ...runLocalScript('init-cluster', answers, { TEST_BIN: bin }, directory), directory };
  };

  test('is sent to the first control plane only, and written to no file of the stack', () => {
    const { status, getVariable, directory } = init('key');
    expect(status).toBe(0);
    const archive = Buffer.from(getVariable('10.0.0.11', 'init', 'CLUSTER_CA') ?? '', 'base64').toString();
    expect(archive).toContain('ca.key');
    expect(archive).toContain(caCertificate);
    expect(readFileSync(join(directory, 'scripts/settings.sh'), 'utf8')).not.toContain('PRIVATE KEY');
  });

  test.each<[string, string | undefined, string, string]>([
    ['its key does not exist', undefined, '', 'ca.key: nothing was changed; write the path of a file'],
    ['its key is another one', 'other key', '', 'is not the key of certificateAuthority.certificate'],
    ['it expires soon', 'key', 'case $* in *-checkend*) exit 1 ;; esac', 'expires within two years'],
  ])('is refused if %s', (_, key, openssl, message) => {
    const { status, stdout, executed } = init(key, openssl);
    expect(status).toBe(1);
    expect(stdout).toContain(message);
    expect(executed).not.toContain('10.0.0.11 init');
  });
});

describe('a host that joins', () => {
  test('is not changed if a preflight check fails', () => {
    const { status, stdout, executed } = runLocalScript('join-node', { '10.0.0.21.preflight': 'swap is on' }, w1);
    expect(status).not.toBe(0);
    expect(stdout).toContain('w1: swap is on');
    expect(executed).toEqual(['10.0.0.21 preflight']);
  });

  test('is joined only through a control plane of the same cluster', () => {
    const { status, stdout, executed } = runLocalScript('join-node', { '10.0.0.11.health': 'another identity' }, w1);
    expect(status).not.toBe(0);
    expect(stdout).toContain('found no healthy control plane of this cluster');
    expect(executed).not.toContain('10.0.0.21 join');
  });

  test.each([
    ['another cluster', hostState('joined', 'other', 'w1', '10.0.0.21', 'worker', 'dc2'), 'belongs to another cluster'],
    ['a cluster that Plinth did not create', 'joined unknown - - - - -', 'belongs to a cluster that Plinth did not'],
    [
      'another name',
      hostState('joined', identity, 'w2', '10.0.0.21', 'worker'),
      'w1: is worker w2 of this cluster: remove w2 from the definition, apply, and then add w1 as worker',
    ],
    [
      'another role',
      hostState('joined', identity, 'w1', '10.0.0.21', 'control-plane'),
      'w1: is control-plane w1 of this cluster: remove w1 from the definition, apply, and then add w1 as worker',
    ],
  ])('is not changed if it has joined as a host of %s', (_, state, message) => {
    const answers = { '10.0.0.21.preflight': `state ${state}`, '10.0.0.11.health': identity };
    const { status, stdout, executed } = runLocalScript('join-node', answers, w1);
    expect(status).not.toBe(0);
    expect(stdout).toContain(message);
    expect(executed).toEqual(['10.0.0.21 preflight']);
  });

  test('is joined by applying again after an interruption, and after its machine got another address', () => {
    for (const state of [
      hostState('joining', identity, 'w1', '10.0.0.21', 'worker'),
      hostState('joined', identity, 'w1', '10.0.0.99', 'worker'),
      // As an earlier version recorded it, without address, role and time.
      `joined ${identity} dc1 w1 - - -`,
    ]) {
      const answers = {
        '10.0.0.21.preflight': `state ${state}`,
        '10.0.0.21.state': state,
        '10.0.0.11.health': identity,
      };
      const { status, executed, getVariable } = runLocalScript('join-node', answers, w1);
      expect(status).toBe(0);
      expect(executed.slice(-4)).toEqual([
        ...['10.0.0.11 verify-cluster', '10.0.0.11 create-join-token', '10.0.0.21 join', '10.0.0.11 approve-kubelet'],
      ]);
      expect(getVariable('10.0.0.21', 'join', 'EXPECTED_STATE')).toBe(state);
    }
  });

  test('is reset first as a control plane whose node is Ready, although its join was interrupted', () => {
    const options = {
      ...smallCluster,
      controlPlanes: { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' },
      endpoint: { address: '10.0.0.9' },
    };
    const { stackDirectory: directory } = synthInfrastructure(options);
    const answers = {
      '10.0.0.12.state': hostState('joining', identity, 'cp2', '10.0.0.12', 'control-plane'),
      '10.0.0.11.health': identity,
      '10.0.0.11.create-join-token': 'discard-first',
    };
    const cp2 = { NAME: 'cp2', ADDRESS: '10.0.0.12', ROLE: 'control-plane' };
    const { executed } = runLocalScript('join-node', answers, cp2, directory);
    expect(executed.slice(-8)).toEqual([
      ...['10.0.0.11 verify-cluster', '10.0.0.11 create-join-token', '10.0.0.11 encryption-keys'],
      '10.0.0.12 discard-join',
      ...['10.0.0.11 create-join-token', '10.0.0.12 join', '10.0.0.11 approve-kubelet', '10.0.0.11 unlock-cluster'],
    ]);
  });

  test('is reported with what to do before it is removed, if its join fails', () => {
    const answers = { '10.0.0.11.health': identity, '10.0.0.21.join.fails': 'kubeadm join failed' };
    const { status, stdout } = runLocalScript('join-node', answers, w1);
    expect(status).not.toBe(0);
    expect(stdout).toContain(
      'w1: the join is incomplete: fix the error above and apply again. To remove the host instead',
    );
  });

  test('takes no lock as a worker, so that workers join in parallel', () => {
    const { status, executed } = runLocalScript('join-node', { '10.0.0.11.health': identity }, w1);
    expect(status).toBe(0);
    expect(executed).toContain('10.0.0.21 join');
    expect(executed).not.toContain('10.0.0.11 lock-cluster');
  });

  test('never initializes a cluster as a control plane if no other control plane is healthy', () => {
    const { status, executed } = runLocalScript('join-node', {}, cp1);
    expect(status).not.toBe(0);
    expect(executed.some((entry) => /init|join/.test(entry))).toBe(false);
  });
});

describe('a host that is removed', () => {
  test('is deleted from the cluster through another host, then reset', () => {
    const answers = { '10.0.0.21.state': `joined ${identity}`, '10.0.0.11.health': identity };
    const { status, executed } = runLocalScript('remove-node', answers, w1);
    expect(status).toBe(0);
    expect(executed.slice(-2)).toEqual(['10.0.0.11 delete-node', '10.0.0.21 reset']);
  });

  test('waits, as a control plane, until the endpoint is healthy on another one', () => {
    const changedOptions = { controlPlanes: { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' } };
    const { stackDirectory: directory } = synthInfrastructure({
      ...smallCluster,
      ...changedOptions,
      endpoint: { address: '10.0.0.9', via: 'keepalived' },
    });
    const answers = { '10.0.0.11.state': `joined ${identity}`, '10.0.0.12.health': identity };
    const { status, executed } = runLocalScript('remove-node', answers, cp1, directory);
    expect(status).toBe(0);
    expect(executed.slice(-4)).toEqual([
      ...['10.0.0.12 delete-node', '10.0.0.11 reset'],
      ...['10.0.0.12 wait-endpoint', '10.0.0.12 unlock-cluster'],
    ]);
  });

  test.each([
    ['belongs to another cluster', 'joined other', 'it belongs to another cluster now (other)'],
    [
      'has joined again with another name',
      hostState('joined', identity, 'w9', '10.0.0.21', 'worker'),
      'it is worker w9 of this cluster now',
    ],
    [
      'has joined again with another address',
      hostState('joined', identity, 'w1', '10.0.0.99', 'worker'),
      'it has joined again with the address 10.0.0.99',
    ],
  ])('is deleted from the cluster, but not reset, if it %s', (_, state, message) => {
    const answers = { '10.0.0.21.state': state, '10.0.0.11.health': identity };
    const { status, stdout, executed, getVariable } = runLocalScript('remove-node', answers, w1);
    expect(status).toBe(0);
    expect(stdout).toContain(`w1: warning: was not reset (${message})`);
    expect(executed.at(-1)).toBe('10.0.0.11 delete-node');
    expect(getVariable('10.0.0.11', 'delete-node', 'STAGE')).toBe('unreachable');
  });

  test('is not changed, and its node neither, if it has joined again with another role', () => {
    const state = hostState('joined', identity, 'w1', '10.0.0.21', 'control-plane');
    const answers = { '10.0.0.21.state': state, '10.0.0.11.health': identity };
    const { status, stdout, executed } = runLocalScript('remove-node', answers, w1);
    expect(status).toBe(0);
    expect(stdout).toContain('w1: is control-plane w1 of this cluster now: neither the host nor its node was changed');
    expect(executed).toEqual(['10.0.0.21 state', '10.0.0.21 get-teardown']);
  });

  test('is not reset if it is prepared for another cluster', () => {
    const answers = { '10.0.0.21.state': 'prepared other dc2 w1 10.0.0.21 worker 1', '10.0.0.11.health': identity };
    const { status, executed } = runLocalScript('remove-node', answers, w1);
    expect(status).toBe(0);
    expect(executed).not.toContain('10.0.0.21 reset');
  });

  test('is not reset if no other control plane is healthy', () => {
    const { status, stdout, executed } = runLocalScript(
      'remove-node',
      { '10.0.0.11.state': `joined ${identity}` },
      cp1,
    );
    expect(status).not.toBe(0);
    expect(stdout).toContain('found no other healthy control plane of the cluster');
    expect(executed).not.toContain('10.0.0.11 reset');
  });

  test('is reset immediately during a teardown of the whole cluster', () => {
    const answers = { '10.0.0.11.state': `joined ${identity}\n`, '10.0.0.11.get-teardown': 'teardown\n' };
    const { status, executed } = runLocalScript('remove-node', answers, cp1);
    expect(status).toBe(0);
    expect(executed).toEqual(['10.0.0.11 state', '10.0.0.11 get-teardown', '10.0.0.11 reset']);
  });

  test('is deleted from the cluster with a warning if it is unreachable', () => {
    const answers = { '10.0.0.21.fails': 'connect: Connection timed out', '10.0.0.11.health': identity };
    const { status, stdout, executed } = runLocalScript('remove-node', answers, w1);
    expect(status).toBe(0);
    expect(stdout).toContain('w1: warning: was not reset (no answer on port 22');
    expect(executed.at(-1)).toBe('10.0.0.11 delete-node');
  });
});

describe('expired certificates', () => {
  const x509 = 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid';

  test.each(['join-node', 'remove-node', 'reconcile-nodes', 'check-upgrade', 'rollout-configuration'])(
    'are reported by %s with their renewal, and never with the destruction of the cluster',
    (script) => {
      const answers = {
        '10.0.0.11.health.fails': x509,
        '10.0.0.11.state': hostState('joined', identity, 'cp1', '10.0.0.11', 'control-plane'),
        '10.0.0.21.state': hostState('joined', identity, 'w1', '10.0.0.21', 'worker'),
        '10.0.0.22.state': hostState('joined', identity, 'w2', '10.0.0.22', 'worker'),
      };
      const { status, stdout } = runLocalScript(script, answers, script.endsWith('-node') ? w1 : {});
      expect(status).not.toBe(0);
      expect(stdout).toContain(`  cp1 (10.0.0.11): ${x509}`);
      expect(stdout).toContain("run 'systemctl start plinth-certificates' on each control plane");
      expect(stdout).not.toMatch(/destroy|backup/);
    },
  );

  test('are reported when the kubeconfig is fetched', () => {
    const warning = 'dc1: warning: the certificate of the kubeconfig has expired';
    const file = join(temporaryDirectory(), 'kubeconfig');
    const answers = { '10.0.0.11.kubeconfig': 'apiVersion: v1', '10.0.0.11.kubeconfig.stderr': `banner\n${warning}\n` };
    const { status, stdout } = runLocalScript('fetch-kubeconfig', answers, { KUBECONFIG_FILE: file });
    expect(status).toBe(0);
    expect(stdout).toBe(`${warning}\ndc1: wrote ${file}\n`);
    expect(readFileSync(file, 'utf8')).toBe('apiVersion: v1');
  });

  test('are not the reason if a control plane is unreachable', () => {
    const { stdout } = runLocalScript('join-node', { '10.0.0.11.fails': 'connect: No route to host' }, w1);
    expect(stdout).toContain('cp1 (10.0.0.11): unreachable: no answer on port 22');
    expect(stdout).not.toContain('certs renew');
  });
});

describe('the reconciliation of the nodes', () => {
  const joined = {
    '10.0.0.11.state': hostState('joined', identity, 'cp1', '10.0.0.11', 'control-plane'),
    '10.0.0.21.state': hostState('joined', identity, 'w1', '10.0.0.21', 'worker'),
    '10.0.0.22.state': hostState('joined', identity, 'w2', '10.0.0.22', 'worker'),
    '10.0.0.11.health': identity,
  };

  test('changes no host that has joined', () => {
    const { status, executed } = runLocalScript('reconcile-nodes', joined);
    expect(status).toBe(0);
    expect(executed.filter((entry) => !entry.endsWith(' state'))).toEqual([
      '10.0.0.11 health',
      '10.0.0.11 label-nodes',
    ]);
  });

  test.each([
    ['to another cluster', hostState('joined', 'other', 'w1', '10.0.0.21', 'worker', 'dc2'), 'another cluster (other)'],
    [
      'to this cluster with another name',
      hostState('joined', identity, 'w9', '10.0.0.21', 'worker'),
      'is worker w9 of',
    ],
  ])('fails if a host belongs %s', (_, state, message) => {
    const { status, stdout, executed } = runLocalScript('reconcile-nodes', { ...joined, '10.0.0.21.state': state });
    expect(status).not.toBe(0);
    expect(stdout).toContain(message);
    expect(executed).not.toContain('10.0.0.11 label-nodes');
  });
});

describe('hosts that Terraform does not know', () => {
  test('are reset with the name, address and role with which they joined', () => {
    const { status, executed, getVariable } = runLocalScript('reset-orphans', {
      '10.0.0.11.state': 'joined other',
      '10.0.0.21.state': hostState('joining', identity, 'w7', '10.0.0.77', 'worker'),
      '10.0.0.22.state': 'none - - - - - -',
    });
    expect(status).toBe(0);
    expect(executed.filter((entry) => entry.endsWith(' reset'))).toEqual(['10.0.0.21 reset']);
    expect(getVariable('10.0.0.21', 'reset', 'NAME')).toBe('w7');
    expect(getVariable('10.0.0.21', 'reset', 'ADDRESS')).toBe('10.0.0.77');
  });
});

describe('a teardown', () => {
  /** Runs begin-teardown.sh as the child of a process with a command line of Terraform. */
  const runTeardown = (...commandLine: readonly string[]) => {
    const { answersDirectory, env } = stubSsh(stackDirectory);
    const parentScript = `bash '${join(stackDirectory, 'scripts/local/begin-teardown.sh')}'; exit $?`;
    const { status, stdout } = spawnSync('bash', ['-c', parentScript, ...commandLine], { env, encoding: 'utf8' });
    return { status, stdout, isMarked: listExecutedScripts(answersDirectory).length > 0 };
  };

  test('marks all hosts', () => {
    expect(runTeardown('terraform', 'destroy', '-auto-approve')).toMatchObject({ status: 0, isMarked: true });
  });

  test('is refused for a single resource, whose destruction would include the resources that depend on it', () => {
    const { status, stdout, isMarked } = runTeardown('terraform', 'destroy', '-target=terraform_data.worker["w1"]');
    expect(status).not.toBe(0);
    expect(stdout).toContain('remove the host from the definition');
    expect(isMarked).toBe(false);
  });
});

describe('external etcd', () => {
  const e1 = { NAME: 'e1', ADDRESS: '10.0.0.31', ROLE: 'etcd' };
  const e2 = { NAME: 'e2', ADDRESS: '10.0.0.32', ROLE: 'etcd' };
  const addresses = ['10.0.0.11', '10.0.0.31', '10.0.0.32', '10.0.0.33'];
  const emptyHosts = Object.fromEntries(addresses.map((address) => [`${address}.state`, 'none -']));

  test('starts on one host, which issues the client certificate of the first control plane', () => {
    const { executed } = runLocalScript('init-cluster', emptyHosts, {}, externalEtcdStackDirectory);
    expect(executed.slice(4)).toEqual(['10.0.0.31 etcd-start', '10.0.0.31 etcd-client-certificate', '10.0.0.11 init']);
  });

  test('continues on the host where its start was interrupted', () => {
    const { executed } = runLocalScript(
      'init-cluster',
      { ...emptyHosts, '10.0.0.33.state': `initializing ${identity}` },
      {},
      externalEtcdStackDirectory,
    );
    expect(executed.slice(4)).toEqual(['10.0.0.33 etcd-start', '10.0.0.33 etcd-client-certificate', '10.0.0.11 init']);
  });

  test('does not start again after a control plane has joined', () => {
    const answers = { '10.0.0.31.state': `initializing ${identity}`, '10.0.0.11.state': `joined ${identity}` };
    const { status, executed } = runLocalScript(
      'init-cluster',
      { ...emptyHosts, ...answers },
      {},
      externalEtcdStackDirectory,
    );
    expect(status).toBe(0);
    expect(executed).toHaveLength(4);
  });

  test('only marks its first host as joined, without further changes', () => {
    const { status, executed } = runLocalScript(
      'join-node',
      { '10.0.0.31.health': identity },
      e1,
      externalEtcdStackDirectory,
    );
    expect(status).toBe(0);
    expect(executed.slice(1)).toEqual(['10.0.0.31 health', '10.0.0.31 mark-joined']);
  });

  test('adds another host as a learner through a voting member, and promotes it once it has all data', () => {
    const { status, executed } = runLocalScript(
      'join-node',
      { '10.0.0.31.health': identity },
      e2,
      externalEtcdStackDirectory,
    );
    expect(status).toBe(0);
    expect(executed.slice(-4)).toEqual([
      ...['10.0.0.31 etcd-add-member', '10.0.0.32 etcd-start'],
      ...['10.0.0.31 etcd-promote-member', '10.0.0.32 mark-joined'],
    ]);
  });

  test('is never started as a new cluster by a host that finds no healthy member', () => {
    const { status, stdout, executed } = runLocalScript('join-node', {}, e2, externalEtcdStackDirectory);
    expect(status).not.toBe(0);
    expect(stdout).toContain('found no other healthy etcd host of this cluster');
    expect(executed).not.toContain('10.0.0.32 etcd-start');
  });

  test('removes a host through another etcd host, without a control plane', () => {
    const answers = { '10.0.0.32.state': `joined ${identity}`, '10.0.0.31.health': identity };
    const { status, executed } = runLocalScript('remove-node', answers, e2, externalEtcdStackDirectory);
    expect(status).toBe(0);
    expect(executed.slice(-2)).toEqual(['10.0.0.31 etcd-remove-member', '10.0.0.32 reset']);
    expect(executed.some((entry) => entry.startsWith('10.0.0.11'))).toBe(false);
  });
});

describe('the rollout of a configuration', () => {
  const controlPlanes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
  const answers = { '10.0.0.11.health': identity, '10.0.0.11.configuration-hash': 'previous hash' };
  let directory = '';
  beforeAll(() => {
    directory = synthInfrastructure({
      ...smallCluster,
      controlPlanes,
      endpoint: { address: '10.0.0.9' },
    }).stackDirectory;
  });
  const runRollout = (changedAnswers: object = {}) =>
    runLocalScript(
      'rollout-configuration',
      { ...answers, ...changedAnswers },
      { CLUSTER_IDENTITY: identity },
      directory,
    );

  test('is skipped if the cluster already has the configuration', () => {
    const settings = readFileSync(join(directory, 'scripts/settings.sh'), 'utf8');
    const hash = /^CONFIGURATION_HASH='(.*)'$/m.exec(settings)?.[1] ?? '';
    const { status, executed } = runRollout({ '10.0.0.11.configuration-hash': hash });
    expect(status).toBe(0);
    expect(executed.slice(0, 4)).toEqual([
      ...['10.0.0.11 health', '10.0.0.11 verify-version', '10.0.0.11 verify-cluster', '10.0.0.11 configuration-hash'],
    ]);
    expect(executed.slice(4).every((entry) => entry.endsWith(' list-changed-files'))).toBe(true);
  });

  test('restores what was changed by hand, even if the cluster already has the configuration', () => {
    const settings = readFileSync(join(directory, 'scripts/settings.sh'), 'utf8');
    const hash = /^CONFIGURATION_HASH='(.*)'$/m.exec(settings)?.[1] ?? '';
    const { status, stdout, executed } = runRollout({
      '10.0.0.11.configuration-hash': hash,
      '10.0.0.12.list-changed-files': '/etc/kubernetes/manifests/kube-apiserver.yaml',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('restoring the configuration of hosts where it was changed by hand: cp2');
    expect(executed).toContain('10.0.0.12 configure-apiserver');
  });

  test('changes one etcd member after another, one control plane after another, then the cluster, one kubelet, and the other kubelets, and records the hash last', () => {
    const { status, executed } = runRollout();
    expect(status).toBe(0);
    // The rollout is recorded as started first, so that a failed rollout is retried.
    expect(executed[4]).toBe('10.0.0.11 configuration-hash');
    const addresses = ['10.0.0.11', '10.0.0.12', '10.0.0.13'];
    expect(executed.slice(5, 17)).toEqual([
      ...addresses.map((address) => `${address} configure-etcd`),
      ...addresses.flatMap((address) => [`${address} configure-apiserver`, `${address} configure-controllers`]),
      ...['10.0.0.11 record-nodes', '10.0.0.11 configure-cluster', '10.0.0.11 configure-kubelet'],
    ]);
    const otherKubelets = ['10.0.0.12', '10.0.0.13', '10.0.0.21'].map((address) => `${address} configure-kubelet`);
    expect(executed.slice(17, -1).sort()).toEqual(otherKubelets);
    expect(executed.at(-1)).toBe('10.0.0.11 configuration-hash');
  });

  test('prints no hash', () => {
    expect(runRollout().stdout).toBe('dc1: the new configuration is rolled out\n');
  });

  test('changes nothing if the existing cluster was created with other settings', () => {
    const { status, executed } = runRollout({ '10.0.0.11.verify-cluster.fails': '' });
    expect(status).not.toBe(0);
    expect(executed).toEqual(['10.0.0.11 health', '10.0.0.11 verify-version', '10.0.0.11 verify-cluster']);
  });

  test('stops at an API server that does not become ready with the new configuration', () => {
    const { status, stdout, executed } = runRollout({ '10.0.0.12.configure-apiserver.fails': '' });
    expect(status).not.toBe(0);
    expect(stdout).toContain('cp2: the new configuration failed, see above');
    expect(stdout).toContain('the configuration could not be applied to cp2');
    expect(executed.at(-1)).toBe('10.0.0.12 configure-apiserver');
  });

  test('is not recorded as complete while a host is unreachable, and names the host', () => {
    const { status, stdout, executed } = runRollout({ '10.0.0.21.fails': 'connect: No route to host' });
    expect(status).not.toBe(0);
    expect(stdout).toContain('unreachable, still with the previous configuration: w1');
    expect(executed.filter((entry) => entry.endsWith(' configuration-hash'))).toHaveLength(2);
  });
});

describe('a failed SSH connection', () => {
  test('is printed for each control plane that returns no kubeconfig, before the next one is asked', () => {
    const file = join(temporaryDirectory(), 'kubeconfig');
    const answers = { '10.0.0.11.fails': 'connect: No route to host' };
    const { status, stdout } = runLocalScript('fetch-kubeconfig', answers, { KUBECONFIG_FILE: file });
    expect(status).not.toBe(0);
    expect(stdout).toMatch(
      /^dc1: cp1 \(10\.0\.0\.11\): unreachable: no answer on port 22.*\n(.*\n)*dc1: .*could not fetch the kubeconfig from any control plane\n$/,
    );
  });

  test.each([
    ['an unknown host key', 'Host key verification failed.', 'ssh-keyscan -p 22 10.0.0.21 >> ~/.ssh/known_hosts'],
    ['a changed host key', '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', "ssh-keygen -R '10.0.0.21'"],
    ['a rejected user key', 'ops@10.0.0.21: Permission denied (publickey).', "the host rejects user 'ops'"],
    ['sudo that asks for a password', 'sudo: a password is required', 'add a NOPASSWD rule'],
    ['no sudo', 'bash: line 1: sudo: command not found', 'sudo is not installed on the host'],
    ['sudo that requires a terminal', 'sudo: sorry, you must have a tty to run sudo', '!requiretty'],
    ['no answer', 'ssh: connect to host 10.0.0.21 port 22: Connection timed out', 'unreachable: no answer on port 22'],
  ])('is reported with a fix: %s', (_, sshError, advice) => {
    const { status, stdout } = runLocalScript('prepare-hosts', { '10.0.0.21.fails': sshError });
    expect(status).not.toBe(0);
    expect(stdout).toContain('w1 (10.0.0.21): ');
    expect(stdout).toContain(advice);
    expect(stdout).toContain('preflight findings: 1; nothing was changed on any host');
  });

  describe('to hosts whose keys a certificate authority signs', () => {
    let directory = '';
    beforeAll(() => {
      const hostCertificateAuthorities = ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ca'];
      directory = synthInfrastructure({
        ...smallCluster,
        ssh: { user: 'ops', hostCertificateAuthorities },
      }).stackDirectory;
    });

    test.each([
      [
        'an expired certificate',
        'Certificate invalid: expired\nHost key verification failed.',
        'is not valid (expired): sign the key for 10.0.0.21 again',
      ],
      [
        'no certificate',
        'Host key verification failed.',
        'the host key has no certificate of ssh.hostCertificateAuthorities',
      ],
    ])('is reported with a fix: %s', (_, sshError, advice) => {
      const { stdout } = runInStack(directory, 'prepare-hosts', { '10.0.0.21.fails': sshError });
      expect(stdout).toContain(advice);
    });
  });

  describe('behind a bastion', () => {
    let directory = '';
    beforeAll(() => {
      directory = synthInfrastructure({
        ...smallCluster,
        ssh: { user: 'ops', bastion: 'jump@gate.acme.example' },
      }).stackDirectory;
    });
    const connectionError = 'kex_exchange_identification: Connection closed by remote host';

    test.each([
      [
        'an unknown host key of the bastion',
        'No ED25519 host key is known for gate.acme.example and you have requested strict checking.',
        "the host key of the bastion gate.acme.example is not in ~/.ssh/known_hosts: add it and compare its fingerprint with the one on the host's console: ssh-keyscan gate.acme.example >>",
      ],
      [
        'an unknown host key of the host, which only the bastion can read',
        'No ED25519 host key is known for 10.0.0.21 and you have requested strict checking.',
        "the host key of the host is not in ~/.ssh/known_hosts: add it and compare its fingerprint with the one on the host's console: ssh jump@gate.acme.example ssh-keyscan -p 22 10.0.0.21 >>",
      ],
      [
        'a user key that the bastion rejects',
        'jump@gate.acme.example: Permission denied (publickey).',
        "the bastion gate.acme.example rejects user 'jump'",
      ],
    ])('is reported with a fix: %s', (_, sshError, advice) => {
      expect(
        runLocalScript('prepare-hosts', { '10.0.0.21.fails': `${sshError}\n${connectionError}` }, {}, directory).stdout,
      ).toContain(advice);
    });

    test('trusts the authorities of hosts for hosts only', () => {
      writeFileSync(join(directory, 'scripts/known_hosts'), '@cert-authority * ssh-ed25519 AAAA\n');
      const [, options = '', proxy = ''] =
        /^(.*)ProxyCommand=(.*)$/m.exec(
          spawnSync('bash', ['-c', '. scripts/local/lib.sh; echo "${ssh_arguments[@]}"'], {
            cwd: directory,
            encoding: 'utf8',
          }).stdout,
        ) ?? [];
      rmSync(join(directory, 'scripts/known_hosts'));
      expect(options).toContain('scripts/known_hosts');
      expect(proxy).toContain('jump@gate.acme.example');
      expect(proxy).not.toContain('known_hosts');
    });

    test('does not count as an unreachable host if the bastion is down', () => {
      const sshError = `ssh: connect to host gate.acme.example port 22: Connection refused\n${connectionError}`;
      const { status, stdout } = runLocalScript('remove-node', { '10.0.0.21.fails': sshError }, w1, directory);
      expect(status).not.toBe(0);
      expect(stdout).toContain('the bastion gate.acme.example does not answer');
      expect(stdout).not.toContain('was not reset');
    });
  });

  test('is reported together with the findings of other hosts', () => {
    const { stdout, executed } = runLocalScript('prepare-hosts', {
      '10.0.0.11.preflight': 'swap is on\nits clock is 90 seconds behind',
      '10.0.0.22.fails': 'Connection refused',
    });
    for (const finding of [
      'cp1 (10.0.0.11): swap is on',
      'its clock is 90',
      'w2 (10.0.0.22): ',
      'preflight findings: 3',
    ])
      expect(stdout).toContain(finding);
    expect(executed.some((entry) => entry.endsWith('prepare'))).toBe(false);
  });

  test('the time of this machine is read for each host, not once for all', () => {
    const { answersDirectory, env } = stubSsh(stackDirectory);
    const date = join(env.PATH.split(':')[0] ?? '', 'date');
    writeFileSync(date, '#!/bin/sh\necho $$\n');
    chmodSync(date, 0o755);
    spawnSync('bash', [join(stackDirectory, 'scripts/local/prepare-hosts.sh')], { env });
    const times = ['10.0.0.11', '10.0.0.21', '10.0.0.22'].map(
      (address) =>
        /^LOCAL_TIME="(\d+)"$/m.exec(readFileSync(join(answersDirectory, `${address}.preflight.input`), 'utf8'))?.[1],
    );
    expect(times).not.toContain(undefined);
    expect(new Set(times).size).toBe(3);
  });

  test('hosts with the same machine ID are reported as copies', () => {
    const answers = { '10.0.0.21.preflight': 'machine-id abc\n', '10.0.0.22.preflight': 'machine-id abc\n' };
    expect(runLocalScript('prepare-hosts', answers).stdout).toContain('w1 w2 have the same /etc/machine-id');
  });
});
