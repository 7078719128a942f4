import { isJob } from '../definition/references';
import { hasReadWriteOnceVolume } from '../planning/workload';
import { error, type Problem } from '../schema/problem';
import { missingCapabilityError } from './missing-capability';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks `replicas` of applications: a volume that is not shared allows one replica, `min` must not exceed `max`, at least
 * one metric affects scaling, and scaling by a metric requires custom metrics on the cluster.
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis
 */
export function checkScaling(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, checkApplication);
}

function checkApplication({ workload, path: workloadPath, cluster }: DeployedWorkload): readonly Problem[] {
  if (isJob(workload) || workload.replicas === undefined) return [];
  const { replicas } = workload;
  const path = [...workloadPath, 'replicas'];
  const maxReplicas = typeof replicas === 'number' ? replicas : replicas.max;
  const volumeProblems =
    maxReplicas > 1 && hasReadWriteOnceVolume(workload)
      ? [
          error(
            path,
            maxReplicas,
            'only one pod can write to its volume',
            'write 1, or set `shared: true` on the volume',
          ),
        ]
      : [];
  if (typeof replicas === 'number') return volumeProblems;
  const { min, max, cpuPercent, memoryPercent, metric } = replicas;
  return [
    ...volumeProblems,
    ...(min > max ? [error([...path, 'min'], min, `exceeds max, which is ${max}`, `write ${max} or less`)] : []),
    ...(cpuPercent === 'none' && memoryPercent === undefined && !metric
      ? [
          error(
            [...path, 'cpuPercent'],
            cpuPercent,
            'nothing affects scaling',
            'write a percentage, or set memoryPercent or metric',
          ),
        ]
      : []),
    ...(metric && !('custom-metrics' in cluster.clusterInfo.capabilities)
      ? [
          missingCapabilityError(
            [...path, 'metric'],
            metric.name,
            { cluster: cluster.name, capability: 'custom-metrics' },
            'scale by cpuPercent or memoryPercent',
          ),
        ]
      : []),
  ];
}
