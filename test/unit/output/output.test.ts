import { execFileSync, spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readFiles, withTempFolder } from '../../support/output-files';
import { writeOutput } from './write-output';

const firstOutput = { 'dist/a/one.yaml': 'one', 'dist/b/two.yaml': 'two', 'cdktf.out/stacks/s/cdk.tf.json': '{}' };

describe('writing the output', () => {
  it('leaves no staging folder behind', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      expect(readdirSync(folder).sort()).toEqual(['cdktf.out', 'dist']);
      expect(readFiles(folder)).toMatchObject(firstOutput);
    });
  });

  it('removes the staging folders of killed runs and keeps those of running ones', () => {
    withTempFolder((folder) => {
      const { pid: exitedPid } = spawnSync(process.execPath, ['--version']);
      // In a container, a later run often has the process ID of an earlier one.
      const runWithSamePid = `staging-${process.pid}.1-a`;
      const [killedRun, currentRun] = [`staging-${exitedPid}-a`, `staging-${process.pid}-b`];
      for (const staging of [killedRun, currentRun, ...(existsSync('/proc/self/stat') ? [runWithSamePid] : [])]) {
        mkdirSync(join(folder, '.plinth', staging, 'dist'), { recursive: true });
        writeFileSync(join(folder, '.plinth', staging, 'dist/incomplete.yaml'), 'incomplete');
      }
      writeOutput(folder, firstOutput);
      expect(readdirSync(join(folder, '.plinth'))).toEqual([currentRun]);
    });
  });

  it('reports changed and removed files', () => {
    withTempFolder((folder) => {
      expect(writeOutput(folder, firstOutput).changed).toHaveLength(4);
      expect(writeOutput(folder, firstOutput).changed).toEqual([]);
      const { changed, removed } = writeOutput(folder, {
        'dist/a/one.yaml': 'ONE',
        'cdktf.out/stacks/s/cdk.tf.json': '{}',
      });
      expect(changed).toEqual(['dist/a/one.yaml', 'dist/files.txt']);
      expect(removed).toEqual(['dist/b/two.yaml']);
    });
  });

  it('removes files of the previous output that it does not write again, with their empty folders', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      writeOutput(folder, { 'dist/a/one.yaml': 'one' });
      expect(existsSync(join(folder, 'dist/b'))).toBe(false);
      expect(Object.keys(readFiles(folder))).toEqual(['dist/a/one.yaml', 'dist/files.txt']);
    });
  });

  it('keeps files that it did not write', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      const otherFiles = {
        'cdktf.out/stacks/s/.terraform/modules.json': 'm',
        'cdktf.out/stacks/s/.terraform.lock.hcl': 'l',
        'dist/b/notes.md': 'n',
      };
      for (const [path, text] of Object.entries(otherFiles)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      writeOutput(folder, { 'dist/a/one.yaml': 'one' });
      expect(readFiles(folder)).toEqual({
        ...otherFiles,
        'dist/a/one.yaml': 'one',
        'dist/files.txt': 'dist/a/one.yaml\ndist/files.txt\n',
      });
    });
  });

  it('replaces a file of its own with a folder, and a folder with a file', () => {
    withTempFolder((folder) => {
      writeOutput(folder, { 'dist/x': 'file' });
      writeOutput(folder, { 'dist/x/y': 'in a folder' });
      writeOutput(folder, { 'dist/x': 'file again' });
      expect(readFiles(folder)['dist/x']).toBe('file again');
    });
  });

  it('restores the previous output when another folder is in the place of a file', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      const previousFiles = readFiles(folder);
      mkdirSync(join(folder, 'dist/z.yaml/subfolder'), { recursive: true });
      const nextOutput = { 'dist/a/one.yaml': 'ONE', 'dist/c/three.yaml': 'three', 'dist/z.yaml': 'z' };
      expect(() => writeOutput(folder, nextOutput)).toThrow(
        /z\.yaml is a folder where the output has a file: move or delete it/,
      );
      expect(readFiles(folder)).toEqual(previousFiles);
      expect(existsSync(join(folder, 'dist/c'))).toBe(false);
      expect(existsSync(join(folder, '.plinth'))).toBe(false);
    });
  });

  it('restores the previous output when another file is in the place of a folder', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      writeFileSync(join(folder, 'dist/c'), 'file of another tool');
      const previousFiles = readFiles(folder);
      const nextOutput = { ...firstOutput, 'dist/a0/new.yaml': 'new', 'dist/c/three.yaml': 'three' };
      expect(() => writeOutput(folder, nextOutput)).toThrow(
        /dist.c is a file where the output has a folder: move or delete it/,
      );
      expect(readFiles(folder)).toEqual(previousFiles);
      expect(existsSync(join(folder, 'dist/a0'))).toBe(false);
    });
  });

  it('keeps the previous output when the staging folder cannot be created', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      const previousFiles = readFiles(folder);
      rmSync(join(folder, '.plinth'), { recursive: true, force: true });
      writeFileSync(join(folder, '.plinth'), 'file of another tool');
      expect(() => writeOutput(folder, { 'dist/a/one.yaml': 'ONE' })).toThrow(/EEXIST|ENOTDIR/);
      rmSync(join(folder, '.plinth'));
      expect(readFiles(folder)).toEqual(previousFiles);
    });
  });

  it('keeps the previous output when a write fails', () => {
    withTempFolder((folder) => {
      writeOutput(folder, firstOutput);
      const previousFiles = readFiles(folder);
      let remainingWrites = 2;
      const writeFile = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
        if (remainingWrites-- > 0) return;
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      });
      try {
        expect(() => writeOutput(folder, { ...firstOutput, 'dist/a/one.yaml': 'ONE' })).toThrow(/ENOSPC/);
      } finally {
        writeFile.mockRestore();
      }
      expect(readFiles(folder)).toEqual(previousFiles);
    });
  });

  if (process.getuid?.() === 0 && canMount())
    it('keeps the previous output on a full disk', () => {
      withTempFolder((folder) => {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
        try {
          writeOutput(folder, firstOutput);
          const previousFiles = readFiles(folder);
          const largeOutput = Object.fromEntries(
            Array.from({ length: 99 }, (_, index) => [`dist/l/${index}.yaml`, 'x'.repeat(8192)]),
          );
          expect(() => writeOutput(folder, { ...firstOutput, ...largeOutput })).toThrow(/ENOSPC/);
          expect(readFiles(folder)).toEqual(previousFiles);
          expect(readdirSync(folder).sort()).toEqual(['cdktf.out', 'dist']);
        } finally {
          execFileSync('umount', [folder]);
        }
      });
    });
});

function canMount(): boolean {
  return withTempFolder((folder) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      execFileSync('umount', [folder]);
      return true;
    } catch {
      return false;
    }
  });
}
