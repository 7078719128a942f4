import { clustersOf, inEnvironment, isJob, routesOf } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import type { Application, Route } from '../application';
import { claimedTwice, unknownDomain, type Known } from './known';
import { workloadsOf, type WorkloadAt } from './workload-at';

interface Claim {
  readonly host: string;
  readonly route: string;
  readonly tenant: string;
  readonly by: string;
  readonly path: readonly PathSegment[];
}

/** Host names that two claim, that are not the tenant's, or that nothing on the cluster serves. */
export function ingressProblems(known: Known): readonly Problem[] {
  const served = workloadsOf(known.platform).flatMap((at) => {
    const { workload } = at;
    return isJob(workload) ? [] : [{ ...at, application: workload }];
  });
  const claims = [
    ...served.flatMap((at) => claimsOf(at, known)),
    ...Object.entries(known.platform.tenants).flatMap(([tenant, { hosts = [] }]) =>
      hosts.map((host, index) => ({
        host,
        route: host,
        tenant,
        by: tenant,
        path: ['tenants', tenant, 'hosts', index],
      })),
    ),
  ];
  return [
    ...served.flatMap((at) => placeProblems(at, known)),
    ...claims.flatMap((claim) => domainProblems(claim, known)),
    ...twice(claims),
    ...ofComponents(claims, known),
  ];
}

type Served = WorkloadAt & { readonly application: Application };

function claimsOf({ tenant, tenantName, name, application, path }: Served, { drafts }: Known): readonly Claim[] {
  const here = drafts.filter((draft) => clustersOf(tenant, application).includes(draft.name));
  const options = here.map((draft) => inEnvironment(application, draft.options.environment));
  const routes = options.flatMap(routesOf);
  const own = new Map(routes.flatMap((route) => written(route).map((text) => [text, route.host] as const)));
  const leads = new Set(options.flatMap(({ redirects = [] }) => redirects.map(({ from }) => from)));
  const claim = (host: string, route: string, field: string) => ({
    ...{ host, route, tenant: tenantName, by: `${tenantName}/${name}` },
    path: [...path, field],
  });
  return [
    ...[...own].map(([route, host]) => claim(host, route, 'ingress')),
    ...[...leads].map((host) => claim(host, host, 'redirects')),
  ];
}

function written({ host, paths }: Route): readonly string[] {
  return paths.map((path) => (path === '/' ? host : host + path));
}

function placeProblems({ tenant, application, path }: Served, { drafts }: Known): readonly Problem[] {
  const here = drafts.filter((draft) => !draft.partial && clustersOf(tenant, application).includes(draft.name));
  return here.flatMap(({ name, options, facts }) => {
    const [first] = routesOf(inEnvironment(application, options.environment));
    return [
      ...(first && !('ingress' in facts.offers)
        ? [
            error(
              [...path, 'ingress'],
              first.host,
              `nothing on cluster '${name}' provides 'ingress'`,
              'add a component that does, such as traefik(), or place the application elsewhere',
            ),
          ]
        : []),
      ...(first && application.protocol !== 'http' && application.protocol !== 'grpc'
        ? [
            error(
              [...path, 'protocol'],
              application.protocol,
              'an Ingress carries HTTP only',
              "write protocol 'http' or 'grpc', or leave `ingress` out",
            ),
          ]
        : []),
      ...(application.login
        ? [
            error(
              [...path, 'login'],
              true,
              `cluster '${name}' has no way to make people log in`,
              'leave `login` out, and the application without an ingress, until it has',
            ),
          ]
        : []),
    ];
  });
}

function domainProblems({ host, tenant, path }: Claim, { platform }: Known): readonly Problem[] {
  const domains = platform.tenants[tenant]?.domains ?? [platform.domain];
  if (domains.some((domain) => domain === unknownDomain || host === domain || host.endsWith(`.${domain}`))) return [];
  return [
    error(
      path,
      host,
      `lies outside the domains of tenant '${tenant}'`,
      `write a host in ${domains.join(' or ')}, or add its domain to tenants.${tenant}.domains`,
    ),
  ];
}

/** A path belongs to one application, and a host with all of its paths to one tenant. */
function twice(claims: readonly Claim[]): readonly Problem[] {
  const taken = (second: Claim, first: Claim, what: string) =>
    error(second.path, second.route, `the ${what} is claimed by ${first.by} already`, `write another ${what}`);
  const routes = [...claimedTwice(claims, ({ route }) => route)].flatMap(([, [first, ...others]]) =>
    first ? others.map((second) => taken(second, first, second.route === second.host ? 'host' : 'path')) : [],
  );
  const hosts = [...claimedTwice(claims, ({ host }) => host)].flatMap(([, [first, ...others]]) =>
    first
      ? others
          .filter(({ tenant, route }) => tenant !== first.tenant && route !== first.route)
          .map((second) => taken(second, first, 'host'))
      : [],
  );
  return [...routes, ...hosts];
}

/** A component's hosts are no tenant's, on whichever cluster, and no other component's on the same cluster. */
function ofComponents(claims: readonly Claim[], { drafts }: Known): readonly Problem[] {
  const served = drafts.flatMap(({ name: cluster, components, facts }) =>
    components.flatMap(({ name, kind, options, path }) =>
      kind.hosts(options as never, facts).map((host) => ({ host, cluster, name, path })),
    ),
  );
  const taken = (path: readonly PathSegment[], host: string, by: (typeof served)[number]) =>
    error(
      path,
      host,
      `${by.host === host ? 'the host' : by.host} is claimed by component '${by.name}' of cluster '${by.cluster}' already`,
      'write another host',
    );
  return [
    ...claims.flatMap(({ host, path }) => {
      const by = served.find((other) => covers(other.host, host));
      return by ? [taken(path, host, by)] : [];
    }),
    ...served.flatMap((one, index) => {
      const by = served.find(
        (other, before) =>
          other.cluster === one.cluster &&
          other.name !== one.name &&
          covers(other.host, one.host) &&
          (before < index || other.host !== one.host),
      );
      return by ? [taken(one.path, one.host, by)] : [];
    }),
  ];
}

/** Whether a name, or all under it where it begins with `*.`, is or contains a host. */
function covers(name: string, host: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}
