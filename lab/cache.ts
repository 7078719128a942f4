import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';

/** A short digest of whatever decides how a cached thing comes out. */
export function digest(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * The folder at that path; made by `make` where it is not there yet. It is made aside and renamed when it is whole,
 * so that a build that was killed never counts. What such a build left behind is taken away here.
 */
export async function cachedFolder(path: string, make: (aside: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  for (const name of readdirSync(dirname(path))) {
    const builder = name.startsWith(`${basename(path)}.making-`) && Number(name.split('-').pop());
    if (builder && !isAlive(builder)) rmSync(join(dirname(path), name), { recursive: true, force: true });
  }
  const aside = `${path}.making-${process.pid}`;
  mkdirSync(aside);
  try {
    await make(aside);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
