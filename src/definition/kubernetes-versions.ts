/** Supported minor versions of Kubernetes in ascending order, each with the newest patch version that is tested. */
export const kubernetesVersions = { '1.33': '1.33.13', '1.34': '1.34.4', '1.35': '1.35.4', '1.36': '1.36.3' } as const;

/** Supported minor version of Kubernetes, such as `1.36`. */
export type KubernetesVersion = keyof typeof kubernetesVersions;

/** Minor version of clusters without `kubernetes`. */
export const defaultKubernetesVersion: KubernetesVersion = '1.36';
