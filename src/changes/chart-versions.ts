import { lt, satisfies, valid } from 'semver';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { isChartRelease } from '../kinds/release';
import type { Change } from './change';

/** Charts of the last apply, as `<chart> <version>` (such as `traefik 41.0.2`), by cluster and release. */
export type DeployedCharts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Lists the charts of planned clusters, with releases in alphabetical order. The lock file stores them, since another
 * version of Plinth may install other charts for the same definition.
 */
export function listDeployedCharts(clusters: readonly ClusterPlan[]): DeployedCharts {
  return Object.fromEntries(
    clusters.map(({ name, releases }) => {
      const charts = releases.flatMap((release): readonly [release: string, chart: string][] =>
        isChartRelease(release) ? [[release.name, `${release.chart.name} ${release.chart.version}`]] : [],
      );
      return [name, Object.fromEntries(charts.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
}

/** Compares the charts of planned clusters with those of the last apply. */
export function compareCharts(deployedCharts: DeployedCharts, clusters: readonly ClusterPlan[]): readonly Change[] {
  const plannedCharts = listDeployedCharts(clusters);
  return clusters.flatMap(({ name: cluster, releases }) =>
    releases.flatMap(({ name, component }): readonly Change[] => {
      const [from, to] = [deployedCharts[cluster]?.[name], plannedCharts[cluster]?.[name]];
      if (from === undefined || to === undefined || from === to) return [];
      const risk = upgradeRisk(from, to);
      const path = ['clusters', cluster, 'components', `[${component}]`];
      return [{ action: 'upgrade', path, from, to, ...(risk === undefined ? {} : { risk }) }];
    }),
  );
}

/**
 * Returns the risk of replacing one chart, written `<chart> <version>`, by another. Below 1.0.0 a minor version may
 * contain breaking changes.
 * @see https://semver.org
 */
function upgradeRisk(from: string, to: string): string | undefined {
  const [fromChart, fromVersion = ''] = from.split(' ');
  const [toChart, toVersion = ''] = to.split(' ');
  if (fromChart !== toChart) return 'another chart replaces it: check what happens to its data before you apply';
  if (valid(fromVersion) && valid(toVersion) && lt(toVersion, fromVersion))
    return 'this is a downgrade, which few programs support: read their documentation before you apply';
  if (satisfies(toVersion, `^${fromVersion}`)) return undefined;
  return 'this version may contain breaking changes: read its upgrade notes before you apply';
}
