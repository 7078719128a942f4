import { load } from 'js-yaml';
import { z } from 'zod';
import { UserError } from '../schema/user-error';

/** Time in milliseconds within which a registry must answer. */
const timeout = 60_000;

/**
 * Reads the digest of an image, or of a chart in an OCI registry, from its registry: of the index of all platforms, if
 * there is one. Registries on loopback are read over HTTP, others over HTTPS, without credentials.
 * @param reference name with registry and tag; without a registry, that of Docker Hub
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export async function readImageDigest(reference: string): Promise<string> {
  // Loaded by this command only.
  const { contentTypes, getManifest } = await import('@snyk/docker-registry-v2-client');
  const { OCI_INDEX_V1, OCI_MANIFEST_V1, MANIFEST_LIST_V2, MANIFEST_V2 } = contentTypes;
  const { registry, repository, tag } = parseReference(reference);
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(registry);
  const { indexDigest, manifestDigest } = await getManifest(registry, repository, tag, undefined, undefined, {
    timeout,
    acceptManifest: [OCI_INDEX_V1, MANIFEST_LIST_V2, OCI_MANIFEST_V1, MANIFEST_V2].join(', '),
    ...(isLoopback ? { protocol: 'http:' } : {}),
  });
  const digest = indexDigest ?? manifestDigest;
  if (digest === undefined) throw new UserError(`the registry has no digest of ${reference}`);
  return digest;
}

const indexSchema = z.object({
  entries: z.record(z.string(), z.array(z.looseObject({ version: z.string(), digest: z.string().optional() }))),
});

/**
 * Reads the digest of a chart: from the index of its repository, or from the OCI registry.
 * @param reference repository, name and version: `https://traefik.github.io/charts/traefik:41.3.0`
 */
export async function readChartDigest(reference: string): Promise<string> {
  if (reference.startsWith('oci://')) return readImageDigest(reference.slice('oci://'.length));
  const [, repository = '', name = '', version = ''] = /^(.*)\/([^/:]+):([^/]+)$/.exec(reference) ?? [];
  const entries = await readIndex(repository);
  const digest = entries[name]?.find((entry) => entry.version === version)?.digest;
  if (digest === undefined) throw new UserError(`${repository} has no digest of ${name} ${version}`);
  return digest.startsWith('sha256:') ? digest : `sha256:${digest}`;
}

const indexes = new Map<string, Promise<z.output<typeof indexSchema>['entries']>>();

/** Reads the index of a chart repository once. */
function readIndex(repository: string): Promise<z.output<typeof indexSchema>['entries']> {
  const index = indexes.get(repository) ?? fetchIndex(repository);
  indexes.set(repository, index);
  return index;
}

async function fetchIndex(repository: string): Promise<z.output<typeof indexSchema>['entries']> {
  const url = `${repository}/index.yaml`;
  const response = await fetch(url, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok) throw new UserError(`${url}: ${response.status} ${response.statusText}`);
  const index = indexSchema.safeParse(load(await response.text()));
  if (!index.success) throw new UserError(`${url} is not the index of a chart repository`);
  return index.data.entries;
}

/** Parses an image as container runtimes do. */
function parseReference(reference: string): { registry: string; repository: string; tag: string } {
  const [, name = '', tag = 'latest'] = /^(.*?)(?::([^:/@]+))?$/.exec(reference) ?? [];
  const [first = '', ...path] = name.split('/');
  const hasRegistry = path.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasRegistry && first !== 'docker.io') return { registry: first, repository: path.join('/'), tag };
  const repository = hasRegistry ? path.join('/') : name;
  return {
    registry: 'registry-1.docker.io',
    repository: repository.includes('/') ? repository : `library/${repository}`,
    tag,
  };
}
