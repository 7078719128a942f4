import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../tools/command';
import { tool } from '../../tools/tool';
import type { KubernetesObject } from './api';
import { parseObjects, readObjects, type Output, type OutputRelease } from './output';

/** The chart of a release. */
type Chart = NonNullable<OutputRelease['chart']>;

/**
 * The folder of charts: PLINTH_CHARTS, or `../shared/charts` where that is there. It has a folder for each chart, whole
 * (with templates) or only its CRDs (`crds/<plural>.<group>.yaml`), or packed charts (`<name>-<version>.tgz`).
 */
export function chartsFolder(): string | undefined {
  const folders = [process.env.PLINTH_CHARTS, join(__dirname, '../../../shared/charts')];
  return folders.find((folder) => folder !== undefined && existsSync(folder));
}

/** The definition of a custom resource, from the `crds` folder of any chart; undefined where no chart has it. */
export function findCrd(folder: string | undefined, object: KubernetesObject): KubernetesObject | undefined {
  const [group] = object.apiVersion.split('/');
  if (folder === undefined || group === undefined) return undefined;
  for (const chart of readdirSync(folder)) {
    const crds = join(folder, chart, 'crds');
    if (!existsSync(crds)) continue;
    for (const file of readdirSync(crds, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith(`.${group}.yaml`)) continue;
      const found = readObjects(join(crds, file)).find((crd) => defines(crd, object));
      if (found) return found;
    }
  }
  return undefined;
}

/** Whether an object is the definition of another one's kind. */
export function defines(crd: KubernetesObject, object: KubernetesObject): boolean {
  if (crd.kind !== 'CustomResourceDefinition') return false;
  const { group, names, versions } = crd.spec as {
    group: string;
    names: { kind: string };
    versions: { name: string }[];
  };
  return names.kind === object.kind && versions.some(({ name }) => `${group}/${name}` === object.apiVersion);
}

/** A chart in the folder of charts, whole, and in the version that is asked for; undefined where there is none. */
export function findChart(folder: string | undefined, chart: Chart): string | undefined {
  if (folder === undefined) return undefined;
  const packed = [chart.version, chart.version.replace(/^v/, '')].map((version) => `${chart.name}-${version}.tgz`);
  const found = packed.map((file) => join(folder, file)).find(existsSync);
  if (found !== undefined) return found;
  const whole = join(folder, chart.name);
  return existsSync(join(whole, 'templates')) && versionOf(whole) === chart.version ? whole : undefined;
}

/** The objects of a chart with the values that Plinth wrote, as `helm install` would make them, hooks left out. */
export async function renderChart(
  path: string,
  output: Output,
  release: OutputRelease,
  kubernetes: string,
): Promise<readonly KubernetesObject[]> {
  const values = join(output.folder, 'dist', release.folder, 'values.yaml');
  const { stdout } = await run(await tool('helm'), [
    ...['template', release.name, path, '--namespace', release.namespace, '--values', values],
    ...['--kube-version', kubernetes, '--include-crds', '--no-hooks'],
    ...['--api-versions', 'monitoring.coreos.com/v1', '--api-versions', 'monitoring.coreos.com/v1/ServiceMonitor'],
  ]);
  return parseObjects(stdout, `chart ${release.name}`);
}

function versionOf(chart: string): unknown {
  const [about] = readObjects(join(chart, 'Chart.yaml')) as readonly { version?: unknown }[];
  return about?.version;
}
