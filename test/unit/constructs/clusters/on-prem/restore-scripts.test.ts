import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { smallCluster } from './plan-cluster';
import { hostState, identity, runLocalScript } from './run-local-script';
import { synthInfrastructure, temporaryDirectory } from './synth-infrastructure';

const controlPlanes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
let directory = '';
beforeAll(() => {
  const options = { ...smallCluster, controlPlanes, endpoint: { address: '10.0.0.9' } };
  directory = synthInfrastructure(options).stackDirectory;
});

/** Writes an archive as `openssl cms -decrypt`, which is replaced in these tests, would print it. */
function writeBackup(changes: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryDirectory();
  const fields = {
    identity,
    cluster: 'dc1',
    kubernetes: '1.36.3',
    host: 'cp2',
    time: '2026-11-26T02:00:00Z',
    ...changes,
  };
  mkdirSync(join(folder, 'pki'));
  writeFileSync(join(folder, 'pki/ca.key'), 'key of the CA');
  writeFileSync(join(folder, 'etcd.db'), 'data of etcd');
  writeFileSync(
    join(folder, 'backup'),
    Object.entries(fields)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const file = join(temporaryDirectory(), 'dc1-cp2.backup');
  execFileSync('tar', ['-czf', file, '-C', folder, 'backup', 'etcd.db', 'pki']);
  return file;
}

/** Runs restore-cluster.sh with a program for openssl that prints the backup, or fails. */
function restore(
  answers: Readonly<Record<string, string>>,
  {
    step = 'run',
    backup = writeBackup(),
    openssl = 'cat "$BACKUP_FILE"',
    stackDirectory = directory,
  }: { step?: string; backup?: string; openssl?: string; stackDirectory?: string } = {},
) {
  const bin = temporaryDirectory();
  writeFileSync(join(bin, 'openssl'), `#!/bin/sh\n${openssl}\n`, { mode: 0o755 });
  const environment = {
    BACKUP_FILE: backup,
    BACKUP_NAME: basename(backup),
    BACKUP_KEY: 'key.pem',
    RESTORE_STEP: step,
    TEST_BIN: bin,
  };
  return runLocalScript(stackDirectory, 'restore-cluster', answers, environment);
}

const lost = Object.fromEntries(
  Object.entries(controlPlanes).map(([name, address]) => [
    `${address}.state`,
    hostState('joined', identity, name, address, 'control-plane'),
  ]),
);
const changing = (executed: readonly string[]) =>
  executed.filter((entry) => !/ (state|health|restored-from)$/.test(entry));

describe('the restore of a cluster', () => {
  test('first prints what it does, and changes nothing', () => {
    const { status, stdout, executed } = restore(lost, { step: 'plan' });
    expect(status).toBe(0);
    expect(changing(executed)).toEqual([]);
    expect(stdout).toContain(
      `dc1: backup dc1-cp2.backup: of cp2, 2026-11-26T02:00:00Z, Kubernetes 1.36.3, identity ${identity}`,
    );
    expect(stdout).toContain('1. on cp1 cp2 cp3: the host is reset; its etcd data are moved to /var/lib/plinth');
    expect(stdout).toContain('2. on cp1: etcd is restored as the only member');
    expect(stdout).toContain('3. joins again: cp2 cp3');
    expect(stdout).toContain('everything that was written to the cluster after the backup is lost');
  });

  test('resets all control planes, restores the first, and joins the others', () => {
    const { executed, getVariable } = restore({
      ...lost,
      // The stub has no memory: the first control plane is not healthy after its restore, and the join ends there.
    });
    const discarded = changing(executed).filter((entry) => entry.endsWith(' discard-member'));
    expect(discarded).toEqual(Object.values(controlPlanes).map((address) => `${address} discard-member`));
    const restored = executed.indexOf('10.0.0.11 restore-control-plane');
    expect(restored).toBeGreaterThan(executed.lastIndexOf('10.0.0.13 discard-member'));
    expect(getVariable('10.0.0.11', 'restore-control-plane', 'BACKUP_NAME')).toBe('dc1-cp2.backup');
    expect(getVariable('10.0.0.11', 'restore-control-plane', 'CLUSTER_IDENTITY')).toBe(identity);
  });

  test('continues with the other control planes after an interruption', () => {
    const prepared = Object.fromEntries(
      ['10.0.0.12', '10.0.0.13'].map((address) => [`${address}.state`, 'prepared - - - - - -']),
    );
    const answers = { ...lost, ...prepared, '10.0.0.11.health': identity, '10.0.0.11.restored-from': 'dc1-cp2.backup' };
    const { status, stdout, executed } = restore(answers);
    expect(status).toBe(0);
    expect(changing(executed).some((entry) => /discard-member|restore-control-plane/.test(entry))).toBe(false);
    expect(executed.filter((entry) => entry.endsWith(' join'))).toEqual(['10.0.0.12 join', '10.0.0.13 join']);
    expect(stdout).toContain('dc1: the cluster is restored from dc1-cp2.backup');
  });

  test('skips control planes that are lost', () => {
    const { status, stdout } = restore({ ...lost, '10.0.0.11.fails': 'connect: No route to host' }, { step: 'plan' });
    expect(status).toBe(0);
    expect(stdout).toContain('2. on cp2: etcd is restored as the only member');
    expect(stdout).toContain('unreachable, and not changed: cp1; keep them off the network of the cluster');
  });

  test.each<[string, Readonly<Record<string, string>>, Parameters<typeof restore>[1], string]>([
    [
      'a control plane is healthy',
      { '10.0.0.12.health': identity },
      {},
      'the control plane at 10.0.0.12 is healthy: nothing was changed',
    ],
    [
      'the backup is of another cluster',
      {},
      { backup: writeBackup({ cluster: 'dc2' }) },
      'is a backup of the cluster dc2: nothing was changed',
    ],
    [
      'the backup is of another minor version',
      {},
      { backup: writeBackup({ kubernetes: '1.35.4' }) },
      "write kubernetes: '1.35' and patch: '1.35.4'",
    ],
    [
      'the key is another one',
      {},
      { openssl: 'echo "no matching recipient" >&2; exit 4' },
      'with the key key.pem (no matching recipient)',
    ],
    [
      'a host belongs to another cluster',
      { '10.0.0.13.state': hostState('joined', 'other', 'cp3', '10.0.0.13', 'control-plane', 'dc2') },
      {},
      'belongs to another cluster (other)',
    ],
    [
      'no control plane is reachable',
      Object.fromEntries(
        Object.values(controlPlanes).map((address) => [`${address}.fails`, 'connect: No route to host']),
      ),
      {},
      'no control plane is reachable: cp1 cp2 cp3; nothing was changed',
    ],
  ])('changes nothing if %s', (_, answers, options, message) => {
    const { status, stdout, executed } = restore({ ...lost, ...answers }, options);
    expect(status).not.toBe(0);
    expect(stdout).toContain(message);
    expect(changing(executed)).toEqual([]);
  });
});

describe('the restore of a cluster with etcd hosts', () => {
  const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
  let stackDirectory = '';
  beforeAll(() => {
    const options = { ...smallCluster, controlPlanes, etcd, endpoint: { address: '10.0.0.9' } };
    stackDirectory = synthInfrastructure(options).stackDirectory;
  });
  const lostEtcd = Object.fromEntries(
    Object.entries(etcd).map(([name, address]) => [
      `${address}.state`,
      hostState('joined', identity, name, address, 'etcd'),
    ]),
  );

  test('restores etcd on its first host, then the first control plane with a certificate for it', () => {
    const answers = { ...lost, ...lostEtcd, '10.0.0.31.etcd-client-certificate': 'archive' };
    const { stdout, executed, getVariable } = restore(answers, { stackDirectory });
    expect(stdout).toContain(
      '2. on e1: etcd is restored as the only member, with another CA; on cp1: the control plane',
    );
    expect(stdout).toContain('3. joins again: e2 e3 cp2 cp3');
    expect(executed.filter((entry) => entry.endsWith(' discard-member'))).toHaveLength(6);
    const steps = ['10.0.0.31 etcd-start', '10.0.0.31 etcd-client-certificate'];
    const order = [...steps, '10.0.0.11 restore-control-plane', '10.0.0.31 mark-joined'];
    expect(executed.filter((entry) => order.includes(entry))).toEqual(order);
    expect(getVariable('10.0.0.31', 'etcd-start', 'ETCD_RESTORE')).toBe('yes');
    expect(getVariable('10.0.0.11', 'restore-control-plane', 'ETCD_CERTIFICATES')).toBe('archive');
  });

  test('changes nothing while etcd is healthy, unless a restore of it was interrupted', () => {
    const healthy = { ...lost, ...lostEtcd, '10.0.0.32.health': identity };
    const { status, stdout, executed } = restore(healthy, { stackDirectory });
    expect([status === 0, changing(executed)]).toEqual([false, []]);
    expect(stdout).toContain('etcd is healthy at 10.0.0.32: nothing was changed');
    const initializing = { '10.0.0.32.state': hostState('initializing', identity, 'e2', '10.0.0.32', 'etcd') };
    expect(restore({ ...healthy, ...initializing }, { stackDirectory, step: 'plan' }).status).toBe(0);
  });
});

describe('the configuration of backups', () => {
  test('is installed on every control plane, and fails for one that is unreachable', () => {
    const { status, executed } = runLocalScript(directory, 'configure-backup', {});
    expect(status).toBe(0);
    expect(executed).toEqual(Object.values(controlPlanes).map((address) => `${address} configure-backup`));
    const failed = runLocalScript(directory, 'configure-backup', { '10.0.0.12.fails': 'connect: No route to host' });
    expect(failed.status).not.toBe(0);
    expect(failed.stdout).toContain('cp2: unreachable');
  });
});
