import { resolveImage, type ClusterInfo } from '../src/kinds/cluster-info';
import { tryGetChart, releaseImages, type ChartVersion, type Release } from '../src/kinds/release';

/** Gathers the charts and images of a cluster, for mirroring them into a site without a way out. */
export function imageCollector() {
  const charts = new Set<string>();
  const images = new Set<string>();
  return {
    add(release: Release): void {
      const chart = tryGetChart(release);
      if (chart) charts.add(formatChartLine(chart));
      for (const image of releaseImages(release)) images.add(image);
    },
    /** Images that no release brings. */
    addImages(names: readonly string[]): void {
      for (const image of names) images.add(image);
    },
    /** A line each; where there is a mirror, what it serves is followed by the name that the cluster asks for. */
    format(cluster: ClusterInfo): string {
      const pulled = [...images]
        .sort()
        .map((image) => (cluster.registryMirror === undefined ? image : `${image} ${resolveImage(cluster, image)}`));
      return [...[...charts].sort().map((chart) => `chart ${chart}`), ...pulled.map((image) => `image ${image}`)]
        .map((line) => `${line}\n`)
        .join('');
    },
  };
}

function formatChartLine({ upstreamRepository, repository, name, version }: ChartVersion): string {
  const at = (where: string) => `${where}/${name}:${version}`;
  return upstreamRepository === undefined ? at(repository) : `${at(upstreamRepository)} ${at(repository)}`;
}
