import type { Platform } from '../definition/platform';
import type { ResolvedCluster } from '../planning/cluster';
import { formatProblem, type PathSegment, type Problem } from '../schema/problem';

/** What the checks may look at. */
export interface CheckContext {
  /** The description, without the entries that have mistakes of their own. */
  readonly platform: Platform;
  readonly resolvedClusters: readonly ResolvedCluster[];
  /** Names that were written at a path, those of entries with mistakes included: they are not unknown. */
  readonly definedNames: (path: readonly PathSegment[]) => readonly string[];
}

/** Stands for a domain that could not be read: whether a host lies in it is not judged. */
export const unknownDomain = 'unknown.invalid';

/** Items by a key of theirs, in the order in which they came. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Items that share a key with another one, by that key. */
export function findDuplicates<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  return new Map([...groupBy(items, key)].filter(([, claimants]) => claimants.length > 1));
}

/** What is wrong on every cluster alike is told once. */
export function uniqueProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}
