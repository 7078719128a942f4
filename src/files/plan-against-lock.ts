import type { AllowedRemovals } from '../changes/removals';
import { uniqueProblems } from '../checks/duplicates';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { Language } from '../create-language';
import type { Plan } from '../plan';
import { DefinitionError } from '../schema/problem';
import type { Lock } from './lock';

/**
 * Plans a definition against everything that the clusters may have: the definition of the last complete apply, and those
 * of later applies that were not completed. An error or a change compared with any of them is one of the plan.
 * @param lock undefined before the first apply
 * @throws DefinitionError with all errors
 */
export function planAgainstLock(
  platform: unknown,
  language: Language,
  lock: Lock | undefined,
  allowedRemovals: AllowedRemovals,
): Plan {
  const options = { deployedCharts: lock?.charts, deployedVersions: lock?.versions, allowedRemovals };
  const plans: Plan[] = [];
  const errors: DefinitionError[] = [];
  for (const previous of [lock?.platform, ...(lock?.incomplete ?? []).map((entry) => entry.platform)]) {
    try {
      plans.push(language.plan(platform, previous, options));
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      errors.push(error);
    }
  }
  const [firstError] = errors;
  if (firstError)
    throw new DefinitionError(uniqueProblems(errors.flatMap(({ problems }) => problems)), { cause: firstError.cause });
  const [first] = plans;
  if (!first) throw new Error('there is always a plan against the last complete apply');
  if (plans.length === 1) return first;
  return {
    ...first,
    clusters: first.clusters.map((cluster) => mergeClusterPlans(cluster, plans)),
    changes: uniqueByJson(plans.flatMap(({ changes }) => changes)),
    warnings: uniqueProblems(plans.flatMap(({ warnings }) => warnings)),
  };
}

/** Merges what the plans of a cluster contain of the past: removed tenants of all, and the oldest change of the delivery. */
function mergeClusterPlans(cluster: ClusterPlan, plans: readonly Plan[]): ClusterPlan {
  const versions = plans.flatMap(({ clusters }) => clusters.filter(({ name }) => name === cluster.name));
  // It is repeated until the apply is complete: the output of a migration changes nothing where it was applied.
  const deliveryMigration = versions.find((version) => version.deliveryMigration)?.deliveryMigration;
  return {
    ...cluster,
    removedTenants: [...new Set(versions.flatMap(({ removedTenants }) => removedTenants))],
    ...(deliveryMigration ? { deliveryMigration } : {}),
  };
}

function uniqueByJson<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
