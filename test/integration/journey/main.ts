import { Command } from 'commander';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInteractive } from '../../../lab/ssh';
import { tool } from '../../../tools/tool';
import { Project } from '../apply/project';
import { Session } from '../cluster/session';
import type { JourneyContext, JourneyStep } from './step';

// One small platform, from `plinth init` to its removal, as a new user runs it, on two control planes of a lab. Each step is a
// file; what is not available here is replaced by a stand-in, which the table names.
const { lab = false } = new Command('npm run test:journey --')
  .option('--sign-in', 'sign in with the programs of `npm run test:login`, where they are built')
  .option('--lab', 'run the upgrade and the restore on hosts of a lab too, with the scenario `journey`; needs root')
  .parse()
  .opts<{ lab?: boolean }>();
const session = new Session('journey');
const { report } = session;
const parent = Project.create(join(__dirname, '../../../.plinth/journey'));
process.once('exit', () => {
  parent.remove();
});

void main();

async function main(): Promise<void> {
  // On hosts, nothing replaces the control plane and the backup: see docs/lab.md.
  if (lab)
    await report.check(
      'journey: Kubernetes is upgraded, and the cluster is restored from a backup, on hosts',
      async () => {
        const scenario = ['--import', 'tsx', join(__dirname, '../../../lab/test-lab.ts'), 'journey'];
        if ((await runInteractive(process.execPath, scenario)) !== 0)
          throw new Error('the scenario has failed, see above');
      },
    );
  if (await session.prepare())
    await session.withControlPlane('dev', (dev) =>
      session.withControlPlane('prod', async (prod) => {
        const kubectl = await tool('kubectl');
        await runSteps({ parent, project: parent.inFolder('acme'), controlPlanes: { dev, prod }, kubectl });
      }),
    );
  session.close();
}

/** Runs all steps in the order of their files. A step needs those before it, so the first failure ends the journey. */
async function runSteps(context: JourneyContext): Promise<void> {
  let failed: string | undefined;
  for (const { name, standIns, run } of await loadSteps()) {
    const title = `journey: ${name} (stand-in for: ${standIns.join(', ')})`;
    if (failed !== undefined) report.skip(title, `needs: ${failed}`);
    else if (!(await report.check(title, () => run(context)))) failed = name;
  }
}

async function loadSteps(): Promise<readonly JourneyStep[]> {
  const folder = join(__dirname, 'steps');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Promise.all(
    files.sort().map(async (file) => ((await import(join(folder, file))) as { step: JourneyStep }).step),
  );
}
