import type { ChartVersion } from '../../../src/kinds/release';

const collectorReleases = 'ghcr.io/open-telemetry/opentelemetry-collector-releases';

/**
 * Distributions of the OpenTelemetry Collector. The gateway needs exporters that only `contrib` has; all other collectors
 * run the smaller distribution for Kubernetes.
 * @see https://github.com/open-telemetry/opentelemetry-collector-releases/tree/main/distributions
 */
export const collectorImages = {
  kubernetes: `${collectorReleases}/opentelemetry-collector-k8s:0.158.0`,
  contrib: `${collectorReleases}/opentelemetry-collector-contrib:0.158.0`,
} as const;

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  openTelemetryCollector: {
    repository: 'https://open-telemetry.github.io/opentelemetry-helm-charts',
    name: 'opentelemetry-collector',
    version: '0.170.0',
    appVersion: '0.158.0',
    kubernetes: '>=1.25.0-0',
    images: Object.values(collectorImages),
  },
  tempo: {
    repository: 'https://grafana-community.github.io/helm-charts',
    name: 'tempo',
    version: '2.2.4',
    appVersion: '2.10.8',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/grafana/tempo:2.10.8'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
