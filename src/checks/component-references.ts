import { warning, type Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import type { CheckContext } from './context';

/**
 * Warns of components that the options of another component name, where the cluster has components of their kind and none
 * with this name: the one that is meant gets no permissions.
 */
export function checkComponentReferences({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ components, hasInvalidComponents }) =>
    hasInvalidComponents
      ? []
      : components.flatMap((component) =>
          component.bound.componentReferences().flatMap(({ path, kind, name }) => {
            const names = components.filter((other) => other.kind.kind === kind).map((other) => other.name);
            if (names.length === 0 || names.includes(name)) return [];
            const message = `is no component of kind ${kind} on the cluster`;
            return [warning([...component.path, ...path], name, message, suggest(name, names))];
          }),
        ),
  );
}
