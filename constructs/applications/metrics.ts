import type { Construct } from 'constructs';
import { ApiObject } from 'cdk8s';
import type { ApplicationOptions } from '../../src/definition/application';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { workloadMetadata, podSelectorLabels } from './metadata';

/** Port that metrics are read from; undefined where there are none. */
export function resolveMetricsPort({ metrics, port }: ApplicationOptions): number | undefined {
  if (metrics === undefined) return undefined;
  return typeof metrics === 'string' ? port : (metrics.port ?? port);
}

/** Draws the PodMonitor of an application, where the cluster reads metrics. */
export function addPodMonitor(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const { metrics, port, protocol } = plan.options;
  if (metrics === undefined || !('metrics' in cluster.capabilities)) return;
  new ApiObject(scope, 'PodMonitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: workloadMetadata(plan),
    spec: {
      selector: { matchLabels: podSelectorLabels(plan) },
      podMetricsEndpoints: [
        {
          port: resolveMetricsPort(plan.options) === port ? protocol : 'metrics',
          path: typeof metrics === 'string' ? metrics : metrics.path,
        },
      ],
    },
  });
}
