import { formatProblem, type Problem } from '../schema/problem';

/** Groups items by a key. Groups and items keep the order of the input. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Returns the groups of two or more items that have the same key. */
export function findDuplicates<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return new Map([...groupBy(items, key)].filter(([, group]) => group.length > 1));
}

/** Returns problems without repetitions, such as a problem that occurs on every cluster of a workload. */
export function uniqueProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
