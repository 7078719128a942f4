import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
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
  loki: {
    repository: 'https://grafana-community.github.io/helm-charts',
    name: 'loki',
    version: '18.11.0',
    appVersion: '3.7.6',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/grafana/loki:3.7.6'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;

/** Version of Elasticsearch and Kibana: the newest that the official Fluentd image supports. */
export const elasticVersion = '8.19.18';
