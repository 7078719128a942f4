import { error, type PathSegment, type Problem } from './problem';

/** Keys that objects of JavaScript have already: assigning them changes the object, is lost, or is refused by cdk8s. */
const reservedKeys = ['__proto__', 'constructor', 'prototype'];

/** Maximum depth of nested objects and lists. Deeper ones would exhaust the stack of JavaScript. */
const maxDepth = 250;

/**
 * Finds the values of a definition that are not plain data or would be lost: reserved keys, dates and other objects that
 * are no JSON, and objects that contain themselves.
 */
export function checkPlainData(definition: unknown): readonly Problem[] {
  const ancestors = new Set<object>();
  const checked = new WeakSet();
  const check = (value: unknown, path: readonly PathSegment[]): readonly Problem[] => {
    if (typeof value !== 'object' || value === null) return [];
    if (ancestors.has(value))
      return [error(path, undefined, 'must not contain itself', 'write an object without references to itself')];
    if (path.length > maxDepth)
      return [error(path.slice(0, 4), undefined, 'is nested too deeply', `write at most ${maxDepth} levels`)];
    // YAML aliases and variables of a program refer to one object from many places.
    if (checked.has(value)) return [];
    // Compared by tag and not by prototype: a program may create objects of its own classes.
    const [, type = ''] = /^\[object (.*)\]$/.exec(Object.prototype.toString.call(value)) ?? [];
    if (type !== 'Object' && type !== 'Array')
      return [error(path, value, `must be plain data, not a ${type}`, 'write a string, number, list or object')];
    ancestors.add(value);
    const problems = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, child]) => {
      const childPath = [...path, type === 'Array' ? Number(key) : key];
      return reservedKeys.includes(key)
        ? [error(childPath, undefined, 'is a name that JavaScript reserves', 'write another name')]
        : check(child, childPath);
    });
    ancestors.delete(value);
    if (problems.length === 0) checked.add(value);
    return problems;
  };
  return check(definition, []);
}
