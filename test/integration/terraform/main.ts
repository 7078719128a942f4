import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { run } from '../../../tools/command';
import { runRecipe } from '../../support/recipes';
import { tryGetStandIn } from '../../../tools/stand-in/stand-in';
import type { Api, KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';
import { cloudExampleNames, exampleNames, skippedExampleNames } from '../../support/examples';
import { copyFixture, synthesiseExample } from '../cluster/examples';
import { readReleaseObjects, getReleases, type Output } from '../cluster/output';
import { Session } from '../cluster/session';
import { loadAws } from '../../support/aws';
import { loadAzure } from '../../support/azure';
import { loadGoogle } from '../../support/google';
import { hasProvider, type CloudName } from '../../support/cloud';
import { assertDelivered } from './assert-delivered';
import { copyFixtureStacks } from './fixture';
import { assertErrorFound, assertComparisonFindsError, releaseErrors, stackErrors } from './injected-errors';
import { createAwsLifecycle } from './lifecycle/aws';
import { createAzureLifecycle } from './lifecycle/azure';
import { createGoogleLifecycle } from './lifecycle/google';
import {
  createExistingAksLifecycle,
  createExistingAwsLifecycle,
  createExistingAzureLifecycle,
  createExistingEksLifecycle,
  createExistingGkeLifecycle,
  createExistingGoogleLifecycle,
} from './lifecycle/existing-resources';
import { testLifecycle } from './lifecycle/lifecycle';
import {
  createAwsEgressLifecycle,
  createAzureEgressLifecycle,
  createGoogleEgressLifecycle,
} from './lifecycle/network-egress';
import { Providers } from './providers';
import { Stack } from './stack';
import { assertTenantsMove } from './tenant-stacks';
import { assertStateMigrates } from './state-migration';
import { testStandIns } from './stand-in/stand-in-test';
import { describeStandIns, needsCluster, testDepth, testDestroy, testStack, type TestedStack } from './stack-test';

interface Options {
  readonly example?: readonly string[];
  readonly standIns?: boolean;
  readonly recipes?: boolean;
  readonly lifecycle?: readonly string[];
  readonly keep?: boolean;
}

const options = new Command('npm run test:terraform --')
  .description('Runs Terraform on every stack of every example, as far as possible on this machine.')
  .option('--example <names...>', 'test only these examples')
  .option('--stand-ins', 'test only the stand-ins for providers')
  .option('--recipes', 'test only the recipes of docs/recipes')
  .option('--lifecycle <clouds...>', 'test only the life cycles of platforms in these clouds: aws, azure, google')
  .option('--keep', 'retain the last control plane until Ctrl-C, for debugging')
  .parse()
  .opts<Options>();

const session = new Session('terraform');
const { report, scratch } = session;
const providers = new Providers();
void main();

async function main(): Promise<void> {
  const cliConfiguration = await providers.install(join(scratch, 'terraform'), []);
  const program = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
  if (await report.check(`${program} is installed`, () => run(program, ['version']))) {
    if (options.lifecycle) {
      await testCloudLifecycles(options.lifecycle);
      session.close(options.keep);
      return;
    }
    await report.check('another backend: `terraform init -migrate-state` moves the state, as the plan advises', () =>
      assertStateMigrates(program, scratch, cliConfiguration),
    );
    const isWhole = !options.example && options.recipes !== true;
    if (isWhole) await testStandIns(report, scratch);
    if (!options.example && options.standIns !== true) {
      await testStackRecipe('component', 'ingress');
      await testStackRecipe('cluster', 'dc1');
    }
    if (isWhole && !options.standIns) {
      await testTenantStacks();
      await testCloudLifecycles();
      await testFixture();
    }
    for (const example of listTestedExamples()) await testExample(example);
  }
  session.close(options.keep);
}

async function testTenantStacks(): Promise<void> {
  const label = 'tenant stacks: tenants move between states, and are not uninstalled';
  const standIn = tryGetStandIn('helm');
  if (standIn && typeof providers.tryGetSource({ source: 'helm', version: standIn.version }) === 'object') {
    await report.check(`${label} (${standIn.name})`, () => assertTenantsMove(scratch, providers));
  } else if (await session.prepare()) {
    await session.withControlPlane('tenant stacks', async ({ kubeconfig }) => {
      await report.check(label, () => assertTenantsMove(scratch, providers, kubeconfig));
    });
  }
}

/** Tests the platforms of clouds through their lives: created, changed without Terraform, renamed, removed, created again. */
async function testCloudLifecycles(clouds: readonly string[] = ['aws', 'azure', 'google']): Promise<void> {
  const lifecycles = {
    aws: [createAwsLifecycle, createExistingAwsLifecycle, createExistingEksLifecycle, createAwsEgressLifecycle].map(
      (create) => () => create(loadAws()),
    ),
    azure: [
      createAzureLifecycle,
      createExistingAzureLifecycle,
      createExistingAksLifecycle,
      createAzureEgressLifecycle,
    ].map((create) => () => create(loadAzure())),
    google: [
      createGoogleLifecycle,
      createExistingGoogleLifecycle,
      createExistingGkeLifecycle,
      createGoogleEgressLifecycle,
    ].map((create) => () => create(loadGoogle())),
  };
  for (const [cloud, createLifecycles] of Object.entries(lifecycles)) {
    if (!clouds.includes(cloud)) continue;
    if (hasProvider(cloud as CloudName)) {
      for (const [index, createLifecycle] of createLifecycles.entries())
        await testLifecycle(report, join(scratch, 'lifecycle', cloud, String(index)), createLifecycle());
    } else
      report.skip(
        `lifecycle of a platform in ${cloud}`,
        'the package of its provider is not installed: run npm run clouds',
      );
  }
}

/** Applies the stack of a recipe, which is in no platform. */
async function testStackRecipe(recipe: string, name: string): Promise<void> {
  const label = `recipe ${recipe}`;
  const folder = runRecipe(recipe);
  const cliConfiguration = await providers.install(join(scratch, label), [new Stack(folder, name, '')]);
  const stack = new Stack(folder, name, cliConfiguration);
  const depth = testDepth(report, label, stack, providers);
  const tested = { stack, label, depth, standIns: describeStandIns(stack, providers) };
  if (!needsCluster(stack, providers)) {
    if (await testStack(report, tested)) await testDestroy(report, tested);
  } else if (await session.prepare()) {
    await session.withControlPlane(label, async ({ kubeconfig }) => {
      stack.adaptToLab(kubeconfig);
      if (await testStack(report, tested)) await testDestroy(report, tested);
    });
  }
}

function listTestedExamples(): readonly string[] {
  if (options.example) return options.example;
  if (options.standIns === true || options.recipes === true) return [];
  for (const example of skippedExampleNames())
    report.skip(example, 'the package of its cloud is not installed: run npm run clouds');
  return [...exampleNames(), ...cloudExampleNames()];
}

async function testFixture(): Promise<void> {
  const label = 'fixture';
  const output = copyFixture(join(scratch, 'lab'));
  copyFixtureStacks(output.folder);
  await testOutput(label, output, async (plane, cliConfiguration) => {
    for (const injectedError of plane ? [...stackErrors, ...releaseErrors] : stackErrors) {
      const isReported = () => assertErrorFound(injectedError, scratch, cliConfiguration, plane);
      await report.check(`${label}: ${injectedError.name}`, isReported);
    }
    if (!plane) return;
    await report.check(`${label}: the comparison with dist finds a mistyped key that Helm ignores`, () =>
      assertComparisonFindsError(scratch, cliConfiguration, plane),
    );
  });
}

async function testExample(example: string): Promise<void> {
  const result: { output?: Output } = {};
  await report.check(`${example}: is synthesised`, async () => {
    result.output = await synthesiseExample(example, join(scratch, example));
  });
  if (result.output) await testOutput(example, result.output);
}

/** Runs after the stacks of a cluster; `plane` is undefined if they need no control plane. */
type AfterStacks = (plane: ControlPlane | undefined, cliConfiguration: string) => Promise<void>;

async function testOutput(label: string, output: Output, afterStacks?: AfterStacks): Promise<void> {
  const { apply, destroy, clusters } = output.order;
  const sharedStacks = apply.filter((name) => !Object.values(clusters).some(({ stacks }) => stacks.includes(name)));
  await report.check(`${label}: order.json names every stack`, () => {
    const clusterStacks = Object.values(clusters).flatMap((cluster) => cluster.stacks);
    for (const names of [destroy, clusterStacks]) {
      // Networks and data outlive the clusters.
      if ([...new Set([...names, ...sharedStacks])].sort().join() !== [...apply].sort().join()) {
        throw new Error(`apply has ${apply.join(', ')}, but destroy or the clusters have ${names.join(', ')}`);
      }
    }
    const missing = apply.filter((name) => !existsSync(join(output.folder, 'cdktf.out/stacks', name, 'cdk.tf.json')));
    if (missing.length > 0) throw new Error(`no cdk.tf.json for ${missing.join(', ')}`);
  });
  const uses = apply.map((name) => new Stack(output.folder, name, ''));
  const cliConfiguration = await providers.install(join(output.folder, 'terraform'), uses);
  const createTestedStack = (name: string): TestedStack => {
    const stack = new Stack(output.folder, name, cliConfiguration);
    const depth = testDepth(report, `${label}/${name}`, stack, providers);
    return { stack, label: `${label}/${name}`, depth, standIns: describeStandIns(stack, providers) };
  };
  const appliedSharedStacks: TestedStack[] = [];
  for (const tested of sharedStacks.map(createTestedStack))
    if (await testStack(report, tested)) appliedSharedStacks.push(tested);
  for (const [cluster, { stacks }] of Object.entries(clusters)) {
    const testedStacks = apply.filter((name) => stacks.includes(name)).map(createTestedStack);
    const usesCluster = testedStacks.some(({ stack, depth }) => needsCluster(stack, providers) && depth !== 'nothing');
    const testCluster = async (plane?: ControlPlane) => {
      await testStacks({ label, output, cluster, stacks: testedStacks, plane });
      await afterStacks?.(plane, cliConfiguration);
    };
    if (!usesCluster) await testCluster();
    else if (await session.prepare()) await session.withControlPlane(`${label}/${cluster}`, testCluster);
  }
  for (const tested of appliedSharedStacks.reverse()) await testDestroy(report, tested);
}

interface ClusterTest {
  readonly label: string;
  readonly output: Output;
  readonly cluster: string;
  /** Stacks of the cluster in apply order. */
  readonly stacks: readonly TestedStack[];
  readonly plane: ControlPlane | undefined;
}

async function testStacks({ label, output, cluster, stacks, plane }: ClusterTest): Promise<void> {
  const applied: TestedStack[] = [];
  for (const tested of stacks) {
    const { stack } = tested;
    if (plane && needsCluster(stack, providers)) {
      const missing = stack.adaptToLab(plane.kubeconfig);
      if (missing.length > 0)
        report.skip(`${tested.label}: releases`, `charts are not complete in PLINTH_CHARTS: ${missing.join(', ')}`);
    }
    if (await testStack(report, tested)) applied.push(tested);
  }
  const withReleases = applied.filter(({ stack }) => needsCluster(stack, providers));
  if (plane && withReleases.length > 0) {
    const releaseNames = new Set(withReleases.flatMap(({ stack }) => stack.releases));
    const releases = getReleases(output, cluster).filter(({ name }) => releaseNames.has(name));
    const objects = releases.flatMap((release) => readReleaseObjects(output, release));
    await report.check(`${label}/${cluster}: the objects of dist are on the cluster`, () =>
      assertDelivered(plane.api, objects),
    );
  }
  if (plane) await removeAggregatedApis(plane.api);
  const order = output.order.destroy;
  const destroyOrder = applied.sort((a, b) => order.indexOf(a.stack.name) - order.indexOf(b.stack.name));
  for (const tested of destroyOrder) await testDestroy(report, tested);
}

/** Deletes aggregated API services: their pods are simulated, and Kubernetes deletes no namespace while one is unavailable. */
async function removeAggregatedApis(api: Api): Promise<void> {
  const path = '/apis/apiregistration.k8s.io/v1/apiservices';
  const { items } = (await api.get(path)) as { items: readonly (KubernetesObject & { spec: { service?: object } })[] };
  const kind = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };
  for (const item of items.filter(({ spec }) => spec.service)) await api.delete({ ...item, ...kind });
}
