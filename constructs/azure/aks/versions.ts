/** Ends of the support of a Kubernetes version, as months: it lasts until the end of the month. */
interface Support {
  readonly standard: string;
  /** Long-term support, which requires the tier Premium. */
  readonly longTerm: string;
}

/**
 * Versions of Kubernetes that AKS offers and Plinth supports, in ascending order. AKS supports a version for twelve months
 * after its general availability, and with long-term support for twelve more.
 * @see https://learn.microsoft.com/azure/aks/supported-kubernetes-versions#aks-kubernetes-release-calendar
 */
export const aksVersions = {
  '1.33': { standard: '2026-06', longTerm: '2027-06' },
  '1.34': { standard: '2026-11', longTerm: '2027-11' },
  '1.35': { standard: '2027-03', longTerm: '2028-03' },
} as const satisfies Record<string, Support>;

/** Minor version of Kubernetes on AKS. */
export type AksVersion = keyof typeof aksVersions;

/** Version of clusters without `kubernetes`. */
export const defaultAksVersion: AksVersion = '1.35';

/** Month in which the table was written. The plan does not depend on the date of the day. */
export const versionsVerified = '2026-11';

/** Returns whether the standard support of a version had ended when the table was written. */
export function hasStandardSupportEnded(version: AksVersion): boolean {
  return aksVersions[version].standard < versionsVerified;
}
