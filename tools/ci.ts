import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from './report';

const folder = join(__dirname, '../.plinth/reports');
const report = new Report('ci', { folder });

/** One command of CI. */
interface Step {
  readonly command: readonly string[];
  /** Programs beside Node that it cannot do without. */
  readonly needs?: readonly string[];
}

const steps: readonly Step[] = [
  { command: ['npm', 'run', 'synth'] },
  { command: ['npm', 'run', 'lint'] },
  { command: ['npm', 'run', 'typecheck'] },
  { command: ['npm', 'test', '--', '--ci', '--json', `--outputFile=${join(folder, 'jest.json')}`] },
  { command: ['npm', 'run', 'test:kustomize'], needs: ['go'] },
  { command: ['npm', 'run', 'test:cluster'], needs: ['go'] },
  { command: ['npm', 'run', 'test:terraform'], needs: ['terraform'] },
];

/** What CI does not run, and why. */
const byHand: Readonly<Record<string, string>> = {
  'test:charts': 'it needs all charts',
  'test:programs': 'it builds large programs and needs charts',
  'test:package': 'it installs packages anew',
  'test:clis': 'it installs the command lines of cdktf and cdk8s',
  'test:cdktn': "it installs cdktf's successor",
  'test:lab': 'it makes whole hosts and needs root',
};

const notRun: string[] = [];

void main();

async function main(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { command, needs = [] } of steps) {
    const name = command.slice(0, 3).join(' ').replace(' --', '');
    const missing = needs.filter((program) => spawnSync(program, ['version']).status !== 0);
    if (missing.length > 0) {
      notRun.push(name.replace('npm run ', ''));
      report.skip(name, `for want of ${missing.join(', ')}`);
    } else
      await report.check(name, () => {
        runToEnd(command);
      });
  }
  for (const [name, reason] of Object.entries(byHand)) report.skip(`npm run ${name}`, `${reason}: run it by hand`);
  process.exitCode = report.close();
  console.log(`not run: ${[...notRun, ...Object.keys(byHand)].join(', ')}`);
  console.log(`total: ${sumOfAll()}`);
}

function runToEnd([program = '', ...args]: readonly string[]): void {
  const { status, signal } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(status === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${status}`);
}

/** Every test and check that was run, and the steps themselves, in one line. */
function sumOfAll(): string {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const add = (counts: Readonly<Record<string, number>>, keys: readonly [string, string, string]) => {
    sum.passed += counts[keys[0]] ?? 0;
    sum.failed += counts[keys[1]] ?? 0;
    sum.skipped += counts[keys[2]] ?? 0;
  };
  for (const suite of ['ci', 'kustomize', 'cluster', 'terraform']) add(read(suite), ['passed', 'failed', 'skipped']);
  add(read('jest'), ['numPassedTests', 'numFailedTests', 'numPendingTests']);
  return `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;
}

function read(suite: string): Readonly<Record<string, number>> {
  const file = join(folder, `${suite}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>) : {};
}
