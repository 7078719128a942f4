import { parse } from 'tldts';
import type { Platform } from '../definition/platform';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listTenantRoutes, type TenantRoute } from './tenant-routes';

/**
 * Checks the domains that tenants may use. A domain under which everybody can register names is an error: hosts in it
 * belong to others. A host in a domain that the platform grants to another tenant is an error too.
 * @see https://publicsuffix.org
 */
export function checkDomains(context: CheckContext): readonly Problem[] {
  const { platform } = context;
  return [
    ...checkPublicSuffix(['domain'], platform.domain),
    ...Object.entries(platform.tenants).flatMap(([name, { domains = [] }]) =>
      domains.flatMap((domain, index) => checkPublicSuffix(['tenants', name, 'domains', index], domain)),
    ),
    ...listTenantRoutes(context).flatMap(checkGrantedDomains(platform)),
  ];
}

function checkPublicSuffix(path: readonly PathSegment[], domain: string): readonly Problem[] {
  const { publicSuffix, isIcann, isPrivate } = parse(domain, { allowPrivateDomains: true });
  if (publicSuffix !== domain) return [];
  if (isIcann)
    return [
      error(
        path,
        domain,
        'is a public suffix, under which everybody can register names',
        'write a domain that you registered, such as acme.example',
      ),
    ];
  return isPrivate
    ? [
        warning(
          path,
          domain,
          'is a public suffix: its owner gives names under it to customers, so hosts in it may belong to others',
          'write a domain below it that is yours, unless you own it',
        ),
      ]
    : [];
}

/** Returns a check that no other tenant has a more specific domain for a host. */
function checkGrantedDomains({ tenants, domain }: Platform): (route: TenantRoute) => readonly Problem[] {
  const owners = new Map(
    Object.entries(tenants).flatMap(([name, { domains = [] }]) => domains.map((granted) => [granted, name] as const)),
  );
  return ({ host, tenantName, path }) => {
    const ownDomains = tenants[tenantName]?.domains ?? [domain];
    const labels = host.split('.');
    const parents = labels.map((_, index) => labels.slice(index).join('.'));
    const ownIndex = parents.findIndex((parent) => ownDomains.includes(parent));
    // Without a domain of its own, the host is an error already.
    const granted = parents.slice(0, Math.max(ownIndex, 0)).find((parent) => owners.has(parent));
    if (granted === undefined) return [];
    const message = `is in domain '${granted}' of tenant '${owners.get(granted) ?? ''}'`;
    return [error(path, host, message, 'write a host in another domain')];
  };
}
