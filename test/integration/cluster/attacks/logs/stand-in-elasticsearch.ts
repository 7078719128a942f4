import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Role as the security API of Elasticsearch stores it. */
interface Role {
  readonly cluster: readonly string[];
  readonly indices: readonly { readonly names: readonly string[]; readonly privileges: readonly string[] }[];
  readonly metadata?: Readonly<Record<string, string>>;
}

interface User {
  readonly password: string;
  readonly roles: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

interface KibanaRole {
  readonly metadata: Readonly<Record<string, string>>;
  readonly kibana: readonly { readonly spaces: readonly string[]; readonly feature: object }[];
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

const forbidden: Answer = { status: 403 };

/** Name and password of the superuser. */
export const superuser = { username: 'elastic', password: 'password-of-a-test' };

/** Requests by which a tenant reads and writes log lines, with the privilege of the index that each needs. */
const indexPrivileges: Readonly<Record<string, string>> = {
  _search: 'read',
  _mapping: 'view_index_metadata',
  _doc: 'index',
  _settings: 'manage',
};

/**
 * Stand-in of Elasticsearch and Kibana: the parts of their APIs that the provisioner calls, and requests to indices and
 * spaces, which it decides by the stored roles as their documentation describes.
 * @see https://www.elastic.co/docs/reference/elasticsearch/security-privileges
 */
export class StandInElasticsearch {
  readonly roles = new Map<string, Role>([['superuser', { cluster: ['all'], indices: [] }]]);
  readonly users = new Map<string, User>([['log-collector', { password: 'file-realm', roles: ['log_writer'] }]]);
  readonly kibanaRoles = new Map<string, KibanaRole>();
  readonly spaces = new Set(['default']);
  readonly dataViews = new Map<string, string>();
  /** Requests that changed something. */
  readonly writes: string[] = [];
  private readonly server: Server;

  constructor(private readonly indices: readonly string[]) {
    this.server = createServer((request, response) => {
      void readBody(request).then((body) => {
        const { status, body: answer } = this.answer(request, body);
        response.writeHead(status).end(answer === undefined ? '' : JSON.stringify(answer));
      });
    });
  }

  /** Returns the URL of both servers: their paths differ. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }

  private answer({ method = '', url = '', headers }: IncomingMessage, body: unknown): Answer {
    const [username = '', password = ''] = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64')
      .toString()
      .split(':');
    const isSuperuser = username === superuser.username && password === superuser.password;
    const user = this.users.get(username);
    if (!isSuperuser && user?.password !== password) return { status: 401 };
    const path = url.split('?')[0] ?? '';
    if (path === '/_security/_authenticate')
      return { status: 200, body: { username, roles: user?.roles ?? ['superuser'] } };
    if (path.startsWith('/_security/'))
      return isSuperuser ? this.answerSecurity(method, path, body as Role & User) : forbidden;
    if (path.startsWith('/api/') || path.startsWith('/s/'))
      return this.answerKibana(method, path, body, { isSuperuser, roles: user?.roles ?? [] });
    return this.answerIndex(path, user?.roles ?? []);
  }

  private answerSecurity(method: string, path: string, body: Role & User): Answer {
    const [, , kind, name] = path.split('/');
    const stored: Map<string, Role | User> = kind === 'role' ? this.roles : this.users;
    if (method === 'GET')
      return { status: 200, body: { ...Object.fromEntries(stored), ...this.listKibanaRoles(kind) } };
    if (name === undefined) return { status: 400 };
    this.writes.push(`${method} ${path}`);
    if (method === 'PUT') stored.set(name, body);
    else {
      stored.delete(name);
      if (kind === 'role') this.kibanaRoles.delete(name);
    }
    return { status: 200, body: {} };
  }

  /** Roles that Kibana creates are roles of Elasticsearch too. */
  private listKibanaRoles(kind: string | undefined) {
    if (kind !== 'role') return {};
    return Object.fromEntries(
      [...this.kibanaRoles].map(([name, { metadata }]) => [name, { cluster: [], indices: [], metadata }]),
    );
  }

  private answerKibana(
    method: string,
    path: string,
    body: unknown,
    { isSuperuser, roles }: { readonly isSuperuser: boolean; readonly roles: readonly string[] },
  ): Answer {
    const [, space, rest] = /^\/s\/([^/]+)(\/.*)$/.exec(path) ?? [];
    if (!isSuperuser) {
      const spaces = roles.flatMap((role) => this.kibanaRoles.get(role)?.kibana.flatMap((entry) => entry.spaces) ?? []);
      return { status: space !== undefined && spaces.includes(space) ? 200 : 403, body: {} };
    }
    if (path === '/api/spaces/space' && method === 'GET')
      return { status: 200, body: [...this.spaces].map((id) => ({ id })) };
    if (method === 'GET') {
      const title = this.dataViews.get(space ?? '');
      return title === undefined ? { status: 404, body: {} } : { status: 200, body: { data_view: { title } } };
    }
    this.writes.push(`${method} ${path}`);
    if (path === '/api/spaces/space') this.spaces.add((body as { id: string }).id);
    else if (path.startsWith('/api/security/role/'))
      this.kibanaRoles.set(path.split('/').pop() ?? '', body as KibanaRole);
    else if (rest === '/api/data_views/data_view' && space !== undefined)
      this.dataViews.set(space, (body as { data_view: { title: string } }).data_view.title);
    return { status: method === 'PUT' ? 204 : 200, body: method === 'PUT' ? undefined : {} };
  }

  /** Answers a request such as `/logs.shop.*\/_search`; indices of a wildcard that the user may not read are left out. */
  private answerIndex(path: string, roles: readonly string[]): Answer {
    const [, names = '', action = ''] = path.split('/');
    const isCluster = names.startsWith('_');
    if (isCluster) return this.hasClusterPrivilege(roles) ? { status: 200, body: {} } : forbidden;
    const privilege = indexPrivileges[action] ?? 'all';
    const isAllowed = (index: string) =>
      roles.some((role) =>
        this.roles
          .get(role)
          ?.indices.some(
            (entry) => entry.privileges.includes(privilege) && entry.names.some((pattern) => matches(pattern, index)),
          ),
      );
    const requested = decodeURIComponent(names).split(',');
    if (requested.some((name) => !name.includes('*') && !isAllowed(name))) return forbidden;
    const found = this.indices.filter((index) => requested.some((name) => matches(name, index)) && isAllowed(index));
    return { status: 200, body: { indices: found } };
  }

  private hasClusterPrivilege(roles: readonly string[]): boolean {
    return roles.some((role) => this.roles.get(role)?.cluster.some((name) => ['all', 'monitor'].includes(name)));
  }
}

/** True if a wildcard pattern of Elasticsearch, in which `*` is any text, matches the name of an index. */
function matches(pattern: string, index: string): boolean {
  const expression = pattern
    .split('*')
    .map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${expression}$`).test(index);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}
