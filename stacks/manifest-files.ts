import { renderObjects, formatYamlStream } from '../constructs/kubernetes/manifest';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { isChart, type Release } from '../src/kinds/release';
import type { OutputFile } from './output-file';

/** A file of the output with the objects that are in it. */
export interface ManifestFile {
  readonly path: string;
  readonly objects: readonly object[];
}

/** What a release's own objects are, file by file; nothing where a chart brings them. */
export function renderManifestFiles(release: Release): readonly ManifestFile[] {
  if (!('objects' in release)) return [];
  return Object.entries(release.objects).map(([path, draw]) => ({ path, objects: renderObjects(draw) }));
}

/** The files of a release as they are without kustomize. */
export function renderPlainFiles(release: Release, manifests: readonly ManifestFile[]): readonly OutputFile[] {
  if (isChart(release)) return [{ path: 'values.yaml', text: formatYaml(release.values) }];
  return manifests.map(({ path, objects }) => ({ path, text: formatYamlStream(objects) }));
}
