import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { kubernetesVersions } from '../../../tools/catalogue';
import { testReach } from './reach';
import { testCluster } from './cluster-test';
import { exampleNames, layFixture, synthesise } from './examples';
import { mistakes } from './mistakes';
import type { Output } from './output';
import { testReset } from './reset';
import { Session, type KubernetesChoice } from './session';

interface Options {
  readonly kubernetes: KubernetesChoice;
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

const session = new Session('cluster', options.kubernetes);
const { report, scratch, kubernetes } = session;
void main();

/** A cluster waits for its controllers half of the time: two at once for each processor, 0.8 GB each. */
const lanes = 2 * availableParallelism();

/** What is still to be done; an example that is synthesised adds its clusters. */
const waiting: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  if (await session.prepare()) {
    waiting.push(...(options.example ?? exampleNames()).map((example) => () => testExample(example)));
    if (!options.example) waiting.push(testLab, () => testReach(report, scratch));
    await Promise.all(Array.from({ length: lanes }, workOff));
  }
  session.close(options.keep);
}

async function workOff(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
}

async function testLab(): Promise<void> {
  const label = 'the lab itself';
  await session.withControlPlane(label, async (plane) => {
    const { api } = plane;
    const asNew = await api.everything();
    const output = layFixture(join(scratch, 'lab'));
    await testCluster(report, { label, output, cluster: 'lab', api, kubernetes });
    for (const mistake of mistakes) {
      await report.check(`${label}: ${mistake.name}`, () => mistake.isCaught(api, output));
    }
    await report.check(`${label}: a control plane that was used is as new`, () => testReset(plane, asNew));
  });
}

/** Synthesises an example, and puts its clusters in line. */
async function testExample(example: string): Promise<void> {
  const found: { output?: Output } = {};
  await report.check(`${example}: is synthesised`, async () => {
    found.output = await synthesise(example, join(scratch, example));
  });
  const { output } = found;
  if (!output) return;
  for (const cluster of Object.keys(output.order.clusters)) {
    const label = `${example}/${cluster}`;
    waiting.push(() =>
      session.withControlPlane(label, ({ api }) => testCluster(report, { label, output, cluster, api, kubernetes })),
    );
  }
}
