import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/cli/read-definition';
import { planRequest, writeOutput } from '../../../src/synth';
import { readObjects, readOutput, type Output } from '../cluster/output';

const root = join(__dirname, '../../..');

/** Servers of the test, in place of those that an example names. */
export interface ExampleServers {
  /** URL of the Git server. */
  readonly git: string;
  /** Chart repository: `oci://…`. */
  readonly charts: string;
}

/**
 * Synthesizes an example with the chart repository of the test as mirror of its clusters, and replaces the URL of its Git
 * server in the output: a definition must name one with TLS.
 */
export async function synthesiseForServers(example: string, folder: string, servers: ExampleServers): Promise<Output> {
  const { platform, language } = await readDefinition(join(root, `examples/${example}.ts`));
  const { clusters, ...rest } = platform as { readonly clusters: Readonly<Record<string, object>> };
  const mirrored = Object.entries(clusters).map(([name, cluster]) => [
    name,
    { ...cluster, chartMirror: servers.charts },
  ]);
  const request = { platform: { ...rest, clusters: Object.fromEntries(mirrored) as object }, language };
  const plan = planRequest(request, join(folder, 'plinth.lock.json'));
  const dist = join(folder, 'dist');
  writeOutput(plan, language, { terraform: join(folder, 'cdktf.out'), dist });
  for (const file of listYamlFiles(dist)) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/https:\/\/git\.[a-z]+\.example/g, servers.git));
  }
  return readOutput(folder);
}

/** Folder of a tenant's own Git repository from which Argo CD delivers. */
export interface SourceFolder {
  readonly repository: string;
  readonly path: string;
}

/** Lists the folders of the repositories of products in an output. */
export function listProductSources({ folder }: Output, { git }: ExampleServers): readonly SourceFolder[] {
  const files = listYamlFiles(join(folder, 'dist')).filter((file) => /\/04-product-[^/]*$/.test(file));
  const sources = files
    .flatMap(readObjects)
    .flatMap(({ kind, spec }) =>
      kind === 'Application' ? [(spec as { source: { repoURL: string; path: string } }).source] : [],
    );
  return sources.map(({ repoURL, path }) => ({ repository: repoURL.slice(`${git}/`.length), path }));
}

/**
 * Writes a ConfigMap into a folder: what a product of a tenant delivers.
 * @param repository repository of the folder; several deliver into the same namespace
 */
export function writeProductManifests(folder: string, repository: string): void {
  mkdirSync(folder, { recursive: true });
  const metadata = { name: repository.replaceAll(/[^a-z0-9]+/g, '-') };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata }));
}

function listYamlFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => join(entry.parentPath, entry.name));
}
