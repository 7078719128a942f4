import type { AnyKind } from '../kinds/cluster-kind';
import type { Language } from '../create-language';
import { language } from '../language';
import { isPlainObject } from '../schema/plain-object';
import { error, formatLocatedProblem, type PathSegment } from '../schema/problem';
import { UserError } from '../schema/user-error';
import { builtInLanguage } from '../synth';
import { loadExports, type ModuleProblem } from './load-module';

/** Definition in YAML or JSON that lists modules with kinds. */
interface DefinitionWithKinds {
  readonly file: string;
  /** Value of its `kinds`: paths relative to the file, such as `./my-kinds.ts`, and names of packages. */
  readonly modules: unknown;
  readonly findLine: (path: readonly PathSegment[]) => number | undefined;
}

/** Kind with the name of its module, for messages. */
interface LoadedKind {
  readonly kind: AnyKind;
  readonly module: string;
  /** Position of the module in `kinds`. */
  readonly index: number;
}

/**
 * Loads the modules that a definition in YAML or JSON lists in `kinds`, which runs their code, and returns the language of
 * the built-in kinds and of all kinds that the modules export: each by itself, or in a list.
 * @throws UserError with all modules that cannot be loaded, export no kinds, or export a kind whose name is taken
 */
export function loadLanguage({ file, modules, findLine }: DefinitionWithKinds): Language {
  if (modules === undefined) return builtInLanguage;
  const reject = (path: readonly PathSegment[], value: unknown, message: string, fix: string) =>
    formatLocatedProblem({ ...error(path, value, message, fix), location: `${file}:${findLine(path) ?? 1}` });
  if (!Array.isArray(modules))
    throw new UserError(reject(['kinds'], modules, 'must be a list of modules', 'write kinds: [./my-kinds.ts]'));
  const problems: string[] = [];
  const loaded: LoadedKind[] = [];
  for (const [index, module] of (modules as readonly unknown[]).entries()) {
    const result = loadModule(file, module);
    if ('problem' in result) problems.push(reject(['kinds', index], module, result.problem, result.fix));
    else loaded.push(...result.kinds.map((kind) => ({ kind, module: String(module), index })));
  }
  // A module may export what it imports from another.
  const kinds = loaded.filter(({ kind }, index) => loaded.findIndex((other) => other.kind === kind) === index);
  for (const { kind, module, index } of kinds) {
    const owner = findOwner(kind, kinds);
    if (owner !== undefined)
      problems.push(
        reject(
          ['kinds', index],
          module,
          `exports the kind '${kind.kind}', a name that ${owner} has`,
          'rename one of them',
        ),
      );
  }
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  return language([...builtInLanguage.kinds, ...kinds.map(({ kind }) => kind)]);
}

/** Returns who has the name of a kind first: Plinth, or a module before. */
function findOwner(kind: AnyKind, kinds: readonly LoadedKind[]): string | undefined {
  if (builtInLanguage.kinds.some((builtIn) => builtIn.kind === kind.kind)) return 'a kind of Plinth';
  const first = kinds.find((other) => other.kind.kind === kind.kind);
  return first && first.kind !== kind ? `a kind of ${first.module}` : undefined;
}

type ModuleResult = { readonly kinds: readonly AnyKind[] } | ModuleProblem;

function loadModule(definitionFile: string, module: unknown): ModuleResult {
  const loaded = loadExports(definitionFile, module);
  if ('problem' in loaded) return loaded;
  const unfinished = loaded.exports.find(({ value }) => isKindDefinition(value));
  if (unfinished)
    return {
      problem: `exports '${unfinished.name}', which is not a kind but the definition of one`,
      fix: `write export const ${unfinished.name} = componentKind({ … }), or clusterKind({ … }) for clusters`,
    };
  const kinds = loaded.exports.map(({ value }) => value).filter(isKind);
  return kinds.length > 0
    ? { kinds }
    : { problem: 'exports no kinds', fix: 'export each kind: export const myKind = componentKind({ … })' };
}

/** Returns whether a value was created by `componentKind` or `clusterKind`, of any installed copy of Plinth. */
function isKind(value: unknown): value is AnyKind {
  if (typeof value !== 'function') return false;
  const { type, kind, schema, bind } = value as Partial<Record<keyof AnyKind, unknown>>;
  const isKindType = type === 'component' || type === 'cluster';
  return isKindType && typeof kind === 'string' && isPlainObject(schema) && typeof bind === 'function';
}

/** Returns whether a value is what `componentKind` and `clusterKind` take. */
function isKindDefinition(value: unknown): boolean {
  return isPlainObject(value) && 'kind' in value && 'schema' in value && ('releases' in value || 'connection' in value);
}
