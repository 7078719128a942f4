import type { KubernetesSupport, VersionSupport } from '../../clouds/kubernetes-support';

/**
 * Versions of Kubernetes that GKE offers and Plinth supports, in ascending order. GKE supports a version for fourteen
 * months after it is available in the channel Regular, and with extended support for ten more.
 * @see https://cloud.google.com/kubernetes-engine/docs/release-schedule
 */
export const gkeVersions = {
  '1.33': { standard: '2026-08', extended: '2027-06' },
  '1.34': { standard: '2026-11', extended: '2027-09' },
  '1.35': { standard: '2027-04', extended: '2028-02' },
} as const satisfies Record<string, VersionSupport>;

/** Minor version of Kubernetes on GKE. */
export type GkeVersion = keyof typeof gkeVersions;

/** Version of clusters without `kubernetes`. */
export const defaultGkeVersion: GkeVersion = '1.35';

/** Support of the versions by GKE. */
export const gkeSupport: KubernetesSupport<GkeVersion> = {
  service: 'GKE',
  versions: gkeVersions,
  verified: '2026-11',
  extendedSupport: 'extended',
};
