import { spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { restoreOutput } from '../../../src/output/output';
import { readFiles, withTempFolder, type Files } from '../../support/output-files';
import { changingFunctions } from './changing-functions';
import { writeOutput } from './write-output';

const firstOutput = {
  'dist/a/one.yaml': 'one',
  'dist/b/two.yaml': 'two',
  'dist/becomes-folder': 'file',
  'dist/becomes-file/x': 'x',
  'dist/same.yaml': 'same',
  'cdktf.out/stacks/s/cdk.tf.json': '{}',
};
const nextOutput = {
  'dist/a/one.yaml': 'ONE',
  'dist/becomes-folder/y': 'y',
  'dist/becomes-file': 'file',
  'dist/c/three.yaml': 'three',
  'dist/same.yaml': 'same',
  'cdktf.out/stacks/s/cdk.tf.json': '{"next": true}',
};
const otherFiles = { 'cdktf.out/stacks/s/.terraform/modules.json': 'm', 'cdktf.out/stacks/s/.terraform.lock.hcl': 'l' };

/** Writes the output of the first run, and the files of Terraform that every run keeps. */
function writeFirstOutput(folder: string): Files {
  writeOutput(folder, firstOutput);
  mkdirSync(join(folder, 'cdktf.out/stacks/s/.terraform'));
  for (const [path, text] of Object.entries(otherFiles)) writeFileSync(join(folder, path), text);
  return readFiles(folder);
}

/** Returns the output of the next run, when nothing interrupts it. */
function expectedNextOutput(): Files {
  return withTempFolder((folder) => {
    writeFirstOutput(folder);
    writeOutput(folder, nextOutput);
    return readFiles(folder);
  });
}

function restore(folder: string): Files {
  restoreOutput({ terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  return readFiles(folder);
}

/** Runs an action and stops it, for good, before its n-th change of the file system. Returns false if it had fewer. */
function stopBeforeChange(count: number, action: () => void): boolean {
  const stopped = new Error('killed');
  let remaining = count;
  const spies = changingFunctions.map((name) => {
    const original = fs[name] as (...args: unknown[]) => unknown;
    return jest.spyOn(fs, name as 'rmSync').mockImplementation((...args: unknown[]) => {
      if (remaining <= 0) throw stopped;
      remaining -= 1;
      return original(...args) as undefined;
    });
  });
  try {
    action();
    return false;
  } catch (error) {
    expect([(error as Error).message, (error as Error).cause]).toContainEqual(
      (error as Error).cause === undefined ? 'killed' : stopped,
    );
    return true;
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Gives the staging folders the process ID of a process that does not run any more. */
function markAsKilled(folder: string, exitedPid: number): void {
  const parent = join(folder, '.plinth');
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent))
    renameSync(join(parent, name), join(parent, name.replace(/^staging-[\d.]+/, `staging-${exitedPid}`)));
}

jest.setTimeout(60_000);

describe('a run that is killed', () => {
  const { pid: exitedPid } = spawnSync(process.execPath, ['--version']);

  it('leaves the earlier or the new output, at whichever change of the file system it stops', () => {
    const next = expectedNextOutput();
    const outcomes = { earlier: 0, new: 0 };
    for (let count = 0; ; count++) {
      const isStopped = withTempFolder((folder) => {
        const earlier = writeFirstOutput(folder);
        const hasStopped = stopBeforeChange(count, () => writeOutput(folder, nextOutput));
        markAsKilled(folder, exitedPid);
        const restored = restore(folder);
        expect([earlier, next]).toContainEqual(restored);
        outcomes[restored['dist/a/one.yaml'] === 'one' ? 'earlier' : 'new'] += 1;
        expect(existsSync(join(folder, '.plinth'))).toBe(false);
        if (count % 8 === 0) {
          writeOutput(folder, nextOutput);
          expect(readFiles(folder)).toEqual(next);
        }
        return hasStopped;
      });
      if (!isStopped) break;
    }
    // Many changes before the commit is complete, and some after it.
    expect(outcomes.earlier).toBeGreaterThan(30);
    expect(outcomes.new).toBeGreaterThan(1);
  });

  it('leaves the earlier output when the run that restores it is killed as well', () => {
    withTempFolder((folder) => {
      const earlier = writeFirstOutput(folder);
      for (let count = 0; ; count++) {
        const changesInCommit = 40 + (count % 3);
        stopBeforeChange(changesInCommit, () => writeOutput(folder, nextOutput));
        markAsKilled(folder, exitedPid);
        if (!stopBeforeChange(count, () => restore(folder))) break;
        expect(restore(folder)).toEqual(earlier);
      }
    });
  });

  const testOnUnix = process.platform === 'win32' ? it.skip : it;
  testOnUnix('leaves the earlier or the new output when the kernel kills it', () => {
    const next = expectedNextOutput();
    for (const count of [22, 30, 37, 44]) {
      withTempFolder((folder) => {
        const earlier = writeFirstOutput(folder);
        const program = join(__dirname, 'kill-self.ts');
        const { signal, stderr } = spawnSync(
          process.execPath,
          ['--require', require.resolve('tsx/cjs'), program, folder, String(count), JSON.stringify(nextOutput)],
          {
            encoding: 'utf8',
            env: { ...process.env, TSX_TSCONFIG_PATH: resolve(__dirname, '../../../tsconfig.json') },
          },
        );
        expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
        expect([earlier, next]).toContainEqual(restore(folder));
        expect(existsSync(join(folder, '.plinth'))).toBe(false);
      });
    }
  });
});
