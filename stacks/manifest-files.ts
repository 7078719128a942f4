import { renderObjects, formatYamlStream } from '../constructs/kubernetes/manifest';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { isChartRelease, type Release } from '../src/kinds/release';
import type { OutputFile } from './output-file';

/** A file with Kubernetes objects. */
export interface ManifestFile {
  /** Path relative to the release's folder. */
  readonly path: string;
  readonly objects: readonly object[];
}

/** Returns the files of a release of objects; none for a release of a chart. */
export function renderManifestFiles(release: Release): readonly ManifestFile[] {
  if (!('objects' in release)) return [];
  return Object.entries(release.objects).map(([path, addObjects]) => ({ path, objects: renderObjects(addObjects) }));
}

/** Returns the files of a release without kustomize: chart values, or manifests. */
export function renderPlainFiles(release: Release, manifests: readonly ManifestFile[]): readonly OutputFile[] {
  if (isChartRelease(release)) return [{ path: 'values.yaml', text: formatYaml(release.values) }];
  return manifests.map(({ path, objects }) => ({ path, text: formatYamlStream(objects) }));
}
