import type { Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads } from './workloads';

/** Checks workloads by the rules of the providers of capabilities on their clusters. */
export function checkProviderRules(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, ({ workload, path, cluster }) =>
    Object.values(cluster.provided).flatMap((provided) =>
      (provided?.validateWorkload?.(workload, cluster.clusterInfo) ?? []).map((problem) => ({
        ...problem,
        path: [...path, ...problem.path],
      })),
    ),
  );
}
