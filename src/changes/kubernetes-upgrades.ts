import { minor } from 'semver';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { error } from '../schema/problem';
import type { Comparison } from './change';

/**
 * Compares the Kubernetes versions of a cluster. An upgrade is possible to the next minor version only, a downgrade is
 * not. Clusters of some kinds cannot be upgraded at all. Plinth does not upgrade a cluster that it did not create: any
 * other version of such a cluster is a plain change.
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function compareKubernetesVersions(
  { clusterInfo: { kubernetes: from } }: ClusterPlan,
  { name, kind, createdByPlinth, immutableFields, clusterInfo: { kubernetes: to } }: ClusterPlan,
): Comparison {
  const path = ['clusters', name, 'kubernetes'];
  if (from === to) return { changes: [], problems: [] };
  if (!createdByPlinth) return { changes: [{ action: 'change', path, from, to }], problems: [] };
  if ('kubernetes' in immutableFields) {
    const message = `the cluster runs ${from}, and clusters of kind '${kind}' are not upgraded in place`;
    const fix = `write '${from}', or define another cluster with '${to}' and move the tenants to it`;
    return { changes: [], problems: [error(path, to, message, fix)] };
  }
  const minorVersion = minor(`${from}.0`);
  const difference = minor(`${to}.0`) - minorVersion;
  if (difference < 0) {
    const message = `is older than the running version ${from}, and Kubernetes cannot be downgraded`;
    return { changes: [], problems: [error(path, to, message, `write '${from}'`)] };
  }
  if (difference > 1) {
    const fix = `write '1.${minorVersion + 1}', apply, then upgrade again`;
    return { changes: [], problems: [error(path, to, `skips a minor version after ${from}`, fix)] };
  }
  return {
    changes: [{ action: 'upgrade', path, from, to, risk: 'nodes are drained while the cluster is upgraded' }],
    problems: [],
  };
}
