import { error, type PathSegment, type Problem } from './problem';

/**
 * Returns an error for every key `__proto__` of a definition: JavaScript and the schemas drop it, and its value with it.
 */
export function findReservedKeys(definition: unknown): readonly Problem[] {
  return findIn(definition, [], new Set());
}

function findIn(value: unknown, path: readonly PathSegment[], visited: Set<object>): readonly Problem[] {
  if (typeof value !== 'object' || value === null || visited.has(value)) return [];
  visited.add(value);
  return Object.entries(value).flatMap(([key, item]) => {
    const itemPath = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') return [error(itemPath, undefined, 'is reserved', 'write another name')];
    return findIn(item, itemPath, visited);
  });
}
