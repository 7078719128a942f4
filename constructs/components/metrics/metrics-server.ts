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
const metricsServerRepository = 'registry.k8s.io/metrics-server/metrics-server';

/**
 * CPU and memory of pods and nodes, for autoscaling and `kubectl top`.
 * @see https://github.com/kubernetes-sigs/metrics-server
 * @example
 * const [release] = metricsServer.releases({ verifyKubelets: true }, clusterInfo());
 */
export const metricsServer = componentKind({
  kind: 'metrics-server',
  summary: 'CPU and memory of pods, for autoscaling and `kubectl top`.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(1).describe('2 outlive a node'),
    verifyKubelets: z
      .boolean()
      .default(false)
      .describe(
        'believe only kubelets whose certificate the cluster signed: needs serverTLSBootstrap, which kubeadm leaves off',
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
          image: { repository: resolveImage(cluster, metricsServerRepository) },
          replicas,
          args: verifyKubelets ? [] : ['--kubelet-insecure-tls'],
          podDisruptionBudget: { enabled: replicas > 1, ...(replicas > 1 ? { minAvailable: 1 } : {}) },
          resources: containerResources('100m', '200Mi', '512Mi'),
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
    summary: 'metrics-server does not answer: nothing scales by CPU and memory, and kubectl top shows nothing.',
    runbook: `kubectl -n ${namespace} get pods, then kubectl get apiservice v1beta1.metrics.k8s.io: its condition says who does not reach whom.`,
  },
  {
    name: 'ResourceMetricsMissing',
    expr: 'sum(rate(metrics_server_kubelet_request_total{success="false"}[10m])) / sum(rate(metrics_server_kubelet_request_total[10m])) > 0.05',
    forMinutes: 30,
    severity: 'warning',
    summary: '{{ $value | humanizePercentage }} of the questions that metrics-server asks kubelets are not answered.',
    runbook: `kubectl -n ${namespace} logs -l app.kubernetes.io/name=metrics-server names the nodes: a certificate that it cannot verify needs serverTLSBootstrap, or verifyKubelets left out.`,
  },
];
