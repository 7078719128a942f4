import type { ChartVersion } from './release';

/** The Kubernetes minor versions that Plinth supports, oldest first, each with the newest patch that Plinth knows. */
export const kubernetesVersions = { '1.33': '1.33.13', '1.34': '1.34.4', '1.35': '1.35.4', '1.36': '1.36.3' } as const;

/** A Kubernetes minor version that Plinth supports. */
export type KubernetesVersion = keyof typeof kubernetesVersions;

/** The minor version of a cluster that names none. */
export const defaultKubernetes: KubernetesVersion = '1.36';

/** Every chart that Plinth's components use, in the one version that they were written for. */
export const charts = {
  alloy: {
    repository: 'https://grafana.github.io/helm-charts',
    name: 'alloy',
    version: '1.11.1',
    appVersion: 'v1.18.1',
    kubernetes: '>=1.25.0-0',
    images: [
      'docker.io/grafana/alloy:v1.18.1',
      'quay.io/prometheus-operator/prometheus-config-reloader:v0.91.0@sha256:7d9e4eea5f1139e602508871f422b0116c60e87c662f3dcd234d5ab60cd0d8c1',
    ],
  },
  eckOperator: {
    repository: 'https://helm.elastic.co',
    name: 'eck-operator',
    version: '3.5.0',
    appVersion: '3.5.0',
    kubernetes: '>=1.21.0-0',
    images: ['docker.elastic.co/eck/eck-operator:3.5.0'],
  },
  flannel: {
    repository: 'https://flannel-io.github.io/flannel',
    name: 'flannel',
    version: 'v0.28.9',
    appVersion: 'v0.28.9',
    kubernetes: '>=1.25.0-0',
    images: ['ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3', 'ghcr.io/flannel-io/flannel:v0.28.9'],
  },
  fluentBit: {
    repository: 'https://fluent.github.io/helm-charts',
    name: 'fluent-bit',
    version: '0.58.1',
    appVersion: '5.1.1',
    kubernetes: '>=1.25.0-0',
    images: ['cr.fluentbit.io/fluent/fluent-bit:5.1.1'],
  },
  fluentd: {
    repository: 'https://fluent.github.io/helm-charts',
    name: 'fluentd',
    version: '0.6.0',
    appVersion: '1.19.3',
    kubernetes: '>=1.25.0-0',
    images: ['fluent/fluentd-kubernetes-daemonset:v1.19.3-debian-elasticsearch8-1.1'],
  },
  grafana: {
    repository: 'https://grafana-community.github.io/helm-charts',
    name: 'grafana',
    version: '12.11.1',
    appVersion: '13.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/grafana/grafana:13.2.0', 'quay.io/kiwigrid/k8s-sidecar:2.10.1'],
  },
  influxdb: {
    repository: 'https://helm.influxdata.com',
    name: 'influxdb',
    version: '4.12.5',
    appVersion: '1.8.10',
    kubernetes: '>=1.25.0-0',
    images: ['influxdb:1.8.10-alpine'],
  },
  influxdb2: {
    repository: 'https://helm.influxdata.com',
    name: 'influxdb2',
    version: '2.1.2',
    appVersion: '2.7.4',
    kubernetes: '>=1.25.0-0',
    images: ['influxdb:2.7.12-alpine'],
  },
  influxdb3: {
    repository: 'https://helm.influxdata.com',
    name: 'influxdb3-core',
    version: '0.1.0',
    appVersion: '3.10.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/influxdb:3.10.0-core'],
  },
  kubePrometheusStack: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    name: 'kube-prometheus-stack',
    version: '88.5.3',
    appVersion: 'v0.93.1',
    kubernetes: '>=1.25.0-0',
    images: [
      'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1',
      'quay.io/prometheus-operator/prometheus-operator:v0.93.1',
      'quay.io/prometheus/alertmanager:v0.34.0',
      'quay.io/prometheus/prometheus:v3.14.0-distroless',
      'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0',
    ],
  },
  loki: {
    repository: 'https://grafana-community.github.io/helm-charts',
    name: 'loki',
    version: '18.11.0',
    appVersion: '3.7.6',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/grafana/loki:3.7.6'],
  },
  metricsServer: {
    repository: 'https://kubernetes-sigs.github.io/metrics-server',
    name: 'metrics-server',
    version: '3.13.1',
    appVersion: '0.8.1',
    kubernetes: '>=1.25.0-0',
    images: ['registry.k8s.io/metrics-server/metrics-server:v0.8.1'],
  },
  nodeExporter: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    name: 'prometheus-node-exporter',
    version: '4.56.1',
    appVersion: '1.12.1',
    kubernetes: '>=1.25.0-0',
    images: ['quay.io/prometheus/node-exporter:v1.12.1'],
  },
  prometheusOperatorCrds: {
    repository: 'https://prometheus-community.github.io/helm-charts',
    name: 'prometheus-operator-crds',
    version: '31.0.1',
    appVersion: 'v0.93.1',
    kubernetes: '>=1.16.0-0',
    images: [],
  },
  telegraf: {
    repository: 'https://helm.influxdata.com',
    name: 'telegraf',
    version: '1.8.74',
    appVersion: '1.39.3',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/library/telegraf:1.39-alpine'],
  },
  telegrafDaemonSet: {
    repository: 'https://helm.influxdata.com',
    name: 'telegraf-ds',
    version: '1.1.53',
    appVersion: '1.39.3',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/library/telegraf:1.39-alpine'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;

/** Every image that Plinth runs outside of charts, in the one version that it was written for. */
export const images = {
  curl: 'docker.io/curlimages/curl:8.21.0',
  grafana: 'docker.io/grafana/grafana:13.2.0',
  k8sSidecar: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
  promLabelProxy: 'quay.io/prometheuscommunity/prom-label-proxy:v0.11.1',
} as const;
