import { charts } from '../src/model/versions';

/** Every name by which Plinth's charts ask for an image, as containerd writes it. Throws where no chart does. */
export function chartImages(name: string): string[] {
  const all = Object.values(charts).flatMap(({ images }: { images: readonly string[] }) => images);
  const found = all.filter((image) => shortName(image) === name).map(fullReference);
  if (found.length === 0) throw new Error(`no chart of src/model/versions.ts uses an image "${name}"`);
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
