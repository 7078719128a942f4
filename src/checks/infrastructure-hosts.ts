import { isPlainObject } from '../schema/plain-object';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import type { TenantRoute } from './tenant-routes';

/** Host that the definition names outside of tenants: an issuer, a repository, a registry. */
interface NamedHost {
  readonly host: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks that no application takes the host of a server that the platform itself uses, or the platform's domain: both are
 * in the default domain of every tenant. The platform permits such a host in `hosts` or `domains` of a tenant.
 */
export function checkInfrastructureHosts(
  routes: readonly TenantRoute[],
  { platform }: CheckContext,
): readonly Problem[] {
  const { tenants, domain, ...others } = platform;
  const named = new Map(listNamedHosts(others, []).map(({ host, path }) => [host, path]));
  return routes.flatMap(({ host, tenantName, path }) => {
    const { hosts = [], domains = [] } = tenants[tenantName] ?? {};
    if (hosts.includes(host) || domains.includes(host)) return [];
    const place = named.get(host);
    if (place === undefined && host !== domain) return [];
    const reason = place === undefined ? 'is the domain of the platform' : `is the host in ${formatPath(place)}`;
    const fix = `write another host, or let the platform add it to tenants.${tenantName}.domains`;
    return [error(path, host, `${reason}, which belongs to the platform`, fix)];
  });
}

/** Lists the hosts of URLs, of Git repositories by SSH, and of registries in a part of the definition. */
function listNamedHosts(value: unknown, path: readonly PathSegment[]): readonly NamedHost[] {
  if (typeof value === 'string') {
    const host = tryGetHost(value, path);
    return host === undefined ? [] : [{ host, path }];
  }
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => listNamedHosts(item, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => listNamedHosts(field, [...path, key]));
}

function tryGetHost(text: string, path: readonly PathSegment[]): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return URL.canParse(text) ? new URL(text).hostname : undefined;
  const [, sshHost] = /^[\w.-]+@([\w.-]+):/.exec(text) ?? [];
  if (sshHost !== undefined) return sshHost;
  const isRegistry = path.some((segment) => /^(registr(y|ies)|mirrors?)$/i.test(String(segment)));
  return isRegistry ? text.split(/[/:]/)[0] : undefined;
}
