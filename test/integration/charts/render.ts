import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ChartVersion } from '../../../src/kinds/release';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { run } from '../../../tools/command';
import { tool } from '../../../tools/tool';
import type { KubernetesObject } from '../cluster/api';
import { findChart } from '../cluster/charts';
import { parseObjects } from '../cluster/output';
import type { ChartCase } from './cases';

/** Kinds that charts ask a cluster for, and that `helm template` knows nothing of without one. */
const apiVersions = [
  'policy/v1/PodDisruptionBudget',
  'networking.k8s.io/v1/Ingress',
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1/ServiceMonitor',
];

/** Charts whose schema refers to files on the web, which may be out of reach here. */
const withRemoteSchema = ['nginx-ingress'];

/** What helm makes of a chart with the values of a case, definitions and hooks with it, tests not. */
export async function render(
  { release, label }: Pick<ChartCase, 'release' | 'label'>,
  kubernetes: KubernetesVersion,
  scratch: string,
): Promise<string> {
  const folder = join(scratch, 'values');
  const values = join(folder, `${release.name}.yaml`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(values, stringify(release.values));
  const { stdout } = await run(await tool('helm'), [
    ...['template', release.name, chartOf(release.chart, label), '--namespace', release.namespace],
    ...['--values', values, '--skip-tests', '--include-crds', '--kube-version', kubernetesVersions[kubernetes]],
    ...(withRemoteSchema.includes(release.chart.name) ? ['--skip-schema-validation'] : []),
    ...apiVersions.flatMap((version) => ['--api-versions', version]),
  ]);
  return stdout;
}

/** The definitions of custom resources that a chart without any values renders to. */
export async function renderedCrds(chart: ChartVersion): Promise<readonly KubernetesObject[]> {
  const { stdout } = await run(await tool('helm'), ['template', chart.name, chartOf(chart, chart.name)]);
  return parseObjects(stdout, chart.name).filter(isCrd);
}

/** Whether an object defines a kind. */
export function isCrd({ kind }: KubernetesObject): boolean {
  return kind === 'CustomResourceDefinition';
}

function chartOf(chart: ChartVersion, label: string): string {
  const found = findChart(chart);
  if (found === undefined) throw new Error(`no folder of PLINTH_CHARTS has the chart of ${label}`);
  return found;
}
