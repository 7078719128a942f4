import { lt, satisfies, valid } from 'semver';
import type { Change } from './changes';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { isChart } from '../kinds/release';

/** The charts that reached the clusters when the description was last applied: by cluster and release, `traefik 41.0.2`. */
export type DeployedCharts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The charts of a plan, as the lock keeps them: a newer Plinth may bring others for the same description. */
export function listDeployedCharts(clusters: readonly ClusterPlan[]): DeployedCharts {
  return Object.fromEntries(
    clusters.map(({ name, releases }) => [
      name,
      Object.fromEntries(
        releases
          .flatMap((release): readonly [string, string][] =>
            isChart(release) ? [[release.name, `${release.chart.name} ${release.chart.version}`]] : [],
          )
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    ]),
  );
}

/** Charts that are other ones now than those that were applied. */
export function compareCharts(applied: DeployedCharts, clusters: readonly ClusterPlan[]): readonly Change[] {
  const now = listDeployedCharts(clusters);
  return clusters.flatMap(({ name: cluster, releases }) =>
    releases.flatMap(({ name, component }): readonly Change[] => {
      const [from, to] = [applied[cluster]?.[name], now[cluster]?.[name]];
      if (from === undefined || to === undefined || from === to) return [];
      const risk = upgradeRisk(from, to);
      const path = ['clusters', cluster, 'components', `[${component}]`];
      return [{ action: 'upgrade', path, from, to, ...(risk === undefined ? {} : { risk }) }];
    }),
  );
}

/** @see https://semver.org: of versions below 1.0.0, a minor one may break what worked. */
function upgradeRisk(from: string, to: string): string | undefined {
  const [[chart, was = ''], [other, is = '']] = [from.split(' '), to.split(' ')] as const;
  if (chart !== other) return 'another chart takes its place: see what becomes of its data before you apply';
  if (valid(was) && valid(is) && lt(is, was))
    return 'it goes back to an older version, which few programs bear: see what it says of that';
  if (satisfies(is, `^${was}`)) return undefined;
  return 'a version that may break what worked: read what it says of upgrading before you apply';
}
