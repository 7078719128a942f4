import { createHash } from 'node:crypto';
import {
  copyFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../tools/command';

/** Single-layer container image made of files of this machine. */
export interface Image {
  /** References that pods use, tag included. */
  readonly references: readonly string[];
  readonly entrypoint: readonly string[];
  /** Files on this machine by their path in the image. */
  readonly files: Readonly<Record<string, string>>;
  /** Targets of symbolic links by their path in the image. @default none */
  readonly links?: Readonly<Record<string, string>>;
  /** Numeric user id of the container process. @default 0 */
  readonly user?: number;
}

const reproducibleTarOptions = [
  '--sort=name',
  '--mtime=@0',
  '--owner=0',
  '--group=0',
  '--numeric-owner',
  '--format=gnu',
];

/** Writes an image as an archive in the format of `docker save`, which container runtimes import. Reproducible. */
export async function writeImageArchive(image: Image, archive: string): Promise<void> {
  const staging = mkdtempSync(`${archive}.making-`);
  try {
    const root = join(staging, 'root');
    writeRootFileSystem(image, root);
    await run('tar', [
      ...reproducibleTarOptions,
      '--create',
      '--file',
      join(staging, 'layer.tar'),
      '--directory',
      root,
      '.',
    ]);
    const config = JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Entrypoint: image.entrypoint,
        WorkingDir: '/',
        ...(image.user !== undefined && { User: String(image.user) }),
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${fileSha256(join(staging, 'layer.tar'))}`] },
    });
    const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
    writeFileSync(join(staging, configFile), config);
    const manifest = [{ Config: configFile, RepoTags: image.references, Layers: ['layer.tar'] }];
    writeFileSync(join(staging, 'manifest.json'), JSON.stringify(manifest));
    await run('tar', [
      ...reproducibleTarOptions,
      '-c',
      '-f',
      archive,
      '-C',
      staging,
      configFile,
      'layer.tar',
      'manifest.json',
    ]);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Returns the SHA-256 of a file in hex. */
export function fileSha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Hard-links a file to the target path, or copies it if the target is on another file system. */
export function linkOrCopy(file: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
}

function writeRootFileSystem(image: Image, root: string): void {
  for (const folder of ['tmp', 'etc', 'var/run']) mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  for (const [path, file] of Object.entries(image.files)) linkOrCopy(file, join(root, path));
  for (const [path, target] of Object.entries(image.links ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
}
