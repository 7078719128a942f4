import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { small } from './described';
import { temporaryFolder, written } from './written';

const identity = '11111111-2222-3333-4444-555555555555';

let [at, apart] = ['', ''];
beforeAll(() => {
  const workers = { w1: '10.0.0.21', w2: '10.0.0.22' };
  at = written({ ...small, workers }).at;
  apart = written({ ...small, workers: {}, etcd: { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' } }).at;
});

/** Runs a step of a cluster's stack against hosts that say these things. */
function run(
  step: string,
  says: Readonly<Record<string, string>>,
  host: Readonly<Record<string, string>> = {},
  stack = at,
) {
  const folder = temporaryFolder();
  const [bin, answers] = [join(folder, 'bin'), join(folder, 'answers')];
  mkdirSync(bin);
  mkdirSync(answers);
  copyFileSync(join(__dirname, 'ssh-stub.sh'), join(bin, 'ssh'));
  chmodSync(join(bin, 'ssh'), 0o755);
  for (const [name, text] of Object.entries(says)) writeFileSync(join(answers, name), text);
  const env = {
    PATH: `${bin}:${process.env.PATH ?? ''}`,
    ANSWERS: answers,
    STEPS: join(stack, 'scripts/host'),
    IDENTITY: identity,
    ...host,
  };
  const { status, stdout } = spawnSync('bash', [join(stack, `scripts/local/${step}.sh`)], { env, encoding: 'utf8' });
  const asked = existsSync(join(answers, 'asked'))
    ? readFileSync(join(answers, 'asked'), 'utf8').trim().split('\n')
    : [];
  return { status, said: stdout, asked };
}

const none = { '10.0.0.11.state': 'none -', '10.0.0.21.state': 'prepared x', '10.0.0.22.state': 'none -' };
const cp1 = { NAME: 'cp1', ADDRESS: '10.0.0.11', ROLE: 'control-plane' };
const w1 = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker' };

describe('whether a cluster is made', () => {
  test('is asked of every host, and it is made when none belongs to one', () => {
    const { asked } = run('init-cluster', none);
    expect(asked).toEqual(['10.0.0.11 state', '10.0.0.21 state', '10.0.0.22 state', '10.0.0.11 init']);
  });

  test('it is not when one host is a member, a worker even', () => {
    const { status, asked } = run('init-cluster', { ...none, '10.0.0.22.state': `joined ${identity}` });
    expect(status).toBe(0);
    expect(asked).not.toContain('10.0.0.11 init');
  });

  test('it is not when one host does not answer: silence is no proof', () => {
    const { status, said, asked } = run('init-cluster', { ...none, '10.0.0.22.fails': 'connect: No route to host' });
    expect(status).not.toBe(0);
    expect(said).toContain('cannot read the state of w2 (10.0.0.22)');
    expect(asked).not.toContain('10.0.0.11 init');
  });

  test('it is not when a host belongs to another cluster', () => {
    const { status, said } = run('init-cluster', { ...none, '10.0.0.21.state': 'joined other' });
    expect(status).not.toBe(0);
    expect(said).toContain('w1 (10.0.0.21) belongs to another cluster (other): remove it from the definition');
  });

  test('it is finished where it was interrupted', () => {
    const { asked } = run('init-cluster', { ...none, '10.0.0.11.state': `initializing ${identity}` });
    expect(asked).toContain('10.0.0.11 init');
  });
});

describe('a host that joins', () => {
  test('is not changed when something is found', () => {
    const { status, said, asked } = run('join-node', { '10.0.0.21.preflight': 'swap is on' }, w1);
    expect(status).not.toBe(0);
    expect(said).toContain('w1: swap is on');
    expect(asked).toEqual(['10.0.0.21 preflight']);
  });

  test('is let in by a control plane of this very cluster alone', () => {
    const { status, said, asked } = run('join-node', { '10.0.0.11.health': 'another identity' }, w1);
    expect(status).not.toBe(0);
    expect(said).toContain('found no healthy control plane of this cluster');
    expect(asked).not.toContain('10.0.0.21 join');
  });

  test('as worker takes no lock, so that many join at once', () => {
    const { status, asked } = run('join-node', { '10.0.0.11.health': identity }, w1);
    expect(status).toBe(0);
    expect(asked).toContain('10.0.0.21 join');
    expect(asked).not.toContain('10.0.0.11 lock-cluster');
  });

  test('as control plane never makes a cluster of its own when no other answers', () => {
    const { status, asked } = run('join-node', {}, cp1);
    expect(status).not.toBe(0);
    expect(asked.some((step) => /init|join/.test(step))).toBe(false);
  });
});

describe('a host that leaves', () => {
  test('is taken out by another and reset', () => {
    const says = { '10.0.0.21.state': `joined ${identity}`, '10.0.0.11.health': identity };
    const { status, asked } = run('remove-node', says, w1);
    expect(status).toBe(0);
    expect(asked.slice(-2)).toEqual(['10.0.0.11 delete-node', '10.0.0.21 reset']);
  });

  test('as control plane is waited for: who has its address now must answer there', () => {
    const more = { controlPlanes: { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' } };
    const { at: stack } = written({ ...small, ...more, endpoint: { address: '10.0.0.9', via: 'keepalived' } });
    const says = { '10.0.0.11.state': `joined ${identity}`, '10.0.0.12.health': identity };
    const { status, asked } = run('remove-node', says, cp1, stack);
    expect(status).toBe(0);
    expect(asked.slice(-4)).toEqual([
      ...['10.0.0.12 delete-node', '10.0.0.11 reset'],
      ...['10.0.0.12 wait-endpoint', '10.0.0.12 unlock-cluster'],
    ]);
  });

  test('is left alone when it belongs to another cluster by now', () => {
    const { status, asked } = run('remove-node', { '10.0.0.21.state': 'joined other' }, w1);
    expect(status).toBe(0);
    expect(asked).toEqual(['10.0.0.21 state']);
  });

  test('is not reset when nobody is there to take it out', () => {
    const { status, said, asked } = run('remove-node', { '10.0.0.11.state': `joined ${identity}` }, cp1);
    expect(status).not.toBe(0);
    expect(said).toContain('found no other healthy control plane of the cluster');
    expect(asked).not.toContain('10.0.0.11 reset');
  });

  test('is reset at once when the whole cluster goes', () => {
    const { status, asked } = run('remove-node', { '10.0.0.11.state': `joined ${identity} teardown` }, cp1);
    expect(status).toBe(0);
    expect(asked).toEqual(['10.0.0.11 state', '10.0.0.11 reset']);
  });

  test('is taken out and told of when it is off', () => {
    const says = { '10.0.0.21.fails': 'connect: Connection timed out', '10.0.0.11.health': identity };
    const { status, said, asked } = run('remove-node', says, w1);
    expect(status).toBe(0);
    expect(said).toContain('w1: warning: was not reset (no answer on port 22');
    expect(asked.at(-1)).toBe('10.0.0.11 delete-node');
  });
});

describe('a teardown', () => {
  /** Runs the step as a Terraform that was called like this would. */
  const asked = (...command: readonly string[]) => {
    const step = join(at, 'scripts/local/begin-teardown.sh');
    const [bin, answers] = [temporaryFolder(), temporaryFolder()];
    copyFileSync(join(__dirname, 'ssh-stub.sh'), join(bin, 'ssh'));
    chmodSync(join(bin, 'ssh'), 0o755);
    const env = {
      PATH: `${bin}:${process.env.PATH ?? ''}`,
      IDENTITY: identity,
      ANSWERS: answers,
      STEPS: join(at, 'scripts/host'),
    };
    const script = `bash '${step}'; exit $?`;
    const { status, stdout } = spawnSync('bash', ['-c', script, ...command], { env, encoding: 'utf8' });
    return { status, stdout, marked: existsSync(join(answers, 'asked')) };
  };

  test('tells all hosts that the whole cluster goes', () => {
    expect(asked('terraform', 'destroy', '-auto-approve')).toMatchObject({ status: 0, marked: true });
  });

  test('is refused for one resource, which would take the others with it', () => {
    const { status, stdout, marked } = asked('terraform', 'destroy', '-target=terraform_data.worker["w1"]');
    expect(status).not.toBe(0);
    expect(stdout).toContain('remove the host from the definition');
    expect(marked).toBe(false);
  });
});

describe('etcd on hosts of its own', () => {
  const e1 = { NAME: 'e1', ADDRESS: '10.0.0.31', ROLE: 'etcd' };
  const e2 = { NAME: 'e2', ADDRESS: '10.0.0.32', ROLE: 'etcd' };
  const addresses = ['10.0.0.11', '10.0.0.31', '10.0.0.32', '10.0.0.33'];
  const untouched = Object.fromEntries(addresses.map((address) => [`${address}.state`, 'none -']));

  test('begins on one of them, which certifies the control plane that makes the cluster', () => {
    const { asked } = run('init-cluster', untouched, {}, apart);
    expect(asked.slice(4)).toEqual(['10.0.0.31 etcd-start', '10.0.0.31 etcd-client-certificate', '10.0.0.11 init']);
  });

  test('begins again where it was interrupted before there was a cluster', () => {
    const { asked } = run('init-cluster', { ...untouched, '10.0.0.33.state': `initializing ${identity}` }, {}, apart);
    expect(asked.slice(4)).toEqual(['10.0.0.33 etcd-start', '10.0.0.33 etcd-client-certificate', '10.0.0.11 init']);
  });

  test('does not begin again once there is a cluster', () => {
    const says = { '10.0.0.31.state': `initializing ${identity}`, '10.0.0.11.state': `joined ${identity}` };
    const { status, asked } = run('init-cluster', { ...untouched, ...says }, {}, apart);
    expect(status).toBe(0);
    expect(asked).toHaveLength(4);
  });

  test('takes the one that began as a member, as it is', () => {
    const { status, asked } = run('join-node', { '10.0.0.31.health': identity }, e1, apart);
    expect(status).toBe(0);
    expect(asked.slice(1)).toEqual(['10.0.0.31 health', '10.0.0.31 mark-joined']);
  });

  test('lets another host in by one that has a vote, and gives it a vote once it has all data', () => {
    const { status, asked } = run('join-node', { '10.0.0.31.health': identity }, e2, apart);
    expect(status).toBe(0);
    expect(asked.slice(-4)).toEqual([
      ...['10.0.0.31 etcd-add-member', '10.0.0.32 etcd-start'],
      ...['10.0.0.31 etcd-promote-member', '10.0.0.32 mark-joined'],
    ]);
  });

  test('is never begun anew by a host that finds no other', () => {
    const { status, said, asked } = run('join-node', {}, e2, apart);
    expect(status).not.toBe(0);
    expect(said).toContain('found no other healthy etcd host of this cluster');
    expect(asked).not.toContain('10.0.0.32 etcd-start');
  });

  test('lets a host go by another, and asks no control plane for that', () => {
    const says = { '10.0.0.32.state': `joined ${identity}`, '10.0.0.31.health': identity };
    const { status, asked } = run('remove-node', says, e2, apart);
    expect(status).toBe(0);
    expect(asked.slice(-2)).toEqual(['10.0.0.31 etcd-remove-member', '10.0.0.32 reset']);
    expect(asked.some((step) => step.startsWith('10.0.0.11'))).toBe(false);
  });
});

describe('settings of Kubernetes itself', () => {
  const three = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
  const says = { '10.0.0.11.health': identity, '10.0.0.11.configuration-hash': 'earlier ones' };
  let stack = '';
  beforeAll(() => {
    stack = written({ ...small, controlPlanes: three, endpoint: { address: '10.0.0.9' } }).at;
  });
  const configure = (more: object = {}) =>
    run('rollout-configuration', { ...says, ...more }, { IDENTITY: identity }, stack);

  test('are left alone where the cluster has them', () => {
    const settings = readFileSync(join(stack, 'scripts/settings.sh'), 'utf8');
    const configured = /^CONFIGURATION_HASH='(.*)'$/m.exec(settings)?.[1] ?? '';
    const { status, asked } = configure({ '10.0.0.11.configuration-hash': configured });
    expect(status).toBe(0);
    expect(asked).toEqual(['10.0.0.11 health', '10.0.0.11 configuration-hash', '10.0.0.11 verify-version']);
  });

  test('go to one API server after another, then to the cluster and the kubelets, and are recorded last', () => {
    const { status, asked } = configure();
    expect(status).toBe(0);
    // Noted as begun, so that a try that fails is no end.
    expect(asked[3]).toBe('10.0.0.11 configuration-hash');
    expect(asked.slice(4, 9)).toEqual([
      ...['10.0.0.11 configure-apiserver', '10.0.0.12 configure-apiserver', '10.0.0.13 configure-apiserver'],
      ...['10.0.0.11 configure-cluster', '10.0.0.11 configure-kubelet'],
    ]);
    const others = ['10.0.0.12', '10.0.0.13', '10.0.0.21'].map((address) => `${address} configure-kubelet`);
    expect(asked.slice(9, -1).sort()).toEqual(others);
    expect(asked.at(-1)).toBe('10.0.0.11 configuration-hash');
  });

  test('go no further than an API server that does not come up with them', () => {
    const { status, said, asked } = configure({ '10.0.0.12.configure-apiserver.fails': '' });
    expect(status).not.toBe(0);
    expect(said).toContain('cp2: the new configuration failed, see above');
    expect(said).toContain('the configuration could not be applied to cp2');
    expect(asked.at(-1)).toBe('10.0.0.12 configure-apiserver');
  });

  test('are not recorded while a host is off, which is named', () => {
    const { status, said, asked } = configure({ '10.0.0.21.fails': 'connect: No route to host' });
    expect(status).not.toBe(0);
    expect(said).toContain('unreachable, still with the previous configuration: w1');
    expect(asked.filter((step) => step.endsWith(' configuration-hash'))).toHaveLength(2);
  });
});

describe('a host that does not let us in', () => {
  test.each([
    [
      'a host key that is not known',
      'Host key verification failed.',
      'ssh-keyscan -p 22 10.0.0.21 >> ~/.ssh/known_hosts',
    ],
    ['a host key that changed', '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @', "ssh-keygen -R '10.0.0.21'"],
    ['a key that it refuses', 'ops@10.0.0.21: Permission denied (publickey).', "the host rejects user 'ops'"],
    ['sudo that asks for a password', 'sudo: a password is required', 'add a NOPASSWD rule'],
    ['silence', 'ssh: connect to host 10.0.0.21 port 22: Connection timed out', 'unreachable: no answer on port 22'],
  ])('is told of with what to do: %s', (_, ssh, advice) => {
    const { status, said } = run('prepare-hosts', { '10.0.0.21.fails': ssh });
    expect(status).not.toBe(0);
    expect(said).toContain('w1 (10.0.0.21): ');
    expect(said).toContain(advice);
    expect(said).toContain('preflight findings: 1; nothing was changed on any host');
  });

  describe('behind a bastion', () => {
    let stack = '';
    beforeAll(() => {
      stack = written({ ...small, ssh: { user: 'ops', bastion: 'jump@gate.acme.example' } }).at;
    });
    const cut = 'kex_exchange_identification: Connection closed by remote host';

    test.each([
      [
        "the bastion's host key is not known",
        'No ED25519 host key is known for gate.acme.example and you have requested strict checking.',
        "the host key of the bastion gate.acme.example is not in ~/.ssh/known_hosts: add it and compare its fingerprint with the one on the host's console: ssh-keyscan gate.acme.example >>",
      ],
      [
        "the host's key is not known, and can be asked for from the bastion alone",
        'No ED25519 host key is known for 10.0.0.21 and you have requested strict checking.',
        "the host key of the host is not in ~/.ssh/known_hosts: add it and compare its fingerprint with the one on the host's console: ssh jump@gate.acme.example ssh-keyscan -p 22 10.0.0.21 >>",
      ],
      [
        'the bastion refuses the key',
        'jump@gate.acme.example: Permission denied (publickey).',
        "the bastion gate.acme.example rejects user 'jump'",
      ],
    ])('is told of with what to do: %s', (_, ssh, advice) => {
      expect(run('prepare-hosts', { '10.0.0.21.fails': `${ssh}\n${cut}` }, {}, stack).said).toContain(advice);
    });

    test('is not taken for one that is gone while the bastion is down', () => {
      const fails = `ssh: connect to host gate.acme.example port 22: Connection refused\n${cut}`;
      const { status, said } = run('remove-node', { '10.0.0.21.fails': fails }, w1, stack);
      expect(status).not.toBe(0);
      expect(said).toContain('the bastion gate.acme.example does not answer');
      expect(said).not.toContain('was not reset');
    });
  });

  test('is told of together with all other findings', () => {
    const { said, asked } = run('prepare-hosts', {
      '10.0.0.11.preflight': 'swap is on\nits clock is 90 seconds behind',
      '10.0.0.22.fails': 'Connection refused',
    });
    for (const line of ['cp1 (10.0.0.11): swap is on', 'its clock is 90', 'w2 (10.0.0.22): ', 'preflight findings: 3'])
      expect(said).toContain(line);
    expect(asked.some((step) => step.endsWith('prepare'))).toBe(false);
  });

  test('is a copy of another: they have one machine id', () => {
    const says = { '10.0.0.21.preflight': 'machine-id abc\n', '10.0.0.22.preflight': 'machine-id abc\n' };
    expect(run('prepare-hosts', says).said).toContain('w1 w2 have the same /etc/machine-id');
  });
});
