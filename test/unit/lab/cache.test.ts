import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cachedFolder } from '../../../lab/cache';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-cache-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const writeFile = (staging: string): Promise<void> => {
  writeFileSync(join(staging, 'file'), '');
  return Promise.resolve();
};

test('a cached folder is created once', async () => {
  const create = jest.fn(writeFile);
  await cachedFolder(join(folder, 'image'), create);
  await cachedFolder(join(folder, 'image'), create);
  expect(create).toHaveBeenCalledTimes(1);
  expect(readdirSync(folder)).toEqual(['image']);
});

test('a folder whose creation fails is removed', async () => {
  const fail = async (staging: string): Promise<void> => {
    await writeFile(staging);
    throw new Error('no space left');
  };
  await expect(cachedFolder(join(folder, 'image'), fail)).rejects.toThrow('no space left');
  expect(readdirSync(folder)).toEqual([]);
});

test('the staging folder of a killed build is removed, that of a running build is retained', async () => {
  const killed = join(folder, 'image.making-4194305');
  const running = join(folder, `image.making-${process.ppid}`);
  mkdirSync(killed);
  mkdirSync(running);
  await cachedFolder(join(folder, 'image'), writeFile);
  expect(existsSync(killed)).toBe(false);
  expect(existsSync(running)).toBe(true);
});
