import { clustersOf, hostsOf, inEnvironment } from '../placement';
import { error, type PathSegment, type Problem } from '../problem';
import { claimedTwice, unknownDomain, type Known } from './known';

interface Claim {
  readonly host: string;
  readonly by: string;
  readonly path: readonly PathSegment[];
}

/** Host names that two applications claim, that are not the tenant's, or that nothing on the cluster serves. */
export function ingressProblems({ platform, drafts }: Known): readonly Problem[] {
  const claims: Claim[] = [];
  const problems: Problem[] = [];
  for (const [tenantName, tenant] of Object.entries(platform.tenants)) {
    const domains = tenant.domains ?? [platform.domain];
    for (const [name, application] of Object.entries(tenant.applications ?? {})) {
      const path = ['tenants', tenantName, 'applications', name];
      const hosts = new Set<string>();
      for (const draft of drafts.filter((cluster) => clustersOf(tenant, application).includes(cluster.name))) {
        const here = hostsOf(inEnvironment(application, draft.options.environment));
        for (const host of here) hosts.add(host);
        if (here.length > 0 && !draft.partial && !('ingress' in draft.facts.offers)) {
          problems.push(
            error(
              [...path, 'ingress'],
              here[0],
              `nothing on cluster '${draft.name}' provides 'ingress'`,
              'add a component that does, such as traefik(), or place the application elsewhere',
            ),
          );
        }
        if (application.login && !draft.partial) {
          problems.push(
            error(
              [...path, 'login'],
              true,
              `cluster '${draft.name}' has no way to make people log in`,
              'leave `login` out, and the application without an ingress, until it has',
            ),
          );
        }
      }
      for (const host of hosts) {
        claims.push({ host, by: `${tenantName}/${name}`, path: [...path, 'ingress'] });
        if (domains.some((domain) => domain === unknownDomain || host === domain || host.endsWith(`.${domain}`)))
          continue;
        problems.push(
          error(
            [...path, 'ingress'],
            host,
            `lies outside the domains of tenant '${tenantName}'`,
            `write a host in ${domains.join(' or ')}, or add its domain to tenants.${tenantName}.domains`,
          ),
        );
      }
    }
  }
  for (const [host, [first, second]] of claimedTwice(claims, (claim) => claim.host)) {
    if (first && second)
      problems.push(error(second.path, host, `the host is claimed by ${first.by} already`, 'write another host'));
  }
  return problems;
}
