import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Classes, interfaces and functions of the binding of one resource, data source or provider. */
export interface BindingModule {
  readonly classes: ReadonlyMap<string, ts.ClassDeclaration>;
  readonly interfaces: ReadonlyMap<string, ts.InterfaceDeclaration>;
  readonly functions: ReadonlyMap<string, ts.FunctionDeclaration>;
}

/** Reads the module in a folder of a binding package, with the structures that large modules have in files of their own. */
export function readBindingModule(folder: string): BindingModule {
  const structures = join(folder, 'index-structs');
  const files = existsSync(structures) ? readdirSync(structures).map((file) => join(structures, file)) : [];
  const scripts = [join(folder, 'index.js'), ...files.filter((file) => file.endsWith('.js')).sort()];
  return parseBindingModule(scripts.map(readTypeScript));
}

/** Parses the TypeScript sources of one module. */
export function parseBindingModule(sources: readonly string[]): BindingModule {
  const statements = sources.flatMap((source) => [
    ...ts.createSourceFile('index.ts', source, ts.ScriptTarget.ES2022, true).statements,
  ]);
  return {
    classes: byName(statements.filter(ts.isClassDeclaration)),
    interfaces: byName(statements.filter(ts.isInterfaceDeclaration)),
    functions: byName(statements.filter(ts.isFunctionDeclaration)),
  };
}

function byName<T extends ts.Node & { readonly name?: ts.Identifier }>(declarations: readonly T[]): Map<string, T> {
  return new Map(declarations.map((declaration) => [declaration.name?.text ?? '', declaration]));
}

const sourceMapPrefix = 'sourceMappingURL=data:application/json;base64,';

/**
 * Returns the TypeScript source of a compiled file, which its inline source map contains. Only the source has the comment
 * before each attribute with what Terraform's schema sets: computed, optional, required.
 * @throws if there is no inline source map
 */
function readTypeScript(file: string): string {
  const script = readFileSync(file, 'utf8');
  const start = script.lastIndexOf(sourceMapPrefix);
  if (start === -1) throw new Error(`${file} has no inline source map`);
  const map = JSON.parse(Buffer.from(script.slice(start + sourceMapPrefix.length).trim(), 'base64').toString()) as {
    readonly sourcesContent?: readonly string[];
  };
  const [source] = map.sourcesContent ?? [];
  if (source === undefined) throw new Error(`the source map of ${file} has no source`);
  return source;
}

/** Returns the class that a class extends: `TerraformResource` for `extends cdktf.TerraformResource`. */
export function baseClass(declaration: ts.ClassDeclaration): string | undefined {
  const expression = declaration.heritageClauses?.[0]?.types[0]?.expression;
  if (expression === undefined) return undefined;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
}
