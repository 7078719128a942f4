import { objectsOf, streamOf } from '../constructs/kubernetes/manifest';
import { yamlOf } from '../constructs/kubernetes/yaml';
import { isChart, type Release } from '../src/model/release';
import type { OutputFile } from './output-file';

/** A file of the output with the objects that are in it. */
export interface Manifest {
  readonly path: string;
  readonly objects: readonly object[];
}

/** What a release's own objects are, file by file; nothing where a chart brings them. */
export function manifestsOf(release: Release): readonly Manifest[] {
  if (!('objects' in release)) return [];
  return Object.entries(release.objects).map(([path, draw]) => ({ path, objects: objectsOf(draw) }));
}

/** The files of a release as they are without kustomize. */
export function plainFiles(release: Release, manifests: readonly Manifest[]): readonly OutputFile[] {
  if (isChart(release)) return [{ path: 'values.yaml', text: yamlOf(release.values) }];
  return manifests.map(({ path, objects }) => ({ path, text: streamOf(objects) }));
}
