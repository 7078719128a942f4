import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { small } from './described';
import { temporaryFolder, written } from './written';

const identity = '11111111-2222-3333-4444-555555555555';

let at: string;
beforeAll(() => {
  at = written({ ...small, workers: { w1: '10.0.0.21', w2: '10.0.0.22' } }).at;
});

/** Runs a step of a cluster's stack against hosts that say these things. */
function run(step: string, says: Readonly<Record<string, string>>, host: Readonly<Record<string, string>> = {}) {
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
    STEPS: join(at, 'scripts/host'),
    IDENTITY: identity,
    ...host,
  };
  const { status, stdout } = spawnSync('bash', [join(at, `scripts/here/${step}.sh`)], { env, encoding: 'utf8' });
  const asked = existsSync(join(answers, 'asked'))
    ? readFileSync(join(answers, 'asked'), 'utf8').trim().split('\n')
    : [];
  return { status, said: stdout, asked };
}

const none = { '10.0.0.11.standing': 'none -', '10.0.0.21.standing': 'prepared x', '10.0.0.22.standing': 'none -' };
const cp1 = { NAME: 'cp1', ADDRESS: '10.0.0.11', ROLE: 'control-plane' };
const w1 = { NAME: 'w1', ADDRESS: '10.0.0.21', ROLE: 'worker' };

describe('whether a cluster is made', () => {
  test('is asked of every host, and it is made when none belongs to one', () => {
    const { asked } = run('found', none);
    expect(asked).toEqual(['10.0.0.11 standing', '10.0.0.21 standing', '10.0.0.22 standing', '10.0.0.11 init']);
  });

  test('it is not when one host is a member, a worker even', () => {
    const { status, asked } = run('found', { ...none, '10.0.0.22.standing': `member ${identity}` });
    expect(status).toBe(0);
    expect(asked).not.toContain('10.0.0.11 init');
  });

  test('it is not when one host does not answer: silence is no proof', () => {
    const { status, said, asked } = run('found', { ...none, '10.0.0.22.fails': 'connect: No route to host' });
    expect(status).not.toBe(0);
    expect(said).toContain('w2 (10.0.0.22) does not say whether it belongs to a cluster');
    expect(asked).not.toContain('10.0.0.11 init');
  });

  test('it is not when a host belongs to another cluster', () => {
    const { status, said } = run('found', { ...none, '10.0.0.21.standing': 'member other' });
    expect(status).not.toBe(0);
    expect(said).toContain('w1 (10.0.0.21) belongs to another cluster (other): reset it there first');
  });

  test('it is finished where it was interrupted', () => {
    const { asked } = run('found', { ...none, '10.0.0.11.standing': `founding ${identity}` });
    expect(asked).toContain('10.0.0.11 init');
  });
});

describe('a host that joins', () => {
  test('is not changed when something is found', () => {
    const { status, said, asked } = run('enter', { '10.0.0.21.check': 'it swaps' }, w1);
    expect(status).not.toBe(0);
    expect(said).toContain('w1: it swaps');
    expect(asked).toEqual(['10.0.0.21 check']);
  });

  test('is let in by a control plane of this very cluster alone', () => {
    const { status, said, asked } = run('enter', { '10.0.0.11.alive': 'another identity' }, w1);
    expect(status).not.toBe(0);
    expect(said).toContain('no control plane of this cluster answers');
    expect(asked).not.toContain('10.0.0.21 join');
  });

  test('as worker takes no lock, so that many join at once', () => {
    const { status, asked } = run('enter', { '10.0.0.11.alive': identity }, w1);
    expect(status).toBe(0);
    expect(asked).toContain('10.0.0.21 join');
    expect(asked).not.toContain('10.0.0.11 lock');
  });

  test('as control plane never makes a cluster of its own when no other answers', () => {
    const { status, asked } = run('enter', {}, cp1);
    expect(status).not.toBe(0);
    expect(asked.some((step) => /init|join/.test(step))).toBe(false);
  });
});

describe('a host that leaves', () => {
  test('is taken out by another and reset', () => {
    const says = { '10.0.0.21.standing': `member ${identity}`, '10.0.0.11.alive': identity };
    const { status, asked } = run('leave', says, w1);
    expect(status).toBe(0);
    expect(asked.slice(-2)).toEqual(['10.0.0.11 remove', '10.0.0.21 reset']);
  });

  test('is left alone when it belongs to another cluster by now', () => {
    const { status, asked } = run('leave', { '10.0.0.21.standing': 'member other' }, w1);
    expect(status).toBe(0);
    expect(asked).toEqual(['10.0.0.21 standing']);
  });

  test('is not reset when nobody is there to take it out', () => {
    const { status, said, asked } = run('leave', { '10.0.0.11.standing': `member ${identity}` }, cp1);
    expect(status).not.toBe(0);
    expect(said).toContain('no other control plane of the cluster answers');
    expect(asked).not.toContain('10.0.0.11 reset');
  });

  test('is reset at once when the whole cluster goes', () => {
    const { status, asked } = run('leave', { '10.0.0.11.standing': `member ${identity} torn-down` }, cp1);
    expect(status).toBe(0);
    expect(asked).toEqual(['10.0.0.11 standing', '10.0.0.11 reset']);
  });

  test('is taken out and told of when it is off', () => {
    const says = { '10.0.0.21.fails': 'connect: Connection timed out', '10.0.0.11.alive': identity };
    const { status, said, asked } = run('leave', says, w1);
    expect(status).toBe(0);
    expect(said).toContain('w1: warning: it does not answer, and was not reset');
    expect(asked.at(-1)).toBe('10.0.0.11 remove');
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
    ['a key that it refuses', 'ops@10.0.0.21: Permission denied (publickey).', "does not let in user 'ops'"],
    ['sudo that asks for a password', 'sudo: a password is required', 'allow it with NOPASSWD'],
    ['silence', 'ssh: connect to host 10.0.0.21 port 22: Connection timed out', 'it does not answer at port 22'],
  ])('is told of with what to do: %s', (_, ssh, advice) => {
    const { status, said } = run('build', { '10.0.0.21.fails': ssh });
    expect(status).not.toBe(0);
    expect(said).toContain('w1 (10.0.0.21): ');
    expect(said).toContain(advice);
    expect(said).toContain('1 findings; nothing was changed on any host');
  });

  test('is told of together with all other findings', () => {
    const { said, asked } = run('build', {
      '10.0.0.11.check': 'it swaps\nits clock is 90 seconds behind',
      '10.0.0.22.fails': 'Connection refused',
    });
    for (const line of ['cp1 (10.0.0.11): it swaps', 'its clock is 90', 'w2 (10.0.0.22): ', '3 findings'])
      expect(said).toContain(line);
    expect(asked.some((step) => step.endsWith('prepare'))).toBe(false);
  });

  test('is a copy of another: they have one machine id', () => {
    const says = { '10.0.0.21.check': 'machine-id abc\n', '10.0.0.22.check': 'machine-id abc\n' };
    expect(run('build', says).said).toContain('w1 w2 have the same /etc/machine-id');
  });
});
