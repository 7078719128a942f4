import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, basename, join } from 'node:path';

/** Returns the first 16 hex digits of the SHA-256 of all inputs; part of the name of a cached folder. */
export function digest(...inputs: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(input).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Returns the path after `create` has filled a folder there, unless it exists. `create` writes to a staging folder that
 * is renamed at the end, so an interrupted build is never taken for a complete one. Removes staging folders whose
 * process no longer runs.
 */
export async function cachedFolder(path: string, create: (staging: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  for (const name of readdirSync(dirname(path))) {
    const builderPid = name.startsWith(`${basename(path)}.making-`) && Number(name.split('-').pop());
    if (builderPid && !isAlive(builderPid)) rmSync(join(dirname(path), name), { recursive: true, force: true });
  }
  const staging = `${path}.making-${process.pid}`;
  mkdirSync(staging);
  try {
    await create(staging);
    renameSync(staging, path);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}
