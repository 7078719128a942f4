import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { octalTag } from '../../../src/cli/helm-record';
import type { KubernetesObject } from './api';

const chartSchema = z.object({ repository: z.string(), name: z.string(), version: z.string() });

const releaseSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  phase: z.enum(['bootstrap', 'platform', 'tenants']),
  folder: z.string(),
  chart: chartSchema.optional(),
  files: z.array(z.string()).optional(),
  /** True if the folder is a kustomize overlay. */
  kustomize: z.boolean().optional(),
  /** True if the release has only the CRDs of the chart. */
  crds: z.boolean().optional(),
  after: z.array(z.string()),
});

const orderSchema = z.object({
  apply: z.array(z.string()),
  destroy: z.array(z.string()),
  clusters: z.record(
    z.string(),
    z.object({ kubernetes: z.string(), stacks: z.array(z.string()), releases: z.array(releaseSchema) }),
  ),
});

/** Release in `dist/order.json`: a chart with values, or plain manifests. */
export type OutputRelease = z.infer<typeof releaseSchema>;

/** Output of `plinth synth`. */
export interface Output {
  /** Folder that contains `dist` and `cdktf.out`. */
  readonly folder: string;
  readonly order: z.infer<typeof orderSchema>;
}

/** Reads the output of `plinth synth` in a folder. @throws if order.json does not match its schema */
export function readOutput(folder: string): Output {
  const file = join(folder, 'dist', 'order.json');
  const parsed = orderSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is not valid:\n${z.prettifyError(parsed.error)}`);
  return { folder, order: parsed.data };
}

/** Returns the releases of a cluster in apply order. @throws if the cluster is not in order.json */
export function getReleases(output: Output, cluster: string): readonly OutputRelease[] {
  const entry = output.order.clusters[cluster];
  if (!entry) throw new Error(`dist/order.json has no cluster '${cluster}'`);
  return entry.releases;
}

/** File in the folder of an overlay to which the tests write the output of kustomize. */
export const kustomizeOutputFile = 'built.yaml';

/** Reads the objects of a release in the order of its files; none for a chart. */
export function readReleaseObjects(output: Output, release: OutputRelease): readonly KubernetesObject[] {
  const files = release.kustomize ? [kustomizeOutputFile] : (release.files ?? []);
  return files.flatMap((file) => readObjects(join(output.folder, 'dist', release.folder, file)));
}

/** Reads the Argo CD Applications of a cluster's releases; none if Terraform deploys the releases. */
export function readArgoCdApplications(output: Output, cluster: string): readonly KubernetesObject[] {
  const files = getReleases(output, cluster).map(({ folder }) =>
    join(output.folder, 'dist', folder, 'application.yaml'),
  );
  return files.filter((file) => existsSync(file)).flatMap(readObjects);
}

const parsedFiles = new Map<string, { readonly text: string; readonly objects: readonly KubernetesObject[] }>();

/**
 * Reads all objects of a YAML file. They are parsed again only if the file has changed: CRDs are large, and all clusters read
 * the same ones.
 * @throws if the file is not valid YAML or has a duplicate key
 */
export function readObjects(file: string): readonly KubernetesObject[] {
  const text = readFileSync(file, 'utf8');
  const parsed = parsedFiles.get(file);
  const objects = parsed?.text === text ? parsed.objects : parseObjects(text, file);
  parsedFiles.set(file, { text, objects });
  return objects;
}

/** Parses all objects of a YAML stream. @throws on invalid YAML and duplicate keys; the message begins with `source` */
export function parseObjects(text: string, source: string): readonly KubernetesObject[] {
  return parseAllDocuments(text, { customTags: (tags) => [octalTag, ...tags] }).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${source}: ${error.message}`);
    const object = document.toJS() as KubernetesObject | null;
    return object === null ? [] : [object];
  });
}

/** Returns the YAML files of a cluster that belong to no release and would not be applied, relative to `dist`. */
export function findUnlistedManifests(output: Output, cluster: string): readonly string[] {
  const dist = join(output.folder, 'dist');
  const listedFiles = new Set<string>();
  for (const { folder, files, chart } of getReleases(output, cluster)) {
    for (const file of files ?? []) listedFiles.add(join(folder, file));
    if (chart) listedFiles.add(join(folder, 'values.yaml'));
    listedFiles.add(join(folder, 'application.yaml'));
    listedFiles.add(join(folder, kustomizeOutputFile));
  }
  const clusterFolder = join(dist, cluster);
  if (!existsSync(clusterFolder)) return [];
  return readdirSync(clusterFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'))
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)))
    .filter((file) => !listedFiles.has(file))
    .sort();
}
