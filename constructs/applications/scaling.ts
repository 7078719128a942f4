import type { Construct } from 'constructs';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ApplicationPlan } from '../../src/model/cluster-plan';
import { draw } from '../kubernetes-object';
import { metadataOf, podsOf } from './metadata';

/** How many pods an application has; `min` and `max` differ where it scales by itself. */
export function replicasOf({ options: { replicas } }: ApplicationPlan): {
  readonly min: number;
  readonly max: number;
  readonly cpuPercent: number;
} {
  if (typeof replicas === 'number') return { min: replicas, max: replicas, cpuPercent: 80 };
  return replicas ?? { min: 2, max: 4, cpuPercent: 80 };
}

/** Draws what makes more pods under load, and what keeps some while hosts are emptied. */
export function drawScaling(scope: Construct, plan: ApplicationPlan): void {
  const metadata = metadataOf(plan);
  const { min, max, cpuPercent } = replicasOf(plan);
  if (min !== max) {
    draw<HorizontalPodAutoscaler>(scope, 'Autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: plan.name },
        minReplicas: min,
        maxReplicas: max,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: cpuPercent } },
          },
        ],
      },
    });
  }
  // A budget for a single pod would only stop its host from being emptied.
  if (min > 1) {
    draw<PodDisruptionBudget>(scope, 'DisruptionBudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: podsOf(plan) },
      },
    });
  }
}
