import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Report } from '../../../tools/report';
import { installCdktfCli } from './cdktf-cli';
import { expectEqual, expectResult } from './expect';
import { Project } from './project';

// Runs `plinth apply`, `status` and `destroy`, and `cdktf deploy`, with real Terraform and without network access. The
// machines are terraform_data; stand-ins replace the Helm and Kubernetes providers, and kubectl (folder stand-ins).
const folder = join(__dirname, '../../../.plinth');
const report = new Report('apply', { folder: join(folder, 'reports') });
const project = Project.create(join(folder, 'apply'));
const machines = { dc1: 'true', dc2: 'true' };
const stacks = ['dc1', 'dc2'].flatMap((name) => ['infrastructure', 'bootstrap', 'platform'].map((s) => `${name}-${s}`));
const noChanges = 'Resources: 0 added, 0 changed, 0 destroyed';

/** Machine that waits for a file, so that the test can stop plinth while Terraform runs. */
const waitingMachine = 'touch ../../../waiting && while [ ! -f ../../../go ]; do sleep 0.1; done';

void main();

async function main(): Promise<void> {
  try {
    await testApply();
    await testFailures();
    await testMarkers();
    await testDestroy();
    await testCdktf();
  } finally {
    project.remove();
    process.exitCode = report.close();
  }
}

async function testApply(): Promise<void> {
  await report.check('apply: without a terminal and --yes, nothing is applied', async () => {
    project.define({ machines });
    expectResult(await project.plinth('apply'), 1, 'there is no terminal to ask on: pass --yes');
    expectEqual(project.listAppliedStacks(), []);
  });
  await report.check('apply: runs all stacks in order, and writes the lock', async () => {
    const result = await project.plinth('apply', '--yes');
    expectResult(result, 0, 'nothing was applied yet', `applied: ${stacks.join(', ')}`, 'plinth.lock.json: written');
    expectEqual(project.listAppliedStacks(), [...stacks].sort());
    expectResult(await project.plinth('status'), 0, 'dc1: the lock records what was applied', 'dc2: the lock records');
    expectResult(await project.plinth('diff'), 0, 'no changes');
  });
  await report.check('apply: a second run changes nothing', async () => {
    const lock = project.read('plinth.lock.json');
    const { exitCode, output } = await project.plinth('apply', '--yes');
    expectResult({ exitCode, output }, 0, 'no changes');
    expectEqual(output.split(noChanges).length - 1, stacks.length);
    expectEqual(project.read('plinth.lock.json'), lock);
  });
}

async function testFailures(): Promise<void> {
  await report.check('apply: stops at a failing stack, and reports what was applied', async () => {
    project.define({ machines: { dc1: 'echo changed', dc2: 'false' } });
    expectResult(
      await project.plinth('apply', '--yes'),
      1,
      'dc2-infrastructure: terraform apply failed with exit code 1',
      'applied: dc1-infrastructure, dc1-bootstrap, dc1-platform\n',
      'not run: dc2-bootstrap, dc2-platform\n',
      'next: fix the cause, and run the same command again',
    );
    expectResult(await project.plinth('status'), 1, 'dc1: the lock records', 'dc2: an apply was started');
  });
  await report.check('apply: with a fixed definition, continues where it stopped', async () => {
    project.define({ machines: { dc1: 'echo changed', dc2: 'echo fixed' } });
    expectResult(await project.plinth('apply', '--yes'), 0, noChanges, '1 added, 0 changed, 1 destroyed');
    expectResult(await project.plinth('status'), 0, 'dc2: the lock records what was applied');
    expectEqual(project.read('plinth.lock.json').includes('"incomplete"'), false);
  });
  await report.check('apply: to one cluster only, and then to the other one', async () => {
    project.define({ machines, owners: 'others' });
    expectResult(await project.plinth('apply', '--yes', 'dc2'), 0, `applied: ${stacks.slice(3).join(', ')}\n`);
    expectResult(await project.plinth('status'), 0, 'dc1: the lock records', 'dc2: the lock records');
    expectResult(await project.plinth('apply', '--yes'), 0, noChanges);
    expectResult(await project.plinth('diff'), 0, 'no changes');
  });
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    await report.check(`apply: ${signal} lets Terraform stop, and the next run continues`, async () => {
      project.define({ machines: { dc1: `: ${signal}; ${waitingMachine}`, dc2: 'true' } });
      const { child, result } = await startAndWait();
      child.kill(signal);
      await sleep(500);
      project.write('go', '');
      expectResult(
        await result,
        exitCode,
        `dc1-infrastructure: terraform apply was interrupted by ${signal}`,
        'not run: dc1-bootstrap',
      );
      expectResult(await project.plinth('apply', '--yes'), 0, 'plinth.lock.json: written');
    });
  }
  await report.check('apply: continues after it was killed', async () => {
    project.define({ machines: { dc1: `: SIGKILL; ${waitingMachine}`, dc2: 'true' } });
    const { child, result } = await startAndWait();
    child.kill('SIGKILL');
    project.write('go', '');
    // It ends with Terraform, which has inherited its output.
    await result;
    expectResult(await project.plinth('status'), 1, 'dc1: an apply was started and not completed');
    expectResult(await project.plinth('apply', '--yes'), 0, 'plinth.lock.json: written');
    expectResult(await project.plinth('status'), 0);
  });
}

/** Starts an apply, and waits until a machine waits. */
async function startAndWait() {
  for (const file of ['waiting', 'go']) project.delete(file);
  const started = project.start('apply', '--yes');
  const { child } = started;
  while (!project.has('waiting') && child.exitCode === null) await sleep(100);
  if (child.exitCode !== null)
    throw new Error(`apply ended before a machine was created: ${(await started.result).output}`);
  return started;
}

async function testMarkers(): Promise<void> {
  await report.check('status: finds a lock that was forgotten', async () => {
    const lock = project.read('plinth.lock.json');
    project.define({ machines, owners: 'applied' });
    await project.mustRun('apply', '--yes');
    project.write('plinth.lock.json', lock);
    expectResult(await project.plinth('status'), 1, 'dc1: lock not written', 'dc2: lock not written');
    await project.mustRun('lock');
    expectResult(await project.plinth('status'), 0);
  });
  await report.check('apply: refuses what was deployed from another checkout, and changes nothing', async () => {
    const other = project.clone();
    try {
      other.define({ machines, owners: 'elsewhere' });
      await other.mustRun('apply', '--yes');
      const lock = project.read('plinth.lock.json');
      for (const command of [['apply', '--yes'], ['destroy', '--confirm', 'acme'], ['status']]) {
        const result = await project.plinth(...command);
        expectResult(result, 1, 'dc1: the cluster has a definition that is not the locked one', 'another checkout');
        expectEqual(result.output.includes('terraform apply'), false);
      }
      expectEqual(project.read('plinth.lock.json'), lock);
      expectResult(await other.plinth('status'), 0);
    } finally {
      other.remove();
    }
  });
  await report.check('apply: with --ignore-marker, overwrites what was deployed elsewhere', async () => {
    expectResult(await project.plinth('apply', '--yes', '--ignore-marker'), 0, 'plinth.lock.json: written');
    expectResult(await project.plinth('status'), 0);
  });
  await report.check('apply: refuses the cluster of another platform', async () => {
    const foreign = project.clone();
    try {
      foreign.delete('plinth.lock.json');
      foreign.define({ name: 'other', machines });
      for (const command of [['apply', '--yes'], ['status']])
        expectResult(
          await foreign.plinth(...command),
          1,
          "dc1: the kubeconfig reaches cluster 'dc1' of platform 'acme'",
        );
    } finally {
      foreign.remove();
    }
  });
  await report.check('apply: refuses a cluster without the marker that the lock records', async () => {
    const state = 'state/dc1-platform.tfstate';
    const text = project.read(state);
    project.write(state, text.replace('"kubernetes_config_map_v1-plinth"', '"deleted"'));
    expectResult(
      await project.plinth('apply', '--yes'),
      1,
      'dc1: the lock records an apply, but the cluster has no marker',
    );
    project.write(state, text);
  });
}

async function testDestroy(): Promise<void> {
  await report.check('destroy: asks for the name of the platform', async () => {
    expectResult(await project.plinth('destroy'), 1, 'pass --confirm <platform>');
    expectResult(await project.plinth('destroy', '--confirm', 'other'), 1, 'the name of the platform is acme');
    expectEqual(project.listAppliedStacks().length, stacks.length);
  });
  await report.check('destroy: of one cluster, leaves the other one and its lock', async () => {
    expectResult(
      await project.plinth('destroy', '--confirm', 'acme', 'dc2'),
      0,
      'destroyed: dc2-platform, dc2-bootstrap',
    );
    expectEqual(project.listAppliedStacks(), stacks.slice(0, 3).sort());
    expectResult(await project.plinth('status'), 0, 'dc1: the lock records', 'dc2: nothing was applied yet');
  });
  await report.check('destroy: of all clusters, in reverse order, removes the lock', async () => {
    expectResult(await project.plinth('destroy', '--confirm', 'acme'), 0, 'destroyed: dc2-platform');
    expectEqual(project.listAppliedStacks(), []);
    expectEqual(project.has('plinth.lock.json'), false);
  });
}

async function testCdktf(): Promise<void> {
  const cli: { program?: string } = {};
  const isInstalled = await report.check('cdktf: cdktf-cli is installed', () => {
    cli.program = installCdktfCli();
  });
  const { program } = cli;
  if (!isInstalled || program === undefined) return;
  await report.check("cdktf: `cdktf deploy '*'` runs all stacks in order, and plinth lock records it", async () => {
    project.define({ machines });
    expectResult(await project.spawn(program, ['deploy', '*', '--auto-approve']).result, 0);
    expectEqual(project.listAppliedStacks(), [...stacks].sort());
    expectResult(await project.plinth('status'), 1, 'dc1: lock not written');
    await project.mustRun('lock');
    expectResult(await project.plinth('status'), 0);
  });
  await report.check('cdktf: plinth apply afterwards changes nothing', async () => {
    const { exitCode, output } = await project.plinth('apply', '--yes');
    expectResult({ exitCode, output }, 0, 'no changes');
    expectEqual(output.split(noChanges).length - 1, stacks.length);
  });
}
