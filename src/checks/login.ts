import type { Endpoint } from '../definition/capability';
import type { CapabilityProviders } from '../kinds/provides';
import { isPathPrefix, listLoginRules, loginPagesPath } from '../definition/login';
import { applicationRoutes, isJob, optionPath } from '../definition/references';
import { resolveTenantCluster } from '../planning/realms';
import { error, valueAtPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { describeMissing } from './missing-capability';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks `login` of applications. The cluster needs an issuer, an ingress controller, and HTTPS, without which browsers
 * keep no session.
 */
export function checkLogin(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [...checkCluster(workload), ...checkPaths(workload)]);
}

function checkCluster(deployedWorkload: DeployedWorkload): readonly Problem[] {
  const { workload, path: workloadPath, cluster, tenant } = deployedWorkload;
  if (isJob(workload) || listLoginRules(workload).length === 0) return [];
  const { clusterInfo, name } = cluster;
  const { cluster: tenantCluster, provides: provided } = resolveTenantCluster(tenant, cluster);
  const { environment } = clusterInfo;
  const { capabilities } = tenantCluster;
  const path = optionPath(workload, workloadPath, environment, 'login');
  const problem = (message: string, fix: string) => error(path, undefined, message, fix);
  if (applicationRoutes(workload).length === 0)
    return [
      problem('requires `ingress`: users log in at the ingress controller', 'write `ingress`, or remove `login`'),
    ];
  return [
    // An unknown issuer is an error of the tenant.
    ...(provided.identity?.supports?.includes('login') || tenant.identity !== undefined
      ? []
      : [
          describeMissing(
            problem(`no component of cluster '${name}' provides log-in (capability \`identity\`)`, ''),
            { cluster: name, capability: 'identity', byComponent: true },
            'remove `login`',
          ),
        ]),
    ...checkTokens(deployedWorkload, path, provided),
    ...('certificates' in capabilities
      ? []
      : [
          describeMissing(
            problem(
              `nothing on cluster '${name}' provides 'certificates', and browsers keep the session over HTTPS only`,
              '',
            ),
            { cluster: name, capability: 'certificates' },
          ),
        ]),
    ...(workload.protocol === 'http'
      ? []
      : [problem(`protocol '${workload.protocol}' is not for browsers`, "write protocol 'http', or remove `login`")]),
    ...checkGroupsClaim(deployedWorkload, path, capabilities.identity),
    ...checkIngressPatch(
      workload.patch,
      workloadPath,
      provided.ingress?.forwardAuth !== undefined || !('ingress' in capabilities),
    ),
  ];
}

/** Checks that the issuer issues access tokens to programs, and that a server of the cluster verifies them. */
function checkTokens(
  { workload, cluster }: DeployedWorkload,
  path: readonly PathSegment[],
  provided: CapabilityProviders,
): readonly Problem[] {
  const rule = isJob(workload) ? undefined : listLoginRules(workload).find(({ groups }) => groups === 'token');
  if (!rule) return [];
  const { ingress } = cluster.clusterInfo.capabilities;
  if (ingress && provided.ingress?.forwardAuth === undefined)
    return [
      error(
        rule.path === '/' ? path : [...path, 'paths', rule.path],
        rule.groups,
        `the ingress controller of cluster '${cluster.name}'${ingress.api === undefined ? '' : ` (${ingress.api})`} cannot ask the server that verifies tokens of programs`,
        "use a component of kind 'traefik', or verify tokens in the application",
      ),
    ];
  // A missing issuer is an error of its own.
  if (!provided.identity?.supports?.includes('login') || provided.identity.supports.includes('tokens')) return [];
  return [
    error(
      rule.path === '/' ? path : [...path, 'paths', rule.path],
      rule.groups,
      `the issuer of the tenant on cluster '${cluster.name}' has no server that verifies tokens of programs`,
      'use ory() with Oathkeeper as the issuer of the cluster, or verify tokens in the application',
    ),
  ];
}

/**
 * Checks that a patch of the Ingress keeps its rules and its middleware: the log-in consists of them.
 * @param hasIngress whether the application has an Ingress; otherwise that of the gate, which belongs to the platform, routes
 *   its hosts
 */
function checkIngressPatch(patch: unknown, path: readonly PathSegment[], hasIngress: boolean): readonly Problem[] {
  if (!hasIngress)
    return valueAtPath(patch, ['Ingress']) === undefined
      ? []
      : [
          error(
            [...path, 'patch', 'Ingress'],
            undefined,
            'has no effect: behind this ingress controller, the Ingress of an application with `login` belongs to the platform',
            'remove it, or remove `login`',
          ),
        ];
  const fields = [['spec'], ['metadata', 'annotations', traefikMiddlewares]];
  return fields
    .filter((field) => valueAtPath(patch, ['Ingress', ...field]) !== undefined)
    .map((field) =>
      error(
        [...path, 'patch', 'Ingress', ...field],
        undefined,
        'would replace what `login` sets',
        'remove it, or remove `login`',
      ),
    );
}

const traefikMiddlewares = 'traefik.ingress.kubernetes.io/router.middlewares';

function checkGroupsClaim(
  { workload, cluster }: DeployedWorkload,
  path: readonly PathSegment[],
  identity: Endpoint | undefined,
): readonly Problem[] {
  if (isJob(workload) || identity === undefined || identity.groupsClaim !== undefined) return [];
  const rule = listLoginRules(workload).find(({ groups }) => Array.isArray(groups));
  if (!rule || !Array.isArray(rule.groups)) return [];
  return [
    error(
      rule.path === '/' ? [...path, 'groups'] : [...path, 'paths', rule.path, 'groups'],
      rule.groups,
      `the issuer of cluster '${cluster.name}' puts no groups into its tokens`,
      'write `login: true`, or use an issuer with a claim for groups',
    ),
  ];
}

/** Checks the paths of an application with log-in: each is one of its routes, and none hides the pages of the log-in. */
function checkPaths({ workload, path: workloadPath, cluster }: DeployedWorkload): readonly Problem[] {
  if (isJob(workload)) return [];
  const rules = listLoginRules(workload);
  if (rules.length === 0) return [];
  const { environment } = cluster.clusterInfo;
  const path = optionPath(workload, workloadPath, environment, 'login');
  const routePaths = applicationRoutes(workload).flatMap(({ paths }) => paths);
  const reserved = (option: readonly (string | number)[], value: string) =>
    error(
      option,
      value,
      `${loginPagesPath} of each host with log-in has the pages of the log-in`,
      'write another path',
    );
  return [
    ...routePaths
      .filter((routePath) => isPathPrefix(loginPagesPath, routePath))
      .map((routePath) => reserved(optionPath(workload, workloadPath, environment, 'ingress'), routePath)),
    ...rules
      .filter((rule) => rule.path !== '/')
      .flatMap((rule) => {
        const rulePath = [...path, 'paths', rule.path];
        if (isPathPrefix(loginPagesPath, rule.path)) return [reserved(rulePath, rule.path)];
        // Without `ingress`, another error applies.
        if (routePaths.length === 0 || routePaths.some((routePath) => isPathPrefix(routePath, rule.path))) return [];
        return [
          error(
            rulePath,
            rule.path,
            'is not below a path that `ingress` routes to the application',
            `write a path below ${routePaths.join(' or ')}`,
          ),
        ];
      }),
  ];
}
