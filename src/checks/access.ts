import { suggest } from '../schema/suggestions';
import { workloadClusters, clusterEnvironment, isJob, parseReference } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Tenant } from '../definition/tenant';
import type { CheckContext } from './context';
import { checkEgress, groupServedHosts } from './egress';
import { listWorkloads, type WorkloadEntry } from './workload-entry';

/** Calls that reach nobody, that the callee does not allow, or that would reach from one environment into another. */
export function checkAccess(known: CheckContext): readonly Problem[] {
  const serving = groupServedHosts(known.platform);
  return listWorkloads(known.platform).flatMap((caller) => {
    const { workload } = caller;
    return [
      ...(workload.calls ?? []).flatMap((call, index) => {
        const path = [...caller.path, 'calls', index];
        return typeof call === 'string'
          ? checkCall(call, path, caller, known)
          : checkEgress(call, path, caller, known, serving);
      }),
      ...(isJob(workload) ? [] : (workload.allows ?? [])).flatMap((allowed, index) =>
        checkAllowedCaller(allowed, [...caller.path, 'allows', index], caller, known),
      ),
    ];
  });
}

function checkApplicationExists(
  reference: string,
  tenantName: string,
  path: readonly PathSegment[],
  { platform, definedNames }: CheckContext,
): readonly Problem[] {
  const to = parseReference(reference, tenantName);
  if (definedNames(['tenants', to.tenant, 'applications']).includes(to.application)) return [];
  const names = Object.keys(platform.tenants).flatMap((tenant) =>
    definedNames(['tenants', tenant, 'applications']).map((application) =>
      tenant === tenantName ? application : `${tenant}/${application}`,
    ),
  );
  return [error(path, reference, 'no such application', suggest(reference, names))];
}

function checkCall(
  call: string,
  path: readonly PathSegment[],
  { tenant, tenantName, name, workload }: WorkloadEntry,
  known: CheckContext,
): readonly Problem[] {
  const strangers = checkApplicationExists(call, tenantName, path, known);
  if (strangers.length > 0) return strangers;
  const to = parseReference(call, tenantName);
  const { platform } = known;
  const callee = platform.tenants[to.tenant]?.applications?.[to.application];
  // It has mistakes of its own, which are told where they stand.
  if (!callee) return [];
  if (to.tenant === tenantName && to.application === name)
    return [error(path, call, 'an application need not say that it calls itself', 'remove it')];
  if (isJob(callee))
    return [error(path, call, 'is a job, which serves nobody', 'call an application, or let the job call this one')];
  const there = workloadClusters(platform.tenants[to.tenant] as Tenant, callee);
  const problems = workloadClusters(tenant, workload)
    .filter((cluster) => !there.includes(cluster))
    .map((cluster) => {
      const environment = clusterEnvironment(cluster, platform);
      const inSame = there.filter((other) => clusterEnvironment(other, platform) === environment);
      return inSame.length > 0
        ? error(
            path,
            call,
            `runs on ${inSame.join(', ')} but not on cluster '${cluster}', where ${name} calls it`,
            `place it on '${cluster}' too, or place ${name} where it is with \`clusters\``,
          )
        : error(
            path,
            call,
            `runs on no cluster of environment '${environment}', where ${name} calls it on '${cluster}'`,
            `place it on '${cluster}', or place ${name} elsewhere with \`clusters\``,
          );
    });
  const allowed = to.tenant === tenantName || (callee.allows ?? []).includes(`${tenantName}/${name}`);
  if (allowed) return problems;
  return [
    ...problems,
    error(
      path,
      call,
      'does not let this application in',
      `add '${tenantName}/${name}' to tenants.${to.tenant}.applications.${to.application}.allows`,
    ),
  ];
}

function checkAllowedCaller(
  allowed: string,
  path: readonly PathSegment[],
  { tenantName }: WorkloadEntry,
  known: CheckContext,
): readonly Problem[] {
  if (parseReference(allowed, tenantName).tenant === tenantName) {
    return [
      error(
        path,
        allowed,
        'is an application of the same tenant, which needs no leave',
        'let it say `calls`, and remove it here',
      ),
    ];
  }
  return checkApplicationExists(allowed, tenantName, path, known);
}
