import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readdirSync, readSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

/** File in a tar archive. */
interface TarEntry {
  /** Path of the archive. */
  readonly file: string;
  /** Byte offset of the content in the archive. */
  readonly offset: number;
  /** Size in bytes. */
  readonly size: number;
}

/**
 * Read-only container registry for the images in a folder of archives, as a mirror: repository paths do not include the
 * registry host of the images' references.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Registry {
  private readonly blobs = new Map<string, TarEntry>();
  private readonly manifests = new Map<string, string>();

  constructor(folder: string) {
    for (const name of readdirSync(folder)) if (name.endsWith('.tar')) this.addArchive(join(folder, name));
  }

  /** Responds to a request for a manifest or blob; `path` follows `/v2/`. Returns false if it does not exist. */
  respond(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const [, kind, name] = /\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
    if (kind === undefined || name === undefined) return false;
    const repository = path.slice(0, path.lastIndexOf(`/${kind}/`));
    if (kind === 'manifests') {
      const manifest = this.manifests.get(name.startsWith('sha256:') ? name : `${repository}:${name}`);
      if (manifest === undefined) return false;
      const type = { 'content-type': manifestType, 'docker-content-digest': digest(Buffer.from(manifest)) };
      response.writeHead(200, { ...type, 'content-length': Buffer.byteLength(manifest) });
      response.end(request.method === 'HEAD' ? undefined : manifest);
      return true;
    }
    const blob = this.blobs.get(name);
    if (!blob) return false;
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': blob.size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(blob.file, { start: blob.offset, end: blob.offset + blob.size - 1 }).pipe(response);
    return true;
  }

  private addArchive(file: string): void {
    const entries = listTarEntries(file);
    const getEntry = (name: string): TarEntry => {
      const entry = entries.get(name);
      if (!entry) throw new Error(`${file} has no ${name}`);
      return entry;
    };
    const config = getEntry([...entries.keys()].find((name) => /^[0-9a-f]{64}\.json$/.test(name)) ?? 'configuration');
    const configContent = readEntry(config);
    const { rootfs } = JSON.parse(configContent.toString()) as { rootfs: { diff_ids: string[] } };
    const layer = getEntry('layer.tar');
    this.blobs.set(digest(configContent), config);
    this.blobs.set(rootfs.diff_ids[0] ?? '', layer);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: digest(configContent),
        size: config.size,
      },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: rootfs.diff_ids[0], size: layer.size }],
    });
    this.manifests.set(digest(Buffer.from(manifest)), manifest);
    const [imageManifest] = JSON.parse(readEntry(getEntry('manifest.json')).toString()) as [{ RepoTags: string[] }];
    for (const reference of imageManifest.RepoTags)
      this.manifests.set(reference.slice(reference.indexOf('/') + 1), manifest);
  }
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** Returns the files of a tar archive by name. */
function listTarEntries(file: string): ReadonlyMap<string, TarEntry> {
  const entries = new Map<string, TarEntry>();
  const header = Buffer.alloc(512);
  const descriptor = openSync(file, 'r');
  for (let offset = 0; readSync(descriptor, header, 0, 512, offset) === 512 && header[0] !== 0;) {
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(header.toString('utf8', 124, 136), 8);
    entries.set(name, { file, offset: offset + 512, size });
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  closeSync(descriptor);
  return entries;
}

function readEntry({ file, offset, size }: TarEntry): Buffer {
  const content = Buffer.alloc(size);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, content, 0, size, offset);
  closeSync(descriptor);
  return content;
}

/** Returns the digest of a blob in the form `sha256:…`. */
function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
