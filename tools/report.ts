import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';

/** How one check of a lab command ended. */
export interface CheckResult {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** Why it failed or was skipped, in one line or a few. */
  readonly message?: string;
  /** The last lines that the failed program printed. */
  readonly output?: string;
  /** The file that has all that the failed program printed. */
  readonly log?: string;
}

/** What an error may carry beside its message, so that the table can show why a program failed. */
export interface Failure extends Error {
  readonly output?: string | undefined;
  readonly log?: string | undefined;
}

/** Of a message the first lines are shown, of what a program printed the last. */
const shownLines = 15;

/**
 * The closing table of a lab command: runs its checks one after another, prints how each ended, and writes the whole
 * as `<suite>.json` and as JUnit's `<suite>.xml` for a CI system.
 */
export class Report {
  private readonly checks: CheckResult[] = [];
  private readonly started = new Date();

  constructor(
    private readonly suite: string,
    private readonly options: {
      /** Where the JSON and JUnit files go; it is made where there is none. */
      readonly folder: string;
      /** @default prints to standard output */
      readonly print?: (line: string) => void;
    },
  ) {}

  /** Runs one check; an error that it throws is its failure. Says whether it passed, for what builds on it. */
  async check(name: string, run: () => unknown): Promise<boolean> {
    const start = performance.now();
    let failure: Failure | undefined;
    try {
      await run();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
    const output = failure?.output?.trimEnd().split('\n').slice(-shownLines).join('\n');
    this.add({
      name,
      result: failure ? 'failed' : 'passed',
      seconds: seconds(performance.now() - start),
      ...(failure && { message: stripVTControlCharacters(failure.message) }),
      ...(output !== undefined && { output: stripVTControlCharacters(output) }),
      ...(failure?.log !== undefined && { log: failure.log }),
    });
    return failure === undefined;
  }

  /** Names a check that could not be tried, and why: nothing is passed over in silence. */
  skip(name: string, why: string): void {
    this.add({ name, result: 'skipped', seconds: 0, message: why });
  }

  /** Prints the table and writes the files. The exit code is 1 where a check failed or none passed, otherwise 0. */
  close(): number {
    const passed = this.count('passed');
    const failed = this.count('failed');
    const skipped = this.count('skipped');
    const total = { suite: this.suite, started: this.started.toISOString(), passed, failed, skipped };
    const took = seconds(Date.now() - this.started.getTime());
    mkdirSync(this.options.folder, { recursive: true });
    const file = join(this.options.folder, this.suite);
    writeFileSync(`${file}.json`, `${JSON.stringify({ ...total, seconds: took, checks: this.checks }, null, 2)}\n`);
    writeFileSync(`${file}.xml`, junit(this.suite, this.started, took, this.checks));

    const width = Math.max(5, ...this.checks.map((check) => check.name.length));
    this.print(`\n${'check'.padEnd(width)}  result   seconds`);
    for (const check of together(this.checks)) {
      const why = check.result === 'passed' ? '' : `  ${firstLine(check.message)}`;
      this.print(`${check.name.padEnd(width)}  ${coloured(check)}  ${check.seconds.toFixed(1).padStart(7)}${why}`);
    }
    this.print(`${'total'.padEnd(width)}  ${' '.repeat(7)}  ${took.toFixed(1).padStart(7)}  ${file}.{json,xml}`);
    this.print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed > 0 || passed === 0 ? 1 : 0;
  }

  private add(check: CheckResult): void {
    this.checks.push(check);
    this.print(`${coloured(check)}  ${check.name} ${pc.dim(`${check.seconds.toFixed(1)} s`)}`);
    if (check.message !== undefined) this.print(indent(head(check.message)));
    if (check.output !== undefined) this.print(pc.dim(indent(check.output)));
    if (check.log !== undefined) this.print(indent(`all of it: ${check.log}`));
  }

  private count(result: CheckResult['result']): number {
    return this.checks.filter((check) => check.result === result).length;
  }

  private print(line: string): void {
    (this.options.print ?? console.log)(line);
  }
}

/** Checks that ran side by side end in any order: those of one subject, which stands before the colon, go together. */
function together(checks: readonly CheckResult[]): readonly CheckResult[] {
  const subjects = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const subject = check.name.split(': ')[0] ?? '';
    subjects.set(subject, [...(subjects.get(subject) ?? []), check]);
  }
  return [...subjects.values()].flat();
}

function coloured({ result }: CheckResult): string {
  const colour = { passed: pc.green, failed: pc.red, skipped: pc.yellow }[result];
  return colour(result.padEnd(7));
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}

function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}

function head(text: string): string {
  const lines = text.split('\n');
  if (lines.length <= shownLines) return text;
  return [...lines.slice(0, shownLines), `… and ${lines.length - shownLines} more lines`].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '         ');
}

/** The JUnit form that CI systems read: one suite, one case for each check. */
function junit(suite: string, started: Date, took: number, checks: readonly CheckResult[]): string {
  const count = (result: CheckResult['result']) => checks.filter((check) => check.result === result).length;
  const cases = checks.map((check) => {
    const head = `    <testcase classname="${xml(suite)}" name="${xml(check.name)}" time="${check.seconds}"`;
    if (check.result === 'passed') return `${head}/>`;
    const message = `message="${xml(firstLine(check.message))}"`;
    if (check.result === 'skipped') return `${head}><skipped ${message}/></testcase>`;
    const text = [check.message, check.output, check.log].filter((part) => part !== undefined).join('\n');
    return `${head}><failure ${message}>${xml(text)}</failure></testcase>`;
  });
  const counts = `tests="${checks.length}" failures="${count('failed')}" skipped="${count('skipped')}" errors="0"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${xml(suite)}" ${counts} time="${took}" timestamp="${started.toISOString()}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

/** Escapes what XML reserves and drops the control characters that XML 1.0 has no way to write. */
function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
