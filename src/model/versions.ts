import type { ChartVersion } from './release';

/** The Kubernetes minor versions that Plinth supports, oldest first, each with the newest patch that Plinth knows. */
export const kubernetesVersions = { '1.33': '1.33.13', '1.34': '1.34.4', '1.35': '1.35.4', '1.36': '1.36.3' } as const;

/** A Kubernetes minor version that Plinth supports. */
export type KubernetesVersion = keyof typeof kubernetesVersions;

/** The minor version of a cluster that names none. */
export const defaultKubernetes: KubernetesVersion = '1.36';

/** Every chart that Plinth's components use, in the one version that they were written for. */
export const charts = {
  flannel: {
    repository: 'https://flannel-io.github.io/flannel',
    name: 'flannel',
    version: 'v0.28.9',
    appVersion: 'v0.28.9',
    kubernetes: '>=1.25.0-0',
    images: ['ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3', 'ghcr.io/flannel-io/flannel:v0.28.9'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
