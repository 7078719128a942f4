import type { ChartVersion } from '../../../src/kinds/release';

/** Pinned charts of the kinds in this folder. */
export const charts = {
  kyverno: {
    repository: 'https://kyverno.github.io/kyverno',
    name: 'kyverno',
    version: '3.9.0',
    appVersion: 'v1.19.0',
    kubernetes: '>=1.25.0-0',
    images: [
      'ghcr.io/kyverno/readiness-checker:v1.19.0',
      'reg.kyverno.io/kyverno/kyverno-cli:v1.19.0',
      'reg.kyverno.io/kyverno/kyverno:v1.19.0',
      'reg.kyverno.io/kyverno/kyvernopre:v1.19.0',
    ],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
