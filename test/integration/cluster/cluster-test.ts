import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import type { Api, KubernetesObject } from './api';
import { ApplyRun, identity, prune, waitForNextTimestamp } from './apply';
import { findChart, renderChart } from './charts';
import { eventually, eventuallyPasses, type Check } from './check';
import {
  findUnlistedManifests,
  getReleases,
  readArgoCdApplications,
  readReleaseObjects,
  type Output,
  type OutputRelease,
} from './output';

/** Cluster of an output, and the control plane on which it is tested. */
export interface ClusterTestContext {
  /** Subject of all checks: the prefix of their names. */
  readonly label: string;
  readonly output: Output;
  readonly cluster: string;
  readonly api: Api;
  /** Full version of the control plane: `1.36.1`. */
  readonly kubernetes: string;
}

/** Applies a cluster, runs all checks on it, applies it again, and prunes its last release. */
export async function testCluster(report: Report, context: ClusterTestContext): Promise<void> {
  const { label, output, cluster, api } = context;
  await report.check(`${label}: every manifest belongs to one release`, () => {
    assertEmpty(findUnlistedManifests(output, cluster), 'in no release');
    assertEmpty(findDuplicateObjects(context), 'in two releases');
  });

  const firstRun = new ApplyRun(api);
  const isApplied = await report.check(`${label}: the API server accepts all objects without warnings`, async () => {
    await applyReleases(context, firstRun);
    firstRun.throwRejections();
  });
  reportSkipped(report, context, firstRun);
  const notApplied = 'not all objects were applied';

  const appliedCluster = { api, objects: firstRun.objects, label, scratch: output.folder };
  for (const check of await loadChecks()) {
    const name = `${label}: ${check.name}`;
    const skipReason = isApplied ? check.skip?.(appliedCluster) : notApplied;
    if (skipReason === undefined) await report.check(name, () => eventuallyPasses(10, () => check.run(appliedCluster)));
    else report.skip(name, skipReason);
  }

  // After the checks, when controllers have made their changes to the objects.
  const secondRunName = `${label}: applying again changes nothing`;
  if (isApplied) {
    await report.check(secondRunName, async () => {
      const secondRun = new ApplyRun(api);
      await waitForNextTimestamp();
      await applyReleases(context, secondRun);
      secondRun.throwRejections();
      assertEmpty(secondRun.changedNames, 'changed');
    });
  } else report.skip(secondRunName, notApplied);

  const lastRelease = getReleases(output, cluster).findLast(({ files }) => files !== undefined);
  const pruneName = `${label}: pruning deletes exactly the objects of a removed release`;
  if (isApplied && lastRelease) await report.check(pruneName, () => testPrune(context, firstRun, lastRelease));
  else report.skip(pruneName, isApplied ? 'no release of plain objects' : notApplied);
}

/** Loads the checks of all files in `checks/`. */
export async function loadChecks(): Promise<readonly Check[]> {
  const folder = join(__dirname, 'checks');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.sort().map(async (file) => ((await import(join(folder, file))) as { check: Check }).check));
}

/** Applies all releases of a cluster in order, including the charts that are available, and the Argo CD Applications. */
export async function applyReleases(
  { output, cluster, api, kubernetes }: ClusterTestContext,
  applyRun: ApplyRun,
): Promise<void> {
  for (const release of getReleases(output, cluster)) {
    const path = release.chart && findChart(release.chart);
    if (path !== undefined) {
      const objects = await renderChart(path, output, release, kubernetes, await api.listApiVersions());
      await applyRun.applyChart(objects, release.namespace);
    }
    await applyRun.apply(readReleaseObjects(output, release));
  }
  await applyRun.apply(readArgoCdApplications(output, cluster));
}

/** Reports charts that are not available, and custom resources without a CRD. */
function reportSkipped(
  report: Report,
  { label, output, cluster }: ClusterTestContext,
  { skippedNames }: ApplyRun,
): void {
  const charts = getReleases(output, cluster).flatMap(({ chart }) => (chart ? [chart] : []));
  const missingCharts = charts.filter((chart) => findChart(chart) === undefined);
  if (missingCharts.length > 0) {
    const names = missingCharts.map(({ name, version }) => `${name} ${version}`).join(', ');
    report.skip(`${label}: charts`, `not complete in PLINTH_CHARTS: ${names}`);
  }
  if (skippedNames.length > 0)
    report.skip(`${label}: custom resources`, `no CRD for ${formatKindCounts(skippedNames)}`);
}

/** Formats the number of objects per kind: `2 ServiceMonitor.monitoring.coreos.com, …`. */
function formatKindCounts(identities: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of identities) {
    const kind = name.split(' ')[0] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

/** Prunes as if a release was removed from the output, and checks which objects are deleted. */
async function testPrune(
  { api, output }: ClusterTestContext,
  { objects, changedNames }: ApplyRun,
  removedRelease: OutputRelease,
): Promise<void> {
  const removedObjects = readReleaseObjects(output, removedRelease);
  const removedNames = new Set(removedObjects.map(identity));
  const desiredObjects = objects.filter((object) => !removedNames.has(identity(object)));
  const prunedNames = await prune(api, desiredObjects);
  assertEmpty(
    [...removedNames].filter((name) => changedNames.includes(name) && !prunedNames.includes(name)),
    'not pruned',
  );
  assertEmpty(
    prunedNames.filter((name) => !removedNames.has(name)),
    'pruned in error',
  );
  await eventually(30, async () => {
    for (const object of removedObjects) if (await exists(api, object)) return `${identity(object)} still exists`;
    return undefined;
  });
  for (const object of desiredObjects) {
    if (!(await exists(api, object))) throw new Error(`${identity(object)} was deleted, too`);
  }
}

async function exists(api: Api, object: KubernetesObject): Promise<boolean> {
  return (await api.serves(object)) && (await api.tryGet(object)) !== undefined;
}

/** Returns the identities of objects that several releases of a cluster contain. */
function findDuplicateObjects({ output, cluster }: ClusterTestContext): readonly string[] {
  const names = getReleases(output, cluster).flatMap((release) => readReleaseObjects(output, release).map(identity));
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function assertEmpty(names: readonly string[], problem: string): void {
  if (names.length > 0) throw new Error(`${problem}: ${names.join(', ')}`);
}
