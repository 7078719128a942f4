import { escapeControlCharacters } from './control-characters';

/** One step of a path in a definition: the key of an object, or the position in a list. */
export type PathSegment = string | number;

/** Error or warning about a definition, with its location and a fix. */
export interface Problem {
  /** An error prevents all output; a warning is only shown. */
  readonly severity: 'error' | 'warning';
  /** Location, from the top of the definition. */
  readonly path: readonly PathSegment[];
  /** Value at the path. Absent where there is none, or where it may be a secret. */
  readonly value?: unknown;
  /** What is wrong, in lower case and without a full stop. */
  readonly message: string;
  /** What to write instead, beginning with a verb. */
  readonly fix: string;
  /** File and line, such as `tenants/shop.yaml:7`. Absent where the path determines them. */
  readonly location?: string;
  /** Capability that is required, and that nothing on the cluster provides; the fix names what provides it. */
  readonly missingCapability?: MissingCapability;
  /** Fix of a value that looks like a secret, without the exemption by `notSecret`, which not everything has. */
  readonly secretFix?: string;
  /**
   * Set for rules that time makes stricter, such as the end of the support of a version: the definition of the last apply may
   * break them, so that a change can follow.
   */
  readonly byTime?: true;
}

/** Capability that nothing on a cluster provides. */
export interface MissingCapability {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly capability: string;
  /**
   * What to write instead of adding a provider, beginning with a verb.
   * @default nothing else
   */
  readonly alternative?: string;
  /**
   * Set where only a component can provide what is missing: the endpoint of one that the infrastructure has is not enough.
   */
  readonly byComponent?: true;
}

/** Creates a {@link Problem} with severity `error`. */
export function error(path: readonly PathSegment[], value: unknown, message: string, fix: string): Problem {
  return { severity: 'error', path, ...(value === undefined ? {} : { value }), message, fix };
}

/** Creates a {@link Problem} with severity `warning`. */
export function warning(path: readonly PathSegment[], value: unknown, message: string, fix: string): Problem {
  return { ...error(path, value, message, fix), severity: 'warning' };
}

/** Returns whether a path begins with another one. Indexes may be numbers or text. */
export function startsWith(path: readonly PathSegment[], prefix: readonly PathSegment[]): boolean {
  return path.length >= prefix.length && prefix.every((segment, index) => String(path[index]) === String(segment));
}

/** Returns the value at a path of plain data; undefined where the path leads nowhere. */
export function valueAtPath(data: unknown, path: readonly PathSegment[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PathSegment, unknown>)[key]
        : undefined,
    data,
  );
}

/**
 * Formats a path: `tenants.shop.applications.web.calls[0]`. A segment in brackets selects an entry of a list by name:
 * `clusters.dc1.components[traefik].replicas`.
 */
export function formatPath(path: readonly PathSegment[]): string {
  return path.reduce<string>((text, segment) => {
    if (typeof segment === 'number') return `${text}[${segment}]`;
    if (segment.startsWith('[')) return text + segment;
    return text === '' ? segment : `${text}.${segment}`;
  }, '');
}

/** Formats a problem as one line: `path is value: message; fix`. */
export function formatProblem(problem: Problem): string {
  const path = formatPath(problem.path) || 'the definition';
  const value = 'value' in problem ? ` is ${truncate(formatValue(problem.value))}` : '';
  return escapeControlCharacters(`${path}${value}: ${problem.message}; ${problem.fix}`);
}

/** Formats a problem as one line that begins with its file and line, if it has them. */
export function formatLocatedProblem(problem: Problem): string {
  const location = problem.location === undefined ? '' : `${escapeControlCharacters(problem.location)}: `;
  return `${location}${formatProblem(problem)}`;
}

/** Formats a value as YAML flow style. Definitions in TypeScript may also contain values that YAML cannot express. */
function formatValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (value instanceof Date || value instanceof Map || value instanceof Set) return `a ${value.constructor.name}`;
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object that contains itself';
  }
}

function truncate(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** Thrown for a definition with errors. The message lists all errors, one per line. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  /**
   * @param problems the errors, and the warnings that were found with them
   * @param options `subject`: what has the errors, for the message; @default the platform definition
   */
  constructor(
    readonly problems: readonly Problem[],
    { subject = 'the platform definition', ...options }: ErrorOptions & { readonly subject?: string } = {},
  ) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const count = errors.length === 1 ? '1 error' : `${errors.length} errors`;
    super(
      `${count} in ${subject}\n${errors.map((problem) => `  ${formatLocatedProblem(problem)}`).join('\n')}`,
      options,
    );
  }
}
