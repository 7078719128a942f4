import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notRunFile, renderNotRun } from '../../integration/docs/commands';
import { findPlinthLines, tryGetProblem } from '../../support/command-lines';
import { listBlocks, pages } from './code-blocks';

const root = join(__dirname, '../../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Lines with commands of `plinth` in the shell blocks of a page. */
function listScriptLines(page: string): readonly string[] {
  const blocks = listBlocks(page).filter(({ language }) => ['sh', 'bash', 'console'].includes(language));
  return blocks.flatMap(({ text }) => findPlinthLines(text));
}

/** Commands of `plinth` in the sentences of a page, which may lack arguments: `plinth diff [file] [--json\|--markdown]`. */
function listMentions(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/`(?:npx )?(plinth [^`\n]+)`/g)].map(([, span = '']) =>
    span.replaceAll(/\\\|[^\s\]]+/g, '').replaceAll(/[[\]]/g, ''),
  );
}

test.each(pages)('the commands of plinth in %s exist, with their options and arguments', (page) => {
  expect(listScriptLines(page).flatMap((line) => tryGetProblem(line) ?? [])).toEqual([]);
  expect(listMentions(page).flatMap((line) => tryGetProblem(line, true) ?? [])).toEqual([]);
});

test.each(pages)('the npm scripts in %s exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const names = [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

test('the list of commands that no command of the documentation test runs is current: npm run golden', () => {
  expect(readFileSync(notRunFile, 'utf8')).toBe(renderNotRun(pages));
});
