import { charts } from '../constructs/components/charts';
import { images } from '../constructs/images';

/**
 * Lists the normalized references, tag included, of every image with a short name such as `coredns` that charts or
 * Plinth's own workloads use. @throws if no reference has this name
 */
export function listImageReferences(name: string): string[] {
  const chartImages = Object.values(charts).flatMap((chart: { images: readonly string[] }) => chart.images);
  const references = [...chartImages, ...Object.values(images)]
    .filter((image) => shortName(image) === name)
    .map(normalizeReference);
  if (references.length === 0)
    throw new Error(`image "${name}" is neither in a pinned chart nor in constructs/images.ts`);
  return [...new Set(references)];
}

/** Adds the registry and namespace that container runtimes default to: `traefik:v3` becomes `docker.io/library/traefik:v3`. */
export function normalizeReference(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && /[.:]/.test(first);
  const path = hasRegistry ? rest : [first, ...rest];
  const registry = hasRegistry ? first : 'docker.io';
  return [registry, ...(registry === 'docker.io' && path.length === 1 ? ['library'] : []), ...path].join('/');
}

/** Returns the last path segment without its tag. */
function shortName(image: string): string {
  return /([^/:]+)(?::[^/]*)?$/.exec(image)?.[1] ?? image;
}
