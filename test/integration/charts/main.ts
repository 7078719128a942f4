import { Command } from 'commander';
import { isChart } from '../../../src/kinds/release';
import { charts } from '../../../constructs/components/charts';
import { type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { kubernetesVersions, newestKubernetes } from '../../../tools/catalogue';
import type { KubernetesObject } from '../cluster/api';
import { findChart } from '../cluster/charts';
import { parseObjects } from '../cluster/output';
import { Session } from '../cluster/session';
import { Admission } from './admission';
import { chartCases, type ChartCase } from './cases';
import { idleMonitors } from './monitors';
import { plainSecrets, podsOf, strangeImages, unsizedContainers } from './judge';
import { isCrd, render, renderedCrds } from './render';

const command = new Command('npm run test:charts --')
  .description(
    'Renders every component with helm for every Kubernetes that Plinth supports, and lets real API servers judge the outcome. Charts come from the folders of PLINTH_CHARTS.',
  )
  .argument('[kinds...]', 'only these kinds of components')
  .parse();

/** What a chart renders to, for one Kubernetes. */
interface Rendered {
  readonly one: ChartCase;
  readonly kubernetes: KubernetesVersion;
  readonly objects: readonly KubernetesObject[];
}

const session = new Session('charts');
const { report, scratch } = session;
void main();

async function main(): Promise<void> {
  const cases = chartCases(command.args);
  const rendered: Rendered[] = [];
  for (const kind of new Set(cases.map((one) => one.kind))) {
    const own = cases.filter((one) => one.kind === kind);
    const missing = own.filter(({ release }) => findChart(release.chart) === undefined).map(({ release }) => release);
    const names = [...new Set(missing.map(({ chart }) => `${chart.name} ${chart.version}`))];
    if (names.length > 0) report.skip(`${kind}: is rendered`, `no folder of PLINTH_CHARTS has ${names.join(', ')}`);
    else rendered.push(...(await renderKind(kind, own)));
  }
  for (const version of kubernetesVersions) await admit(version, rendered);
  session.close();
}

async function renderKind(kind: string, cases: readonly ChartCase[]): Promise<readonly Rendered[]> {
  const made: Rendered[] = [];
  const versions = [...new Set(cases.flatMap((one) => one.kubernetes))].sort().join(', ');
  const sound = await report.check(`${kind}: is rendered, twice alike, for Kubernetes ${versions}`, async () => {
    for (const one of cases)
      for (const kubernetes of one.kubernetes) {
        const text = await render(one, kubernetes, scratch);
        if (kubernetes === newestKubernetes && text !== (await render(one, kubernetes, scratch)))
          throw new Error(`${one.label}: two renders differ`);
        made.push({ one, kubernetes, objects: parseObjects(text, one.label) });
      }
  });
  if (!sound) return [];
  await checkEach(`${kind}: every container says what it needs`, made, ({ one, objects }) =>
    unsizedContainers(one.release, objects.flatMap(podsOf)),
  );
  await checkEach(`${kind}: runs the images that it lists, from the mirror where there is one`, made, (each) =>
    strangeImages(each.one.release, each.objects.flatMap(podsOf), each.one.registryMirror),
  );
  await checkEach(`${kind}: has no secret in plain text`, made, ({ objects }) => plainSecrets(objects));
  const first = made.filter(
    ({ one, kubernetes }) => kubernetes === newestKubernetes && one.release === one.whole.find(isChart),
  );
  await checkEach(`${kind}: lets Prometheus read what its monitors speak of`, first, ({ one }) =>
    idleMonitors(
      one.whole,
      made
        .filter((other) => other.one.whole === one.whole && other.kubernetes === newestKubernetes)
        .map(({ one, objects }) => [one.release, objects]),
      one.facts,
    ),
  );
  return made;
}

/** Asks a real API server of a version that can be built to take every object, and every pod at its claimed level. */
async function admit(version: (typeof kubernetesVersions)[number], all: readonly Rendered[]): Promise<void> {
  const rendered = all.filter(({ kubernetes }) => kubernetes === version);
  const other = new Session('charts', version);
  if (rendered.length === 0 || !(await other.prepare())) return;
  await other.withControlPlane(`Kubernetes ${version}`, async ({ api }) => {
    const server = new Admission(api);
    await report.check(`Kubernetes ${version}: takes the definitions of custom resources`, async () => {
      await server.define(await definitions(rendered));
    });
    for (const kind of new Set(rendered.map(({ one }) => one.kind))) {
      const own = rendered.filter(({ one }) => one.kind === kind);
      await checkEach(`${kind}: Kubernetes ${version} takes every object`, own, ({ one, objects }) =>
        server.refusedObjects(one, objects),
      );
      await checkEach(`${kind}: Kubernetes ${version} admits its pods at the level that it claims`, own, (each) =>
        server.refusedPods(each.one, each.objects),
      );
    }
  });
}

/** All kinds that the objects may be of: those of the charts themselves, and the monitors. */
async function definitions(rendered: readonly Rendered[]): Promise<readonly KubernetesObject[]> {
  const monitors = findChart(charts.prometheusOperatorCrds) ? await renderedCrds(charts.prometheusOperatorCrds) : [];
  const found = [...monitors, ...rendered.flatMap(({ objects }) => objects.filter(isCrd))];
  return [...new Map(found.map((crd) => [crd.metadata.name, crd])).values()];
}

/** Puts a question to each of many; what is found is told once, with the first that it was found with. */
async function checkEach(
  name: string,
  rendered: readonly Rendered[],
  question: (each: Rendered) => readonly string[] | Promise<readonly string[]>,
): Promise<void> {
  await report.check(name, async () => {
    const found = new Map<string, string>();
    for (const each of rendered)
      for (const text of await question(each))
        if (!found.has(text)) found.set(text, `${text} (${each.one.label}, Kubernetes ${each.kubernetes})`);
    if (found.size > 0) throw new Error([...found.values()].join('\n'));
  });
}
