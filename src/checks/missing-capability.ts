import { error, type PathSegment, type Problem } from '../schema/problem';

/** Returns the error for something that requires a capability which nothing on its cluster provides. */
export function missingCapabilityError(
  path: readonly PathSegment[],
  value: unknown,
  { cluster, capability }: { readonly cluster: string; readonly capability: string },
  fix: string,
): Problem {
  const problem = error(path, value, `nothing on cluster '${cluster}' provides '${capability}'`, fix);
  return { ...problem, missingCapability: capability };
}
