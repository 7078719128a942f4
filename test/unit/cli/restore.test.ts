import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { restoreCluster } from '../../../src/cli/restore';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'restore-'));
  for (const file of ['dc1.backup', 'key.pem']) writeFileSync(join(out, file), '');
});
afterEach(() => {
  rmSync(out, { recursive: true });
});

/** Writes an infrastructure stack whose script records its steps, and then runs the given code. */
function writeStack(code: string): void {
  const file = join(out, 'cdktf.out/stacks/dc1-infrastructure/scripts/local/restore-cluster.sh');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `echo "$RESTORE_STEP $BACKUP_FILE $BACKUP_KEY" >>'${out}/steps'\n${code}\n`);
}
const steps = () => (existsSync(join(out, 'steps')) ? readFileSync(join(out, 'steps'), 'utf8').trim().split('\n') : []);
const restore = (changes: object = {}) =>
  restoreCluster('dc1', join(out, 'dc1.backup'), { key: join(out, 'key.pem'), out, yes: true, ...changes });

describe('plinth restore', () => {
  test('shows what it does before it does it', async () => {
    writeStack('');
    await restore();
    const files = `${join(out, 'dc1.backup')} ${join(out, 'key.pem')}`;
    expect(steps()).toEqual([`plan ${files}`, `run ${files}`]);
  });

  test('changes nothing if the plan is refused', async () => {
    writeStack('exit 1');
    await expect(restore()).rejects.toThrow('dc1 was not restored, and no host was changed');
    expect(steps()).toHaveLength(1);
  });

  test('is run again after a failure', async () => {
    writeStack('[ "$RESTORE_STEP" = plan ]');
    await expect(restore()).rejects.toThrow('fix the error above, and run the same command again');
  });

  test('needs the files, and the stack of the cluster', async () => {
    await expect(restore({ key: join(out, 'other.pem') })).rejects.toThrow('other.pem does not exist');
    await expect(restore()).rejects.toThrow("no on-premises cluster 'dc1': run plinth synth first");
  });
});
