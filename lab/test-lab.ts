import { Command } from 'commander';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CommandError } from '../tools/command';
import { Report } from '../tools/report';
import { down } from './down';
import { labNamed, type Lab } from './layout';
import { Site, StepFailed, type Scenario } from './scenario';
import { up } from './up';

const folder = join(__dirname, '../test/lab');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => basename(file, '.ts'));

const command = new Command('npm run test:lab --')
  .description('Shows on real hosts that Plinth does what it says. Every scenario starts with new hosts.')
  .argument('[scenarios...]', `which: ${names.join(', ')}`, names)
  .option('--keep', 'leave the hosts of the last scenario up, to look at')
  .parse();

void main(command.args.length > 0 ? command.args : names, command.opts<{ keep?: boolean }>().keep === true);

async function main(chosen: readonly string[], keep: boolean): Promise<void> {
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`no scenario is named ${unknown.join(', ')}: say one of ${names.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const results = join(process.cwd(), '.plinth/test-lab');
  const report = new Report('lab', { folder: results });
  const lab = labNamed('test');
  // What an earlier run left, killed in the middle or kept to be looked at.
  await down(lab);
  for (const name of chosen) {
    const { scenario } = (await import(join(folder, name))) as { scenario: Scenario };
    console.log(`\n${name}: ${scenario.title}`);
    await play(scenario, new Site(lab, report, join(results, name)));
    if (!keep || name !== chosen.at(-1)) await report.check(`${name}: down leaves nothing`, () => down(lab));
  }
  process.exitCode = report.close();
}

async function play(scenario: Scenario, site: Site): Promise<void> {
  try {
    await site.step(`${String(scenario.hosts.length)} hosts up`, () => start(site.lab, scenario.hosts));
    await scenario.run(site);
  } catch (error) {
    if (error instanceof StepFailed) return;
    await site.report.check(scenario.title, () => {
      throw error;
    });
  }
}

async function start(lab: Lab, hosts: readonly string[]): Promise<void> {
  try {
    await up({ lab, hosts, progress: console.log });
  } catch (error) {
    if (error instanceof CommandError) console.error(error.output);
    throw error;
  }
}
