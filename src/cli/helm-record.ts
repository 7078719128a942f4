import { gunzipSync } from 'node:zlib';
import { parseAllDocuments, type ScalarTag } from 'yaml';
import { z } from 'zod';
import type { LiveObject } from '../changes/live-object';
import { isPlainObject } from '../schema/plain-object';

/** Helm's record of a revision of a release, with the fields that Plinth reads. */
const recordSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  version: z.number(),
  info: z.object({ status: z.string() }),
  chart: z.object({ metadata: z.object({ name: z.string(), version: z.string() }) }),
  /** Values of the user. */
  config: z.record(z.string(), z.unknown()).nullish(),
  manifest: z.string(),
});

/** Helm's record of a revision of a release. Its values and objects may contain secrets. */
export type HelmRecord = z.infer<typeof recordSchema>;

const secretList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ namespace: z.string(), labels: z.record(z.string(), z.string()) }),
      data: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** Helm release, by its name and the namespace with its records. */
interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
}

/** Selects the Secrets with the newest record of each release, and that of the last one that succeeded. */
export const helmRecordSelector = 'owner=helm,status!=superseded';

/**
 * Reads the newest record of each of these releases from the JSON of the Secrets in which Helm stores them. Other Secrets are
 * not read: tenants may create Secrets with the labels of Helm in their namespaces.
 * @returns records by the release that was passed
 * @throws Error when a record is damaged, or is that of another release; no message contains its content
 */
export function readHelmRecords<Release extends HelmRelease>(
  json: string,
  releases: readonly Release[],
): ReadonlyMap<Release, HelmRecord> {
  const byName = new Map(releases.map((release) => [`${release.namespace}/${release.name}`, release]));
  const records = new Map<Release, HelmRecord>();
  for (const { metadata, data } of secretList.parse(JSON.parse(json)).items) {
    const release = byName.get(`${metadata.namespace}/${metadata.labels.name ?? ''}`);
    if (!release) continue;
    // The API encodes the data of a Secret with Base64, and Helm has encoded its record before.
    const compressed = Buffer.from(Buffer.from(data.release ?? '', 'base64').toString(), 'base64');
    const record = recordSchema.parse(JSON.parse(gunzipSync(compressed).toString()));
    if (record.name !== release.name || record.namespace !== release.namespace)
      throw new Error(`the record of ${release.namespace}/${release.name} is that of another release`);
    if (record.version > (records.get(release)?.version ?? 0)) records.set(release, record);
  }
  return records;
}

/** YAML 1.1 notation of octal numbers, such as the file mode 0744, which Helm and kubectl support. */
export const octalTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^0[0-7]+$/,
  resolve: (text) => parseInt(text, 8),
};

/** Parses the objects of a manifest; lists are replaced by their items. */
export function parseManifest(manifest: string): readonly LiveObject[] {
  return parseAllDocuments(manifest, { customTags: (tags) => [octalTag, ...tags] }).flatMap((document) =>
    listObjects(document.toJS()),
  );
}

function listObjects(value: unknown): readonly LiveObject[] {
  if (!isPlainObject(value)) return [];
  if (Array.isArray(value.items) && String(value.kind).endsWith('List')) return value.items.flatMap(listObjects);
  return isPlainObject(value.metadata) ? [value as LiveObject] : [];
}
