import type { PodSecurity } from '../../src/kinds/release';

/**
 * Returns the labels of a namespace that enforce a Pod Security Standard, in the version of the cluster: a later version
 * of the standard, which an upgrade brings, applies after the next apply only.
 * @param kubernetes minor version of the cluster, such as `1.36`
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/
 */
export function podSecurityLabels(level: PodSecurity, kubernetes: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
    ]),
  );
}
