import type { Additions } from './additions';
import type { TenantPlan } from './tenant-plan';

/** Lists what the providers of capabilities add for a tenant on a cluster: for its workloads, and for itself. */
export function listTenantAdditions({
  applications,
  jobs,
  additions,
}: Pick<TenantPlan, 'applications' | 'jobs' | 'additions'>): readonly Additions[] {
  return [...[...applications, ...jobs].flatMap((workload) => workload.additions), ...Object.values(additions)];
}
