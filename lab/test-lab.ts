import { Command } from 'commander';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CommandError } from '../tools/command';
import { Report } from '../tools/report';
import { down } from './down';
import { labNamed, type Lab } from './layout';
import { Site, StepFailed, type Scenario } from './scenario';
import { up } from './up';

const folder = join(__dirname, '../test/integration/lab');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => basename(file, '.ts'));

const command = new Command('npm run test:lab --')
  .description('Shows on real hosts that Plinth does what it says. Every scenario starts with new hosts.')
  .argument('[scenarios...]', `which: ${names.join(', ')}`, names)
  .option('--keep', 'leave the hosts of the last scenario up, to look at')
  .option('--name <name>', 'the lab that they are played in; whatever it holds is taken away first', 'test')
  .parse();
const { keep = false, name: labName } = command.opts<{ keep?: boolean; name: string }>();

void main(command.args.length > 0 ? command.args : names);

async function main(chosen: readonly string[]): Promise<void> {
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`no scenario is named ${unknown.join(', ')}: say one of ${names.join(', ')}`);
    process.exitCode = 1;
    return;
  }
  const results = join(process.cwd(), '.plinth/test-lab');
  const lab = labNamed(labName);
  // What an earlier run left, killed in the middle or kept to be looked at.
  await down(lab);
  const all = new Report('lab', { folder: results });
  for (const name of chosen) {
    const { scenario } = (await import(join(folder, name))) as { scenario: Scenario };
    await all.check(`${name}: ${scenario.title}`, async () => {
      console.log(`\n${name}: ${scenario.title}`);
      const report = new Report(`lab-${name}`, { folder: results });
      await play(scenario, new Site(lab, report, join(results, name)));
      if (!keep || name !== chosen.at(-1)) await report.check('down leaves nothing', () => down(lab));
      if (report.close() !== 0) throw new Error('see its own table');
    });
  }
  process.exitCode = all.close();
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
