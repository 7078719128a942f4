import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  grafana: {
    repository: 'https://grafana-community.github.io/helm-charts',
    name: 'grafana',
    version: '12.11.1',
    appVersion: '13.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/grafana/grafana:13.2.0', 'quay.io/kiwigrid/k8s-sidecar:2.10.1'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
