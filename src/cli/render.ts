import { spawn } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../schema/user-error';
import type { ChartVersion } from '../kinds/release';

/** What `plinth render` takes. */
export interface RenderOptions {
  /** Folder that `dist` lies in. */
  readonly out: string;
  /** The program that renders: a name on PATH, or a path. */
  readonly helm: string;
  /** Folder with unpacked charts, by name, that are taken instead of the repositories' own. */
  readonly charts?: string;
}

const orderSchema = z.object({
  clusters: z.record(
    z.string(),
    z.object({
      kubernetes: z.string(),
      capabilities: z.array(z.string()),
      releases: z.array(
        z.object({
          name: z.string(),
          namespace: z.string(),
          folder: z.string(),
          crds: z.boolean().optional(),
          chart: z.object({ repository: z.string(), name: z.string(), version: z.string() }).optional(),
        }),
      ),
    }),
  ),
});

/** Kinds of every cluster that charts ask for by name: without one, helm knows the groups only. */
const builtInApis = ['policy/v1/PodDisruptionBudget', 'networking.k8s.io/v1/Ingress'];

/** APIs that charts ask for before they make objects of them, by the capability that comes with them. */
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
 * Writes what each official chart renders to beside its values, as `rendered.yaml`, for teams that review and deliver
 * outcomes. Nothing is replaced before all charts are rendered.
 * @returns the files that it wrote
 * @throws UserError when there is no output, no helm, or a chart is refused
 */
export async function renderCharts(
  { out, helm, charts }: RenderOptions,
  progress: (making: string) => void,
): Promise<readonly string[]> {
  const order = readOrder(join(out, 'dist', 'order.json'));
  const made: { readonly file: string; readonly aside: string }[] = [];
  const refused: string[] = [];
  try {
    for (const { kubernetes, capabilities, releases } of Object.values(order.clusters)) {
      const versions = [
        ...builtInApis,
        ...capabilities.flatMap((capability) => apisByCapability[capability] ?? []),
      ].flatMap((api) => ['--api-versions', api]);
      for (const { name, namespace, folder, chart } of releases) {
        const values = join(out, 'dist', folder, 'values.yaml');
        // A release of CRDs alone has no values: its chart's own release renders them.
        if (!chart || !existsSync(values)) continue;
        progress(folder);
        const local = charts === undefined ? undefined : join(charts, chart.name);
        const source = local !== undefined && existsSync(local) ? [local] : renderHelmChartArguments(chart);
        const rendered = await runCommand(helm, [
          'template',
          name,
          ...source,
          '--namespace',
          namespace,
          '--values',
          values,
          '--kube-version',
          kubernetes,
          '--include-crds',
          '--skip-tests',
          ...versions,
        ]);
        if (rendered.code !== 0) {
          refused.push(`  ${folder}: ${rendered.stderr.trim()}`);
          continue;
        }
        const file = join(out, 'dist', folder, 'rendered.yaml');
        writeFileSync(`${file}.aside`, rendered.stdout);
        made.push({ file, aside: `${file}.aside` });
      }
    }
    if (refused.length > 0)
      throw new UserError(
        `helm refused ${refused.length === 1 ? 'a chart' : `${refused.length} charts`}, nothing was replaced\n${refused.join('\n')}`,
      );
    for (const { file, aside } of made) renameSync(aside, file);
    return made.map(({ file }) => file);
  } finally {
    for (const { aside } of made) rmSync(aside, { force: true });
  }
}

function readOrder(file: string): z.infer<typeof orderSchema> {
  if (!existsSync(file)) throw new UserError(`there is no ${file}: run \`plinth synth\` first`);
  try {
    return orderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new UserError(`${file} was not written by this Plinth: run \`plinth synth\` again`, { cause });
  }
}

/** How Helm is told of a chart in its repository. */
export function renderHelmChartArguments({
  repository,
  name,
  version,
}: Pick<ChartVersion, 'repository' | 'name' | 'version'>): readonly string[] {
  if (repository.startsWith('oci://')) return [`${repository}/${name}`, '--version', version];
  return [name, '--repo', repository, '--version', version];
}

interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runCommand(command: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (cause) => {
      fail(
        new UserError(`${command} cannot be run (${cause.message}): install Helm, or name it with --helm`, { cause }),
      );
    });
    child.on('close', (code) => {
      done({ code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    });
  });
}
