import { coreDns, flannel, grafana, localPath, nodeExporter, prometheus } from '../../../constructs/components';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { valueAtPath } from '../../../src/schema/problem';
import type { PlatformFile } from './platform-file';

const hosts = {
  ssh: { user: 'ops' },
  controlPlanes: { cp1: '10.0.0.11' },
  workers: { w1: '10.0.0.21' },
};
const base = [flannel(), coreDns(), localPath()];

/** Returns the values of the chart of a release. */
function values({ releases }: ClusterPlan, name: string): unknown {
  const release = releases.find((candidate) => candidate.name === name);
  return release && 'values' in release ? release.values : undefined;
}

const prometheusSpec = (plan: ClusterPlan) => valueAtPath(values(plan, 'prometheus'), ['prometheus', 'prometheusSpec']);
const storage = (size: string) => ({ volumeClaimTemplate: { spec: { resources: { requests: { storage: size } } } } });

/** Values of the chart kube-prometheus-stack of several teams. */
export const chartValueFiles: readonly PlatformFile[] = [
  {
    source: 'aminrj/homelab-terraform-gitops-infra modules/kube-prometheus-stack/values.yaml.tpl',
    cluster: {
      ...hosts,
      components: [
        ...base,
        prometheus({
          retentionDays: 2,
          storageGiB: 10,
          values: { prometheus: { prometheusSpec: { walCompression: true } } },
        }),
        grafana({ storageGiB: 10 }),
      ],
    },
    read: prometheusSpec,
    facts: {
      retention: '2d',
      walCompression: true,
      storageSpec: storage('10Gi'),
      podMonitorSelectorNilUsesHelmValues: false,
    },
    differences: ['one-chart', 'node-port'],
  },
  {
    source: 'asselapathirana/k3s_setup monitoring-values.yaml.tpl',
    cluster: {
      ...hosts,
      components: [
        ...base,
        prometheus({
          retentionDays: 15,
          memory: '512Mi',
          memoryLimit: '2Gi',
          values: {
            prometheus: { prometheusSpec: { resources: { requests: { cpu: '200m' }, limits: { cpu: '1' } } } },
            alertmanager: {
              alertmanagerSpec: {
                resources: { requests: { memory: '256Mi', cpu: '100m' }, limits: { memory: '512Mi', cpu: '300m' } },
              },
            },
          },
        }),
      ],
    },
    read: (plan) => ({
      prometheus: prometheusSpec(plan),
      alertmanager: valueAtPath(values(plan, 'prometheus'), ['alertmanager', 'alertmanagerSpec', 'resources']),
    }),
    facts: {
      prometheus: {
        retention: '15d',
        resources: { requests: { memory: '512Mi', cpu: '200m' }, limits: { memory: '2Gi', cpu: '1' } },
      },
      alertmanager: { requests: { memory: '256Mi', cpu: '100m' }, limits: { memory: '512Mi', cpu: '300m' } },
    },
    differences: ['admin-password'],
  },
  {
    source: 'dasmeta/terraform-onpremise-grafana modules/prometheus/values/prometheus-values.yaml.tpl',
    cluster: {
      ...hosts,
      components: [
        ...base,
        nodeExporter({
          values: {
            resources: { requests: { memory: '200Mi', cpu: '100m' }, limits: { memory: '500Mi', cpu: '200m' } },
          },
        }),
        prometheus({
          replicas: 2,
          values: {
            prometheus: {
              prometheusSpec: {
                additionalScrapeConfigs: [{ job_name: 'annotation-scrape', kubernetes_sd_configs: [{ role: 'pod' }] }],
              },
            },
          },
        }),
      ],
    },
    read: (plan) => ({
      prometheus: prometheusSpec(plan),
      nodeExporter: valueAtPath(values(plan, 'node-exporter'), ['resources']),
    }),
    facts: {
      prometheus: {
        replicas: 2,
        additionalScrapeConfigs: [{ job_name: 'annotation-scrape', kubernetes_sd_configs: [{ role: 'pod' }] }],
        serviceMonitorSelectorNilUsesHelmValues: false,
      },
      nodeExporter: { requests: { memory: '200Mi', cpu: '100m' }, limits: { memory: '500Mi', cpu: '200m' } },
    },
    differences: ['one-chart'],
  },
  {
    source:
      'QueriumCorp/WAS-Kubernetes EnvironmentSetup/AWS/terraform/modules/kubernetes_prometheus/yml/prometheus-values.yaml.tpl',
    cluster: {
      ...hosts,
      components: [
        ...base,
        prometheus({
          values: {
            prometheus: {
              prometheusSpec: {
                tolerations: [{ key: 'querium.com/service-only', operator: 'Exists', effect: 'NoSchedule' }],
              },
            },
          },
        }),
      ],
    },
    read: prometheusSpec,
    facts: { tolerations: [{ key: 'querium.com/service-only', operator: 'Exists', effect: 'NoSchedule' }] },
  },
];
