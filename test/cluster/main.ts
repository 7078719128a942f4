import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { kubernetesVersions, newestKubernetes, oldestKubernetes, type KubernetesVersion } from '../../tools/catalogue';
import { Report } from '../../tools/report';
import { findTool, version } from '../../tools/tool';
import { testCluster } from './cluster-test';
import { ControlPlane, controlPlanePrograms, removeAbandoned, scratchFolder } from './control-plane';
import { exampleNames, layFixture, synthesise } from './examples';
import { mistakes } from './mistakes';
import type { Output } from './output';

type Programs = Awaited<ReturnType<typeof controlPlanePrograms>>;

interface Options {
  readonly kubernetes: 'newest' | 'oldest' | KubernetesVersion;
  readonly example?: readonly string[];
  readonly keep?: boolean;
}

const options = new Command('npm run test:cluster --')
  .description('Applies every example to a real control plane on loopback, with simulated nodes.')
  .addOption(
    new Option('--kubernetes <version>', 'which Kubernetes')
      .choices(['newest', 'oldest', ...kubernetesVersions])
      .default('newest'),
  )
  .option('--example <names...>', 'only these examples')
  .option('--keep', 'keep the last control plane until Ctrl-C, to look into it')
  .parse()
  .opts<Options>();

const aliases = { newest: newestKubernetes, oldest: oldestKubernetes };
const kubernetes =
  options.kubernetes in aliases ? aliases[options.kubernetes as keyof typeof aliases] : options.kubernetes;
const report = new Report('cluster', { folder: join(__dirname, '../../.plinth/reports') });
const scratch = scratchFolder();
let running: ControlPlane | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => {
  running?.stop();
  rmSync(scratch, { recursive: true, force: true });
});
void main();

async function main(): Promise<void> {
  removeAbandoned();
  const found: { programs?: Programs } = {};
  await report.check(`programs of Kubernetes ${kubernetes} are there`, async () => {
    found.programs = await controlPlanePrograms(kubernetes as KubernetesVersion);
  });
  const { programs } = found;
  if (programs) {
    await withControlPlane(programs, 'the lab itself', async (plane) => {
      const output = layFixture(join(scratch, 'lab'));
      await testCluster(report, { ...trialOf(plane), label: 'the lab itself', output, cluster: 'lab' });
      for (const mistake of mistakes) {
        await report.check(`the lab itself: ${mistake.name}`, () => mistake.isCaught(plane.api, output));
      }
    });
    for (const example of options.example ?? exampleNames()) await testExample(programs, example);
  }
  process.exitCode = report.close();
  if (options.keep !== true || !running) process.exit();
  console.log(`KUBECONFIG=${running.kubeconfig}\nCtrl-C ends the control plane.`);
  setInterval(() => undefined, 60_000);
}

async function testExample(programs: Programs, example: string): Promise<void> {
  const found: { output?: Output } = {};
  await report.check(`${example}: is synthesised`, async () => {
    found.output = await synthesise(example, join(scratch, example));
  });
  const { output } = found;
  if (!output) return;
  for (const cluster of Object.keys(output.order.clusters)) {
    const label = `${example}/${cluster}`;
    await withControlPlane(programs, label, (plane) =>
      testCluster(report, { ...trialOf(plane), label, output, cluster }),
    );
  }
}

/** Each cluster gets a control plane of its own: five seconds are less than cleaning one takes. */
async function withControlPlane(
  programs: Programs,
  label: string,
  run: (plane: ControlPlane) => Promise<void>,
): Promise<void> {
  running?.stop();
  const plane = (running = new ControlPlane(programs));
  const isUp = await report.check(`${label}: a control plane starts`, () => plane.start({ nodes: 3 }));
  if (isUp) await run(plane);
}

function trialOf(plane: ControlPlane) {
  return { api: plane.api, kubernetes: version(findTool(`kube-apiserver@${kubernetes}`)) };
}
