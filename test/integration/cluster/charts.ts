import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { userCache } from '../../../tools/user-cache';
import type { KubernetesObject } from './api';
import { parseObjects, readObjects, type Output, type OutputRelease } from './output';

/** The chart of a release. */
type Chart = NonNullable<OutputRelease['chart']>;

/**
 * Folders of charts: those of PLINTH_CHARTS (a list, as in PATH), `../shared/charts` where that is there, and what
 * `npm run charts` pulled. Each has a folder for each chart, whole (with templates) or only its CRDs
 * (`crds/<plural>.<group>.yaml`), or packed charts (`<name>-<version>.tgz`).
 */
function chartsFolders(): readonly string[] {
  const named = (process.env.PLINTH_CHARTS ?? '').split(delimiter).filter((folder) => folder !== '');
  const all = [...named, join(__dirname, '../../../../shared/charts'), chartsCache()];
  return all.filter((folder) => existsSync(folder));
}

/** Where `npm run charts` keeps what it pulled. */
export function chartsCache(): string {
  return userCache('charts');
}

/** The definition of a custom resource, from the `crds` folder of any chart; undefined where no chart has it. */
export function findCrd(object: KubernetesObject): KubernetesObject | undefined {
  const group = object.apiVersion.split('/')[0] ?? '';
  const charts = chartsFolders().flatMap((folder) => readdirSync(folder).map((chart) => join(folder, chart, 'crds')));
  for (const crds of charts.filter((folder) => existsSync(folder))) {
    for (const file of readdirSync(crds, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith(`.${group}.yaml`) || !mentions(join(crds, file), object.kind)) continue;
      const found = readObjects(join(crds, file)).find((crd) => defines(crd, object));
      if (found) return found;
    }
  }
  return undefined;
}

/** Whether a file may define a kind; asked first, since definitions are long and YAML is slow to read. */
function mentions(file: string, kind: string): boolean {
  return new RegExp(`^ +kind: ["']?${kind}["']?$`, 'm').test(readFileSync(file, 'utf8'));
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

/** A whole chart in the version that is asked for, from the folders of charts; undefined where there is none. */
export function findChart({ name, version }: Chart): string | undefined {
  for (const folder of chartsFolders()) {
    const packed = [version, version.replace(/^v/, '')].map((each) => join(folder, `${name}-${each}.tgz`));
    const found = packed.find((file) => existsSync(file));
    if (found !== undefined) return found;
    const whole = join(folder, name);
    const isWhole = ['templates', 'charts'].some((part) => existsSync(join(whole, part)));
    if (isWhole && versionOf(whole) === version) return whole;
  }
  return undefined;
}

/** The objects of a release's chart with the values that Plinth wrote, as `helm install` would make them, less hooks. */
export async function renderChart(
  path: string,
  output: Output,
  release: OutputRelease,
  kubernetes: string,
  apiVersions: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const from = `chart ${release.name}`;
  const helm = await tool('helm');
  const values = join(output.folder, 'dist', release.folder, 'values.yaml');
  // Those of a chart that has no other purpose are templates, with values.
  if (release.crds === true && !existsSync(values))
    return parseObjects((await run(helm, ['show', 'crds', path])).stdout, from);
  const { stdout } = await run(helm, [
    ...['template', release.name, path, '--namespace', release.namespace, '--values', values],
    ...['--kube-version', kubernetes, '--api-versions', apiVersions.join(), '--include-crds', '--no-hooks'],
  ]);
  // An aggregated API's server would be a simulated pod, and while it does not answer no namespace can be removed.
  return parseObjects(stdout, from).filter(({ kind }) => kind !== 'APIService');
}

function versionOf(chart: string): unknown {
  const [about] = readObjects(join(chart, 'Chart.yaml')) as readonly { version?: unknown }[];
  return about?.version;
}
