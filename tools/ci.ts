import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Report, type CheckResult } from './report';

const folder = join(__dirname, '../.plinth/reports');
const report = new Report('ci', { folder });

/** Command that CI runs. */
interface CiStep {
  readonly command: readonly string[];
  /** Programs in addition to Node.js without which the command is skipped. @default none */
  readonly requiredPrograms?: readonly string[];
}

const steps: readonly CiStep[] = [
  { command: ['npm', 'run', 'clouds'] },
  { command: ['npm', 'run', 'synth'] },
  { command: ['npm', 'run', 'lint'] },
  { command: ['npm', 'run', 'typecheck'] },
  { command: ['npm', 'test', '--', '--ci', '--json', `--outputFile=${join(folder, 'jest.json')}`] },
  { command: ['npm', 'run', 'test:scripts', '--', '--ci', '--json', `--outputFile=${join(folder, 'scripts.json')}`] },
  { command: ['npm', 'run', 'test:types', '--', '--ci', '--json', `--outputFile=${join(folder, 'types.json')}`] },
  { command: ['npm', 'run', 'test:site'] },
  { command: ['npm', 'run', 'test:docs'] },
  { command: ['npm', 'run', 'test:kustomize'], requiredPrograms: ['go'] },
  { command: ['npm', 'run', 'test:cluster'], requiredPrograms: ['go'] },
  { command: ['npm', 'run', 'test:reachability'], requiredPrograms: ['python3'] },
  { command: ['npm', 'run', 'bindings', '--', 'aws', 'azurerm', 'google'], requiredPrograms: ['terraform', 'go'] },
  { command: ['npm', 'run', 'test:terraform'], requiredPrograms: ['terraform', 'go'] },
  { command: ['npm', 'run', 'test:cloud', '--', '--dry-run'], requiredPrograms: ['terraform', 'go'] },
  { command: ['npm', 'run', 'test:apply'], requiredPrograms: ['terraform'] },
  { command: ['npm', 'run', 'test:journey'], requiredPrograms: ['go', 'terraform'] },
];

/** npm scripts that CI does not run, with the reason. */
const manualScripts: Readonly<Record<string, string>> = {
  'test:checkov': 'it requires checkov, a Python program',
  'test:charts': 'it requires all charts',
  'test:argo-cd': 'it builds Argo CD, and requires git and redis-server',
  'test:state': 'it requires terraform, and installs moto and the AWS CLI with pip',
  'test:data': 'it requires a PostgreSQL server, openssl and pip',
  'test:programs': 'it builds large programs and requires charts',
  'test:login': 'it builds OAuth2 Proxy, Kratos and Hydra with a C compiler, and downloads Traefik',
  'test:vsphere': 'it builds the Terraform provider of vSphere and a simulator',
  'test:package': 'it installs packages',
  'test:clis': 'it installs cdktf-cli and cdk8s-cli',
  'test:cdktn': 'it installs cdktn, the successor of cdktf',
  'test:lab': 'it runs hosts and requires root',
  'bench:apply': 'it measures, and tests nothing',
  'bench:terraform': 'it measures, and requires the real Helm provider',
};

/** Minutes that all steps should take at most on two cores without caches. A longer run is reported, but does not fail. */
const budgetMinutes = 60;

/** Suites of checks among the steps, by the names of their reports. */
const suites = [
  'site',
  'docs',
  'kustomize',
  'cluster',
  'reachability',
  'terraform',
  'cloud',
  'apply',
  'journey',
] as const;

/** Commands that run Jest, by the names of their reports. */
const jestCommands = { jest: 'npm test', scripts: 'npm run test:scripts', types: 'npm run test:types' } as const;

const skippedScripts: string[] = [];

void main();

async function main(): Promise<void> {
  const start = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { command, requiredPrograms = [] } of steps) {
    const name = command.slice(0, 3).join(' ').replace(' --', '');
    const missing = requiredPrograms.filter((program) => !isInstalled(program));
    if (missing.length > 0) {
      skippedScripts.push(name.replace('npm run ', ''));
      report.skip(name, `not installed: ${missing.join(', ')}`);
    } else
      await report.check(name, () => {
        runStep(command);
      });
  }
  for (const [name, reason] of Object.entries(manualScripts))
    report.skip(`npm run ${name}`, `${reason}: run it manually`);
  process.exitCode = report.close();
  for (const line of listFailures()) console.log(line);
  console.log(formatBudget((performance.now() - start) / 60_000));
  console.log(`not run: ${[...skippedScripts, ...Object.keys(manualScripts)].join(', ')}`);
  console.log(`total: ${formatTotals()}`);
}

function isInstalled(program: string): boolean {
  return ['version', '--version'].some((argument) => spawnSync(program, [argument]).status === 0);
}

function runStep([program = '', ...args]: readonly string[]): void {
  const { status, signal } = spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(status === null ? `killed by ${signal ?? 'a signal'}` : `exit code ${status}`);
}

function formatBudget(minutes: number): string {
  const time = `time: ${minutes.toFixed(1)} of ${budgetMinutes} minutes`;
  return minutes <= budgetMinutes ? time : `${time}: move the longest step of the table above to a script of its own`;
}

/** Returns a line per failed test or check with its reason: the output of the steps above is long. */
function listFailures(): readonly string[] {
  const checks = suites.flatMap((suite) =>
    (readReport(suite).checks ?? [])
      .filter(({ result }) => result === 'failed')
      .map(({ name, message = '' }) => `failed: npm run test:${suite}: ${name}: ${message}`),
  );
  const tests = Object.entries(jestCommands).flatMap(([name, command]) =>
    (readReport(name).testResults ?? [])
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) =>
          `failed: ${command}: ${fullName}: ${stripVTControlCharacters(failureMessages.join('\n'))}`,
      ),
  );
  return [...checks, ...tests].map((text) => text.split('\n').slice(0, 12).join('\n'));
}

/** Returns one line with the counts of all tests, checks and CI steps. */
function formatTotals(): string {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const add = (counts: ReportFile, keys: readonly [CountKey, CountKey, CountKey]) => {
    totals.passed += counts[keys[0]] ?? 0;
    totals.failed += counts[keys[1]] ?? 0;
    totals.skipped += counts[keys[2]] ?? 0;
  };
  for (const suite of ['ci', ...suites]) add(readReport(suite), ['passed', 'failed', 'skipped']);
  for (const name of Object.keys(jestCommands))
    add(readReport(name), ['numPassedTests', 'numFailedTests', 'numPendingTests']);
  return `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`;
}

type CountKey = 'passed' | 'failed' | 'skipped' | 'numPassedTests' | 'numFailedTests' | 'numPendingTests';

/** JSON report of a suite of checks, or of Jest. */
interface ReportFile extends Readonly<Partial<Record<CountKey, number>>> {
  readonly checks?: readonly CheckResult[];
  readonly testResults?: readonly { readonly assertionResults: readonly JestTest[] }[];
}

interface JestTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** Reads a report; empty if the suite did not run. */
function readReport(suite: string): ReportFile {
  const file = join(folder, `${suite}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ReportFile) : {};
}
