import { createHash } from 'node:crypto';
import { closeSync, createReadStream, openSync, readdirSync, readSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

/** A part of an archive of an image. */
interface Blob {
  readonly file: string;
  readonly at: number;
  readonly size: number;
}

/**
 * Reads archives of images as a registry would serve them, for reading only. Images answer to their path without the host
 * that it begins with: a mirror of that host.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Registry {
  private readonly blobs = new Map<string, Blob>();
  private readonly manifests = new Map<string, string>();

  constructor(folder: string) {
    for (const name of readdirSync(folder)) if (name.endsWith('.tar')) this.read(join(folder, name));
  }

  /** Answers a request for what comes after `/v2/`; false where that is nothing of a registry. */
  answer(path: string, request: IncomingMessage, response: ServerResponse): boolean {
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
    else createReadStream(blob.file, { start: blob.at, end: blob.at + blob.size - 1 }).pipe(response);
    return true;
  }

  private read(file: string): void {
    const parts = partsOf(file);
    const part = (name: string): Blob => {
      const found = parts.get(name);
      if (!found) throw new Error(`${file} has no ${name}`);
      return found;
    };
    const config = part([...parts.keys()].find((name) => /^[0-9a-f]{64}\.json$/.test(name)) ?? 'configuration');
    const configText = contentOf(config);
    const { rootfs } = JSON.parse(configText.toString()) as { rootfs: { diff_ids: string[] } };
    const layer = part('layer.tar');
    this.blobs.set(digest(configText), config);
    this.blobs.set(rootfs.diff_ids[0] ?? '', layer);
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digest(configText), size: config.size },
      layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: rootfs.diff_ids[0], size: layer.size }],
    });
    this.manifests.set(digest(Buffer.from(manifest)), manifest);
    const [listed] = JSON.parse(contentOf(part('manifest.json')).toString()) as [{ RepoTags: string[] }];
    for (const reference of listed.RepoTags) this.manifests.set(reference.slice(reference.indexOf('/') + 1), manifest);
  }
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** Where the files of a tar archive lie in it. */
function partsOf(file: string): ReadonlyMap<string, Blob> {
  const parts = new Map<string, Blob>();
  const header = Buffer.alloc(512);
  const open = openSync(file, 'r');
  for (let at = 0; readSync(open, header, 0, 512, at) === 512 && header[0] !== 0;) {
    const name = header.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(header.toString('utf8', 124, 136), 8);
    parts.set(name, { file, at: at + 512, size });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  closeSync(open);
  return parts;
}

function contentOf({ file, at, size }: Blob): Buffer {
  const content = Buffer.alloc(size);
  const open = openSync(file, 'r');
  readSync(open, content, 0, size, at);
  closeSync(open);
  return content;
}

function digest(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
