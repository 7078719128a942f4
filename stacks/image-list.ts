import { resolveImage, type ClusterInfo } from '../src/kinds/cluster-info';
import type { Pins } from '../src/kinds/pins';
import { tryGetChart, releaseImages, type ChartVersion, type Release } from '../src/kinds/release';

/**
 * Creates a collector of a cluster's charts and images, for copying them to the mirrors of an air-gapped site.
 * @param pins digests that the list has; @default none
 */
export function imageCollector(pins: Pins = { charts: {}, images: {} }) {
  const charts = new Set<string>();
  const images = new Set<string>();
  return {
    /** Adds chart and images of a release. */
    add(release: Release): void {
      const chart = tryGetChart(release);
      if (chart) charts.add(formatChartLine(chart, pins));
      for (const image of releaseImages(release)) images.add(image);
    },
    /** Adds images that are part of no release. */
    addImages(names: readonly string[]): void {
      for (const image of names) images.add(image);
    },
    /**
     * Formats one line per chart and image: its public name, with its digest if it is pinned, and, with a mirror, its name
     * in the mirror.
     */
    format(cluster: ClusterInfo): string {
      const imageNames = [...images].sort().map((image) => {
        const pinned = withDigest(image, pins.images);
        return cluster.registryMirror === undefined ? pinned : `${pinned} ${resolveImage(cluster, image)}`;
      });
      return [...[...charts].sort().map((chart) => `chart ${chart}`), ...imageNames.map((image) => `image ${image}`)]
        .map((line) => `${line}\n`)
        .join('');
    },
  };
}

/** Appends the digest to a name, unless it has one. */
function withDigest(name: string, digests: Readonly<Record<string, string>>): string {
  const digest = Object.hasOwn(digests, name) && !name.includes('@') ? digests[name] : undefined;
  return digest === undefined ? name : `${name}@${digest}`;
}

function formatChartLine({ upstreamRepository, repository, name, version }: ChartVersion, { charts }: Pins): string {
  const chartIn = (chartRepository: string) => `${chartRepository}/${name}:${version}`;
  return upstreamRepository === undefined
    ? withDigest(chartIn(repository), charts)
    : `${withDigest(chartIn(upstreamRepository), charts)} ${chartIn(repository)}`;
}
