import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import * as constructs from '../../../constructs';
import * as plinth from '../../../src';
import * as testing from '../../../src/testing';
import * as stacks from '../../../stacks';

/** `@example` in the docstring of an export of the library. */
export interface Example {
  readonly exportName: string;
  /** Path relative to the repository. */
  readonly file: string;
  readonly text: string;
}

const root = join(__dirname, '../../..');

/** Lists all examples in docstrings of the library. */
export function listExamples(): readonly Example[] {
  return ['src', 'constructs', 'stacks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => parseExamples(join(folder, path))),
  );
}

function parseExamples(file: string): readonly Example[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name.getText()
      : (statement as ts.Statement & { readonly name?: ts.Identifier }).name?.text;
    return ts
      .getJSDocTags(statement)
      .filter(({ tagName }) => tagName.text === 'example')
      .map((tag) => ({ exportName: name ?? '', file, text: ts.getTextOfJSDocComment(tag.comment) ?? '' }));
  });
}

/** Public modules by import specifier. */
const modules = { plinth, 'plinth/constructs': constructs, 'plinth/stacks': stacks, 'plinth/testing': testing };

/** Declarations that examples use without introducing them, such as `chart` and `stack`. */
const preamble = `import type { Chart } from 'cdk8s';
import type { App, TerraformStack } from 'cdktf';
import type { Service } from 'kubernetes-types/core/v1';
import { z } from 'zod';
declare const chart: Chart;
declare const app: App;
declare const stack: TerraformStack;
declare const acme: unknown;
declare function addProxmoxProvider(scope: unknown): void;
declare function addVm(...properties: readonly unknown[]): never;
void [chart, app, stack, acme, z, addProxmoxProvider, addVm];
export type UsedService = Service;
`;

/** Renders one program with each example in a separate function, and with the imports that the examples use. */
export function renderProgram(examples: readonly Example[], folder: string): string {
  const lines: string[] = [];
  const imported = new Set<string>();
  for (const [module, exported] of Object.entries(modules)) {
    const names = Object.keys(exported).filter(
      (name) => !imported.has(name) && examples.some(({ text }) => mentions(text, name)),
    );
    for (const name of names) imported.add(name);
    if (names.length > 0) lines.push(`import { ${names.join(', ')} } from '${module}';`);
  }
  for (const { exportName, file, text } of examples) {
    if (imported.has(exportName) || !mentions(text, exportName)) continue;
    imported.add(exportName);
    const path = relative(folder, join(root, file)).split(sep).join('/').replace(/\.ts$/, '');
    lines.push(`import { ${exportName} } from '${path}';`);
  }
  const functions = examples.map(
    ({ exportName, file, text }) =>
      `// ${exportName} of ${file}\n(() => {\n${text.replace(/^export /gm, '')}\n${renderUses(text)}});\n`,
  );
  return `${lines.join('\n')}\n${preamble}\n${functions.join('\n')}`;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/** Renders statements that use all variables of an example, so that the compiler does not report them as unused. */
function renderUses(text: string): string {
  const { statements } = ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest);
  const declared = statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) =>
      declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name)
          ? [name.text]
          : name.elements.flatMap((element) => ('name' in element ? [(element.name as ts.Identifier).text] : [])),
      ),
    );
  return declared.map((name) => `void ${name};\n`).join('');
}
