import type { Construct } from 'constructs';
import type { ApplicationOptions } from '../../src/definition/application';
import type { ApplicationPlan } from '../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { addObject } from '../kubernetes/object';
import { workloadMetadata, podSelectorLabels } from './metadata';

/** Returns the port from which metrics of an application are scraped; undefined if it has none. */
export function resolveMetricsPort({ metrics, port }: ApplicationOptions): number | undefined {
  if (metrics === undefined) return undefined;
  return typeof metrics === 'string' ? port : (metrics.port ?? port);
}

/** Adds the PodMonitor of an application with metrics, on clusters with the capability `metrics`. */
export function addPodMonitor(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const { metrics, port, protocol } = plan.options;
  if (metrics === undefined || !('metrics' in cluster.capabilities)) return;
  addObject(scope, 'PodMonitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: workloadMetadata(plan),
    spec: {
      selector: { matchLabels: podSelectorLabels(plan) },
      podMetricsEndpoints: [
        {
          port: resolveMetricsPort(plan.options) === port ? protocol : 'metrics',
          path: typeof metrics === 'string' ? metrics : metrics.path,
          // An application could redirect Prometheus to metrics of other tenants.
          followRedirects: false,
        },
      ],
    },
  });
}
