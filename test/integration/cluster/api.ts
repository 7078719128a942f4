import { Agent, request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Kubernetes object, with the fields that the tests read. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** Metadata of a Kubernetes object. */
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

/** Record of a field manager in the metadata of an object. */
interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly time?: string;
}

/** Error response of the API server, with its message. */
export class ApiError extends Error {
  constructor(
    /** HTTP status code. */
    readonly status: number,
    message: string,
    readonly headers: IncomingHttpHeaders = {},
  ) {
    super(message);
  }
}

/** User that a request impersonates. */
export interface ImpersonatedUser {
  readonly user: string;
  readonly groups?: readonly string[];
}

interface ApiResponse {
  /** Parsed JSON, or a string if the body is not JSON. */
  readonly body: unknown;
  readonly warnings: readonly string[];
  readonly headers: IncomingHttpHeaders;
}

/** Entry of a discovery document (APIResource). */
interface Resource {
  /** Plural name: `deployments`. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface ApiGroup {
  readonly preferredVersion: { readonly groupVersion: string };
  readonly versions: readonly { readonly groupVersion: string }[];
}

/** Address and credentials of an API server. */
export interface ApiCredentials {
  /** `https://host:port` */
  readonly server: string;
  /** Certificate authority in PEM. */
  readonly ca: string;
  /** Bearer token. */
  readonly token: string;
}

/** Client of an API server: HTTP requests, discovery, and the verbs that the tests need. */
export class Api {
  private readonly agent: Agent;
  private readonly discoveryCache = new Map<string, Promise<readonly Resource[]>>();

  constructor(readonly credentials: ApiCredentials) {
    this.agent = new Agent({ ca: credentials.ca, keepAlive: true, maxSockets: 8 });
  }

  /**
   * Applies an object with server-side apply and strict field validation. Returns the resulting object and the warnings
   * of the API server.
   */
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

  /** Creates an object in a collection; with `dryRun`, only validates and admits it. */
  async create(
    object: unknown,
    path: string,
    options: { dryRun?: boolean; as?: ImpersonatedUser } = {},
  ): Promise<unknown> {
    const query = options.dryRun === true ? '?dryRun=All' : '';
    return (await this.send('POST', `${path}${query}`, object, impersonationHeaders(options.as))).body;
  }

  /** Sends a dry-run request as a user: validates and admits it, and changes nothing. */
  async dryRun(
    method: 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body: object | undefined,
    as: ImpersonatedUser,
  ): Promise<void> {
    const contentType = method === 'PATCH' ? { 'content-type': 'application/merge-patch+json' } : {};
    await this.send(method, `${path}?dryRun=All`, body, { ...impersonationHeaders(as), ...contentType });
  }

  /** Reads the resource at a path such as `/api/v1/nodes`. */
  async get(path: string, as?: ImpersonatedUser): Promise<unknown> {
    return (await this.send('GET', path, undefined, impersonationHeaders(as))).body;
  }

  /** Returns the UID of the FlowSchema by which the API server classifies a request, also of one that it refuses. */
  async getFlowSchemaUid(path: string, as: ImpersonatedUser): Promise<string | undefined> {
    const { headers } = await this.send('GET', path, undefined, impersonationHeaders(as)).catch((error: unknown) => {
      if (error instanceof ApiError) return error;
      throw error;
    });
    const uid = headers['x-kubernetes-pf-flowschema-uid'];
    return typeof uid === 'string' ? uid : undefined;
  }

  /** Lists only the metadata of the objects in a collection; complete CRDs would be several megabytes. */
  async listMetadata(path: string): Promise<readonly Metadata[]> {
    const accept = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    const { body } = await this.send('GET', path, undefined, { accept });
    const { items } = body as { items: readonly KubernetesObject[] | null };
    return (items ?? []).map(({ metadata }) => metadata);
  }

  /** Returns the current state of an object, or undefined if it does not exist. */
  async tryGet(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return (await this.get(await this.path(object))) as KubernetesObject;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Changes the resource at a path by a JSON merge patch (RFC 7386). */
  async patch(path: string, mergePatch: object): Promise<void> {
    await this.send('PATCH', path, mergePatch, { 'content-type': 'application/merge-patch+json' });
  }

  /** Deletes an object and, in the background, its dependents. */
  async delete(object: KubernetesObject): Promise<void> {
    await this.send('DELETE', `${await this.path(object)}?propagationPolicy=Background`);
  }

  /** Returns true if the API server serves the kind of an object; custom resources need a CRD. */
  async serves(object: KubernetesObject): Promise<boolean> {
    if (await this.findResource(object)) return true;
    this.discoveryCache.delete(object.apiVersion);
    return (await this.findResource(object)) !== undefined;
  }

  /** Returns all served API versions and kinds in the format of Helm: `apps/v1`, `apps/v1/Deployment`. */
  async listApiVersions(): Promise<readonly string[]> {
    const versions = await this.listGroupVersions();
    const kinds = await Promise.all(
      versions.map(async (apiVersion) =>
        (await this.listResources(apiVersion)).map(({ kind }) => `${apiVersion}/${kind}`),
      ),
    );
    return [...new Set([...versions, ...kinds.flat()])];
  }

  /** Returns all objects of all kinds that can be listed and deleted, with their managed fields. */
  async listAllObjects(): Promise<readonly KubernetesObject[]> {
    const listedResources = new Set<string>();
    const lists: Promise<readonly KubernetesObject[]>[] = [];
    for (const apiVersion of await this.listGroupVersions()) {
      for (const { name, kind, verbs } of await this.listResources(apiVersion)) {
        const resource = `${name}.${apiVersion.split('/').slice(0, -1).join()}`;
        if (listedResources.has(resource) || !verbs.includes('list') || !verbs.includes('delete')) continue;
        listedResources.add(resource);
        lists.push(
          this.get(`${apiRoot(apiVersion)}/${name}`).then((response) =>
            (response as { items: KubernetesObject[] }).items.map((item) => ({ ...item, apiVersion, kind })),
          ),
        );
      }
    }
    return (await Promise.all(lists)).flat();
  }

  /** Returns the path of an object. @throws ApiError if its kind is not served, or if its namespace is missing or not allowed */
  async path(object: KubernetesObject): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const resource = await this.findResource(object);
    if (!resource) throw new ApiError(404, `${apiVersion} ${kind} is not served: its CRD is not installed`);
    if (resource.namespaced && metadata.namespace === undefined) {
      throw new ApiError(
        400,
        `metadata.namespace of ${kind}/${metadata.name} is required, since the kind is namespaced`,
      );
    }
    if (!resource.namespaced && metadata.namespace !== undefined) {
      throw new ApiError(
        400,
        `metadata.namespace of ${kind}/${metadata.name} is '${metadata.namespace}', but the kind is cluster-scoped`,
      );
    }
    const namespace = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
    return `${apiRoot(apiVersion)}${namespace}/${resource.name}/${metadata.name}`;
  }

  /** Adds a namespace to an object of a namespaced kind that has none, as Helm does for the objects of a chart. */
  async withDefaultNamespace(object: KubernetesObject, namespace: string): Promise<KubernetesObject> {
    const resource = await this.findResource(object);
    if (resource?.namespaced !== true || object.metadata.namespace !== undefined) return object;
    return { ...object, metadata: { ...object.metadata, namespace } };
  }

  /** Clears the cache of served kinds. */
  clearDiscoveryCache(): void {
    this.discoveryCache.clear();
  }

  /** Closes all connections. */
  close(): void {
    this.agent.destroy();
  }

  /** Returns all served API versions; of each group, the preferred one first. */
  private async listGroupVersions(): Promise<readonly string[]> {
    const { groups } = (await this.get('/apis')) as { groups: ApiGroup[] };
    const versions = groups.flatMap((group) => [group.preferredVersion, ...group.versions]);
    return ['v1', ...new Set(versions.map(({ groupVersion }) => groupVersion))];
  }

  private async findResource({ apiVersion, kind }: KubernetesObject): Promise<Resource | undefined> {
    return (await this.listResources(apiVersion)).find((resource) => resource.kind === kind);
  }

  private listResources(apiVersion: string): Promise<readonly Resource[]> {
    const cached = this.discoveryCache.get(apiVersion);
    if (cached) return cached;
    const resources = this.get(apiRoot(apiVersion)).then(
      (body) => (body as { resources: Resource[] }).resources.filter((resource) => !resource.name.includes('/')),
      (error: unknown) => {
        this.discoveryCache.delete(apiVersion);
        // 503: an aggregated API; its server is a simulated pod.
        if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return [];
        throw error;
      },
    );
    this.discoveryCache.set(apiVersion, resources);
    return resources;
  }

  private async send(method: string, path: string, body?: unknown, headers: Headers = {}): Promise<ApiResponse> {
    for (;;) {
      try {
        return await this.sendOnce(method, path, body, headers);
      } catch (error) {
        // 429 Too Many Requests, for example while the API server starts to serve a new kind.
        if (!(error instanceof ApiError && error.status === 429)) throw error;
        await sleep(500);
      }
    }
  }

  private sendOnce(method: string, path: string, body: unknown, headers: Headers): Promise<ApiResponse> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const httpRequest = request(
        `${this.credentials.server}${path}`,
        {
          method,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.credentials.token}`,
            accept: 'application/json',
            // Node.js sends the body of a DELETE request without its length, and the API server would not read it.
            ...(payload !== undefined && {
              'content-type': 'application/json',
              'content-length': String(Buffer.byteLength(payload)),
            }),
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
            if (status >= 400) reject(new ApiError(status, parseErrorMessage(text), response.headers));
            else
              resolve({
                body: parseJsonOrText(text),
                warnings: parseWarnings(response.headers),
                headers: response.headers,
              });
          });
        },
      );
      httpRequest.on('error', reject);
      httpRequest.end(payload);
    });
  }
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function impersonationHeaders(as?: ImpersonatedUser): Headers {
  return as ? { 'impersonate-user': as.user, ...(as.groups && { 'impersonate-group': as.groups }) } : {};
}

function parseJsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseErrorMessage(text: string): string {
  const body = parseJsonOrText(text);
  return typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : text;
}

/** Parses `Warning` headers: `299 - "text"`. @see https://www.rfc-editor.org/rfc/rfc7234#section-5.5 */
function parseWarnings(headers: IncomingHttpHeaders): readonly string[] {
  const { warning } = headers as { warning?: string | string[] };
  return [...(warning ?? '').toString().matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
