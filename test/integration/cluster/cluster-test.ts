import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import type { Api, KubernetesObject } from './api';
import { Application, identity, nextSecond, prune } from './apply';
import { findChart, renderChart } from './charts';
import { eventually, type Check } from './check';
import { applicationsOf, objectsOf, releasesOf, unlistedManifests, type Output, type OutputRelease } from './output';

/** One cluster of one output, and the control plane that it is tried on. */
export interface Trial {
  /** Stands before the name of each check. */
  readonly label: string;
  readonly output: Output;
  readonly cluster: string;
  readonly api: Api;
  /** The full version of the control plane. */
  readonly kubernetes: string;
}

/** Applies a cluster twice, runs every check on it, and takes a part away again; each is a line of the report. */
export async function testCluster(report: Report, trial: Trial): Promise<void> {
  const { label, output, cluster, api } = trial;
  await report.check(`${label}: every manifest belongs to one release`, () => {
    assertEmpty(unlistedManifests(output, cluster), 'in no release');
    assertEmpty(inTwoReleases(trial), 'in two releases');
  });

  const first = new Application(api);
  const isApplied = await report.check(`${label}: the API server takes it, strictly`, async () => {
    await applyReleases(trial, first);
    first.throwRefused();
  });
  reportSkipped(report, trial, first);
  const untried = 'it was not applied whole';

  const applied = { api, objects: first.objects, label, scratch: output.folder };
  for (const check of await allChecks()) {
    const name = `${label}: ${check.name}`;
    const why = isApplied ? check.skip?.(applied) : untried;
    if (why === undefined) await report.check(name, () => check.run(applied));
    else report.skip(name, why);
  }

  // Last, when the controllers have written what they write.
  const second = new Application(api);
  const again = `${label}: applied again, nothing changes`;
  if (isApplied) {
    await report.check(again, async () => {
      await nextSecond();
      await applyReleases(trial, second);
      second.throwRefused();
      assertEmpty(second.changed, 'changed');
    });
  } else report.skip(again, untried);

  const last = releasesOf(output, cluster).findLast(({ files }) => files !== undefined);
  const pruned = `${label}: what is taken out of it is pruned, and nothing else`;
  if (isApplied && last) await report.check(pruned, () => testPrune(trial, first, last));
  else report.skip(pruned, isApplied ? 'no release of plain objects' : untried);
}

/** Every check of `checks/`: a new file there is enough. */
export async function allChecks(): Promise<readonly Check[]> {
  const folder = join(__dirname, 'checks');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.sort().map(async (file) => ((await import(join(folder, file))) as { check: Check }).check));
}

/** Applies every release of a cluster in order, charts where they are at hand. */
export async function applyReleases(
  { output, cluster, api, kubernetes }: Trial,
  application: Application,
): Promise<void> {
  for (const release of releasesOf(output, cluster)) {
    const path = release.chart && findChart(release.chart);
    if (path !== undefined) {
      const objects = await renderChart(path, output, release, kubernetes, await api.versions());
      await application.applyChart(objects, release.namespace);
    }
    await application.apply(objectsOf(output, release));
  }
  await application.apply(applicationsOf(output, cluster));
}

function reportSkipped(report: Report, { label, output, cluster }: Trial, { skipped }: Application): void {
  const charts = releasesOf(output, cluster).flatMap(({ chart }) => (chart ? [chart] : []));
  const missing = charts.filter((chart) => findChart(chart) === undefined);
  if (missing.length > 0) {
    const names = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    report.skip(`${label}: charts`, `not whole in PLINTH_CHARTS: ${names}`);
  }
  if (skipped.length > 0) report.skip(`${label}: custom resources`, `no definition for ${kindsOf(skipped)}`);
}

/** How many there are of each kind. */
function kindsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const kind = name.split(' ')[0] ?? '';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

async function testPrune(trial: Trial, before: Application, removed: OutputRelease): Promise<void> {
  const gone = objectsOf(trial.output, removed);
  const isGone = new Set(gone.map(identity));
  const wanted = before.objects.filter((object) => !isGone.has(identity(object)));
  const pruned = await prune(trial.api, wanted);
  assertEmpty(
    [...isGone].filter((name) => before.changed.includes(name) && !pruned.includes(name)),
    'not pruned',
  );
  assertEmpty(
    pruned.filter((name) => !isGone.has(name)),
    'pruned in error',
  );
  await eventually(30, async () => {
    for (const object of gone) if (await stands(trial.api, object)) return `${identity(object)} still stands`;
    return undefined;
  });
  for (const object of wanted) {
    if (!(await stands(trial.api, object))) throw new Error(`${identity(object)} is gone too`);
  }
}

async function stands(api: Api, object: KubernetesObject): Promise<boolean> {
  return (await api.serves(object)) && (await api.tryGet(object)) !== undefined;
}

function inTwoReleases({ output, cluster }: Trial): readonly string[] {
  const all = releasesOf(output, cluster).flatMap((release) => objectsOf(output, release).map(identity));
  return all.filter((name, index) => all.indexOf(name) !== index);
}

function assertEmpty(names: readonly string[], what: string): void {
  if (names.length > 0) throw new Error(`${what}: ${names.join(', ')}`);
}
