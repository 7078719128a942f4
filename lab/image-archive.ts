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

/** A container image of one layer, made from files of this machine. */
export interface Image {
  /** Every name that pods ask for it by, tag included. */
  readonly references: readonly string[];
  readonly entrypoint: readonly string[];
  /** Path in the image to file on this machine. */
  readonly files: Readonly<Record<string, string>>;
  /** Path in the image to what the link there points at. @default none */
  readonly links?: Readonly<Record<string, string>>;
  /** The user that runs it, by number. @default 0 */
  readonly user?: number;
}

const sorted = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--format=gnu'];

/** Writes an image as the archive that `docker save` would write: any runtime imports it. Same files, same bytes. */
export async function writeImageArchive(image: Image, archive: string): Promise<void> {
  const work = mkdtempSync(`${archive}.making-`);
  try {
    const root = join(work, 'root');
    layOut(image, root);
    await run('tar', [...sorted, '--create', '--file', join(work, 'layer.tar'), '--directory', root, '.']);
    const config = JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Entrypoint: image.entrypoint,
        WorkingDir: '/',
        ...(image.user !== undefined && { User: String(image.user) }),
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(join(work, 'layer.tar'))}`] },
    });
    const configFile = `${createHash('sha256').update(config).digest('hex')}.json`;
    writeFileSync(join(work, configFile), config);
    const manifest = [{ Config: configFile, RepoTags: image.references, Layers: ['layer.tar'] }];
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
    await run('tar', [...sorted, '-c', '-f', archive, '-C', work, configFile, 'layer.tar', 'manifest.json']);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The digest of a file, in hex. */
export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Links a file to a second place, or copies it where that is on another file system. */
export function place(file: string, at: string): void {
  mkdirSync(dirname(at), { recursive: true });
  try {
    linkSync(file, at);
  } catch {
    copyFileSync(file, at);
  }
}

function layOut(image: Image, root: string): void {
  for (const folder of ['tmp', 'etc', 'var/run']) mkdirSync(join(root, folder), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnogroup:x:65534:\n');
  writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: files dns\n');
  for (const [path, file] of Object.entries(image.files)) place(file, join(root, path));
  for (const [path, target] of Object.entries(image.links ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
}
