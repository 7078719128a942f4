import { execFileSync, spawnSync } from 'node:child_process';
import fs, { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Output, type WrittenOutput } from '../../../src/output/output';
import { filesIn, inFolder } from '../../support/output-files';

function put(folder: string, files: Readonly<Record<string, string>>): WrittenOutput {
  const output = new Output({ terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
  try {
    for (const [path, text] of Object.entries(files)) output.write({ path, text });
    return output.commit();
  } catch (thrown) {
    output.discard();
    throw thrown;
  }
}

const earlier = { 'dist/a/one.yaml': 'one', 'dist/b/two.yaml': 'two', 'cdktf.out/stacks/s/cdk.tf.json': '{}' };

describe('writing the output', () => {
  it('leaves nothing but the output behind', () => {
    inFolder((folder) => {
      put(folder, earlier);
      expect(readdirSync(folder).sort()).toEqual(['cdktf.out', 'dist']);
      expect(filesIn(folder)).toMatchObject(earlier);
    });
  });

  it('sweeps away what a killed run left aside, and leaves alone what a run that goes on has there', () => {
    inFolder((folder) => {
      const { pid: ended } = spawnSync(process.execPath, ['--version']);
      const [killed, running] = [`aside-${ended}-a`, `aside-${process.pid}-b`];
      for (const aside of [killed, running]) {
        mkdirSync(join(folder, '.plinth', aside, 'dist'), { recursive: true });
        writeFileSync(join(folder, '.plinth', aside, 'dist/half.yaml'), 'half');
      }
      put(folder, earlier);
      expect(readdirSync(join(folder, '.plinth'))).toEqual([running]);
    });
  });

  it('tells what changed', () => {
    inFolder((folder) => {
      expect(put(folder, earlier).changed).toHaveLength(4);
      expect(put(folder, earlier).changed).toEqual([]);
      const { changed, removed } = put(folder, { 'dist/a/one.yaml': 'ONE', 'cdktf.out/stacks/s/cdk.tf.json': '{}' });
      expect(changed).toEqual(['dist/a/one.yaml', 'dist/files.txt']);
      expect(removed).toEqual(['dist/b/two.yaml']);
    });
  });

  it('removes what it wrote earlier and does no more, folders and all', () => {
    inFolder((folder) => {
      put(folder, earlier);
      put(folder, { 'dist/a/one.yaml': 'one' });
      expect(existsSync(join(folder, 'dist/b'))).toBe(false);
      expect(Object.keys(filesIn(folder))).toEqual(['dist/a/one.yaml', 'dist/files.txt']);
    });
  });

  it('lets everything stay that it did not write', () => {
    inFolder((folder) => {
      put(folder, earlier);
      const foreign = {
        'cdktf.out/stacks/s/.terraform/modules.json': 'm',
        'cdktf.out/stacks/s/.terraform.lock.hcl': 'l',
        'dist/b/notes.md': 'n',
      };
      for (const [path, text] of Object.entries(foreign)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      put(folder, { 'dist/a/one.yaml': 'one' });
      expect(filesIn(folder)).toEqual({
        ...foreign,
        'dist/a/one.yaml': 'one',
        'dist/files.txt': 'dist/a/one.yaml\ndist/files.txt\n',
      });
    });
  });

  it('puts a folder where a file of its own was, and the other way round', () => {
    inFolder((folder) => {
      put(folder, { 'dist/x': 'file' });
      put(folder, { 'dist/x/y': 'in a folder' });
      put(folder, { 'dist/x': 'file again' });
      expect(filesIn(folder)['dist/x']).toBe('file again');
    });
  });

  it('puts everything back when a file cannot be put in place', () => {
    inFolder((folder) => {
      put(folder, earlier);
      const whole = filesIn(folder);
      mkdirSync(join(folder, 'dist/z.yaml/in-the-way'), { recursive: true });
      const next = { 'dist/a/one.yaml': 'ONE', 'dist/c/three.yaml': 'three', 'dist/z.yaml': 'z' };
      expect(() => put(folder, next)).toThrow(/z\.yaml is a folder, and a file must be written there: move it away/);
      expect(filesIn(folder)).toEqual(whole);
      expect(existsSync(join(folder, 'dist/c'))).toBe(false);
      expect(existsSync(join(folder, '.plinth'))).toBe(false);
    });
  });

  it('says so when a file stands where a folder must be made, and leaves everything as it was', () => {
    inFolder((folder) => {
      put(folder, earlier);
      writeFileSync(join(folder, 'dist/c'), 'a file of somebody else');
      const whole = filesIn(folder);
      expect(() => put(folder, { ...earlier, 'dist/a0/new.yaml': 'new', 'dist/c/three.yaml': 'three' })).toThrow(
        /dist.c is a file, and a folder must be made there: move it away/,
      );
      expect(filesIn(folder)).toEqual(whole);
      expect(existsSync(join(folder, 'dist/a0'))).toBe(false);
    });
  });

  it('leaves the earlier output whole when a folder cannot be made', () => {
    inFolder((folder) => {
      put(folder, earlier);
      const whole = filesIn(folder);
      rmSync(join(folder, '.plinth'), { recursive: true, force: true });
      writeFileSync(join(folder, '.plinth'), 'a file in the way');
      expect(() => put(folder, { 'dist/a/one.yaml': 'ONE' })).toThrow(/EEXIST|ENOTDIR/);
      rmSync(join(folder, '.plinth'));
      expect(filesIn(folder)).toEqual(whole);
    });
  });

  it('leaves the earlier output whole when there is no more room', () => {
    inFolder((folder) => {
      put(folder, earlier);
      const whole = filesIn(folder);
      let room = 2;
      const write = jest.spyOn(fs, 'writeFileSync').mockImplementation(() => {
        if (room-- > 0) return;
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
      });
      try {
        expect(() => put(folder, { ...earlier, 'dist/a/one.yaml': 'ONE' })).toThrow(/ENOSPC/);
      } finally {
        write.mockRestore();
      }
      expect(filesIn(folder)).toEqual(whole);
    });
  });

  if (process.getuid?.() === 0 && mounts())
    it('leaves the earlier output whole on a disk that is really full', () => {
      inFolder((folder) => {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
        try {
          put(folder, earlier);
          const whole = filesIn(folder);
          const large = Object.fromEntries(
            Array.from({ length: 99 }, (_, i) => [`dist/l/${i}.yaml`, 'x'.repeat(8192)]),
          );
          expect(() => put(folder, { ...earlier, ...large })).toThrow(/ENOSPC/);
          expect(filesIn(folder)).toEqual(whole);
          expect(readdirSync(folder).sort()).toEqual(['cdktf.out', 'dist']);
        } finally {
          execFileSync('umount', [folder]);
        }
      });
    });
});

function mounts(): boolean {
  return inFolder((folder) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
      execFileSync('umount', [folder]);
      return true;
    } catch {
      return false;
    }
  });
}
