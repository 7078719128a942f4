import type { Platform } from '../definition/platform';
import { releaseNames } from '../kinds/release-names';
import { systemNamespaces } from '../planning/component-namespaces';
import { resolveReleases } from '../planning/releases';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/**
 * Maximum length of a Helm release name: Helm and charts append suffixes to it, within the 63 characters of a DNS
 * label.
 */
const maxReleaseNameLength = 53;

/** Name of a release, and the entry of the definition that results in the release. */
interface ReleaseName {
  readonly name: string;
  readonly path: readonly PathSegment[];
}

/**
 * Checks that the names of releases are unique on a cluster and short enough for Helm.
 * @see https://helm.sh/docs/chart_template_guide/getting_started/
 */
export function checkReleaseNames({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters
    .filter(({ dependencyCycle }) => dependencyCycle.length === 0)
    .flatMap((cluster) => {
      const releases = listReleaseNames(cluster, platform);
      return [...checkDuplicates(releases), ...checkLengths(releases)];
    });
}

/** Lists the releases of a cluster without a dependency cycle. */
export function listReleaseNames(cluster: ResolvedCluster, platform: Platform): readonly ReleaseName[] {
  const tenants = Object.keys(platform.tenants).filter((tenant) =>
    platform.tenants[tenant]?.clusters.includes(cluster.name),
  );
  return [
    ...listDeliveryReleases(cluster),
    ...listComponentReleases(cluster),
    ...tenants.map((tenant) => ({ name: releaseNames.tenant(tenant), path: ['tenants', tenant] })),
  ];
}

function listDeliveryReleases({ name: cluster, options }: ResolvedCluster): readonly ReleaseName[] {
  const argoCd = options.delivery === 'argo-cd' ? [releaseNames.argoCdApplications, releaseNames.components] : [];
  return [
    { name: releaseNames.admissionPolicies, path: ['clusters', cluster] },
    ...argoCd.map((name) => ({ name, path: ['clusters', cluster, 'delivery'] })),
  ];
}

/** Lists the releases of components and of the namespaces that contain them. */
function listComponentReleases(cluster: ResolvedCluster): readonly ReleaseName[] {
  const releases = resolveReleases(cluster);
  const paths = new Map(cluster.components.map(({ name, path }) => [name, path]));
  const findPath = (component: string) => paths.get(component) ?? ['clusters', cluster.name];
  const namespaces = new Map(releases.map(({ namespace, component }) => [namespace, component]));
  return [
    ...releases.map(({ name, component }) => ({ name, path: findPath(component) })),
    ...[...namespaces]
      .filter(([namespace]) => !systemNamespaces.includes(namespace))
      .map(([namespace, component]) => ({ name: releaseNames.namespace(namespace), path: findPath(component) })),
  ];
}

function checkDuplicates(releases: readonly ReleaseName[]): readonly Problem[] {
  return [...findDuplicates(releases, ({ name }) => name)].flatMap(([name, [first, second]]) =>
    first && second
      ? [
          error(
            second.path,
            name,
            `the release name is already used by ${formatPath(first.path)}`,
            'write another name for one of the two',
          ),
        ]
      : [],
  );
}

function checkLengths(releases: readonly ReleaseName[]): readonly Problem[] {
  return releases
    .filter(({ name }) => name.length > maxReleaseNameLength)
    .map(({ name, path }) =>
      error(
        path,
        name,
        `the release name has ${name.length} characters, but Helm allows ${maxReleaseNameLength}`,
        `write a name that is ${name.length - maxReleaseNameLength} characters shorter`,
      ),
    );
}
