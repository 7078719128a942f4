import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesObject } from '../../cluster/api';

interface StoredSecret {
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Stand-in for the API server of the registrar and of the server of people: it has the generated ConfigMaps, and stores the
 * Secrets that the registrar creates, in memory. `registrars.ts` tests the registrar on a real API server.
 */
export class StandInApiServer {
  private readonly secrets = new Map<string, StoredSecret>();
  private readonly replacedData = new Map<string, Readonly<Record<string, string>>>();
  private server: Server | undefined;

  constructor(private readonly objects: readonly KubernetesObject[]) {}

  /** Starts the server on loopback. Returns its URL. */
  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      void text(request).then((body) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
        if (request.method === 'POST') this.createSecret(pathname, body);
        const object = request.method === 'POST' ? {} : this.tryGet(pathname, searchParams.get('labelSelector') ?? '');
        response.writeHead(object === undefined ? 404 : 200).end(JSON.stringify(object ?? {}));
      });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  /** Waits for a Secret, and returns the value of a key; undefined where nothing creates the Secret. */
  async waitForSecret(name: string, key: string): Promise<string | undefined> {
    for (let attempt = 0; attempt < 300; attempt++) {
      const secret = [...this.secrets.values()].find(({ metadata }) => metadata.name === name);
      if (secret) return Buffer.from(secret.data[key] ?? '', 'base64').toString();
      await sleep(100);
    }
    return undefined;
  }

  /** Replaces the data of a ConfigMap. */
  replaceData(configMap: string, data: Readonly<Record<string, string>>): void {
    this.replacedData.set(configMap, data);
  }

  private createSecret(path: string, body: string): void {
    const { metadata, stringData } = JSON.parse(body) as {
      readonly metadata: { readonly name: string };
      readonly stringData: Readonly<Record<string, string>>;
    };
    const data = Object.fromEntries(
      Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    this.secrets.set(`${path}/${metadata.name}`, { metadata, data });
  }

  private tryGet(path: string, label: string): object | undefined {
    const [, namespace, name] = /\/namespaces\/([^/]+)\/configmaps(?:\/([^/]+))?$/.exec(path) ?? [];
    if (namespace === undefined) return this.secrets.get(path);
    const configMaps = this.objects.filter(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === namespace,
    );
    if (name === undefined)
      return { items: configMaps.filter(({ metadata }) => metadata.labels?.[label] !== undefined) };
    const data = this.replacedData.get(name);
    return data === undefined ? configMaps.find(({ metadata }) => metadata.name === name) : { data };
  }
}
