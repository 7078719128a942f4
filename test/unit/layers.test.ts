import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';
import { kinds } from '../../constructs/kinds';
import * as published from '../../src';
import layerNames from '../../tools/layers.json';

const root = resolve(__dirname, '../..');

/** What one file imports from another of the project, or from a package. */
interface Import {
  readonly from: string;
  readonly to: string;
  /** Of types alone: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

const files = ['src', 'constructs', 'stacks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/${path.split(sep).join('/')}`),
);
const imports = files.flatMap(importsOf);

function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement): readonly Import[] => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
    const typeOnly = ts.isExportDeclaration(statement)
      ? statement.isTypeOnly
      : clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return [{ from: file, to: fileOf(file, statement.moduleSpecifier.text), typeOnly }];
  });
}

function fileOf(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  const path = relative(root, resolve(root, dirname(from), specifier))
    .split(sep)
    .join('/');
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => files.includes(candidate)) ?? path;
}

/** Lists what is loaded with a file: files of the project, and packages. */
function listLoaded(entry: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(entry)) return loaded;
  loaded.add(entry);
  for (const { from, to, typeOnly } of imports) if (from === entry && !typeOnly) listLoaded(to, loaded);
  return loaded;
}

/** The layer of a file: each layer imports from itself and from those before it. */
const layers: readonly string[] = layerNames;

/** Layers that are plain data and pure functions. */
const pure = layers.slice(0, layers.indexOf('constructs'));

function layerOf(file: string): string {
  const [top = '', folder = ''] = file.split('/');
  if (top !== 'src') return top;
  const root: Readonly<Record<string, string>> = {
    'index.ts': 'index',
    'create-language.ts': 'plan',
    'language.ts': 'synth',
    'plan.ts': 'plan',
    standalone: 'plan',
    'synth.ts': 'synth',
    'version.ts': 'schema',
  };
  return root[folder] ?? folder;
}

function isPure(file: string): boolean {
  return pure.includes(layerOf(file)) && file !== 'src/version.ts';
}

describe('the structure', () => {
  it('lets imports go one way, from schema to index', () => {
    const upwards = imports
      .filter(({ to }) => files.includes(to))
      .filter(({ from, to }) => layers.indexOf(layerOf(to)) > layers.indexOf(layerOf(from)))
      .map(({ from, to }) => `${from} -> ${to}`);
    expect(upwards).toEqual([]);
  });

  it('knows the layer of every file', () => {
    expect(files.filter((file) => !layers.includes(layerOf(file)))).toEqual([]);
  });

  it('imports nothing of the project that is not there', () => {
    const isThere = (file: string) => files.includes(file) || (file.endsWith('.json') && existsSync(join(root, file)));
    const lost = imports.filter(({ to }) => /^(src|constructs|stacks)\//.test(to) && !isThere(to));
    expect(lost).toEqual([]);
  });

  it('has no circle of imports', () => {
    // Those of types count as well: a reader has to follow them.
    expect(circlesIn(graphOf(imports.filter(({ to }) => files.includes(to))))).toEqual([]);
  });

  it('has no circle between the folders of constructs', () => {
    const edges = imports
      .filter(({ from, to }) => [from, to].every((file) => files.includes(file) && file.startsWith('constructs/')))
      .map(({ from, to }) => ({ from: constructsFolder(from), to: constructsFolder(to) }))
      .filter(({ from, to }) => from !== to);
    expect(circlesIn(graphOf(edges))).toEqual([]);
  });

  it.each([
    ['src/index.ts', undefined],
    ['constructs/aws/index.ts', 'aws'],
    ['constructs/azure/index.ts', 'azurerm'],
    ['constructs/google/index.ts', 'google'],
  ] as const)('loads with %s the modules of its own provider only, never a whole package', (entry, provider) => {
    const packages = [...listLoaded(entry)].filter((path) => path.startsWith('@cdktf/'));
    const providers = packages.map((path) => /^@cdktf\/provider-([a-z]+)/.exec(path)?.[1] ?? path);
    expect([...new Set(providers)].filter((name) => name !== 'kubernetes' && name !== 'helm')).toEqual(
      provider === undefined ? [] : [provider],
    );
    expect(packages.filter((path) => !/^@cdktf\/provider-[a-z]+\/lib\/[a-z0-9-]+$/.test(path))).toEqual([]);
  });

  it('lets nothing import the public index', () => {
    expect(imports.filter(({ to }) => to === 'src/index.ts')).toEqual([]);
  });

  it('keeps cdktf and cdk8s out of definition and plan, which know no more than the type of a construct', () => {
    const known = imports.filter(({ from, to }) => isPure(from) && /^(@?cdktf|cdk8s)/.test(to));
    expect(known).toEqual([]);
    const constructs = imports.filter(({ from, to }) => isPure(from) && to === 'constructs');
    expect(constructs.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  it('keeps the disk, the network and the clock out of definition and plan', () => {
    const model = files.filter(isPure);
    const reached = imports.filter(
      ({ from, to }) => model.includes(from) && /^(node:)?(fs|http|https|net|child_process|os)$/.test(to),
    );
    expect(reached).toEqual([]);
    const impure = model.filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|process\.env/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(impure).toEqual([]);
  });

  it('imports cdktf in few files, so that moving to its successor is an afternoon', () => {
    const touching = [...new Set(imports.filter(({ to }) => /^cdktf(\/|$)/.test(to)).map(({ from }) => from))];
    expect(touching.filter((file) => !/^(stacks\/|constructs\/(terraform|clusters|machines)\/)/.test(file))).toEqual(
      [],
    );
    expect(touching.length).toBeLessThanOrEqual(20);
  });

  it('creates Kubernetes objects with addObject only', () => {
    const creating = files.filter((file) =>
      /new (ApiObject|Kube(?!rnetes)\w+)\(/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(creating).toEqual(['constructs/kubernetes/object.ts']);
  });

  it('never imports the root of a provider, which costs seconds to load', () => {
    expect(imports.filter(({ to }) => /^@cdktf\/provider-[^/]+$/.test(to))).toEqual([]);
  });

  it('imports the provider of a cloud, an optional peer, in the folder of the cloud only', () => {
    const clouds = {
      aws: '@cdktf/provider-aws/',
      azure: '@cdktf/provider-azurerm/',
      google: '@cdktf/provider-google/',
    };
    for (const [cloud, provider] of Object.entries(clouds)) {
      const folder = `constructs/${cloud}/`;
      const importing = imports.filter(({ to }) => to.startsWith(provider) || to.startsWith(folder));
      expect(importing.map(({ from }) => from).filter((file) => !file.startsWith(folder))).toEqual([]);
    }
  });

  it('loads with one cloud the provider of this cloud only, and with Plinth itself none', () => {
    const graph = graphOf(imports.filter(({ typeOnly }) => !typeOnly));
    const providersOf = (entry: string) =>
      [...reachedFrom(entry, graph)]
        .map((file) => /^@cdktf\/provider-([^/]+)/.exec(file)?.[1] ?? '')
        .filter((provider) => ['aws', 'azurerm', 'google'].includes(provider));
    expect([...new Set(providersOf('src/index.ts'))]).toEqual([]);
    expect([...new Set(providersOf('constructs/aws/index.ts'))]).toEqual(['aws']);
    expect([...new Set(providersOf('constructs/azure/index.ts'))]).toEqual(['azurerm']);
    expect([...new Set(providersOf('constructs/google/index.ts'))]).toEqual(['google']);
  });

  it('writes to the disk in one place, and where cdktf lets a construct add files to a stack', () => {
    const writing = files.filter((file) =>
      /\b(writeFileSync|writeFile|createWriteStream)\b/.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(writing.filter((file) => layerOf(file) !== 'cli')).toEqual([
      'src/output/commit.ts',
      'src/output/output.ts',
      'constructs/terraform/stack-files.ts',
    ]);
  });

  it('lists every kind that it publishes in constructs/kinds.ts', () => {
    const exported = Object.entries(published).filter(([, value]) => isKind(value));
    const unlisted = exported.filter(([, value]) => !kinds.some((kind) => kind === value)).map(([name]) => name);
    expect(unlisted).toEqual([]);
    expect(kinds.length).toBeLessThanOrEqual(exported.length);
  });

  it('names every kind once', () => {
    const names = kinds.map(({ kind }) => kind);
    expect(names).toEqual([...new Set(names)]);
  });
});

function isKind(value: unknown): boolean {
  return typeof value === 'function' && 'kind' in value && 'schema' in value;
}

/** The folder of a file of constructs/; a file directly in it counts as a folder of its own. */
function constructsFolder(file: string): string {
  return dirname(file) === 'constructs' ? file : dirname(file);
}

function graphOf(edges: readonly Pick<Import, 'from' | 'to'>[]): ReadonlyMap<string, readonly string[]> {
  const graph = new Map<string, string[]>();
  for (const { from, to } of edges) graph.set(from, [...(graph.get(from) ?? []), to]);
  return graph;
}

/** Files and modules that are loaded with a file. */
function reachedFrom(entry: string, graph: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
  return reached;
}

/** Files that lie on a way from themselves to themselves. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...graph.keys()].filter((start) => {
    const seen = new Set<string>();
    const ahead = [...(graph.get(start) ?? [])];
    for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
      if (next === start) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      ahead.push(...(graph.get(next) ?? []));
    }
    return false;
  });
}
