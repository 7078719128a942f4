import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exports as packageExports } from '../../../package.json';
import { kindModules, loadCloudModules } from '../../../tools/reference/kind-modules';
import { renderOptionsModules } from '../../../tools/reference/options-module';
import {
  compileErrorsFile,
  renderErrors,
  renderProgram as renderErrorProgram,
} from '../../golden/compile-errors/program';
import { readRecipeFiles, recipeNames } from '../../support/recipes';
import { TypeScriptService } from '../../support/typescript-service';
import { listBlocks, renderBlocks } from './code-blocks';
import { completionProgram } from './completion-program';
import { listExamples, renderProgram as renderExamples } from './docstrings';
import { renderHoverProgram } from './hover-program';

// One program for all tests: the compiler reads the library once.
const root = join(__dirname, '../../..');
const folder = join(root, '.plinth/typescript');
const blocks = renderBlocks();
const recipes = Object.fromEntries(
  recipeNames.flatMap((recipe) => readRecipeFiles(recipe).map(({ name, text }) => [`${recipe}/${name}`, text])),
);
const kinds = Object.fromEntries(
  listBlocks('docs/kinds.md')
    .filter(({ language }) => language === 'ts')
    .map(({ text }, index) => [`kinds-${index + 1}.ts`, text]),
);
const publicModules = Object.keys(packageExports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace(/^\./, 'plinth'));
const programs = {
  ...blocks,
  ...recipes,
  ...kinds,
  'docstrings.ts': renderExamples(listExamples(), folder),
  'hover.ts': renderHoverProgram(),
  'errors.ts': renderErrorProgram(),
  'completion.ts': completionProgram,
  'exports.ts': publicModules.map((name, index) => `export * as module${index} from '${name}';\n`).join(''),
};
const service = new TypeScriptService('typescript', programs);
// First: messages list the members of a union in the order in which the compiler has seen them.
const compileErrors = service.errors('errors.ts');
jest.setTimeout(180_000);

test('the files documented-options.ts are current: npm run reference', () => {
  for (const [path, text] of renderOptionsModules([...kindModules, ...loadCloudModules()]))
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

test.each([...Object.keys(blocks), ...Object.keys(kinds), ...Object.keys(recipes), 'docstrings.ts'])(
  'the program %s compiles',
  (path) => {
    const text = service.text(path);
    const errors = service
      .errors(path)
      .map(({ start, message }) => `line ${text.slice(0, start).split('\n').length}: ${message}`);
    expect(errors).toEqual([]);
  },
);

test('the compiler reports each error of a definition in one line, where it is or at its entry (update: npm run golden)', () => {
  expect(compileErrors.filter(({ message }) => message.includes('\n'))).toEqual([]);
  expect(renderErrors(compileErrors)).toBe(readFileSync(compileErrorsFile, 'utf8'));
});

test('editors show description, default and example of every option at every depth', () => {
  const text = service.text('hover.ts');
  const marks = [...text.matchAll(/\/\*\?\*\/(\w+)/g)];
  const undocumented = marks.flatMap((mark) => {
    const hover = service.hover('hover.ts', mark.index + '/*?*/'.length);
    const isOptional = /^\(property\) [^:{]*\?:/.test(hover.type);
    const missing = [
      ...(hover.text === '' ? ['description'] : []),
      ...(isOptional && hover.tags.default === undefined ? ['default'] : []),
      ...(hover.tags.example === undefined ? ['example'] : []),
    ];
    const line = text.slice(text.lastIndexOf('\n', mark.index) + 1, mark.index).slice(0, 40);
    return missing.length === 0 ? [] : [`${line}…: ${hover.type || (mark[1] ?? '')}: ${missing.join(', ')}`];
  });
  expect(marks.length).toBeGreaterThan(1200);
  expect(undocumented).toEqual([]);
});

test('editors complete the names in a definition', () => {
  const text = service.text('completion.ts');
  const completed = [...text.matchAll(/('?)\/\* (.*?) \*\//g)].map(
    ({ 0: mark, 1: quote = '', 2: names = '', index }) => {
      const found = service.completions('completion.ts', quote === '' ? index + mark.length : index);
      const wrong = names
        .split(' ')
        .filter((name) => (name.startsWith('!') ? found.includes(name.slice(1)) : !found.includes(name)));
      return { names, wrong };
    },
  );
  expect(completed.length).toBe(17);
  expect(completed.filter(({ wrong }) => wrong.length > 0)).toEqual([]);
});

test('every export of a public module has a docstring, and every member of its interfaces and classes', () => {
  const { exports, undocumented } = service.listUndocumented('exports.ts');
  expect(exports).toBeGreaterThan(200);
  expect(undocumented).toEqual([]);
});
