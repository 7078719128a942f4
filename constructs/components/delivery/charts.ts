import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  argoCd: {
    repository: 'https://argoproj.github.io/argo-helm',
    name: 'argo-cd',
    version: '10.1.1',
    appVersion: 'v3.4.4',
    kubernetes: '>=1.25.0-0',
    images: [
      'ecr-public.aws.com/docker/library/redis:8.2.3-alpine',
      'ghcr.io/dexidp/dex:v2.45.1',
      'quay.io/argoproj/argocd:v3.4.4',
    ],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
