import { isPlainObject } from '../schema/plain-object';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { groupBy } from './duplicates';
import type { TenantRoute } from './tenant-routes';

/** Host of a server that the definition names. */
interface NamedHost {
  readonly host: string;
  readonly path: readonly PathSegment[];
  /** Whose server it is, for messages. */
  readonly reason: string;
  /** Tenant that may have a route of this host, since only it uses the server; undefined where no tenant may. */
  readonly user?: string;
}

/**
 * Checks that no application takes the host of a server that others use, or the platform's domain: both are in the default
 * domain of every tenant. Servers are all hosts outside of tenants, registries of all tenants, and servers that another
 * tenant uses. The platform permits such a host in `hosts` or `domains` of a tenant.
 */
export function checkInfrastructureHosts(
  routes: readonly TenantRoute[],
  { platform }: CheckContext,
): readonly Problem[] {
  const { tenants, domain, ...others } = platform;
  const named = groupBy([...listPlatformHosts(others), ...listTenantServers(tenants)], ({ host }) => host);
  return routes.flatMap(({ host, tenantName, path }) => {
    const { hosts = [], domains = [] } = tenants[tenantName] ?? {};
    if (hosts.includes(host) || domains.includes(host)) return [];
    const server = named.get(host)?.find(({ user }) => user !== tenantName);
    if (server === undefined && host !== domain) return [];
    const reason = server
      ? `is the host in ${formatPath(server.path)}, ${server.reason}`
      : 'is the domain of the platform, which belongs to the platform';
    const fix = `write another host, or let the platform add it to tenants.${tenantName}.domains`;
    return [error(path, host, reason, fix)];
  });
}

/**
 * Lists the hosts in the definition without its tenants: an issuer, a repository, a registry, a bastion. The name of a DNS
 * zone may be the host of an application.
 */
function listPlatformHosts(platform: unknown): readonly NamedHost[] {
  return listStrings(platform, [])
    .filter(({ path }) => !path.some((segment) => /zones?$/i.test(String(segment))))
    .flatMap(({ text, path }) =>
      listHosts(text).map((host) => ({ host, path, reason: 'which belongs to the platform' })),
    );
}

/** Lists the registries of images, and the servers that workloads use, of all tenants. */
function listTenantServers(tenants: Readonly<Record<string, unknown>>): readonly NamedHost[] {
  return Object.entries(tenants).flatMap(([name, tenant]) =>
    listStrings(tenant, ['tenants', name]).flatMap(({ text, path }): readonly NamedHost[] => {
      const field = path.at(-1);
      if (path[2] === 'registries' || field === 'image' || field === 'reference')
        return listHosts(text).map((host) => ({ host, path, reason: 'a registry of images' }));
      return field === 'server' && path.includes('uses')
        ? listHosts(text).map((host) => ({ host, path, reason: `which tenant '${name}' uses`, user: name }))
        : [];
    }),
  );
}

interface NamedString {
  readonly text: string;
  readonly path: readonly PathSegment[];
}

function listStrings(value: unknown, path: readonly PathSegment[]): readonly NamedString[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => listStrings(item, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => listStrings(field, [...path, key]));
}

/**
 * Lists the host names in a text: of URLs, images, `git@host:path`, `host:port` and options such as `--host=ns1.acme.example`.
 * The domain of an e-mail address, and of a wildcard, are none.
 */
function listHosts(text: string): readonly string[] {
  return [...text.toLowerCase().matchAll(/(?<![\w.-])[a-z0-9][a-z0-9.-]*[a-z0-9](?![\w-])/g)]
    .filter(({ 0: host, index }) => {
      const isAfterAt = text[index - 1] === '@';
      return host.includes('.') && (!isAfterAt || /[:/]/.test(text[index + host.length] ?? ''));
    })
    .map(([host]) => host);
}
