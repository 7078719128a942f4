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
import type { ChartCase } from './chart-cases';

/** API versions and kinds that chart templates test for; without a cluster, `helm template` does not know them. */
const apiVersions = [
  'policy/v1/PodDisruptionBudget',
  'networking.k8s.io/v1/Ingress',
  'monitoring.coreos.com/v1',
  'monitoring.coreos.com/v1/ServiceMonitor',
];

/** Charts whose values schema refers to URLs, which tests must not depend on. */
const chartsWithRemoteSchema = ['nginx-ingress'];

/** Renders a chart with the values of a case, including CRDs and hooks, without Helm tests. Returns YAML. */
export async function renderChartCase(
  { release, label }: Pick<ChartCase, 'release' | 'label'>,
  kubernetes: KubernetesVersion,
  scratch: string,
): Promise<string> {
  const valuesFolder = join(scratch, 'values');
  const valuesFile = join(valuesFolder, `${release.name}.yaml`);
  mkdirSync(valuesFolder, { recursive: true });
  writeFileSync(valuesFile, stringify(release.values));
  const { stdout } = await run(await tool('helm'), [
    ...['template', release.name, getChartPath(release.chart, label), '--namespace', release.namespace],
    ...['--values', valuesFile, '--skip-tests', '--include-crds', '--kube-version', kubernetesVersions[kubernetes]],
    ...(chartsWithRemoteSchema.includes(release.chart.name) ? ['--skip-schema-validation'] : []),
    ...apiVersions.flatMap((version) => ['--api-versions', version]),
  ]);
  return withoutHookSecrets(stdout);
}

/**
 * Removes the Secrets that hooks of a chart create. That of SeaweedFS has new passwords for SFTP, which is disabled, in
 * each rendering, and no value of the chart prevents it.
 */
function withoutHookSecrets(manifests: string): string {
  const isHookSecret = (manifest: string) =>
    /^kind: Secret$/m.test(manifest) && /^ +"?helm\.sh\/hook"?:/m.test(manifest);
  return manifests
    .split(/^(?=---$)/m)
    .filter((manifest) => !isHookSecret(manifest))
    .join('');
}

/** Renders a chart with its default values and returns its CRDs. */
export async function renderCrds(chart: ChartVersion): Promise<readonly KubernetesObject[]> {
  const { stdout } = await run(await tool('helm'), ['template', chart.name, getChartPath(chart, chart.name)]);
  return parseObjects(stdout, chart.name).filter(isCrd);
}

/** Returns true for a CustomResourceDefinition. */
export function isCrd({ kind }: KubernetesObject): boolean {
  return kind === 'CustomResourceDefinition';
}

function getChartPath(chart: ChartVersion, label: string): string {
  const path = findChart(chart);
  if (path === undefined) throw new Error(`no folder of PLINTH_CHARTS has the chart of ${label}`);
  return path;
}
