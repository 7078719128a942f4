import { charts } from '../constructs/components/charts';
import { images } from '../constructs/images';

/** Every name by which Plinth asks for an image, in charts or by itself, as containerd writes it. Throws where nothing does. */
export function chartImages(name: string): string[] {
  const ofCharts = Object.values(charts).flatMap((chart: { images: readonly string[] }) => chart.images);
  const found = [...ofCharts, ...Object.values(images)].filter((image) => shortName(image) === name).map(fullReference);
  if (found.length === 0) throw new Error(`nothing in src/kinds/versions.ts is an image "${name}"`);
  return [...new Set(found)];
}

/** Docker's short names written out, as container runtimes do it: `traefik:v3` is `docker.io/library/traefik:v3`. */
export function fullReference(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const named = rest.length > 0 && /[.:]/.test(first);
  const path = named ? rest : [first, ...rest];
  const registry = named ? first : 'docker.io';
  return [registry, ...(registry === 'docker.io' && path.length === 1 ? ['library'] : []), ...path].join('/');
}

function shortName(image: string): string {
  return /([^/:]+)(?::[^/]*)?$/.exec(image)?.[1] ?? image;
}
