import { error, warning, type Problem } from '../../src/schema/problem';

/** Ends of the support of a Kubernetes version, each as date (`2027-03-27`) or month (`2027-03`, until its end). */
export interface VersionSupport {
  readonly standard: string;
  /** End of the support that costs more: extended or long-term support. */
  readonly extended: string;
}

/** Versions that a cloud supports, and how a definition selects the support that costs more. */
export interface KubernetesSupport<V extends string> {
  /** Name of the service, such as `EKS`. */
  readonly service: string;
  /** Versions in ascending order. */
  readonly versions: Readonly<Record<V, VersionSupport>>;
  /** Date or month at which the table was compared with its source. The plan does not depend on the date of the day. */
  readonly verified: string;
  /** Value of the option `support` for the support that costs more. */
  readonly extendedSupport: 'extended' | 'long-term';
}

/** Months before the end of a version's support in which it is a warning: enough for an upgrade of all environments. */
const warningMonths = 3;

/**
 * Checks that a cloud supports the Kubernetes version of a cluster: an ended version is an error, one that ends within
 * three months a warning.
 */
export function checkKubernetesSupport<V extends string>(
  { kubernetes, support }: { readonly kubernetes: V; readonly support: string },
  { service, versions, verified, extendedSupport }: KubernetesSupport<V>,
): readonly Problem[] {
  const { standard, extended } = versions[kubernetes];
  const isExtended = support === extendedSupport;
  const end = isExtended ? extended : standard;
  const months = countMonths(verified, end);
  if (months > warningMonths) return [];
  const newest = Object.keys(versions).at(-1) ?? '';
  const kind = isExtended ? extendedSupport : 'standard';
  const alternative = isExtended
    ? ''
    : `, or support: '${extendedSupport}', which ends ${formatEnd(extended)} and costs more`;
  if (end < verified)
    return [
      {
        ...error(
          ['kubernetes'],
          kubernetes,
          `the ${kind} support of ${service} for it ended ${formatEnd(end)}`,
          `write '${newest}'${alternative}`,
        ),
        byTime: true,
      },
    ];
  const newer = Object.keys(versions).some((version) => version > kubernetes);
  if (!newer) return [];
  return [
    warning(
      ['kubernetes'],
      kubernetes,
      `the ${kind} support of ${service} for it ends ${formatEnd(end)}`,
      `upgrade to '${newest}', one minor version at a time${alternative}`,
    ),
  ];
}

function formatEnd(end: string): string {
  return `${end.length > 7 ? 'on' : 'in'} ${end}`;
}

/** Returns the number of months between two dates or months. */
function countMonths(from: string, to: string): number {
  const [fromYear = 0, fromMonth = 0] = from.split('-').map(Number);
  const [toYear = 0, toMonth = 0] = to.split('-').map(Number);
  return (toYear - fromYear) * 12 + toMonth - fromMonth;
}
