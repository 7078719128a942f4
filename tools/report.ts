import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { colorsFor } from '../src/cli/colors';

const colors = colorsFor(process.stdout);

/** Result of a check. */
export interface CheckResult {
  /** `subject: behaviour` or a sentence; checks of one subject are grouped. */
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** Reason of a failure or skip; one or more lines. */
  readonly message?: string;
  /** Last lines of the failed program's output. */
  readonly output?: string;
  /** File with the complete output of the failed program. */
  readonly log?: string;
}

/** Error with the output of a failed program, which the report prints. */
export interface ReportedError extends Error {
  /** Complete output of the program. */
  readonly output?: string | undefined;
  /** File with the complete output. */
  readonly log?: string | undefined;
}

/** Number of printed lines: the first lines of a message, the last lines of a program's output. */
const maxLines = 15;

/**
 * Report of an integration test suite: runs checks, prints their results, and writes them as `<suite>.json` and as
 * `<suite>.xml` in JUnit format.
 */
export class Report {
  private readonly checks: CheckResult[] = [];
  private readonly started = new Date();

  constructor(
    private readonly suite: string,
    private readonly options: {
      /** Folder of the JSON and JUnit files; created if it does not exist. */
      readonly folder: string;
      /** Receives each printed line. @default console.log */
      readonly print?: (line: string) => void;
    },
  ) {}

  /** Runs a check, which fails if it throws. Returns true if it passed. */
  async check(name: string, run: () => unknown): Promise<boolean> {
    const start = performance.now();
    let failure: ReportedError | undefined;
    try {
      await run();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    const output = failure?.output?.trimEnd().split('\n').slice(-maxLines).join('\n');
    this.add({
      name,
      result: failure ? 'failed' : 'passed',
      seconds: toSeconds(performance.now() - start),
      ...(failure && { message: stripVTControlCharacters(failure.message) }),
      ...(output !== undefined && { output: stripVTControlCharacters(output) }),
      ...(failure?.log !== undefined && { log: failure.log }),
    });
    return failure === undefined;
  }

  /** Records a check that cannot run, with the reason. */
  skip(name: string, reason: string): void {
    this.add({ name, result: 'skipped', seconds: 0, message: reason });
  }

  /** Prints the table, writes the files and returns the exit code: 1 if a check failed or none passed, otherwise 0. */
  close(): number {
    const passed = this.count('passed');
    const failed = this.count('failed');
    const skipped = this.count('skipped');
    const total = { suite: this.suite, started: this.started.toISOString(), passed, failed, skipped };
    const totalSeconds = toSeconds(Date.now() - this.started.getTime());
    mkdirSync(this.options.folder, { recursive: true });
    const file = join(this.options.folder, this.suite);
    writeFileSync(
      `${file}.json`,
      `${JSON.stringify({ ...total, seconds: totalSeconds, checks: this.checks }, null, 2)}\n`,
    );
    writeFileSync(`${file}.xml`, renderJUnit(this.suite, this.started, totalSeconds, this.checks));

    const width = Math.max(5, ...this.checks.map((check) => check.name.length));
    this.print(`\n${'check'.padEnd(width)}  result   seconds`);
    for (const check of groupBySubject(this.checks)) {
      const reason = check.result === 'passed' ? '' : `  ${firstLine(check.message)}`;
      this.print(
        `${check.name.padEnd(width)}  ${formatResult(check)}  ${check.seconds.toFixed(1).padStart(7)}${reason}`,
      );
    }
    this.print(
      `${'total'.padEnd(width)}  ${' '.repeat(7)}  ${totalSeconds.toFixed(1).padStart(7)}  ${file}.{json,xml}`,
    );
    this.print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed > 0 || passed === 0 ? 1 : 0;
  }

  private add(check: CheckResult): void {
    this.checks.push(check);
    this.print(`${formatResult(check)}  ${check.name} ${colors.dim(`${check.seconds.toFixed(1)} s`)}`);
    if (check.message !== undefined) this.print(indent(firstLines(check.message)));
    if (check.output !== undefined) this.print(colors.dim(indent(check.output)));
    if (check.log !== undefined) this.print(indent(`complete output: ${check.log}`));
  }

  private count(result: CheckResult['result']): number {
    return this.checks.filter((check) => check.result === result).length;
  }

  private print(line: string): void {
    (this.options.print ?? console.log)(line);
  }
}

/** Groups checks by the subject before the colon of their name; concurrent checks of several subjects end in any order. */
function groupBySubject(checks: readonly CheckResult[]): readonly CheckResult[] {
  const subjects = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const subject = check.name.split(': ')[0] ?? '';
    subjects.set(subject, [...(subjects.get(subject) ?? []), check]);
  }
  return [...subjects.values()].flat();
}

function formatResult({ result }: CheckResult): string {
  const color = { passed: colors.green, failed: colors.red, skipped: colors.yellow }[result];
  return color(result.padEnd(7));
}

function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}

function firstLines(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= maxLines) return text;
  return [...lines.slice(0, maxLines), `… and ${lines.length - maxLines} more lines`].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '         ');
}

/** Renders JUnit XML: one suite with one test case per check. */
function renderJUnit(suite: string, started: Date, totalSeconds: number, checks: readonly CheckResult[]): string {
  const count = (result: CheckResult['result']) => checks.filter((check) => check.result === result).length;
  const cases = checks.map((check) => {
    const openTag = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(check.name)}" time="${check.seconds}"`;
    if (check.result === 'passed') return `${openTag}/>`;
    const message = `message="${escapeXml(firstLine(check.message))}"`;
    if (check.result === 'skipped') return `${openTag}><skipped ${message}/></testcase>`;
    const text = [check.message, check.output, check.log].filter((line) => line !== undefined).join('\n');
    return `${openTag}><failure ${message}>${escapeXml(text)}</failure></testcase>`;
  });
  const counts = `tests="${checks.length}" failures="${count('failed')}" skipped="${count('skipped')}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${escapeXml(suite)}" ${counts} time="${totalSeconds}" timestamp="${started.toISOString()}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

/** Escapes reserved characters and removes control characters, which XML 1.0 cannot represent. */
function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
