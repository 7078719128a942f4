import type { PathSegment, Problem } from '../../schema/problem';
import type { FoundSecret } from './find-secrets';

/** First segment of the paths of problems in the previous definition. */
const lockFile = 'plinth.lock.json';

/** What is shown instead of a secret. */
export const mask = '***';

/** Length of the shortest text that is hidden in messages. Shorter ones would be parts of other words. */
const minimumLength = 4;

/**
 * Removes secrets from problems of other checks, whose values, messages and paths may contain what looks like a secret.
 * A text that only its name identifies is hidden in the problems at its path: it may be a common word.
 */
export function hideSecrets(problems: readonly Problem[], secrets: readonly FoundSecret[]): readonly Problem[] {
  return secrets.length === 0 ? problems : problems.map((problem) => hideIn(problem, secrets));
}

/**
 * Returns the value at a path, or a mask: where a secret is at the path, above or below it, and where the value contains
 * the text of one that its value identifies.
 */
export function hideSecretValue(
  path: readonly PathSegment[],
  value: unknown,
  secrets: readonly FoundSecret[],
): unknown {
  const isHidden = secrets.some(
    ({ path: secretPath, text, byValue }) => isRelated(secretPath, path) || (byValue && contains(value, [text])),
  );
  return isHidden ? mask : value;
}

/** Removes the texts of secrets that their value identifies from a path. */
export function hideSecretSegments(
  path: readonly PathSegment[],
  secrets: readonly FoundSecret[],
): readonly PathSegment[] {
  const texts = secrets.filter(({ byValue, text }) => byValue && text.length >= minimumLength).map(({ text }) => text);
  return path.map((segment) =>
    typeof segment === 'string' ? texts.reduce((hidden, text) => hidden.replaceAll(text, mask), segment) : segment,
  );
}

function hideIn(problem: Problem, secrets: readonly FoundSecret[]): Problem {
  const problemPath = problem.path[0] === lockFile ? problem.path.slice(1) : problem.path;
  const atPath = secrets.filter(({ path }) => isRelated(path, problemPath));
  const texts = [...new Set([...atPath, ...secrets.filter(({ byValue }) => byValue)].map(({ text }) => text))];
  const hide = (text: string): string =>
    texts
      .filter(({ length }) => length >= minimumLength)
      .reduce((hidden, secret) => hidden.replaceAll(secret, mask), text);
  const { value, ...rest } = problem;
  const hasSecret = value !== undefined && (atPath.length > 0 || contains(value, texts));
  return {
    ...rest,
    ...(value === undefined || hasSecret ? {} : { value }),
    path: problem.path.map((segment) => (typeof segment === 'string' ? hide(segment) : segment)),
    message: hide(problem.message),
    fix: hide(problem.fix),
  };
}

/** Returns whether one path is the other or leads to it. */
function isRelated(path: readonly PathSegment[], otherPath: readonly PathSegment[]): boolean {
  const length = Math.min(path.length, otherPath.length);
  return path.slice(0, length).every((segment, index) => isSameSegment(segment, otherPath[index]));
}

/** Returns whether two segments may select the same entry: by name, such as `[traefik]`, or by position. */
function isSameSegment(segment: PathSegment, other: PathSegment | undefined): boolean {
  const isByName = typeof segment === 'string' && segment.startsWith('[');
  return String(segment) === String(other) || (isByName && typeof other === 'number');
}

function contains(value: unknown, texts: readonly string[]): boolean {
  if (typeof value === 'string') return texts.some((text) => value.includes(text));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, child]) => contains(key, texts) || contains(child, texts));
}
