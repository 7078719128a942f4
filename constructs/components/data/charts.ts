import type { ChartVersion } from '../../../src/kinds/release';

/** Helm charts of the kinds in this folder, each pinned to a version. */
export const charts = {
  cloudnativePg: {
    repository: 'https://cloudnative-pg.github.io/charts',
    name: 'cloudnative-pg',
    version: '0.29.0',
    appVersion: '1.30.0',
    kubernetes: '>=1.29.0-0',
    images: ['ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
