import { gzipSync } from 'node:zlib';
import { warning, type PathSegment, type Problem } from '../src/schema/problem';
import type { OutputFile } from './output-file';

/**
 * Maximum size of Helm's record of a release, which is a Secret: `MaxSecretSize` of Kubernetes, in bytes.
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/apis/core/types.go
 */
export const maxRecordBytes = 1024 * 1024;

/**
 * Estimates the size of Helm's record of a release in bytes: the chart with its files, and the rendered manifest, as
 * compressed JSON in Base64.
 * @see https://github.com/helm/helm/blob/v3.22.0/pkg/storage/driver/util.go
 * @param files files of the chart
 */
export function estimateRecordBytes(files: readonly OutputFile[]): number {
  const contents = files.map(({ path, text }) => ({ name: path, data: Buffer.from(text).toString('base64') }));
  const manifest = files.map(({ text }) => text).join('---\n');
  return Math.ceil(gzipSync(JSON.stringify({ chart: { files: contents }, manifest }), { level: 9 }).length / 3) * 4;
}

/**
 * Warns about a release whose record Helm cannot store: its deployment fails.
 * @param path path in the definition that the release is generated from
 */
export function checkRecordSize(
  release: string,
  path: readonly PathSegment[],
  files: readonly OutputFile[],
): readonly Problem[] {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  // Compressed text is never much larger than the text: chart and manifest have it twice, Base64 adds a third each.
  if (characters * 4 < maxRecordBytes) return [];
  const bytes = estimateRecordBytes(files);
  if (bytes <= maxRecordBytes) return [];
  return [
    warning(
      path,
      undefined,
      `Helm's record of release '${release}' has about ${bytes} bytes, but a Secret holds at most ${maxRecordBytes}, so the deployment fails`,
      "write fewer applications or smaller objects, or set `delivery: 'argo-cd'` on the cluster",
    ),
  ];
}
