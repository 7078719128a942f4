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

const write = (aside: string): Promise<void> => {
  writeFileSync(join(aside, 'file'), '');
  return Promise.resolve();
};

test('a folder is made once', async () => {
  const make = jest.fn(write);
  await cachedFolder(join(folder, 'image'), make);
  await cachedFolder(join(folder, 'image'), make);
  expect(make).toHaveBeenCalledTimes(1);
  expect(readdirSync(folder)).toEqual(['image']);
});

test('a folder that could not be made whole is not there', async () => {
  const fail = async (aside: string): Promise<void> => {
    await write(aside);
    throw new Error('out of room');
  };
  await expect(cachedFolder(join(folder, 'image'), fail)).rejects.toThrow('out of room');
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed build left is taken away, what a running one makes is not', async () => {
  const killed = join(folder, 'image.making-4194305');
  const running = join(folder, `image.making-${process.ppid}`);
  mkdirSync(killed);
  mkdirSync(running);
  await cachedFolder(join(folder, 'image'), write);
  expect(existsSync(killed)).toBe(false);
  expect(existsSync(running)).toBe(true);
});
