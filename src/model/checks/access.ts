import { suggest } from '../parse';
import { clustersOf, environmentOf, isJob, referTo } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import type { Tenant } from '../tenant';
import type { Known } from './known';
import { outsideProblems, servingByHost } from './outside';
import { workloadsOf, type WorkloadAt } from './workload-at';

/** Calls that reach nobody, that the callee does not allow, or that would reach from one environment into another. */
export function accessProblems(known: Known): readonly Problem[] {
  const serving = servingByHost(known.platform);
  return workloadsOf(known.platform).flatMap((caller) => {
    const { workload } = caller;
    return [
      ...(workload.calls ?? []).flatMap((call, index) => {
        const path = [...caller.path, 'calls', index];
        return typeof call === 'string'
          ? callProblems(call, path, caller, known)
          : outsideProblems(call, path, caller, known, serving);
      }),
      ...(isJob(workload) ? [] : (workload.allows ?? [])).flatMap((allowed, index) =>
        allowProblems(allowed, [...caller.path, 'allows', index], caller, known),
      ),
    ];
  });
}

function unknown(
  reference: string,
  tenantName: string,
  path: readonly PathSegment[],
  { platform, namesAt }: Known,
): readonly Problem[] {
  const to = referTo(reference, tenantName);
  if (namesAt(['tenants', to.tenant, 'applications']).includes(to.application)) return [];
  const names = Object.keys(platform.tenants).flatMap((tenant) =>
    namesAt(['tenants', tenant, 'applications']).map((application) =>
      tenant === tenantName ? application : `${tenant}/${application}`,
    ),
  );
  return [error(path, reference, 'no such application', suggest(reference, names))];
}

function callProblems(
  call: string,
  path: readonly PathSegment[],
  { tenant, tenantName, name, workload }: WorkloadAt,
  known: Known,
): readonly Problem[] {
  const strangers = unknown(call, tenantName, path, known);
  if (strangers.length > 0) return strangers;
  const to = referTo(call, tenantName);
  const { platform } = known;
  const callee = platform.tenants[to.tenant]?.applications?.[to.application];
  // It has mistakes of its own, which are told where they stand.
  if (!callee) return [];
  if (to.tenant === tenantName && to.application === name)
    return [error(path, call, 'an application need not say that it calls itself', 'remove it')];
  if (isJob(callee))
    return [error(path, call, 'is a job, which serves nobody', 'call an application, or let the job call this one')];
  const there = clustersOf(platform.tenants[to.tenant] as Tenant, callee);
  const problems = clustersOf(tenant, workload)
    .filter((cluster) => !there.includes(cluster))
    .map((cluster) => {
      const environment = environmentOf(cluster, platform);
      const inSame = there.filter((other) => environmentOf(other, platform) === environment);
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

function allowProblems(
  allowed: string,
  path: readonly PathSegment[],
  { tenantName }: WorkloadAt,
  known: Known,
): readonly Problem[] {
  if (referTo(allowed, tenantName).tenant === tenantName) {
    return [
      error(
        path,
        allowed,
        'is an application of the same tenant, which needs no leave',
        'let it say `calls`, and remove it here',
      ),
    ];
  }
  return unknown(allowed, tenantName, path, known);
}
