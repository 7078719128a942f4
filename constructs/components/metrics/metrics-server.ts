import { z } from 'zod';
import { resolveImage } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const namespace = 'metrics-server';
const imageRepository = 'registry.k8s.io/metrics-server/metrics-server';

/**
 * metrics-server: CPU and memory usage of pods and nodes for the HorizontalPodAutoscaler and `kubectl top`.
 * @see https://github.com/kubernetes-sigs/metrics-server
 * @example
 * const [release] = metricsServer.releases({ verifyKubelets: true }, clusterInfo());
 */
export const metricsServer = componentKind({
  kind: 'metrics-server',
  summary: 'CPU and memory usage of pods and nodes for autoscaling and `kubectl top`, by metrics-server.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(1).describe('number of pods; 2 tolerate the loss of a node'),
    verifyKubelets: z
      .boolean()
      .optional()
      .describe(
        'verify the serving certificates of kubelets, which the CA of the cluster must have signed; @default true on clusters of kind `on-prem`, unless their kubelets sign their certificates themselves, and false on others',
      ),
    values: helmValues.optional(),
  }),
  provides: () => ({ 'resource-metrics': {} }),
  releases: ({ name, replicas, verifyKubelets, values }, cluster) => [
    {
      name,
      namespace,
      podSecurity: 'restricted',
      chart: charts.metricsServer,
      networkRules: {
        kubelets: {
          ingress: [
            { peer: 'api-server', ports: [10250] },
            { peer: { capability: 'metrics' }, ports: [10250] },
          ],
          egress: [{ peer: 'nodes', ports: [10250] }, { peer: 'api-server' }],
        },
      },
      values: mergeHelmValues(
        {
          fullnameOverride: name,
          image: { repository: resolveImage(cluster, imageRepository) },
          replicas,
          args: (verifyKubelets ?? cluster.hasVerifiedKubelets === true) ? [] : ['--kubelet-insecure-tls'],
          podDisruptionBudget: { enabled: replicas > 1, ...(replicas > 1 ? { minAvailable: 1 } : {}) },
          resources: containerResources({ cpuRequest: '100m', memoryRequest: '200Mi', memoryLimit: '512Mi' }),
          metrics: { enabled: 'metrics' in cluster.capabilities },
          serviceMonitor: { enabled: 'metrics' in cluster.capabilities },
        },
        values,
      ),
    },
    ...monitoringReleases({ name, namespace, alerts }, cluster),
  ],
});

const alerts: readonly AlertRule[] = [
  {
    name: 'ResourceMetricsDown',
    expr: `absent(up{namespace="${namespace}"} == 1)`,
    forMinutes: 10,
    severity: 'critical',
    summary: 'metrics-server is down: autoscaling by CPU and memory and kubectl top do not work.',
    runbook: `Run kubectl -n ${namespace} get pods, then kubectl get apiservice v1beta1.metrics.k8s.io -o yaml: its condition shows which connection fails.`,
  },
  {
    name: 'ResourceMetricsMissing',
    expr: `sum(rate(metrics_server_kubelet_request_total{namespace="${namespace}",success="false"}[10m])) / sum(rate(metrics_server_kubelet_request_total{namespace="${namespace}"}[10m])) > 0.05`,
    forMinutes: 30,
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the requests from metrics-server to kubelets fail.',
    runbook: `kubectl -n ${namespace} logs -l app.kubernetes.io/name=metrics-server shows the nodes. If their certificates cannot be verified, enable serverTLSBootstrap, or set verifyKubelets: false.`,
  },
];
