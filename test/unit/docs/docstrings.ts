import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';
import * as constructs from '../../../constructs';
import * as plinth from '../../../src';
import * as stacks from '../../../stacks';

/** An example in the docstring of something that a file of the library exports. */
export interface Example {
  readonly of: string;
  readonly file: string;
  readonly text: string;
}

const root = join(__dirname, '../../..');

/** All examples in docstrings of the library. */
export function examples(): readonly Example[] {
  return ['src', 'constructs', 'stacks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => examplesIn(join(folder, path))),
  );
}

function examplesIn(file: string): readonly Example[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  return source.statements.flatMap((statement) => {
    const name = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations[0]?.name.getText()
      : (statement as ts.Statement & { readonly name?: ts.Identifier }).name?.text;
    return ts
      .getJSDocTags(statement)
      .filter(({ tagName }) => tagName.text === 'example')
      .map((tag) => ({ of: name ?? '', file, text: ts.getTextOfJSDocComment(tag.comment) ?? '' }));
  });
}

/** What people import, and from where. */
const modules = { plinth, 'plinth/constructs': constructs, 'plinth/stacks': stacks };

/** What stands around an example in a program: a chart, a stack and its app, a description, and names of others. */
const around = `import type { Chart } from 'cdk8s';
import type { App, TerraformStack } from 'cdktf';
import type { Service } from 'kubernetes-types/core/v1';
import { z } from 'zod';
declare const chart: Chart;
declare const app: App;
declare const stack: TerraformStack;
declare const acme: unknown;
void [chart, app, stack, acme, z];
export type Known = Service;
`;

/** One program of all examples, each in a function of its own, with everything imported that it names. */
export function programOf(all: readonly Example[], folder: string): string {
  const lines: string[] = [];
  const known = new Set<string>();
  for (const [module, exported] of Object.entries(modules)) {
    const names = Object.keys(exported).filter(
      (name) => !known.has(name) && all.some(({ text }) => mentions(text, name)),
    );
    for (const name of names) known.add(name);
    if (names.length > 0) lines.push(`import { ${names.join(', ')} } from '${module}';`);
  }
  for (const { of, file, text } of all) {
    if (known.has(of) || !mentions(text, of)) continue;
    known.add(of);
    const path = relative(folder, join(root, file)).split(sep).join('/').replace(/\.ts$/, '');
    lines.push(`import { ${of} } from '${path}';`);
  }
  const functions = all.map(
    ({ of, file, text }) => `// ${of} of ${file}\n(() => {\n${text.replace(/^export /gm, '')}\n${used(text)}});\n`,
  );
  return `${lines.join('\n')}\n${around}\n${functions.join('\n')}`;
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(text);
}

/** What an example makes and leaves to its reader is no mistake of it. */
function used(text: string): string {
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
