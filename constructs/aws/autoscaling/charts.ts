import type { ChartVersion } from '../../../src/kinds/release';

/** Pinned charts of the kinds in this folder. */
export const charts = {
  karpenter: {
    repository: 'oci://public.ecr.aws/karpenter',
    name: 'karpenter',
    version: '1.14.1',
    appVersion: '1.14.1',
    kubernetes: '>=1.29.0-0',
    images: [
      'public.ecr.aws/karpenter/controller:1.14.1@sha256:723130949e4cab989461ff07d1be4cd781d63515432494641b33c235f300ae23',
    ],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
