import type { ApplicationOptions } from '../definition/application';
import { isEgressTarget, isServiceCall, listAllowedCallers } from '../definition/calls';
import { listPorts } from '../definition/ports';
import {
  isJob,
  optionPath,
  parseReference,
  resolveForEnvironment,
  tryGetClusterEnvironment,
  workloadClusters,
} from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { suggest } from '../schema/suggestions';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { listWorkloadEnvironments } from './served-hosts';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/**
 * Checks `calls` and `allows` between applications. A called application must exist, must run on every cluster of the
 * caller, and must list callers of other tenants in its `allows`.
 */
export function checkAccess(context: CheckContext): readonly Problem[] {
  const { platform } = context;
  return listDeclaredWorkloads(platform).flatMap((declaredWorkload) => {
    const { path, workload } = declaredWorkload;
    const problems = listWorkloadEnvironments(declaredWorkload, platform).flatMap((environment) => {
      const options = resolveForEnvironment(workload, environment);
      const place = (key: string, index: number) => [...optionPath(workload, path, environment, key), index];
      const allows = isJob(options) ? [] : (options.allows ?? []);
      return [
        ...(options.calls ?? []).flatMap((call, index) => {
          const caller = { ...declaredWorkload, environment };
          if (isEgressTarget(call)) return [];
          const path = place('calls', index);
          return isServiceCall(call)
            ? checkCall(call.to, [...path, 'to'], { ...caller, as: 'service' }, context)
            : checkCall(call, path, { ...caller, as: 'workload' }, context);
        }),
        ...allows.flatMap((caller, index) =>
          typeof caller === 'string'
            ? checkAllowedCaller(caller, place('allows', index), declaredWorkload, context)
            : checkAllowedCaller(caller.from, [...place('allows', index), 'from'], declaredWorkload, context),
        ),
      ];
    });
    return uniqueProblems(problems);
  });
}

/** Workload whose calls in one environment are checked. */
interface CallerInEnvironment extends DeclaredWorkload {
  readonly environment: string;
  /** Whether it calls with a token (`as: service`). */
  readonly as: 'workload' | 'service';
}

function checkCall(
  call: string,
  path: readonly PathSegment[],
  caller: CallerInEnvironment,
  context: CheckContext,
): readonly Problem[] {
  const { tenantName, name } = caller;
  const { platform } = context;
  const referenceProblems = checkApplicationExists(call, caller, path, context);
  if (referenceProblems.length > 0) return referenceProblems;
  const reference = parseReference(call, tenantName);
  const callee = platform.tenants[reference.tenant]?.applications?.[reference.application];
  // An invalid callee has errors of its own, which the schema reports.
  if (!callee) return [];
  if (reference.tenant === tenantName && reference.application === name)
    return [error(path, call, 'is the application itself, which needs no permission', 'remove it')];
  if (isJob(callee))
    return [
      error(
        path,
        call,
        'is a job, and jobs accept no connections',
        'call an application, or declare the call on the job',
      ),
    ];
  const portProblems =
    caller.as === 'service'
      ? checkServicePort(call, path, reference.port, callee)
      : checkCalledPort(call, path, reference.port, callee);
  if (portProblems.length > 0) return portProblems;
  const calleeClusters = workloadClusters(platform.tenants[reference.tenant] as Tenant, callee);
  return [
    ...checkCalleeClusters(call, path, caller, calleeClusters, context),
    ...(reference.tenant === tenantName ? [] : checkPermission(call, path, caller, callee)),
  ];
}

/** Checks that an application of another tenant allows the call: with a token, or without one. */
function checkPermission(
  call: string,
  path: readonly PathSegment[],
  { tenantName, name, environment, as }: CallerInEnvironment,
  callee: ApplicationOptions,
): readonly Problem[] {
  const caller = `${tenantName}/${name}`;
  const { tenant, application } = parseReference(call, tenantName);
  const { allows = [] } = resolveForEnvironment(callee, environment);
  if (listAllowedCallers(allows, as).includes(caller)) return [];
  const option = formatPath(
    optionPath(callee, ['tenants', tenant, 'applications', application], environment, 'allows'),
  );
  const entry = as === 'service' ? `{ from: '${caller}', as: 'service' }` : `'${caller}'`;
  if (listAllowedCallers(allows, as === 'service' ? 'workload' : 'service').includes(caller))
    return [
      as === 'service'
        ? error(path, call, 'allows calls from this application without a token', `replace it by ${entry} in ${option}`)
        : error(
            path,
            call,
            'allows calls from this application with a token only',
            `write { to: '${call}', as: 'service' }`,
          ),
    ];
  return [error(path, call, 'does not allow calls from this application', `add ${entry} to ${option}`)];
}

/** Checks that an application can have a gate, which forwards HTTP requests to its main port. */
function checkServicePort(
  call: string,
  path: readonly PathSegment[],
  port: string | undefined,
  callee: ApplicationOptions,
): readonly Problem[] {
  if (port !== undefined)
    return [error(path, call, 'must not name a port: the gate forwards to the main port', 'remove the port')];
  if (callee.port !== 'none' && callee.protocol === 'http') return [];
  const protocol = callee.port === 'none' ? 'has no port' : `has the protocol ${callee.protocol}`;
  const fix = callee.port === 'none' ? 'remove it, or set `port` there' : 'write the name instead, without a token';
  return [error(path, call, `${protocol}, and only HTTP requests can have a token`, fix)];
}

/** Checks that an application accepts connections, and has the port that the call names. */
function checkCalledPort(
  call: string,
  path: readonly PathSegment[],
  port: string | undefined,
  callee: ApplicationOptions,
): readonly Problem[] {
  const names = listPorts(callee).map(({ name }) => name);
  if (names.length === 0)
    return [error(path, call, 'accepts no connections: its `port` is none', 'remove it, or set `port` there')];
  if (port === undefined || names.includes(port)) return [];
  return [error(path, call, `the application has no port '${port}'`, suggest(port, names))];
}

function checkCalleeClusters(
  call: string,
  path: readonly PathSegment[],
  { tenant, workload, name, environment }: CallerInEnvironment,
  calleeClusters: readonly string[],
  { platform }: CheckContext,
): readonly Problem[] {
  const isKnown = (cluster: string) => tryGetClusterEnvironment(cluster, platform) !== undefined;
  // An unknown or invalid cluster has an error of its own, and may be the one that is missing.
  if (!calleeClusters.every(isKnown)) return [];
  return workloadClusters(tenant, workload)
    .filter(
      (cluster) =>
        isKnown(cluster) &&
        tryGetClusterEnvironment(cluster, platform) === environment &&
        !calleeClusters.includes(cluster),
    )
    .map((cluster) => {
      const clustersInEnvironment = calleeClusters.filter(
        (calleeCluster) => tryGetClusterEnvironment(calleeCluster, platform) === environment,
      );
      return error(
        path,
        call,
        clustersInEnvironment.length > 0
          ? `runs on ${clustersInEnvironment.join(', ')}, but not on cluster '${cluster}', where ${name} calls it`
          : `runs on no cluster of environment '${environment}', where ${name} calls it on cluster '${cluster}'`,
        `deploy it to '${cluster}', or set \`clusters\` of ${name} to clusters where it runs`,
      );
    });
}

function checkAllowedCaller(
  caller: string,
  path: readonly PathSegment[],
  workload: DeclaredWorkload,
  context: CheckContext,
): readonly Problem[] {
  const { tenantName } = workload;
  const reference = parseReference(caller, tenantName);
  if (reference.port !== undefined)
    return [error(path, caller, 'must not name a port', 'remove the port: the caller names it in its `calls`')];
  if (reference.tenant !== tenantName) return checkApplicationExists(caller, workload, path, context);
  return [
    error(
      path,
      caller,
      'is an application of the same tenant, which needs no permission',
      'remove it, and declare `calls` on the calling application',
    ),
  ];
}

/**
 * Checks that a reference names an application or job. The fix names those that it may name: of another tenant where the
 * tenant is unknown, and not the application that has the reference.
 */
function checkApplicationExists(
  reference: string,
  { tenantName, name: ownName }: Pick<DeclaredWorkload, 'tenantName' | 'name'>,
  path: readonly PathSegment[],
  { platform, definedNames }: CheckContext,
): readonly Problem[] {
  const listApplications = (tenant: string) => definedNames(['tenants', tenant, 'applications']);
  const { tenant, application } = parseReference(reference, tenantName);
  if (listApplications(tenant).includes(application)) return [];
  const tenants = Object.keys(platform.tenants);
  const otherTenants = tenants.filter((other) => other !== tenantName);
  if (!definedNames(['tenants']).includes(tenant)) {
    const sameNames = otherTenants.filter((other) => listApplications(other).includes(application));
    const fix =
      sameNames.length > 0
        ? suggest(
            reference,
            sameNames.map((other) => `${other}/${application}`),
          )
        : suggest(tenant, otherTenants);
    return [error(path, reference, `names the tenant '${tenant}', which is not defined`, fix)];
  }
  const candidates = tenants.flatMap((candidateTenant) =>
    listApplications(candidateTenant)
      .filter((name) => candidateTenant !== tenantName || name !== ownName)
      .map((name) => (candidateTenant === tenantName ? name : `${candidateTenant}/${name}`)),
  );
  return [error(path, reference, 'is not a defined application', suggest(reference, candidates))];
}
