import type { Construct } from 'constructs';
import type { ApplicationOptions } from '../../src/definition/application';
import { listPorts, mainPort } from '../../src/definition/ports';
import type { ApplicationPlan } from '../../src/kinds/workload-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { addObject } from '../kubernetes/object';
import { tenantScrapeLimits } from '../monitoring/scrape-limits';
import { workloadMetadata, podSelectorLabels } from './metadata';

/** Port from which metrics are scraped. */
interface MetricsPort {
  readonly name: string;
  readonly port: number;
  /** Whether it serves nothing but metrics, and is not one of the application's ports. */
  readonly isMetricsOnly: boolean;
}

/** Returns the port from which metrics of an application are scraped; undefined if it has none. */
export function resolveMetricsPort(options: ApplicationOptions): MetricsPort | undefined {
  const { metrics } = options;
  if (metrics === undefined) return undefined;
  const number = typeof metrics === 'string' ? undefined : metrics.port;
  const ports = listPorts(options).filter(({ transport }) => transport === 'TCP');
  const port = number === undefined ? mainPort(options) : ports.find((candidate) => candidate.port === number);
  if (port) return { name: port.name, port: port.port, isMetricsOnly: false };
  return number === undefined ? undefined : { name: 'metrics', port: number, isMetricsOnly: true };
}

/** Adds the PodMonitor of an application with metrics, on clusters with the capability `metrics`. */
export function addPodMonitor(scope: Construct, plan: ApplicationPlan, cluster: ClusterInfo): void {
  const { metrics } = plan.options;
  const port = resolveMetricsPort(plan.options);
  if (metrics === undefined || !port || !('metrics' in cluster.capabilities)) return;
  addObject(scope, 'PodMonitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: workloadMetadata(plan),
    spec: {
      selector: { matchLabels: podSelectorLabels(plan) },
      ...tenantScrapeLimits,
      podMetricsEndpoints: [
        {
          port: port.name,
          path: typeof metrics === 'string' ? metrics : metrics.path,
          // An application could redirect Prometheus to metrics of other tenants.
          followRedirects: false,
        },
      ],
    },
  });
}
