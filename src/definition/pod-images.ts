import { isPlainObject } from '../schema/plain-object';
import type { PathSegment } from '../schema/problem';

/** Fields of a pod with containers. */
const containerLists = new Set(['containers', 'initContainers', 'ephemeralContainers']);

/** Image in a manifest or a patch, with its path. */
interface PodImage {
  readonly path: readonly PathSegment[];
  readonly image: string;
}

/**
 * Returns a manifest, or a part of one, with other images in the containers and image volumes of its pods. Pods are
 * found at any depth, so that pods of custom resources are included.
 */
export function mapImages<T>(value: T, map: (image: string, path: readonly PathSegment[]) => string): T {
  return mapValue(value, [], map) as T;
}

/** Lists the images in the containers and image volumes of a manifest's pods, or of a part of a manifest. */
export function listImages(value: unknown): readonly PodImage[] {
  const images: PodImage[] = [];
  mapImages(value, (image, path) => {
    images.push({ path, image });
    return image;
  });
  return images;
}

function mapValue(
  value: unknown,
  path: readonly PathSegment[],
  map: (image: string, path: readonly PathSegment[]) => string,
): unknown {
  if (Array.isArray(value)) return value.map((item: unknown, index) => mapValue(item, [...path, index], map));
  // Other objects, such as dates, are not part of a manifest; the checks report them.
  if (!isPlainObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const imageField = tryGetImageField(path);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      const fieldPath = [...path, key];
      if (key === imageField && typeof field === 'string') return [key, map(field, fieldPath)];
      return [key, mapValue(field, fieldPath, map)];
    }),
  );
}

/** Returns the field with the image in an object at a path: of a container, or of an image volume. */
function tryGetImageField(path: readonly PathSegment[]): string | undefined {
  const [list, index, field] = path.at(-1) === 'image' ? path.slice(-3) : path.slice(-2);
  if (typeof index !== 'number') return undefined;
  if (field === 'image') return list === 'volumes' ? 'reference' : undefined;
  return containerLists.has(String(list)) ? 'image' : undefined;
}
