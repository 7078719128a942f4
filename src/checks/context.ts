import type { Platform } from '../definition/platform';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import type { PathSegment, Problem } from '../schema/problem';

/** Input of a check: a platform definition and the clusters that were resolved from it. */
export interface CheckContext {
  /** Platform definition without its invalid entries, whose errors the schema has reported. */
  readonly platform: Platform;
  readonly resolvedClusters: readonly ResolvedCluster[];
  /**
   * Lists the names that the definition declares at a path. Names of invalid entries are included: a reference to an
   * invalid entry is not a second error.
   */
  readonly definedNames: (path: readonly PathSegment[]) => readonly string[];
}

/** Rule that a schema cannot express, since it compares several places of a definition. Returns every violation. */
export type Check = (context: CheckContext) => readonly Problem[];

/** Placeholder for an invalid `domain` of the platform; hosts are not checked against it. */
export const unknownDomain = 'unknown.invalid';
