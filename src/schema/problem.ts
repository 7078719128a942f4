/** One step into a description: the name of an entry, or the position in a list. */
export type PathSegment = string | number;

/** A mistake in a description, told so that its author knows where it stands and what to write instead. */
export interface Problem {
  /** An error stops everything; a warning is shown and the work goes on. */
  readonly severity: 'error' | 'warning';
  /** Where it stands, from the top of the description. */
  readonly path: readonly PathSegment[];
  /** What is written there. Left out where nothing is, or where it may be a secret. */
  readonly value?: unknown;
  /** What is wrong, in lower case and without a full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/** Makes an error of {@link Problem} without naming its fields. */
export function error(path: readonly PathSegment[], value: unknown, message: string, fix: string): Problem {
  return { severity: 'error', path, ...(value === undefined ? {} : { value }), message, fix };
}

/** Makes a warning of {@link Problem} without naming its fields. */
export function warning(path: readonly PathSegment[], value: unknown, message: string, fix: string): Problem {
  return { ...error(path, value, message, fix), severity: 'warning' };
}

/** What stands at a path of plain data. */
export function valueAtPath(raw: unknown, path: readonly PathSegment[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PathSegment, unknown>)[key] : undefined,
    raw,
  );
}

/** A path as people write it: `tenants.shop.applications.web.calls[0]`, `clusters.dc1.components[traefik].replicas`. */
export function formatPath(path: readonly PathSegment[]): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    if (segment.startsWith('[')) return text + segment;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** A problem as one line: where, what is written there, what is wrong, what to write instead. */
export function formatProblem(problem: Problem): string {
  const where = formatPath(problem.path) || 'the description';
  const value = 'value' in problem ? ` is ${truncate(formatValue(problem.value))}` : '';
  return `${where}${value}: ${problem.message}; ${problem.fix}`;
}

/** A value as it is written in YAML; programs may also hand in what only they can say. */
function formatValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (value instanceof Date || value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  try {
    return JSON.stringify(value);
  } catch {
    return 'a mapping that holds itself';
  }
}

function truncate(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Thrown when a description has errors: it carries all of them, and its message lists them. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  constructor(
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const count = errors.length === 1 ? 'one mistake' : `${errors.length} mistakes`;
    super(`${count} in the description\n${errors.map((problem) => `  ${formatProblem(problem)}`).join('\n')}`, options);
  }
}
