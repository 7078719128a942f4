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

test('prints only the counts on the last line', async () => {
  await report.check('one', () => undefined);
  await report.check('two', () => Promise.reject(new Error('no')));
  report.skip('three', 'no host');
  expect(report.close()).toBe(1);
  expect(printed.at(-1)).toBe('1 passed, 1 failed, 1 skipped');
});

test('groups the checks of one subject in the final table', async () => {
  for (const name of ['blue: starts', 'green: starts', 'blue: ends']) await report.check(name, () => undefined);
  printed.length = 0;
  report.close();
  const names = printed.flatMap((line) => /^(\w+: \w+)/.exec(line)?.[1] ?? []);
  expect(names).toEqual(['blue: starts', 'blue: ends', 'green: starts']);
});

test('fails if no check passed', () => {
  report.skip('all checks', 'Go is not installed');
  expect(report.close()).toBe(1);
});

test('returns whether a check passed', async () => {
  expect(await report.check('one', () => undefined)).toBe(true);
  expect(await report.check('two', () => Promise.reject(new Error('no')))).toBe(false);
  expect(report.close()).toBe(1);
});

test('prints the last lines of a failed program and the path of its log', async () => {
  const log = join(folder, 'program.log');
  const program = 'for (let i = 1; i <= 40; i++) console.error(`line ${i}`); process.exitCode = 3';
  await report.check('a program', () => run(process.execPath, ['-e', program], { log }));
  report.close();
  const output = printed.join('\n');
  expect(output).toContain('exit code 3');
  expect(output).toContain('line 40');
  expect(output).not.toContain('line 20');
  expect(output).toContain(log);
  expect(readFileSync(log, 'utf8')).toContain('line 20\n');
});

test('writes the results as JSON', async () => {
  await report.check('one', () => undefined);
  report.skip('two', 'no host');
  report.close();
  expect(JSON.parse(readFileSync(join(folder, 'lab.json'), 'utf8'))).toMatchObject({
    suite: 'lab',
    passed: 1,
    failed: 0,
    skipped: 1,
    checks: [
      { name: 'one', result: 'passed' },
      { name: 'two', result: 'skipped', message: 'no host' },
    ],
  });
});

test('escapes messages in the JUnit file', async () => {
  await report.check('a < b & "c"', () => Promise.reject(new Error('\u001b[31m]]> & <boom>\u0000\u001b[0m')));
  report.close();
  const xml = readFileSync(join(folder, 'lab.xml'), 'utf8');
  expect(xml).toContain('name="a &lt; b &amp; &quot;c&quot;"');
  expect(xml).toContain('<failure message="]]&gt; &amp; &lt;boom&gt;">');
  expect(xml).not.toMatch(/[^\n -~]/);
});
