import { isPlainObject } from '../schema/plain-object';
import { valueAtPath, type Problem } from '../schema/problem';

/**
 * Returns a problem of the schema with the name of the component in its path, as the other problems have it:
 * `components[traefik].replicas`. The position remains where several components have the name, and for the name itself.
 */
export function addComponentName(problem: Problem, definition: unknown): Problem {
  const [root, cluster, option, position, ...rest] = problem.path;
  if (root !== 'clusters' || cluster === undefined || option !== 'components' || typeof position !== 'number')
    return problem;
  if (rest.length === 0 || rest[0] === 'kind' || rest[0] === 'name') return problem;
  const components = valueAtPath(definition, [root, cluster, option]);
  const names = Array.isArray(components) ? (components as readonly unknown[]).map(tryGetName) : [];
  const name = names[position];
  if (name === undefined || names.filter((other) => other === name).length > 1) return problem;
  return { ...problem, path: [root, cluster, option, `[${name}]`, ...rest] };
}

function tryGetName(component: unknown): string | undefined {
  if (!isPlainObject(component)) return undefined;
  const name = component.name ?? component.kind;
  return typeof name === 'string' ? name : undefined;
}
