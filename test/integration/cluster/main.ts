import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { kubernetesVersions } from '../../../tools/catalogue';
import { runRecipe } from '../../support/recipes';
import type { KubernetesObject } from './api';
import { ApplyRun, waitForNextTimestamp } from './apply';
import { testAttacks } from './attacks/attacks';
import { testTenantLogs } from './attacks/logs/tenant-logs';
import { testGeneratedTenants } from './generated-tenants';
import { testGeneratedWorkloads } from './generated-workloads';
import { testCluster } from './cluster-test';
import { exampleNames } from '../../support/examples';
import { copyFixture, synthesiseExample } from './examples';
import { injectedErrors } from './injected-errors';
import { readObjects, type Output } from './output';
import { testLiveDifferences } from './live-differences';
import { testReset } from './reset';
import { testRookBuckets } from './rook-buckets';
import { testTenantRestarts } from './tenant-restarts';
import { Session, type KubernetesChoice } from './session';

interface Options {
  readonly kubernetes: KubernetesChoice;
  readonly example?: readonly string[];
  readonly recipes?: boolean;
  readonly attacks?: boolean;
  readonly workloads?: boolean;
  readonly buckets?: boolean;
  readonly live?: boolean;
  readonly keep?: boolean;
}

const options = new Command('npm run test:cluster --')
  .description('Applies every example to a real control plane on loopback, with simulated nodes.')
  .addOption(
    new Option('--kubernetes <version>', 'Kubernetes version')
      .choices(['newest', 'oldest', ...kubernetesVersions])
      .default('newest'),
  )
  .option('--example <names...>', 'test only these examples')
  .option('--recipes', 'test only the recipes of docs/recipes')
  .option('--attacks', "test only the attempts of a tenant's user")
  .option('--buckets', 'test only the buckets of Rook, with the CRDs of its chart')
  .option('--live', 'test only what plinth status --live finds, and plinth apply --repair restores')
  .option('--workloads', 'test only generated tenants near their quotas and limits')
  .option('--keep', 'retain the last control plane until Ctrl-C, for debugging')
  .parse()
  .opts<Options>();

const session = new Session('cluster', options.kubernetes);
const { report, scratch, kubernetes } = session;
void main();

/** Number of clusters tested concurrently, 0.8 GB each: two per CPU, since tests wait half of the time. */
const concurrency = 2 * availableParallelism();

/** Tests that have not started; the test of an example adds tests of its clusters. */
const queue: (() => Promise<void>)[] = [];

async function main(): Promise<void> {
  if (await session.prepare()) {
    const { recipes, attacks, buckets, live, workloads } = options;
    const hasSelection = options.example !== undefined || [recipes, attacks, buckets, live, workloads].includes(true);
    const examples = options.example ?? (hasSelection ? [] : exampleNames());
    queue.push(...examples.map((example) => () => testExample(example)));
    if (recipes === true || !hasSelection)
      queue.push(
        () => testChartRecipe('application'),
        () => testChartRecipe('tenant'),
      );
    if (attacks === true || !hasSelection) queue.push(testTenantAttacks, testLogAttacks);
    if (workloads === true) queue.push(testWorkloads);
    if (buckets === true || !hasSelection) queue.push(testBuckets);
    if (live === true || !hasSelection) queue.push(testLive);
    if (!hasSelection) queue.push(testFixture, () => testGeneratedTenants(report, scratch));
    await Promise.all(Array.from({ length: concurrency }, runQueue));
  }
  session.close(options.keep);
}

async function runQueue(): Promise<void> {
  for (let runTest = queue.shift(); runTest; runTest = queue.shift()) await runTest();
}

async function testFixture(): Promise<void> {
  const label = 'fixture';
  await session.withControlPlane(label, async (controlPlane) => {
    const { api } = controlPlane;
    const initialObjects = await api.listAllObjects();
    const output = copyFixture(join(scratch, 'lab'));
    await testCluster(report, { label, output, cluster: 'lab', api, kubernetes });
    for (const injectedError of injectedErrors) {
      await report.check(`${label}: ${injectedError.name}`, () => injectedError.assertFound(api, output));
    }
    await report.check(`${label}: a reset control plane has only its initial objects`, () =>
      testReset(controlPlane, initialObjects),
    );
  });
}

/** Applies the chart of a recipe, which is in no platform. Custom resources without a CRD are skipped. */
async function testChartRecipe(recipe: string): Promise<void> {
  const label = `recipe ${recipe}`;
  await session.withControlPlane(label, async ({ api }) => {
    const objects = readObjects(join(runRecipe(recipe), 'dist/shop.k8s.yaml'));
    for (const name of listForeignNamespaces(objects))
      await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, { manager: 'lab' });
    await report.check(`${label}: the API server accepts all objects without warnings`, async () => {
      const applyRun = new ApplyRun(api);
      await applyRun.apply(objects);
      applyRun.throwRejections();
    });
    await report.check(`${label}: applying again changes nothing`, async () => {
      const applyRun = new ApplyRun(api);
      await waitForNextTimestamp();
      await applyRun.apply(objects);
      applyRun.throwRejections();
      if (applyRun.changedNames.length > 0) throw new Error(`changed: ${applyRun.changedNames.join(', ')}`);
    });
  });
}

/** Lists the namespaces of objects that the components on a cluster create, such as that of log-in gates. */
function listForeignNamespaces(objects: readonly KubernetesObject[]): readonly string[] {
  const own = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...used].filter((namespace) => !own.includes(namespace));
}

async function testTenantAttacks(): Promise<void> {
  await session.withControlPlane('attacks', ({ api }) => testAttacks(report, api));
}

async function testWorkloads(): Promise<void> {
  await session.withControlPlane('generated workloads', ({ api }) => testGeneratedWorkloads(report, api, scratch));
}

async function testLogAttacks(): Promise<void> {
  await session.withControlPlane('logs of tenants', async ({ api }) => {
    await testTenantLogs(report, api, scratch);
    await testTenantRestarts(report, api, scratch);
  });
}

async function testBuckets(): Promise<void> {
  await session.withControlPlane('buckets of Rook', ({ api }) => testRookBuckets(report, { api, scratch, kubernetes }));
}

async function testLive(): Promise<void> {
  await session.withControlPlane('live', (controlPlane) => testLiveDifferences(report, controlPlane, scratch));
}

/** Synthesises an example, and adds the tests of its clusters to the queue. */
async function testExample(example: string): Promise<void> {
  const result: { output?: Output } = {};
  await report.check(`${example}: is synthesised`, async () => {
    result.output = await synthesiseExample(example, join(scratch, example));
  });
  const { output } = result;
  if (!output) return;
  for (const cluster of Object.keys(output.order.clusters)) {
    const label = `${example}/${cluster}`;
    queue.push(() =>
      session.withControlPlane(label, ({ api }) => testCluster(report, { label, output, cluster, api, kubernetes })),
    );
  }
}
