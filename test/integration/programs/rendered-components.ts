import type { Construct } from 'constructs';
import { kinds } from '../../../constructs/kinds';
import type { AnyComponentKind } from '../../../src/kinds/component-kind';
import { isChartRelease } from '../../../src/kinds/release';
import { synthesizeObjects } from '../../support/rendered';
import { clusters } from '../../support/contract-clusters';
import { optionSets } from '../../support/contract-options';
import type { KubernetesObject } from '../cluster/api';
import { findChart } from '../cluster/charts';
import { parseObjects } from '../cluster/output';
import { newestKubernetes } from '../../../tools/catalogue';
import { renderChartCase } from '../charts/render-chart';

/** Objects of a component with one set of options, on a cluster with all capabilities. */
export interface RenderedComponent {
  readonly kind: string;
  /** `loki {"storageGiB":0}` */
  readonly label: string;
  readonly objects: readonly KubernetesObject[];
  /** True if all charts of the component are available and in `objects`. */
  readonly isComplete: boolean;
}

/**
 * Renders component kinds with every set of options of the contract test, and returns the charts that are not available.
 * @param kindNames component kinds; all if undefined
 */
export async function renderComponents(
  scratch: string,
  kindNames: readonly string[] | undefined,
): Promise<{ readonly components: readonly RenderedComponent[]; readonly missingCharts: readonly string[] }> {
  const cluster = clusters['a cluster with all capabilities'];
  if (!cluster) throw new Error("'a cluster with all capabilities' is not in test/support/contract-clusters.ts");
  const components: RenderedComponent[] = [];
  const missingCharts = new Set<string>();
  const componentKinds = kinds.filter(
    ({ type, kind }) => type === 'component' && (kindNames?.includes(kind) ?? true),
  ) as readonly AnyComponentKind[];
  for (const kind of componentKinds)
    for (const options of optionSets[kind.kind] ?? [{}]) {
      const label = `${kind.kind} ${JSON.stringify(options)}`;
      const releases = kind.bind(options).releases(cluster);
      const chartReleases = releases.filter(isChartRelease).filter(({ crds }) => !crds);
      const missingReleases = chartReleases.filter(({ chart }) => findChart(chart) === undefined);
      for (const { chart } of missingReleases) missingCharts.add(`${chart.name} ${chart.version}`);
      const objects = releases.flatMap((release) =>
        'objects' in release ? Object.values(release.objects).flatMap((addObjects) => renderObjects(addObjects)) : [],
      );
      for (const release of chartReleases.filter((chartRelease) => !missingReleases.includes(chartRelease))) {
        const text = await renderChartCase({ label, release }, newestKubernetes, scratch);
        objects.push(...parseObjects(text, label));
      }
      components.push({ kind: kind.kind, label, objects, isComplete: missingReleases.length === 0 });
    }
  return { components, missingCharts: [...missingCharts].sort() };
}

function renderObjects(addObjects: (scope: Construct) => void): readonly KubernetesObject[] {
  return synthesizeObjects(addObjects) as unknown as readonly KubernetesObject[];
}

/** Returns the value of a key that one of the component's ConfigMaps has. @throws if none has it */
export function getConfigMapFile({ label, objects }: RenderedComponent, key: string): string {
  for (const { kind, data } of objects) {
    const text = kind === 'ConfigMap' ? (data as Record<string, string> | undefined)?.[key] : undefined;
    if (text !== undefined) return text;
  }
  throw new Error(`${label}: no ConfigMap has the key ${key}`);
}
