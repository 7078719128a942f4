import { isPathPrefix, listLoginRules, loginPagesPath, type LoginRule } from '../../../../src/definition/login';
import type { ApplicationPlan } from '../../../../src/kinds/workload-plan';
import { gateName, type LoginGate } from './gates';

/**
 * Server of a gate that forwards requests to an application:
 * - `log-in` logs users in, and forwards their requests
 * - `groups` gets the requests of users from the server that logs them in, and forwards those of members of its groups
 * - `anyone` forwards requests without log-in, and without headers of a user
 */
export interface ProxyServer {
  /** Name of its Deployment and its Service. */
  readonly name: string;
  readonly role: 'log-in' | 'groups' | 'anyone';
  readonly application: ApplicationPlan;
  /**
   * Groups, one of which the user must be in.
   * @default all users
   */
  readonly groups?: readonly string[] | undefined;
  readonly upstreams: readonly ProxyUpstream[];
}

/** Target of the requests to a path prefix: the application, another server of the gate, or none (404). */
export interface ProxyUpstream {
  readonly path: string;
  readonly to: 'application' | 'none' | { readonly server: string };
}

/** Path prefix of a host, with the server that its requests are routed to. */
export interface ProxyRoute {
  readonly path: string;
  readonly server: string;
}

/**
 * Lists the servers of a gate. OAuth2 Proxy has one set of groups for all paths, and ends the session of a user who is in
 * none of them: where rules differ, one server logs users in, and others that cannot end the session verify groups.
 */
export function listProxyServers(gate: LoginGate): readonly ProxyServer[] {
  const rules = gate.applications.flatMap(({ options }) => listUserRules(options));
  const [common, ...others] = distinctGroups(rules);
  const isUniform = others.length === 0;
  return gate.applications.flatMap((application) => {
    const { name, options } = application;
    const userRules = listUserRules(options);
    const openRules = listLoginRules(options).filter(({ groups }) => groups === 'anyone');
    const serverName = (...rule: readonly unknown[]) => gateName(gate.tenant, name, ...rule);
    const login: ProxyServer = {
      name: serverName(),
      role: 'log-in',
      application,
      groups: isUniform ? common : undefined,
      upstreams: userRules.map(({ path, groups }) => ({
        path,
        to: isUniform || groups === undefined ? 'application' : { server: serverName(groups) },
      })),
    };
    const verifying = (isUniform ? [] : distinctGroups(userRules)).flatMap((groups): readonly ProxyServer[] => {
      if (groups === undefined) return [];
      const paths = userRules.filter((rule) => isEqual(rule.groups, groups)).map(({ path }) => path);
      const upstreams = paths.map((path) => ({ path, to: 'application' as const }));
      return [{ name: serverName(groups), role: 'groups', application, groups, upstreams }];
    });
    const open: ProxyServer = {
      name: serverName('anyone'),
      role: 'anyone',
      application,
      upstreams: [
        ...openRules.map(({ path }) => ({ path, to: 'application' as const })),
        // An ingress controller may compare paths in another spelling than the server.
        ...userRules
          .filter((rule) => openRules.some(({ path }) => isPathPrefix(path, rule.path)))
          .map(({ path }) => ({ path, to: 'none' as const })),
      ],
    };
    return [login, ...verifying, ...(openRules.length > 0 ? [open] : [])];
  });
}

/** Lists the path prefixes of a host of a gate, with that of the pages of the log-in. */
export function listProxyRoutes(host: string, gate: LoginGate): readonly ProxyRoute[] {
  const applications = gate.applications.filter(({ routes }) => routes.some((route) => route.host === host));
  const routes = applications.flatMap(({ name, routes: ownRoutes, options }): readonly ProxyRoute[] => {
    const paths = ownRoutes.filter((route) => route.host === host).flatMap((route) => route.paths);
    const isRouted = (path: string) => paths.some((prefix) => isPathPrefix(prefix, path));
    const login = gateName(gate.tenant, name);
    const rules = listLoginRules(options).filter(({ path }) => isRouted(path) && !paths.includes(path));
    const isOpen = (path: string) =>
      listLoginRules(options).some((rule) => rule.path === path && rule.groups === 'anyone');
    const open = gateName(gate.tenant, name, 'anyone');
    return [...paths, ...rules.map(({ path }) => path)].map((path) => ({ path, server: isOpen(path) ? open : login }));
  });
  const [first] = applications;
  const pages = first ? [{ path: loginPagesPath, server: gateName(gate.tenant, first.name) }] : [];
  return [...routes, ...pages];
}

/** Rule for users. */
interface UserRule {
  readonly path: string;
  /** @default all users */
  readonly groups?: readonly string[] | undefined;
}

/** Lists the rules of an application for users. Those for programs are an error of the plan. */
function listUserRules(options: Parameters<typeof listLoginRules>[0]): readonly UserRule[] {
  return listLoginRules(options).flatMap(({ path, groups }: LoginRule) =>
    groups === 'anyone' || groups === 'token' ? [] : [{ path, groups }],
  );
}

/** Lists the different groups of rules. */
function distinctGroups(rules: readonly UserRule[]): readonly (readonly string[] | undefined)[] {
  return rules
    .map(({ groups }) => groups)
    .filter((groups, index, all) => all.findIndex((other) => isEqual(other, groups)) === index);
}

function isEqual(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
