import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listDeclaredWorkloads } from './workloads';

/**
 * Checks that `objects` of tenants and patches of workloads can be written: they contain nothing but JSON. A program can
 * write other values, such as functions.
 */
export function checkObjectValues({ platform }: CheckContext): readonly Problem[] {
  return [
    ...Object.entries(platform.tenants).flatMap(([tenantName, { objects = [] }]) =>
      objects.flatMap((object, index) => findOtherValues(object, ['tenants', tenantName, 'objects', index])),
    ),
    ...listDeclaredWorkloads(platform).flatMap(({ workload, path }) =>
      findOtherValues(workload.patch ?? {}, [...path, 'patch']),
    ),
  ];
}

/** Finds values in a manifest, or a part of one, that JSON does not have. */
export function findOtherValues(value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return [];
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => {
      if (item === undefined) return [error([...path, index], undefined, 'is undefined', 'remove the item')];
      return findOtherValues(item, [...path, index]);
    });
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null))
    return Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : findOtherValues(field, [...path, key]),
    );
  return [error(path, value, 'is not a JSON value', 'write a string, number, boolean, list or object')];
}
