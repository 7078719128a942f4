import { resolveImage, type ClusterInfo } from '../src/kinds/cluster-info';
import { tryGetChart, releaseImages, type ChartVersion, type Release } from '../src/kinds/release';

/** Creates a collector of a cluster's charts and images, for copying them to the mirrors of an air-gapped site. */
export function imageCollector() {
  const charts = new Set<string>();
  const images = new Set<string>();
  return {
    /** Adds chart and images of a release. */
    add(release: Release): void {
      const chart = tryGetChart(release);
      if (chart) charts.add(formatChartLine(chart));
      for (const image of releaseImages(release)) images.add(image);
    },
    /** Adds images that are part of no release. */
    addImages(names: readonly string[]): void {
      for (const image of names) images.add(image);
    },
    /** Formats one line per chart and image: its public name and, with a mirror, its name in the mirror. */
    format(cluster: ClusterInfo): string {
      const imageNames = [...images]
        .sort()
        .map((image) => (cluster.registryMirror === undefined ? image : `${image} ${resolveImage(cluster, image)}`));
      return [...[...charts].sort().map((chart) => `chart ${chart}`), ...imageNames.map((image) => `image ${image}`)]
        .map((line) => `${line}\n`)
        .join('');
    },
  };
}

function formatChartLine({ upstreamRepository, repository, name, version }: ChartVersion): string {
  const chartIn = (chartRepository: string) => `${chartRepository}/${name}:${version}`;
  return upstreamRepository === undefined
    ? chartIn(repository)
    : `${chartIn(upstreamRepository)} ${chartIn(repository)}`;
}
