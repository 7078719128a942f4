import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  externalSecrets: {
    repository: 'https://charts.external-secrets.io',
    name: 'external-secrets',
    version: '2.9.0',
    appVersion: 'v2.9.0',
    kubernetes: '>=1.19.0-0',
    images: ['ghcr.io/external-secrets/external-secrets:v2.9.0'],
  },
  openBao: {
    repository: 'https://openbao.github.io/openbao-helm',
    name: 'openbao',
    version: '0.29.2',
    appVersion: 'v2.6.2',
    kubernetes: '>=1.30.0-0',
    images: ['quay.io/openbao/openbao:2.6.2'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
