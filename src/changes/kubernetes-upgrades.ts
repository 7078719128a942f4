import { coerce, compare, minor, type SemVer } from 'semver';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Comparison, VersionChange } from './change';

/** Versions that the last apply installed, by cluster and program, as `versions` of a plan lists them. */
export type DeployedVersions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Lists the versions of planned clusters. The lock file stores them, since another version of Plinth may install other
 * versions for the same definition.
 */
export function listDeployedVersions(clusters: readonly ClusterPlan[]): DeployedVersions {
  return Object.fromEntries(clusters.map(({ name, versions }) => [name, versions]));
}

/**
 * Compares the Kubernetes versions of a cluster. An upgrade is possible to a newer patch version, or to the next minor
 * version; a downgrade is not. Clusters of some kinds cannot be upgraded at all. Plinth does not upgrade a cluster that
 * it did not create: any other version of such a cluster is a plain change.
 * @see https://kubernetes.io/releases/version-skew-policy/
 */
export function compareKubernetesVersions(previous: ClusterPlan, current: ClusterPlan): Comparison {
  const { name, createdByPlinth, upgradeSteps } = current;
  const [from, to] = [previous.versions.kubernetes ?? '', current.versions.kubernetes ?? ''];
  if (from === to) return { changes: [], problems: [] };
  const path = versionPath(previous, current);
  if (!createdByPlinth) return { changes: [{ action: 'change', path, from, to }], problems: [] };
  const problems = [...checkUpgrade(previous, current), ...checkJoiningMachines(previous, current)];
  if (problems.length > 0) return { changes: [], problems };
  return {
    changes: [
      {
        action: 'upgrade',
        path: ['clusters', name, 'kubernetes'],
        from,
        to,
        risk: 'nodes are drained while the cluster is upgraded',
        upgrade: { cluster: name, from, to, versions: compareVersions(previous, current), steps: upgradeSteps },
      },
    ],
    problems: [],
  };
}

/**
 * Returns the path of the option that changed the version: `patch`, the full version with its patch number, where it alone
 * changed; otherwise `kubernetes`, the minor version.
 */
function versionPath(previous: ClusterPlan, { name, clusterInfo, options }: ClusterPlan): readonly PathSegment[] {
  const isPatch = previous.clusterInfo.kubernetes === clusterInfo.kubernetes && options.patch !== undefined;
  return ['clusters', name, isPatch ? 'patch' : 'kubernetes'];
}

function checkUpgrade(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const [from, to] = [previous.versions.kubernetes ?? '', current.versions.kubernetes ?? ''];
  const path = versionPath(previous, current);
  const value = path.at(-1) === 'patch' ? to : current.clusterInfo.kubernetes;
  if ('kubernetes' in current.immutableFields) {
    const message = `the cluster runs ${from}, and clusters of kind '${current.kind}' are not upgraded in place`;
    const fix = `write '${from}', or define another cluster with '${to}' and move the tenants to it`;
    return [error(path, value, message, fix)];
  }
  const [previousVersion, version] = [parseVersion(from), parseVersion(to)];
  if (compare(version, previousVersion) < 0) {
    const message = `is older than the running version ${from}, and Kubernetes cannot be downgraded`;
    return [error(path, value, message, `write ${formatVersionOptions(from)}`)];
  }
  const minorVersion = minor(previousVersion);
  if (minor(version) - minorVersion <= 1) return [];
  const fix = `write '1.${minorVersion + 1}', apply, then upgrade again`;
  return [error(path, value, `skips a minor version after ${from}`, fix)];
}

/** Checks that no machine joins with an upgrade: its kubelet would be newer than the API servers. */
function checkJoiningMachines(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const joining = current.machines.filter(
    ({ name, address }) => !previous.machines.some((machine) => machine.name === name && machine.address === address),
  );
  if (joining.length === 0 || current.upgradeSteps.length === 0) return [];
  const path = versionPath(previous, current);
  const names = joining.map(({ name }) => name).join(', ');
  return [
    error(
      path,
      path.at(-1) === 'patch' ? current.versions.kubernetes : current.clusterInfo.kubernetes,
      `is an upgrade of the cluster, and ${names} would join at the same time: hosts join only a cluster that runs the defined version`,
      `write ${formatVersionOptions(previous.versions.kubernetes ?? '')} until ${joining.length === 1 ? 'it has' : 'they have'} joined, or remove ${names} until the upgrade is applied`,
    ),
  ];
}

/** Formats the value that the options must have for a version: `'1.35'`, or `patch: '1.35.4'` for a full version. */
function formatVersionOptions(version: string): string {
  const [major, minorVersion, patch] = version.split('.');
  return patch === undefined ? `'${version}'` : `kubernetes: '${major}.${minorVersion}' and patch: '${version}'`;
}

function parseVersion(version: string): SemVer {
  const parsed = coerce(version);
  if (!parsed) throw new Error(`the version of Kubernetes '${version}' is not a version: write one such as 1.36.3`);
  return parsed;
}

/** Lists the programs whose versions change, Kubernetes first. */
function compareVersions({ versions: previous }: ClusterPlan, { versions }: ClusterPlan): readonly VersionChange[] {
  return Object.entries(versions).flatMap(([program, to]): readonly VersionChange[] => {
    const from = previous[program];
    return from === to ? [] : [{ program, ...(from === undefined ? {} : { from }), to }];
  });
}
