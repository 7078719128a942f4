import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments, type ScalarTag } from 'yaml';
import { z } from 'zod';
import type { KubernetesObject } from './api';

const chart = z.object({ repository: z.string(), name: z.string(), version: z.string() });

const release = z.object({
  name: z.string(),
  namespace: z.string(),
  phase: z.enum(['bootstrap', 'platform', 'tenants']),
  folder: z.string(),
  chart: chart.optional(),
  files: z.array(z.string()).optional(),
  /** Its folder is an overlay, which kustomize makes objects of. */
  kustomize: z.boolean().optional(),
  /** Only the CRDs of the chart. */
  crds: z.boolean().optional(),
  after: z.array(z.string()),
});

const order = z.object({
  apply: z.array(z.string()),
  destroy: z.array(z.string()),
  clusters: z.record(
    z.string(),
    z.object({ kubernetes: z.string(), stacks: z.array(z.string()), releases: z.array(release) }),
  ),
});

/** One unit of delivery, as `dist/order.json` lists it: a chart with values, or plain manifests. */
export type OutputRelease = z.infer<typeof release>;

/** What `plinth synth` wrote, read back from its folder. */
export interface Output {
  /** The folder that has `dist` and `cdktf.out`. */
  readonly folder: string;
  readonly order: z.infer<typeof order>;
}

/** Reads what `plinth synth` wrote into a folder. Throws where order.json does not follow the contract. */
export function readOutput(folder: string): Output {
  const file = join(folder, 'dist', 'order.json');
  const parsed = order.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} does not follow the contract:\n${z.prettifyError(parsed.error)}`);
  return { folder, order: parsed.data };
}

/** The releases of a cluster, in the order of apply. Throws where there is no such cluster. */
export function releasesOf(output: Output, cluster: string): readonly OutputRelease[] {
  const found = output.order.clusters[cluster];
  if (!found) throw new Error(`dist/order.json has no cluster '${cluster}'`);
  return found.releases;
}

/** What kustomize made of an overlay, in its folder. */
export const builtFile = 'built.yaml';

/** The plain objects of a release, in the order of its files; none for a chart. */
export function objectsOf(output: Output, release: OutputRelease): readonly KubernetesObject[] {
  const files = release.kustomize ? [builtFile] : (release.files ?? []);
  return files.flatMap((file) => readObjects(join(output.folder, 'dist', release.folder, file)));
}

/** The Argo CD Applications of a cluster's releases; none where Terraform carries them. */
export function applicationsOf(output: Output, cluster: string): readonly KubernetesObject[] {
  const files = releasesOf(output, cluster).map(({ folder }) =>
    join(output.folder, 'dist', folder, 'application.yaml'),
  );
  return files.filter((file) => existsSync(file)).flatMap(readObjects);
}

const read = new Map<string, readonly KubernetesObject[]>();

/**
 * Reads every object of a YAML file, once: definitions are long, and each cluster asks for the same. Throws where it is
 * no YAML, or has a key twice.
 */
export function readObjects(file: string): readonly KubernetesObject[] {
  const objects = read.get(file) ?? parseObjects(readFileSync(file, 'utf8'), file);
  read.set(file, objects);
  return objects;
}

/** Helm and kubectl read YAML 1.1, in which the mode of a file may be written as 0744. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^0[0-7]+$/,
  resolve: (text) => parseInt(text, 8),
};

/** Reads every object of a YAML stream; `from` is named in errors. */
export function parseObjects(text: string, from: string): readonly KubernetesObject[] {
  return parseAllDocuments(text, { customTags: (known) => [octal, ...known] }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${from}: ${error.message}`);
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** Manifests of a cluster that no release lists: nobody would apply them. */
export function unlistedManifests(output: Output, cluster: string): readonly string[] {
  const dist = join(output.folder, 'dist');
  const listed = new Set<string>();
  for (const { folder, files, chart } of releasesOf(output, cluster)) {
    for (const file of files ?? []) listed.add(join(folder, file));
    if (chart) listed.add(join(folder, 'values.yaml'));
    listed.add(join(folder, 'application.yaml'));
    listed.add(join(folder, builtFile));
  }
  const clusterFolder = join(dist, cluster);
  if (!existsSync(clusterFolder)) return [];
  return readdirSync(clusterFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
    .filter((file) => !listed.has(file))
    .sort();
}
