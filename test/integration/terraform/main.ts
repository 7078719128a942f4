import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { run } from '../../../tools/command';
import type { Api, KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { exampleNames, layFixture, synthesise } from '../cluster/examples';
import { objectsOf, releasesOf, type Output } from '../cluster/output';
import { Session } from '../cluster/session';
import { assertDelivered } from './delivered';
import { layStacks } from './fixture';
import { assertCaught, assertDeliveryIsChecked, mistakesInReleases, mistakesInStacks } from './mistakes';
import { Providers } from './providers';
import { Stack } from './stack';
import { needsCluster, reachOf, testDestroy, testStack, type Reach } from './stack-test';

interface Options {
  readonly example?: readonly string[];
  readonly keep?: boolean;
}

const options = new Command('npm run test:terraform --')
  .description('Runs Terraform on every stack of every example, as far as each can go on this machine.')
  .option('--example <names...>', 'only these examples')
  .option('--keep', 'keep the last control plane until Ctrl-C, to look into it')
  .parse()
  .opts<Options>();

const session = new Session('terraform');
const { report, scratch } = session;
const providers = new Providers();
const cliConfiguration = join(scratch, 'terraformrc');
void main();

async function main(): Promise<void> {
  providers.writeConfiguration(cliConfiguration);
  const program = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
  if (await report.check(`${program} is there`, () => run(program, ['version']))) {
    if (!options.example) await testLab();
    for (const example of options.example ?? exampleNames()) await testExample(example);
  }
  session.close(options.keep);
}

async function testLab(): Promise<void> {
  const label = 'the lab itself';
  const output = layFixture(join(scratch, 'lab'));
  layStacks(output.folder);
  await testOutput(label, output, async (plane) => {
    for (const mistake of plane ? [...mistakesInStacks, ...mistakesInReleases] : mistakesInStacks) {
      const isCaught = () => assertCaught(mistake, scratch, cliConfiguration, plane);
      await report.check(`${label}: ${mistake.name}`, isCaught);
    }
    if (!plane) return;
    await report.check(`${label}: a mistyped key that Helm lets pass is found by comparing with dist`, () =>
      assertDeliveryIsChecked(scratch, cliConfiguration, plane),
    );
  });
}

async function testExample(example: string): Promise<void> {
  const found: { output?: Output } = {};
  await report.check(`${example}: is synthesised`, async () => {
    found.output = await synthesise(example, join(scratch, example));
  });
  if (found.output) await testOutput(example, found.output);
}

type Also = (plane: ControlPlane | undefined) => Promise<void>;

async function testOutput(label: string, output: Output, also?: Also): Promise<void> {
  const { apply, destroy, clusters } = output.order;
  await report.check(`${label}: order.json names every stack`, () => {
    const inClusters = Object.values(clusters).flatMap((cluster) => cluster.stacks);
    for (const names of [destroy, inClusters]) {
      if ([...names].sort().join() !== [...apply].sort().join()) {
        throw new Error(`apply has ${apply.join(', ')}, but elsewhere it is ${names.join(', ')}`);
      }
    }
    const absent = apply.filter((name) => !existsSync(join(output.folder, 'cdktf.out/stacks', name, 'cdk.tf.json')));
    if (absent.length > 0) throw new Error(`no cdk.tf.json for ${absent.join(', ')}`);
  });
  for (const [cluster, { stacks }] of Object.entries(clusters)) {
    const inOrder = apply.filter((name) => stacks.includes(name));
    const tried = inOrder.map((name): Tried => {
      const stack = new Stack(output.folder, name, cliConfiguration);
      return { stack, label: `${label}/${name}`, reach: reachOf(report, `${label}/${name}`, stack, providers) };
    });
    const wantsCluster = tried.some(({ stack, reach }) => needsCluster(stack) && reach !== 'nothing');
    const run = async (plane?: ControlPlane) => {
      await testStacks({ label, output, cluster, tried, plane });
      await also?.(plane);
    };
    if (!wantsCluster) await run();
    else if (await session.prepare()) await session.withControlPlane(`${label}/${cluster}`, run);
  }
}

interface Tried {
  readonly stack: Stack;
  readonly label: string;
  readonly reach: Reach;
}

interface Trial {
  readonly label: string;
  readonly output: Output;
  readonly cluster: string;
  /** The stacks of the cluster, in the order of apply. */
  readonly tried: readonly Tried[];
  readonly plane: ControlPlane | undefined;
}

async function testStacks({ label, output, cluster, tried, plane }: Trial): Promise<void> {
  const applied: Tried[] = [];
  for (const one of tried) {
    const { stack, reach } = one;
    if (plane && needsCluster(stack)) {
      const missing = stack.fitToLab(plane.kubeconfig);
      if (missing.length > 0)
        report.skip(`${one.label}: releases`, `charts not whole in PLINTH_CHARTS: ${missing.join(', ')}`);
    }
    if (await testStack(report, one.label, stack, reach)) applied.push(one);
  }
  const withReleases = applied.filter(({ stack }) => needsCluster(stack));
  if (plane && withReleases.length > 0) {
    const carried = new Set(withReleases.flatMap(({ stack }) => stack.releases));
    const releases = releasesOf(output, cluster).filter(({ name }) => carried.has(name));
    const objects = releases.flatMap((release) => objectsOf(output, release));
    await report.check(`${label}/${cluster}: what dist says is on the cluster`, () =>
      assertDelivered(plane.api, objects),
    );
  }
  if (plane) await removeAggregatedApis(plane.api);
  const order = output.order.destroy;
  const inReverse = applied.sort((a, b) => order.indexOf(a.stack.name) - order.indexOf(b.stack.name));
  for (const one of inReverse) await testDestroy(report, one.label, one.stack);
}

/** Their servers are simulated pods, and while they do not answer no namespace can be removed. */
async function removeAggregatedApis(api: Api): Promise<void> {
  const path = '/apis/apiregistration.k8s.io/v1/apiservices';
  const { items } = (await api.get(path)) as { items: readonly (KubernetesObject & { spec: { service?: object } })[] };
  const kind = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };
  for (const item of items.filter(({ spec }) => spec.service)) await api.delete({ ...item, ...kind });
}
