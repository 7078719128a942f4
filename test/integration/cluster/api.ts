import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A Kubernetes object, as far as the lab looks into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** What every object says of itself. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly managedFields?: readonly ManagedFields[];
}

/** Which fields of an object somebody wrote, and when he last changed one. */
interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
}

/** A refusal of the API server, in its own words. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Who speaks to the API server: the token's user, or another one whom it may impersonate. */
export interface As {
  readonly user: string;
  readonly groups?: readonly string[];
}

interface Answer {
  readonly body: unknown;
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface ApiGroup {
  readonly preferredVersion: { readonly groupVersion: string };
  readonly versions: readonly { readonly groupVersion: string }[];
}

/** How to reach an API server. */
export interface Access {
  /** `https://host:port` */
  readonly server: string;
  /** The certificate authority in PEM. */
  readonly ca: string;
  readonly token: string;
}

/** A client of one API server: plain requests, discovery, and the few verbs that the lab needs. */
export class Api {
  private readonly agent: Agent;
  private readonly discovered = new Map<string, Promise<readonly Resource[]>>();

  constructor(readonly access: Access) {
    this.agent = new Agent({ ca: access.ca, keepAlive: true, maxSockets: 8 });
  }

  /** Applies an object by server-side apply with strict field validation; gives it back with the warnings that came. */
  async apply(
    object: KubernetesObject,
    options: { dryRun?: boolean; manager?: 'plinth' | 'lab' } = {},
  ): Promise<{ object: KubernetesObject; warnings: readonly string[] }> {
    const { dryRun = false, manager = 'plinth' } = options;
    const query = `fieldManager=${manager}&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`;
    const path = `${await this.path(object)}?${query}`;
    const { body, warnings } = await this.send('PATCH', path, object, {
      'content-type': 'application/apply-patch+yaml',
    });
    return { object: body as KubernetesObject, warnings };
  }

  /** Creates an object, or asks whether it could be created. */
  async create(object: unknown, path: string, options: { dryRun?: boolean; as?: As } = {}): Promise<unknown> {
    const query = options.dryRun === true ? '?dryRun=All' : '';
    return (await this.send('POST', `${path}${query}`, object, impersonation(options.as))).body;
  }

  /** Reads what stands at a path such as `/api/v1/nodes`. */
  async get(path: string, as?: As): Promise<unknown> {
    return (await this.send('GET', path, undefined, impersonation(as))).body;
  }

  /** The metadata alone of all that a path lists: definitions are long. */
  async metadata(path: string): Promise<readonly Metadata[]> {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { body } = await this.send('GET', path, undefined, { accept });
    const { items } = body as { items: readonly KubernetesObject[] | null };
    return (items ?? []).map(({ metadata }) => metadata);
  }

  /** The object as the API server has it now, or undefined. */
  async tryGet(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return (await this.get(await this.path(object))) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Changes what stands at a path by a JSON merge patch. */
  async patch(path: string, change: object): Promise<void> {
    await this.send('PATCH', path, change, { 'content-type': 'application/merge-patch+json' });
  }

  /** Removes an object and, in the background, what it owns. */
  async delete(object: KubernetesObject): Promise<void> {
    await this.send('DELETE', `${await this.path(object)}?propagationPolicy=Background`);
  }

  /** Whether the API server serves this kind; a custom resource waits for its definition. */
  async serves(object: KubernetesObject): Promise<boolean> {
    if (await this.resource(object)) return true;
    this.discovered.delete(object.apiVersion);
    return (await this.resource(object)) !== undefined;
  }

  /** Every version and kind that is served, as Helm's charts ask for them: `apps/v1`, `apps/v1/Deployment`. */
  async versions(): Promise<readonly string[]> {
    const versions = await this.served();
    const kinds = await Promise.all(
      versions.map(async (apiVersion) => (await this.resources(apiVersion)).map(({ kind }) => `${apiVersion}/${kind}`)),
    );
    return [...new Set([...versions, ...kinds.flat()])];
  }

  /** Every object of every kind, with what wrote it. */
  async everything(): Promise<readonly KubernetesObject[]> {
    const listed = new Set<string>();
    const lists: Promise<readonly KubernetesObject[]>[] = [];
    for (const apiVersion of await this.served()) {
      for (const { name, kind, verbs } of await this.resources(apiVersion)) {
        const resource = `${name}.${apiVersion.split('/').slice(0, -1).join()}`;
        if (listed.has(resource) || !verbs.includes('list') || !verbs.includes('delete')) continue;
        listed.add(resource);
        lists.push(
          this.get(`${root(apiVersion)}/${name}`).then((list) =>
            (list as { items: KubernetesObject[] }).items.map((item) => ({ ...item, apiVersion, kind })),
          ),
        );
      }
    }
    return (await Promise.all(lists)).flat();
  }

  /** Where an object lives. Throws where the API server does not serve its kind. */
  async path(object: KubernetesObject): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const resource = await this.resource(object);
    if (!resource) throw new ApiError(404, `no kind ${kind} in ${apiVersion}: its definition is not installed`);
    if (resource.namespaced && metadata.namespace === undefined) {
      throw new ApiError(
        400,
        `${kind}/${metadata.name} has no metadata.namespace: every namespaced object must say it`,
      );
    }
    if (!resource.namespaced && metadata.namespace !== undefined) {
      throw new ApiError(400, `${kind}/${metadata.name} lives in no namespace, but says '${metadata.namespace}'`);
    }
    const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
    return `${root(apiVersion)}${namespace}/${resource.name}/${metadata.name}`;
  }

  /** The object with a namespace, where its kind lives in one and it says none: as Helm does it for a chart's objects. */
  async inNamespace(object: KubernetesObject, namespace: string): Promise<KubernetesObject> {
    const resource = await this.resource(object);
    if (resource?.namespaced !== true || object.metadata.namespace !== undefined) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
  }

  /** Forgets which kinds are served. */
  forget(): void {
    this.discovered.clear();
  }

  /** Closes its connections. */
  close(): void {
    this.agent.destroy();
  }

  /** Every version that is served, of each group the preferred one first. */
  private async served(): Promise<readonly string[]> {
    const { groups } = (await this.get('/apis')) as { groups: ApiGroup[] };
    const versions = groups.flatMap((group) => [group.preferredVersion, ...group.versions]);
    return ['v1', ...new Set(versions.map(({ groupVersion }) => groupVersion))];
  }

  private async resource({ apiVersion, kind }: KubernetesObject): Promise<Resource | undefined> {
    return (await this.resources(apiVersion)).find((resource) => resource.kind === kind);
  }

  private resources(apiVersion: string): Promise<readonly Resource[]> {
    const known = this.discovered.get(apiVersion);
    if (known) return known;
    const found = this.get(root(apiVersion)).then(
      (body) => (body as { resources: Resource[] }).resources.filter((resource) => !resource.name.includes('/')),
      (error: unknown) => {
        this.discovered.delete(apiVersion);
        // 503: an aggregated API, whose server is a simulated pod.
        if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return [];
        throw error;
      },
    );
    this.discovered.set(apiVersion, found);
    return found;
  }

  private async send(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<Answer> {
    for (;;) {
      try {
        return await this.sendOnce(method, path, body, headers);
      } catch (error) {
        // It asks to wait, for instance while it prepares to serve a new kind.
        if (!(error instanceof ApiError && error.status === 429)) throw error;
        await sleep(500);
      }
    }
  }

  private sendOnce(method: string, path: string, body: unknown, headers: Headers): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.access.server}${path}`,
        {
          method,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.access.token}`,
            accept: 'application/json',
            ...(payload !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const status = response.statusCode ?? 0;
            if (status >= 400) reject(new ApiError(status, messageOf(text)));
            else resolve({ body: parse(text), warnings: warningsOf(response.headers) });
          });
        },
      );
      call.on('error', reject);
      call.end(payload);
    });
  }
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function impersonation(as?: As): Headers {
  return as ? { 'impersonate-user': as.user, ...(as.groups && { 'impersonate-group': as.groups }) } : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function messageOf(text: string): string {
  const body = parse(text);
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : text;
}

/** Warnings come as headers `299 - "text"`. */
function warningsOf(headers: IncomingHttpHeaders): readonly string[] {
  const { warning } = headers as { warning?: string | string[] };
  return [...(warning ?? '').toString().matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
