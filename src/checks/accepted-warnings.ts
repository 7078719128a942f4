import { error, formatPath, type Problem } from '../schema/problem';
import { listSimilar } from '../schema/suggestions';

/** Problems of a definition after those warnings were separated that the definition accepts. */
export interface SeparatedWarnings {
  readonly problems: readonly Problem[];
  readonly acceptedWarnings: readonly Problem[];
}

/**
 * Separates the warnings that a definition accepts. An entry without a warning is an error: it would hide a later one. Where
 * the definition has errors, a warning may be missing because of them.
 * @param accepted reasons by the path of the warning, as it is printed
 */
export function separateAcceptedWarnings(
  problems: readonly Problem[],
  accepted: Readonly<Record<string, string>>,
): SeparatedWarnings {
  const isAccepted = ({ severity, path }: Problem) =>
    severity === 'warning' && Object.hasOwn(accepted, formatPath(path));
  const acceptedWarnings = problems.filter(isAccepted);
  const remaining = problems.filter((problem) => !isAccepted(problem));
  if (problems.some(({ severity }) => severity === 'error')) return { problems: remaining, acceptedWarnings };
  const acceptedPaths = new Set(acceptedWarnings.map(({ path }) => formatPath(path)));
  const paths = remaining.map(({ path }) => formatPath(path));
  const unknown = Object.keys(accepted).filter((path) => !acceptedPaths.has(path));
  return {
    problems: [...remaining, ...unknown.map((path) => createUnknownPathError(path, paths))],
    acceptedWarnings,
  };
}

function createUnknownPathError(path: string, paths: readonly string[]): Problem {
  const [similar] = listSimilar(path, paths);
  return error(
    ['acceptedWarnings', path],
    undefined,
    'is the path of no warning',
    similar === undefined ? 'remove it, or write the path as the warning prints it' : `write '${similar}'`,
  );
}
