import { isJob, optionPath, resolveForEnvironment } from '../definition/references';
import type { Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { missingCapabilityWarning } from './missing-capability';
import { isOnUnknownCluster, listDeclaredWorkloads, listWorkloadClusters, type DeclaredWorkload } from './workloads';

/**
 * Warns about `metrics` of an application where nothing on any of its clusters provides the capability: no PodMonitor is
 * written. A platform may have metrics in some environments only, which is no warning.
 */
export function checkMetrics(context: CheckContext): readonly Problem[] {
  return listDeclaredWorkloads(context.platform).flatMap((declared) => checkApplication(declared, context));
}

function checkApplication(declared: DeclaredWorkload, context: CheckContext): readonly Problem[] {
  const clusters = listWorkloadClusters(declared, context).filter(({ options: { environment } }) => {
    const workload = resolveForEnvironment(declared.workload, environment);
    return !isJob(workload) && workload.metrics !== undefined;
  });
  const [first] = clusters;
  // A cluster with errors may be the one that has a provider.
  const mayHaveProvider =
    isOnUnknownCluster(declared, context) ||
    clusters.some(
      ({ clusterInfo, hasInvalidComponents }) => hasInvalidComponents || 'metrics' in clusterInfo.capabilities,
    );
  if (!first || mayHaveProvider) return [];
  return [
    missingCapabilityWarning(
      optionPath(declared.workload, declared.path, first.options.environment, 'metrics'),
      undefined,
      { cluster: first.name, capability: 'metrics' },
      'no PodMonitor is written',
      'remove `metrics`',
    ),
  ];
}
