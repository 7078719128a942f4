import type { Construct } from 'constructs';
import type { HorizontalPodAutoscaler, MetricSpec } from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ApplicationPlan, Scale } from '../../src/kinds/workload-plan';
import { addPatchedObject, workloadMetadata, podSelectorLabels } from './metadata';

/** Adds the HorizontalPodAutoscaler and the PodDisruptionBudget of an application. */
export function addScaling(scope: Construct, plan: ApplicationPlan): void {
  const metadata = workloadMetadata(plan);
  const { options, scale } = plan;
  if (scale.min !== scale.max) {
    addPatchedObject<HorizontalPodAutoscaler>(scope, 'Autoscaler', options.patch, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: plan.name },
        minReplicas: scale.min,
        maxReplicas: scale.max,
        metrics: renderScalingMetrics(scale),
      },
    });
  }
  // A budget for a single pod would block the drain of its node.
  if (scale.min > 1) {
    addPatchedObject<PodDisruptionBudget>(scope, 'DisruptionBudget', options.patch, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: podSelectorLabels(plan) },
      },
    });
  }
}

function renderScalingMetrics({ cpuPercent, memoryPercent, metric }: Scale): MetricSpec[] {
  const resourceMetric = (name: string, averageUtilization: number): MetricSpec => ({
    type: 'Resource',
    resource: { name, target: { type: 'Utilization', averageUtilization } },
  });
  return [
    ...(cpuPercent === 'none' ? [] : [resourceMetric('cpu', cpuPercent)]),
    ...(memoryPercent === undefined ? [] : [resourceMetric('memory', memoryPercent)]),
    ...(metric
      ? [
          {
            type: 'Pods',
            pods: { metric: { name: metric.name }, target: { type: 'AverageValue', averageValue: metric.average } },
          },
        ]
      : []),
  ];
}
