import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.cncf.helm.config.v1+json';
const chartType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly data: Buffer;
}

/**
 * Stand-in for an OCI registry on loopback, which serves Helm charts from memory: the part of the specification that
 * pulling needs.
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull
 */
export class ChartRegistry {
  private readonly server: Server;
  private readonly blobs = new Map<string, Content>();
  /** Manifests by `<repository>:<tag>`. */
  private readonly manifests = new Map<string, Content>();

  constructor() {
    this.server = createServer(({ url = '/', method }, response) => {
      this.answer(url, method === 'HEAD', response);
    });
  }

  /** Listens on a port of loopback. */
  async start(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Closes all connections. */
  stop(): void {
    this.server.close().closeAllConnections();
  }

  /** Adds a packaged chart to a repository such as `charts/traefik`. */
  add(repository: string, version: string, chartPackage: string): void {
    const layer = this.addBlob(chartType, readFileSync(chartPackage));
    const config = this.addBlob(configType, Buffer.from(JSON.stringify({ name: repository, version })));
    const describe = ({ mediaType, digest, size }: Content) => ({ mediaType, digest, size });
    const manifest = { schemaVersion: 2, mediaType: manifestType, config: describe(config), layers: [describe(layer)] };
    this.manifests.set(`${repository}:${version}`, this.addBlob(manifestType, Buffer.from(JSON.stringify(manifest))));
  }

  private addBlob(mediaType: string, data: Buffer): Content {
    const digest = `sha256:${createHash('sha256').update(data).digest('hex')}`;
    const content = { mediaType, digest, size: data.length, data };
    this.blobs.set(digest, content);
    return content;
  }

  private answer(url: string, headersOnly: boolean, response: ServerResponse): void {
    const [, repository = '', , reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)$/.exec(url) ?? [];
    const content = this.manifests.get(`${repository}:${reference}`) ?? this.blobs.get(reference);
    if (url === '/v2/') response.end('{}');
    else if (!content) response.writeHead(404).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN' }] }));
    else {
      const { mediaType, digest, size, data } = content;
      response.writeHead(200, {
        'content-type': mediaType,
        'content-length': size,
        'docker-content-digest': digest,
      });
      response.end(headersOnly ? undefined : data);
    }
  }
}
