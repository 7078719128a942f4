import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Number of tenants in one Terraform stack above which a plan takes more than half a minute (docs/performance.md). */
const maxTenantsPerStack = 300;

/** Number of tenants per stack that the warning advises. */
const advisedTenantsPerStack = 100;

/** Checks that `tenantStacks` is used with Terraform only, and warns about Terraform stacks with too many tenants. */
export function checkTenantStacks({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ name, options: { delivery, tenantStacks } }): readonly Problem[] => {
    const path = ['clusters', name, 'tenantStacks'];
    if (delivery !== 'terraform') {
      if (tenantStacks === undefined) return [];
      return [error(path, tenantStacks, 'Argo CD delivers the tenants of this cluster', 'remove it')];
    }
    const tenants = Object.values(platform.tenants).filter(({ clusters }) => clusters.includes(name)).length;
    const perStack = Math.ceil(tenants / (tenantStacks ?? 1));
    if (perStack <= maxTenantsPerStack) return [];
    return [
      warning(
        path,
        tenantStacks,
        `Terraform delivers ${tenants} tenants in ${tenantStacks ?? 1} ${tenantStacks === undefined || tenantStacks === 1 ? 'stack' : 'stacks'}, and each change of one tenant plans about ${perStack} of them`,
        `write tenantStacks: ${Math.ceil(tenants / advisedTenantsPerStack)}, or delivery: 'argo-cd'`,
      ),
    ];
  });
}
