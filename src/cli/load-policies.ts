import { isPolicy, type Policy } from '../checks/policies';
import { error, formatLocatedProblem, type PathSegment } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { loadExports } from './load-module';

/** Definition in YAML or JSON that lists modules with policies. */
interface DefinitionWithPolicies {
  readonly file: string;
  /** Value of its `policies`: paths relative to the file, such as `./my-policies.ts`, and names of packages. */
  readonly modules: unknown;
  readonly findLine: (path: readonly PathSegment[]) => number | undefined;
}

/**
 * Loads the modules that a definition in YAML or JSON lists in `policies`, which runs their code, and returns all policies
 * that they export: each by itself, or in a list.
 * @throws UserError with all modules that cannot be loaded or export no policies
 */
export function loadPolicies({ file, modules, findLine }: DefinitionWithPolicies): readonly Policy[] {
  if (modules === undefined) return [];
  const reject = (path: readonly PathSegment[], value: unknown, message: string, fix: string) =>
    formatLocatedProblem({ ...error(path, value, message, fix), location: `${file}:${findLine(path) ?? 1}` });
  if (!Array.isArray(modules))
    throw new UserError(
      reject(['policies'], modules, 'must be a list of modules', 'write policies: [./my-policies.ts]'),
    );
  const problems: string[] = [];
  const policies = new Set<Policy>();
  for (const [index, module] of (modules as readonly unknown[]).entries()) {
    const loaded = loadExports(file, module);
    const found = 'problem' in loaded ? [] : loaded.exports.map(({ value }) => value).filter(isPolicy);
    for (const policy of found) policies.add(policy);
    if ('problem' in loaded) problems.push(reject(['policies', index], module, loaded.problem, loaded.fix));
    else if (found.length === 0)
      problems.push(
        reject(
          ['policies', index],
          module,
          'exports no policies',
          'export each policy: export const myPolicy = policy({ … })',
        ),
      );
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return [...policies];
}
