import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import { userCache } from '../../../tools/user-cache';
import type { KubernetesObject } from './api';
import { parseObjects, readObjects, type Output, type OutputRelease } from './output';

/** Chart of a release in order.json. */
type Chart = NonNullable<OutputRelease['chart']>;

/**
 * Returns the existing folders of charts: those in PLINTH_CHARTS (a list, as in PATH), `../shared/charts`, and the cache
 * of `npm run charts`. A folder contains packaged charts (`<name>-<version>.tgz`), or a folder for each chart, either
 * complete (with templates) or with CRDs only (`crds/<plural>.<group>.yaml`).
 */
function listChartFolders(): readonly string[] {
  const configuredFolders = (process.env.PLINTH_CHARTS ?? '').split(delimiter).filter((folder) => folder !== '');
  const folders = [...configuredFolders, join(__dirname, '../../../../shared/charts'), chartsCache()];
  return folders.filter((folder) => existsSync(folder));
}

/** Folder in which `npm run charts` stores charts. */
export function chartsCache(): string {
  return userCache('charts');
}

/** Returns the CRD of a custom resource from the `crds` folder of any chart, or undefined. */
export function findCrd(object: KubernetesObject): KubernetesObject | undefined {
  const group = object.apiVersion.split('/')[0] ?? '';
  const crdFolders = listChartFolders()
    .flatMap((folder) => readdirSync(folder).map((chart) => join(folder, chart, 'crds')))
    .filter((folder) => existsSync(folder));
  for (const folder of crdFolders) {
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith(`.${group}.yaml`) || !mayDefineKind(join(folder, file), object.kind)) continue;
      const crd = readObjects(join(folder, file)).find((candidate) => definesKind(candidate, object));
      if (crd) return crd;
    }
  }
  return undefined;
}

/** Returns false if a file does not define a kind: a fast test that avoids parsing large CRDs. */
function mayDefineKind(file: string, kind: string): boolean {
  return new RegExp(`^ +kind: ["']?${kind}["']?$`, 'm').test(readFileSync(file, 'utf8'));
}

/** Returns true if `crd` is the CRD of the object's kind and version. */
export function definesKind(crd: KubernetesObject, object: KubernetesObject): boolean {
  if (crd.kind !== 'CustomResourceDefinition') return false;
  const { group, names, versions } = crd.spec as {
    group: string;
    names: { kind: string };
    versions: { name: string }[];
  };
  return names.kind === object.kind && versions.some(({ name }) => `${group}/${name}` === object.apiVersion);
}

/** Returns the path of a complete chart in a version, from the folders of charts, or undefined. */
export function findChart({ name, version }: Chart): string | undefined {
  for (const folder of listChartFolders()) {
    const packages = [version, version.replace(/^v/, '')].map((suffix) => join(folder, `${name}-${suffix}.tgz`));
    const existingPackage = packages.find((file) => existsSync(file));
    if (existingPackage !== undefined) return existingPackage;
    const chartFolder = join(folder, name);
    const isComplete = ['templates', 'charts'].some((subfolder) => existsSync(join(chartFolder, subfolder)));
    if (isComplete && readChartVersion(chartFolder) === version) return chartFolder;
  }
  return undefined;
}

/** Returns the folders with the CRDs of a chart and of the charts that it depends on, from the folders of charts. */
export function listChartCrdFolders(name: string): readonly string[] {
  const folder = listChartFolders()
    .map((charts) => join(charts, name))
    .find((candidate) => existsSync(join(candidate, 'Chart.yaml')));
  if (folder === undefined) return [];
  const [metadata] = readObjects(join(folder, 'Chart.yaml')) as readonly {
    readonly dependencies?: readonly { readonly name: string }[];
  }[];
  const crds = join(folder, 'crds');
  return [
    ...(existsSync(crds) ? [crds] : []),
    ...(metadata?.dependencies ?? []).flatMap((dependency) => listChartCrdFolders(dependency.name)),
  ];
}

/** Renders the chart of a release with the values in the output, including CRDs, without hooks. */
export async function renderChart(
  path: string,
  output: Output,
  release: OutputRelease,
  kubernetes: string,
  apiVersions: readonly string[],
): Promise<readonly KubernetesObject[]> {
  const source = `chart ${release.name}`;
  const helm = await tool('helm');
  const valuesFile = join(output.folder, 'dist', release.folder, 'values.yaml');
  // Charts that only install CRDs have them as templates, with values.
  if (release.crds === true && !existsSync(valuesFile))
    return parseObjects((await run(helm, ['show', 'crds', path])).stdout, source);
  const { stdout } = await run(helm, [
    ...['template', release.name, path, '--namespace', release.namespace, '--values', valuesFile],
    ...['--kube-version', kubernetes, '--api-versions', apiVersions.join(), '--include-crds', '--no-hooks'],
  ]);
  // The server of an aggregated API would be a simulated pod, and while it is unavailable, no namespace can be deleted.
  return parseObjects(stdout, source).filter(({ kind }) => kind !== 'APIService');
}

function readChartVersion(chart: string): unknown {
  const [metadata] = readObjects(join(chart, 'Chart.yaml')) as readonly { version?: unknown }[];
  return metadata?.version;
}
