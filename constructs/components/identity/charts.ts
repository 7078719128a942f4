import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  dex: {
    repository: 'https://charts.dexidp.io',
    name: 'dex',
    version: '0.24.0',
    appVersion: '2.44.0',
    kubernetes: '>=1.14.0-0',
    images: ['ghcr.io/dexidp/dex:v2.44.0'],
  },
  kratos: {
    repository: 'https://k8s.ory.com/helm/charts',
    name: 'kratos',
    version: '0.62.1',
    appVersion: 'v26.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/busybox:stable', 'docker.io/oryd/kratos:v26.2.0'],
  },
  hydra: {
    repository: 'https://k8s.ory.com/helm/charts',
    name: 'hydra',
    version: '0.62.1',
    appVersion: 'v26.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/busybox:stable', 'docker.io/oryd/hydra-maester:v0.0.42', 'docker.io/oryd/hydra:v26.2.0'],
  },
  keto: {
    repository: 'https://k8s.ory.com/helm/charts',
    name: 'keto',
    version: '0.62.1',
    appVersion: 'v26.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/busybox:stable', 'docker.io/oryd/keto:v26.2.0'],
  },
  oathkeeper: {
    repository: 'https://k8s.ory.com/helm/charts',
    name: 'oathkeeper',
    version: '0.62.1',
    appVersion: 'v26.2.0',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/busybox:stable', 'docker.io/oryd/oathkeeper:v26.2.0'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
