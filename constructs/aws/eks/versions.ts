import type { KubernetesSupport, VersionSupport } from '../../clouds/kubernetes-support';

/**
 * Versions of Kubernetes that EKS offers and Plinth supports, in ascending order.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
export const eksVersions = {
  '1.33': { standard: '2026-07-29', extended: '2027-07-29' },
  '1.34': { standard: '2026-12-02', extended: '2027-12-02' },
  '1.35': { standard: '2027-03-27', extended: '2028-03-27' },
} as const satisfies Record<string, VersionSupport>;

/** Minor version of Kubernetes on EKS. */
export type EksVersion = keyof typeof eksVersions;

/** Version of clusters without `kubernetes`. */
export const defaultEksVersion: EksVersion = '1.35';

/** Support of the versions by EKS. */
export const eksSupport: KubernetesSupport<EksVersion> = {
  service: 'EKS',
  versions: eksVersions,
  verified: '2026-11-26',
  extendedSupport: 'extended',
};
