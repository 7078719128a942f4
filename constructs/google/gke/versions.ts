/** Ends of the support of a Kubernetes version, as months. */
interface Support {
  readonly standard: string;
  /** Extended support, which costs more. */
  readonly extended: string;
}

/**
 * Versions of Kubernetes that GKE offers and Plinth supports, in ascending order. GKE supports a version for fourteen
 * months after it is available in the channel Regular, and with extended support for ten more.
 * @see https://cloud.google.com/kubernetes-engine/docs/release-schedule
 */
export const gkeVersions = {
  '1.33': { standard: '2026-08', extended: '2027-06' },
  '1.34': { standard: '2026-12', extended: '2027-10' },
  '1.35': { standard: '2027-04', extended: '2028-02' },
} as const satisfies Record<string, Support>;

/** Minor version of Kubernetes on GKE. */
export type GkeVersion = keyof typeof gkeVersions;

/** Version of clusters without `kubernetes`. */
export const defaultGkeVersion: GkeVersion = '1.35';

/** Month in which the table was written. The plan does not depend on the date of the day. */
export const versionsVerified = '2026-11';

/** Returns whether the standard support of a version had ended when the table was written. */
export function hasStandardSupportEnded(version: GkeVersion): boolean {
  return gkeVersions[version].standard < versionsVerified;
}
