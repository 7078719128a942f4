import type { Application } from '../application';
import { suggest } from '../parse';
import { clustersOf, hostsOf, inEnvironment, referTo } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import type { Tenant } from '../tenant';
import type { Known } from './known';

/** Calls that reach nobody, that the callee does not allow, or that would reach from one environment into another. */
export function accessProblems(known: Known): readonly Problem[] {
  return Object.entries(known.platform.tenants).flatMap(([tenantName, tenant]) =>
    Object.entries(tenant.applications ?? {}).flatMap(([name, application]) => {
      const caller: Caller = {
        tenant,
        tenantName,
        name,
        application,
        path: ['tenants', tenantName, 'applications', name],
      };
      return [
        ...(application.calls ?? []).flatMap((call, index) =>
          typeof call === 'string'
            ? callProblems(call, index, caller, known)
            : outsideProblems(call, index, caller, known),
        ),
        ...(application.allows ?? []).flatMap((allowed, index) => allowProblems(allowed, index, caller, known)),
      ];
    }),
  );
}

interface Caller {
  readonly tenant: Tenant;
  readonly tenantName: string;
  readonly name: string;
  readonly application: Application;
  readonly path: readonly PathSegment[];
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

function callProblems(call: string, index: number, caller: Caller, known: Known): readonly Problem[] {
  const { tenant, tenantName, name, application } = caller;
  const path = [...caller.path, 'calls', index];
  const strangers = unknown(call, tenantName, path, known);
  if (strangers.length > 0) return strangers;
  const to = referTo(call, tenantName);
  const { platform } = known;
  const callee = platform.tenants[to.tenant]?.applications?.[to.application];
  // It has mistakes of its own, which are told where they stand.
  if (!callee) return [];
  if (to.tenant === tenantName && to.application === name)
    return [error(path, call, 'an application need not say that it calls itself', 'remove it')];
  const there = clustersOf(platform.tenants[to.tenant] as Tenant, callee);
  const problems = clustersOf(tenant, application)
    .filter((cluster) => !there.includes(cluster))
    .map((cluster) => {
      const environment = platform.clusters[cluster]?.environment ?? '';
      const inSame = there.filter((other) => platform.clusters[other]?.environment === environment);
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

function allowProblems(allowed: string, index: number, { tenantName, path }: Caller, known: Known): readonly Problem[] {
  const at = [...path, 'allows', index];
  if (referTo(allowed, tenantName).tenant === tenantName) {
    return [
      error(
        at,
        allowed,
        'is an application of the same tenant, which needs no leave',
        'let it say `calls`, and remove it here',
      ),
    ];
  }
  return unknown(allowed, tenantName, at, known);
}

/** The way out and in again by a public name would go around what keeps environments apart. */
function outsideProblems(
  call: object,
  index: number,
  { tenant, application, name, path }: Caller,
  { platform }: Known,
): readonly Problem[] {
  if (!('host' in call)) return [];
  const host = String(call.host);
  const here = clustersOf(tenant, application).map((cluster) => platform.clusters[cluster]?.environment ?? '');
  return Object.entries(platform.tenants).flatMap(([otherTenant, other]) =>
    Object.entries(other.applications ?? {}).flatMap(([otherName, options]) => {
      const serving = clustersOf(other, options)
        .map((cluster) => platform.clusters[cluster]?.environment ?? '')
        .filter((environment) => hostsOf(inEnvironment(options, environment)).includes(host));
      const reached = serving.filter(
        (environment) => here.some((from) => from !== environment) && !here.includes(environment),
      );
      if (reached.length === 0) return [];
      return [
        error(
          [...path, 'calls', index, 'host'],
          host,
          `is ${otherTenant}/${otherName} in environment '${reached[0] ?? ''}', and ${name} runs in '${here.join("', '")}'`,
          'call an application of the same environment',
        ),
      ];
    }),
  );
}
