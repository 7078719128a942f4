/** The Kubernetes minor versions that Plinth supports, oldest first, each with the newest patch that Plinth knows. */
export const kubernetesVersions = { '1.33': '1.33.13', '1.34': '1.34.4', '1.35': '1.35.4', '1.36': '1.36.3' } as const;

/** A Kubernetes minor version that Plinth supports. */
export type KubernetesVersion = keyof typeof kubernetesVersions;

/** The minor version of a cluster that names none. */
export const defaultKubernetesVersion: KubernetesVersion = '1.36';
