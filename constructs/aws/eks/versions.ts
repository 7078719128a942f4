/** Ends of the support of a Kubernetes version, as dates. */
interface Support {
  /** End of standard support. */
  readonly standard: string;
  /** End of extended support, which costs more. */
  readonly extended: string;
}

/**
 * Versions of Kubernetes that EKS offers and Plinth supports, in ascending order.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
export const eksVersions = {
  '1.33': { standard: '2026-07-29', extended: '2027-07-29' },
  '1.34': { standard: '2026-12-02', extended: '2027-12-02' },
  '1.35': { standard: '2027-03-27', extended: '2028-03-27' },
} as const satisfies Record<string, Support>;

/** Minor version of Kubernetes on EKS. */
export type EksVersion = keyof typeof eksVersions;

/** Version of clusters without `kubernetes`. */
export const defaultEksVersion: EksVersion = '1.35';

/** Date at which the table was compared with its source. The plan does not depend on the date of the day. */
export const versionsVerified = '2026-11-26';

/** Returns whether the standard support of a version had ended when the table was written. */
export function hasStandardSupportEnded(version: EksVersion): boolean {
  return eksVersions[version].standard < versionsVerified;
}
