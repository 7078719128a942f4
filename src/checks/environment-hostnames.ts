import { applicationRoutes, isJob, resolveForEnvironment, workloadHosts } from '../definition/references';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listServedHosts, listWorkloadEnvironments, matchesHostname } from './served-hosts';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/** Host name or cookie domain of a component. */
interface ComponentName {
  /** Host name, wildcard such as `*.acme.example`, or domain. */
  readonly name: string;
  readonly component: string;
  readonly cluster: string;
  readonly environment: string;
  /** Domain below which hosts of the environment cannot conflict with those of other environments. */
  readonly environmentDomain: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks that environments share neither hosts nor cookies: a session of one environment would be sent to the other.
 * Hosts of components must differ between environments, and no cookie domain may cover a host of another environment.
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-5.1.3
 */
export function checkEnvironmentHostnames(context: CheckContext): readonly Problem[] {
  return [
    ...checkSharedComponentHosts(listComponentNames(context, 'hosts')),
    ...checkCookieDomains(listComponentNames(context, 'cookieDomains'), context),
    ...listDeclaredWorkloads(context.platform).flatMap((workload) => checkSharedWorkloadHosts(workload, context)),
  ];
}

function listComponentNames(
  { resolvedClusters }: CheckContext,
  property: 'hosts' | 'cookieDomains',
): readonly ComponentName[] {
  return resolvedClusters.flatMap(({ name: cluster, components, clusterInfo }) =>
    components.flatMap(({ name: component, bound, path }) =>
      bound[property](clusterInfo).map((name) => ({
        ...{ name, component, cluster, path },
        environment: clusterInfo.environment,
        environmentDomain: clusterInfo.environmentDomain,
      })),
    ),
  );
}

function checkSharedComponentHosts(hosts: readonly ComponentName[]): readonly Problem[] {
  return hosts.flatMap(({ name, environment, environmentDomain, path }, index) => {
    const first = hosts
      .slice(0, index)
      .find(
        (other) =>
          other.environment !== environment && (matchesHostname(other.name, name) || matchesHostname(name, other.name)),
      );
    if (!first) return [];
    return [
      error(
        path,
        name,
        `the host is already used in environment '${first.environment}', by component '${first.component}' of cluster '${first.cluster}'`,
        `write a host of environment '${environment}', such as one in ${environmentDomain}`,
      ),
    ];
  });
}

function checkCookieDomains(cookieDomains: readonly ComponentName[], context: CheckContext): readonly Problem[] {
  const targets = [
    ...listServedHosts(context).map(({ host, owner, environment }) => ({ name: host, owner, environment })),
    ...cookieDomains.map(({ name, component, cluster, environment }) => ({
      ...{ name, environment },
      owner: `component '${component}' of cluster '${cluster}'`,
    })),
  ];
  return cookieDomains.flatMap(({ name, environment, environmentDomain, path }) => {
    const covered = targets.find((target) => target.environment !== environment && isInDomain(target.name, name));
    if (!covered) return [];
    return [
      error(
        path,
        name,
        `its cookie domain covers ${covered.name}, ${covered.owner} in environment '${covered.environment}', which would receive the sessions of environment '${environment}'`,
        `write a host in a domain of environment '${environment}' only, such as ${environmentDomain}`,
      ),
    ];
  });
}

function isInDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** A host in two environments is legal while DNS moves from one to the other: it is a warning only. */
function checkSharedWorkloadHosts(declaredWorkload: DeclaredWorkload, context: CheckContext): readonly Problem[] {
  const { workload, path } = declaredWorkload;
  if (isJob(workload)) return [];
  const environments = listWorkloadEnvironments(declaredWorkload, context.platform);
  const hosts = environments.map((environment) => workloadHosts(resolveForEnvironment(workload, environment)));
  const isRouted = (host: string) =>
    environments.some((environment) =>
      applicationRoutes(resolveForEnvironment(workload, environment)).some((route) => route.host === host),
    );
  return [...new Set(hosts.flat())].flatMap((host) => {
    const sharing = environments.filter((_, index) => hosts[index]?.includes(host));
    if (sharing.length < 2) return [];
    return [
      warning(
        [...path, isRouted(host) ? 'ingress' : 'redirects'],
        host,
        `is the same host in environments ${sharing.map((name) => `'${name}'`).join(' and ')}, but a DNS name can point to one of them only`,
        'write a host for each environment in `perEnvironment`',
      ),
    ];
  });
}
