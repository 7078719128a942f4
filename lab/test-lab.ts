import { Command } from 'commander';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CommandError } from '../tools/command';
import { Report } from '../tools/report';
import { down } from './down';
import { resolveLab, type Lab } from './layout';
import { ScenarioContext, StepError, type Scenario } from './scenario';
import { up } from './up';

const folder = join(__dirname, '../test/integration/lab');
const scenarioNames = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => basename(file, '.ts'));

const command = new Command('npm run test:lab --')
  .description('Runs integration tests on lab hosts. Every scenario starts with new hosts.')
  .argument('[scenarios...]', `scenarios to run: ${scenarioNames.join(', ')}`, scenarioNames)
  .option('--keep', 'retain the hosts of the last scenario for debugging')
  .option('--name <name>', 'lab to use; it is removed before the first scenario', 'test')
  .parse();
const { keep = false, name: labName } = command.opts<{ keep?: boolean; name: string }>();

void main(command.args.length > 0 ? command.args : scenarioNames);

async function main(selectedNames: readonly string[]): Promise<void> {
  const unknownNames = selectedNames.filter((name) => !scenarioNames.includes(name));
  if (unknownNames.length > 0) {
    console.error(`unknown scenarios: ${unknownNames.join(', ')}; write one of ${scenarioNames.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const results = join(process.cwd(), '.plinth/test-lab');
  const lab = resolveLab(labName);
  // Removes the lab of an earlier run that was interrupted, or that ran with --keep.
  await down(lab);
  const summary = new Report('lab', { folder: results });
  for (const name of selectedNames) {
    const { scenario } = (await import(join(folder, name))) as { scenario: Scenario };
    await summary.check(`${name}: ${scenario.title}`, async () => {
      console.log(`\n${name}: ${scenario.title}`);
      const report = new Report(`lab-${name}`, { folder: results });
      await runScenario(scenario, new ScenarioContext(lab, report, join(results, name)));
      if (!keep || name !== selectedNames.at(-1)) await report.check('down removes everything', () => down(lab));
      if (report.close() !== 0) throw new Error("see the scenario's own report");
    });
  }
  process.exitCode = summary.close();
}

async function runScenario(scenario: Scenario, context: ScenarioContext): Promise<void> {
  try {
    await context.step(`${String(scenario.hosts.length)} hosts start`, () => startHosts(context.lab, scenario.hosts));
    await scenario.run(context);
  } catch (error) {
    if (error instanceof StepError) return;
    await context.report.check(scenario.title, () => {
      throw error;
    });
  }
}

async function startHosts(lab: Lab, hosts: readonly string[]): Promise<void> {
  try {
    await up({ lab, hosts, progress: console.log });
  } catch (error) {
    if (error instanceof CommandError) console.error(error.output);
    throw error;
  }
}
