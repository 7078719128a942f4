import { isPlainObject } from '../../../src/schema/plain-object';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';

/** Checks what a tenant writes by itself by the policy that refuses images as volumes. Paths are relative to the value. */
export function checkImageVolumes(value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => checkImageVolumes(item, [...path, index]));
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    if (key !== 'volumes' || !Array.isArray(field)) return checkImageVolumes(field, [...path, key]);
    return field.flatMap((volume, index) =>
      isPlainObject(volume) && isPlainObject(volume.image)
        ? [
            error(
              [...path, key, index, 'image'],
              volume.image,
              'is an image as a volume, whose signature nothing verifies',
              'copy the files into the image of a container',
            ),
          ]
        : [],
    );
  });
}
