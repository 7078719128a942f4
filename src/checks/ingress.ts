import { workloadClusters, resolveForEnvironment, isJob, applicationRoutes } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { ApplicationOptions, Route } from '../definition/application';
import { findDuplicates, unknownDomain, type CheckContext } from './context';
import { listWorkloads, type WorkloadEntry } from './workload-entry';

interface ClaimedRoute {
  readonly host: string;
  readonly route: string;
  readonly tenant: string;
  readonly owner: string;
  readonly path: readonly PathSegment[];
}

/** Host names that two claim, that are not the tenant's, or that nothing on the cluster serves. */
export function checkIngress(known: CheckContext): readonly Problem[] {
  const served = listWorkloads(known.platform).flatMap((at) => {
    const { workload } = at;
    return isJob(workload) ? [] : [{ ...at, application: workload }];
  });
  const claims = [
    ...served.flatMap((at) => listClaimedRoutes(at, known)),
    ...Object.entries(known.platform.tenants).flatMap(([tenant, { hosts = [] }]) =>
      hosts.map((host, index) => ({
        host,
        route: host,
        tenant,
        owner: tenant,
        path: ['tenants', tenant, 'hosts', index],
      })),
    ),
  ];
  return [
    ...served.flatMap((at) => checkIngressSupport(at, known)),
    ...claims.flatMap((claim) => checkDomain(claim, known)),
    ...checkDuplicateRoutes(claims),
    ...checkComponentHosts(claims, known),
  ];
}

type ServedApplication = WorkloadEntry & { readonly application: ApplicationOptions };

function listClaimedRoutes(
  { tenant, tenantName, name, application, path }: ServedApplication,
  { resolvedClusters }: CheckContext,
): readonly ClaimedRoute[] {
  const here = resolvedClusters.filter((draft) => workloadClusters(tenant, application).includes(draft.name));
  const options = here.map((draft) => resolveForEnvironment(application, draft.options.environment));
  const routes = options.flatMap(applicationRoutes);
  const own = new Map(routes.flatMap((route) => formatRoutes(route).map((text) => [text, route.host] as const)));
  const leads = new Set(options.flatMap(({ redirects = [] }) => redirects.map(({ from }) => from)));
  const claim = (host: string, route: string, field: string) => ({
    ...{ host, route, tenant: tenantName, owner: `${tenantName}/${name}` },
    path: [...path, field],
  });
  return [
    ...[...own].map(([route, host]) => claim(host, route, 'ingress')),
    ...[...leads].map((host) => claim(host, host, 'redirects')),
  ];
}

function formatRoutes({ host, paths }: Route): readonly string[] {
  return paths.map((path) => (path === '/' ? host : host + path));
}

function checkIngressSupport(
  { tenant, application, path }: ServedApplication,
  { resolvedClusters }: CheckContext,
): readonly Problem[] {
  const here = resolvedClusters.filter(
    (draft) => !draft.hasInvalidComponents && workloadClusters(tenant, application).includes(draft.name),
  );
  return here.flatMap(({ name, options, clusterInfo }) => {
    const [first] = applicationRoutes(resolveForEnvironment(application, options.environment));
    return [
      ...(first && !('ingress' in clusterInfo.capabilities)
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

function checkDomain({ host, tenant, path }: ClaimedRoute, { platform }: CheckContext): readonly Problem[] {
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
function checkDuplicateRoutes(claims: readonly ClaimedRoute[]): readonly Problem[] {
  const taken = (second: ClaimedRoute, first: ClaimedRoute, what: string) =>
    error(second.path, second.route, `the ${what} is claimed by ${first.owner} already`, `write another ${what}`);
  const routes = [...findDuplicates(claims, ({ route }) => route)].flatMap(([, [first, ...others]]) =>
    first ? others.map((second) => taken(second, first, second.route === second.host ? 'host' : 'path')) : [],
  );
  const hosts = [...findDuplicates(claims, ({ host }) => host)].flatMap(([, [first, ...others]]) =>
    first
      ? others
          .filter(({ tenant, route }) => tenant !== first.tenant && route !== first.route)
          .map((second) => taken(second, first, 'host'))
      : [],
  );
  return [...routes, ...hosts];
}

/** A component's hosts are no tenant's, on whichever cluster, and no other component's on the same cluster. */
function checkComponentHosts(claims: readonly ClaimedRoute[], { resolvedClusters }: CheckContext): readonly Problem[] {
  const served = resolvedClusters.flatMap(({ name: cluster, components, clusterInfo }) =>
    components.flatMap(({ name, kind, options, path }) =>
      kind.hosts(options as never, clusterInfo).map((host) => ({ host, cluster, name, path })),
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
      const by = served.find((other) => hostPatternMatches(other.host, host));
      return by ? [taken(path, host, by)] : [];
    }),
    ...served.flatMap((one, index) => {
      const by = served.find(
        (other, before) =>
          other.cluster === one.cluster &&
          other.name !== one.name &&
          hostPatternMatches(other.host, one.host) &&
          (before < index || other.host !== one.host),
      );
      return by ? [taken(one.path, one.host, by)] : [];
    }),
  ];
}

/** Whether a name, or all under it where it begins with `*.`, is or contains a host. */
function hostPatternMatches(name: string, host: string): boolean {
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}
