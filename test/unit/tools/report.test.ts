import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import { Report } from '../../../tools/report';

let printed: string[];
let folder: string;
let report: Report;

beforeEach(() => {
  printed = [];
  folder = mkdtempSync(join(tmpdir(), 'plinth-report-'));
  report = new Report('lab', { folder, print: (line) => printed.push(line) });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('ends with the counts alone on the last line', async () => {
  await report.check('one', () => undefined);
  await report.check('two', () => Promise.reject(new Error('no')));
  report.skip('three', 'for want of a host');
  expect(report.close()).toBe(1);
  expect(printed.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
});

test('has what belongs to one subject together in the closing table, whichever ended first', async () => {
  for (const name of ['blue: starts', 'green: starts', 'blue: ends']) await report.check(name, () => undefined);
  printed.length = 0;
  report.close();
  const names = printed.flatMap((line) => /^(\w+: \w+)/.exec(line)?.[1] ?? []);
  expect(names).toEqual(['blue: starts', 'blue: ends', 'green: starts']);
});

test('fails when not one check passed', () => {
  report.skip('all of it', 'for want of Go');
  expect(report.close()).toBe(1);
});

test('says whether a check passed', async () => {
  expect(await report.check('one', () => undefined)).toBe(true);
  expect(await report.check('two', () => Promise.reject(new Error('no')))).toBe(false);
  expect(report.close()).toBe(1);
});

test('shows the last lines of a program that failed, and where the rest is', async () => {
  const log = join(folder, 'program.log');
  const program = 'for (let i = 1; i <= 40; i++) console.error(`line ${i}`); process.exitCode = 3';
  await report.check('a program', () => run(process.execPath, ['-e', program], { log }));
  report.close();
  const all = printed.join('\n');
  expect(all).toContain('exit code 3');
  expect(all).toContain('line 40');
  expect(all).not.toContain('line 20');
  expect(all).toContain(log);
  expect(readFileSync(log, 'utf8')).toContain('line 20\n');
});

test('writes the table as JSON', async () => {
  await report.check('one', () => undefined);
  report.skip('two', 'for want of a host');
  report.close();
  expect(JSON.parse(readFileSync(join(folder, 'lab.json'), 'utf8'))).toMatchObject({
    suite: 'lab',
    passed: 1,
    failed: 0,
    skipped: 1,
    checks: [
      { name: 'one', result: 'passed' },
      { name: 'two', result: 'skipped', message: 'for want of a host' },
    ],
  });
});

test('writes JUnit in which nothing that a program prints can break the XML', async () => {
  await report.check('a < b & "c"', () => Promise.reject(new Error('\u001b[31m]]> & <boom>\u0000\u001b[0m')));
  report.close();
  const xml = readFileSync(join(folder, 'lab.xml'), 'utf8');
  expect(xml).toContain('name="a &lt; b &amp; &quot;c&quot;"');
  expect(xml).toContain('<failure message="]]&gt; &amp; &lt;boom&gt;">');
  expect(xml).not.toMatch(/[^\n -~]/);
});
