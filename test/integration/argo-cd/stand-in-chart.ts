import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { run } from '../../../tools/command';
import { findChart, listChartCrdFolders } from '../cluster/charts';
import type { OutputRelease } from '../cluster/output';

type Chart = NonNullable<OutputRelease['chart']>;

/** Renders the chart's values and the release's name, to show that both arrive. */
const template = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
  namespace: {{ .Release.Namespace }}
data:
  values: {{ .Values | toJson | quote }}
`;

/**
 * Returns the package of a chart from the folders of charts. If a folder has the chart's CRDs only, the package is a
 * stand-in: the CRDs, and a ConfigMap with the values.
 */
export async function packChart(chart: Chart, scratch: string): Promise<string> {
  const path = findChart(chart);
  if (path?.endsWith('.tgz') === true) return path;
  const folder = path ?? writeStandInChart(chart, join(scratch, 'stand-ins'));
  const chartPackage = join(scratch, `${chart.name}-${chart.version}.tgz`);
  await run('tar', ['-czf', chartPackage, '-C', join(folder, '..'), chart.name]);
  return chartPackage;
}

function writeStandInChart(chart: Chart, scratch: string): string {
  const folder = join(scratch, chart.name);
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), stringify({ apiVersion: 'v2', name: chart.name, version: chart.version }));
  writeFileSync(join(folder, 'templates/values.yaml'), template);
  for (const crds of listChartCrdFolders(chart.name)) cpSync(crds, join(folder, 'crds'), { recursive: true });
  return folder;
}
