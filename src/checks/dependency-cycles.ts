import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Checks that the components of a cluster do not depend on each other in a cycle. */
export function checkDependencyCycles({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ dependencyCycle }) => {
    const [first] = dependencyCycle;
    if (!first) return [];
    const names = dependencyCycle.map(({ name }) => `'${name}'`).join(', ');
    return [
      error(
        first.path,
        undefined,
        `components ${names} depend on each other in a cycle`,
        'remove one of them, or the option that makes it depend on another',
      ),
    ];
  });
}
