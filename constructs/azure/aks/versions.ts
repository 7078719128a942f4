import type { KubernetesSupport, VersionSupport } from '../../clouds/kubernetes-support';

/**
 * Versions of Kubernetes that AKS offers and Plinth supports, in ascending order. AKS supports a version for twelve months
 * after its general availability, and with long-term support for twelve more.
 * @see https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#aks-kubernetes-release-calendar
 */
export const aksVersions = {
  '1.33': { standard: '2026-07', extended: '2027-07' },
  '1.34': { standard: '2026-11', extended: '2027-11' },
  '1.35': { standard: '2027-03', extended: '2028-03' },
  '1.36': { standard: '2027-06', extended: '2028-06' },
} as const satisfies Record<string, VersionSupport>;

/** Minor version of Kubernetes on AKS. */
export type AksVersion = keyof typeof aksVersions;

/** Version of clusters without `kubernetes`. */
export const defaultAksVersion: AksVersion = '1.35';

/** Support of the versions by AKS. */
export const aksSupport: KubernetesSupport<AksVersion> = {
  service: 'AKS',
  versions: aksVersions,
  verified: '2026-11',
  extendedSupport: 'long-term',
};
