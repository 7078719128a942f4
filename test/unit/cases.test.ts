import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

/** Rows of the tables of test/cases.md, as lists of cells. */
const rows = readFileSync(join(root, 'test/cases.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.replaceAll('\\|', '|')),
  )
  .filter(([first]) => first !== 'row');

test('every test that test/cases.md names exists', () => {
  const named = rows.filter((cells) => cells.length === 4);
  const missing = named.filter(([, , file = '', title = '']) => {
    const path = join(root, file);
    return !existsSync(path) || !readFileSync(path, 'utf8').replaceAll('\\', '').includes(title.replaceAll('\\', ''));
  });
  expect(missing.map((cells) => cells.join(' | '))).toEqual([]);
  expect(named.length).toBeGreaterThan(100);
});

test('every row of test/cases.md without a test has a reason', () => {
  const other = rows.filter((cells) => cells.length !== 4);
  expect(other.filter(([, reason = '']) => !reason.endsWith('.'))).toEqual([]);
});
