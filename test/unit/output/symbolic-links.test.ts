import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { restoreOutput } from '../../../src/output/output';
import { readFiles, withTempFolder, type Files } from '../../support/output-files';
import { writeOutput } from './write-output';

const firstOutput = { 'dist/a/one.yaml': 'one', 'dist/b/two.yaml': 'two', 'cdktf.out/stacks/s/cdk.tf.json': '{}' };
const nextOutput = { 'dist/a/one.yaml': 'ONE', 'dist/c/three.yaml': 'three', 'cdktf.out/stacks/s/cdk.tf.json': '{1}' };

/** Creates a project with output, and a folder outside of it, which no test may change. */
function withProject(action: (project: string, outside: string) => void): void {
  withTempFolder((folder) => {
    const [project, outside] = [join(folder, 'project'), join(folder, 'outside')];
    mkdirSync(project);
    writeOutput(project, firstOutput);
    writeFiles(outside, { 'one.yaml': 'outside', 'a/one.yaml': 'outside', 'stacks/s/cdk.tf.json': 'outside' });
    const filesOutside = readFiles(outside);
    action(project, outside);
    expect(readFiles(outside)).toEqual(filesOutside);
  });
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

describe('symbolic links in the output folders', () => {
  it.each([
    ['dist', '.'],
    ['cdktf.out', '.'],
    ['dist/a', 'a'],
    ['dist/c', 'a'],
    ['dist/a/one.yaml', 'one.yaml'],
    ['dist/c/three.yaml', 'missing.yaml'],
    ['dist/b', 'a'],
    ['dist/files.txt', 'one.yaml'],
    ['cdktf.out/stacks', 'stacks'],
    ['cdktf.out/stacks/s', 'stacks/s'],
    ['.plinth', '.'],
  ])('are rejected: %s, and no file changes', (link, target) => {
    withProject((project, outside) => {
      const path = join(project, link);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(outside, target), path);
      const filesBefore = readFiles(project);
      expect(() => writeOutput(project, nextOutput)).toThrow(`${path} is a symbolic link`);
      expect(readFiles(project)).toEqual(filesBefore);
      expect(existsSync(join(outside, 'missing.yaml'))).toBe(false);
    });
  });
});

describe('dist/files.txt', () => {
  it.each([
    'dist/../../outside/one.yaml',
    '../outside/one.yaml',
    'cdktf.out/../../outside/a/one.yaml',
    '/etc/hostname',
    'dist/./a/one.yaml',
    'dist//a/one.yaml',
    'dist',
    'platform.yaml',
  ])('is rejected with the entry %s', (entry) => {
    withProject((project) => {
      writeFiles(project, { 'dist/files.txt': `dist/a/one.yaml\n${entry}\n`, 'platform.yaml': 'p' });
      const filesBefore = readFiles(project);
      expect(() => writeOutput(project, nextOutput)).toThrow(
        /files\.txt has '.*', which is not a path in cdktf\.out or dist: restore the file from Git, or delete it$/,
      );
      expect(readFiles(project)).toEqual(filesBefore);
    });
  });

  it('removes no folder, and takes the markers of a merge conflict for no files', () => {
    withProject((project) => {
      writeFiles(project, {
        'cdktf.out/stacks/s/.terraform/modules.json': 'm',
        'dist/files.txt':
          '<<<<<<< HEAD\r\ncdktf.out/stacks/s/.terraform\r\n=======\r\ndist/b/two.yaml\r\n>>>>>>> x\r\n',
      });
      writeOutput(project, nextOutput);
      expect(readFiles(project)).toEqual({
        ...nextOutput,
        'cdktf.out/stacks/s/.terraform/modules.json': 'm',
        'dist/files.txt': 'cdktf.out/stacks/s/cdk.tf.json\ndist/a/one.yaml\ndist/c/three.yaml\ndist/files.txt\n',
      });
    });
  });
});

describe('a journal that was committed to Git', () => {
  const staging = '.plinth/staging-999999999-x';

  it('changes nothing outside the output folders', () => {
    withProject((project, outside) => {
      const created = ['dist/../../outside/one.yaml'];
      writeFiles(project, {
        [`${staging}/journal.json`]: JSON.stringify({ created, replaced: [], removed: [] }),
      });
      expect(() => {
        restoreOutput({ terraform: join(project, 'cdktf.out'), dist: join(project, 'dist') });
      }).toThrow(/the output is incomplete, and the previous output cannot be restored .*is not a path in/);
      expect(existsSync(join(outside, 'one.yaml'))).toBe(true);
    });
  });

  it('moves no file into the output through a symbolic link', () => {
    withProject((project, outside) => {
      writeFiles(project, {
        [`${staging}/journal.json`]: JSON.stringify({ created: [], replaced: ['dist/a/one.yaml'], removed: [] }),
      });
      symlinkSync(outside, join(project, staging, 'backup'));
      expect(() => {
        restoreOutput({ terraform: join(project, 'cdktf.out'), dist: join(project, 'dist') });
      }).toThrow(/backup is a symbolic link/);
    });
  });
});
