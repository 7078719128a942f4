import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ChartVersion } from '../kinds/release';
import { restoreOutput } from '../output/output';
import { resolveOutputFile } from '../output/output-paths';
import { formatCount } from '../output/summary';
import { UserError } from '../schema/user-error';
import { readApplyOrder } from './apply-order';
import { withProgress } from './progress';
import { runCommand } from './run-command';

/** Options of `plinth render`. */
export interface RenderOptions {
  /** Folder that contains `dist`. */
  readonly out: string;
  /** Helm: the name of a program on PATH, or its path. */
  readonly helm: string;
  /** Folder with unpacked charts, by name, to render instead of downloading them. */
  readonly charts?: string;
}

/** Adds `plinth render`. */
export function addRenderCommand(program: Command): void {
  program
    .command('render')
    .option('--out <folder>', 'Folder that contains dist', '.')
    .option('--helm <program>', 'Name or path of the helm program', 'helm')
    .option('--charts <folder>', 'Folder with unpacked charts, by name, to use instead of downloading them')
    .addHelpText(
      'after',
      `
Examples:
  # Write the manifests and render the charts, for charts: 'rendered'
  plinth synth && plinth render

  # Without a network
  plinth render --charts ./charts`,
    )
    .action(async (options: RenderOptions) => {
      const files = await withProgress((showStep) => renderCharts(options, showStep));
      process.stdout.write(`${formatCount(files.length, 'chart')} rendered\n`);
    });
}

/** APIs of every cluster that charts look up with their kind: without a cluster, helm knows groups and versions only. */
const builtInApis = ['policy/v1/PodDisruptionBudget', 'networking.k8s.io/v1/Ingress'];

/** APIs that charts look up before they create objects of them, by the capability that installs their CRDs. */
const apisByCapability: Readonly<Record<string, readonly string[]>> = {
  metrics: [
    'monitoring.coreos.com/v1',
    'monitoring.coreos.com/v1/ServiceMonitor',
    'monitoring.coreos.com/v1/PodMonitor',
    'monitoring.coreos.com/v1/PrometheusRule',
  ],
  certificates: ['cert-manager.io/v1'],
};

/**
 * Renders each official chart of `dist` to `rendered.yaml` next to its values, for teams that review or deliver rendered
 * manifests. No file is replaced until all charts are rendered.
 * @param showStep receives the folder of each release
 * @returns the written files
 * @throws UserError when there is no output, helm cannot be run, or helm fails for a chart
 */
export async function renderCharts(
  { out, helm, charts }: RenderOptions,
  showStep: (step: string) => void,
): Promise<readonly string[]> {
  const folders = { terraform: join(out, 'cdktf.out'), dist: join(out, 'dist') };
  restoreOutput(folders);
  const order = readApplyOrder(folders);
  const renderedFiles: { readonly file: string; readonly temporaryFile: string }[] = [];
  const failures: string[] = [];
  try {
    for (const { kubernetes, capabilities, releases } of Object.values(order.clusters)) {
      const apis = [...builtInApis, ...capabilities.flatMap((capability) => apisByCapability[capability] ?? [])];
      for (const { name, namespace, folder, chart } of releases) {
        const values = resolveOutputFile(folders, `dist/${folder}/values.yaml`);
        // A release of CRDs has no values: the release of the same chart renders them.
        if (!chart || !existsSync(values)) continue;
        showStep(folder);
        const localChart = charts === undefined ? undefined : join(charts, chart.name);
        const result = await runCommand('Helm', helm, '--helm', [
          'template',
          name,
          ...(localChart !== undefined && existsSync(localChart) ? [localChart] : renderHelmChartArguments(chart)),
          '--namespace',
          namespace,
          '--values',
          values,
          '--kube-version',
          kubernetes,
          '--include-crds',
          '--skip-tests',
          ...apis.flatMap((api) => ['--api-versions', api]),
        ]);
        if (result.exitCode !== 0) {
          failures.push(`  ${folder}: ${result.stderr.trim()}`);
          continue;
        }
        const file = resolveOutputFile(folders, `dist/${folder}/rendered.yaml`);
        const temporaryFile = `${file}.${process.pid}.tmp`;
        writeFileSync(temporaryFile, result.stdout, { flag: 'wx' });
        renderedFiles.push({ file, temporaryFile });
      }
    }
    if (failures.length > 0)
      throw new UserError(
        `helm failed for ${formatCount(failures.length, 'chart')}, and no file was replaced\n${failures.join('\n')}`,
      );
    for (const { file, temporaryFile } of renderedFiles) renameSync(temporaryFile, file);
    return renderedFiles.map(({ file }) => file);
  } finally {
    for (const { temporaryFile } of renderedFiles) rmSync(temporaryFile, { force: true });
  }
}

/** Returns helm's arguments for a chart in its repository. */
export function renderHelmChartArguments({
  repository,
  name,
  version,
}: Pick<ChartVersion, 'repository' | 'name' | 'version'>): readonly string[] {
  if (repository.startsWith('oci://')) return [`${repository}/${name}`, '--version', version];
  return [name, '--repo', repository, '--version', version];
}
