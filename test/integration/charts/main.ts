import { Command, Option } from 'commander';
import { isChartRelease } from '../../../src/kinds/release';
import { charts } from '../../../constructs/components/charts';
import { type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { kubernetesVersions, newestKubernetes } from '../../../tools/catalogue';
import type { KubernetesObject } from '../cluster/api';
import { findChart } from '../cluster/charts';
import { parseObjects } from '../cluster/output';
import { Session } from '../cluster/session';
import { listChartCases, type ChartCase } from './chart-cases';
import { DryRunServer } from './dry-run-server';
import { findMonitorsWithoutTargets } from './monitor-targets';
import { findContainersWithoutResources, findPlaintextSecrets, findUnlistedImages } from './object-checks';
import { listPodTemplates } from './pod-templates';
import { isCrd, renderChartCase, renderCrds } from './render-chart';

const command = new Command('npm run test:charts --')
  .description(
    'Renders the charts of every component with Helm for every Kubernetes version that Plinth supports, and validates the objects with real API servers. Reads charts from the folders in PLINTH_CHARTS.',
  )
  .argument('[kinds...]', 'test only these component kinds')
  .addOption(
    new Option('--kubernetes <versions...>', 'validate with the API servers of these versions only')
      .choices(kubernetesVersions)
      .default(kubernetesVersions),
  )
  .parse();

/** Objects of a chart, rendered for one Kubernetes version. */
interface RenderedCase {
  readonly chartCase: ChartCase;
  readonly kubernetes: KubernetesVersion;
  readonly objects: readonly KubernetesObject[];
}

const session = new Session('charts');
const { report, scratch } = session;
void main();

async function main(): Promise<void> {
  const cases = listChartCases(command.args);
  const renderedCases: RenderedCase[] = [];
  for (const kind of new Set(cases.map((chartCase) => chartCase.kind))) {
    const kindCases = cases.filter((chartCase) => chartCase.kind === kind);
    const missingCharts = kindCases
      .filter(({ release }) => findChart(release.chart) === undefined)
      .map(({ release: { chart } }) => `${chart.name} ${chart.version}`);
    if (missingCharts.length > 0) {
      const names = [...new Set(missingCharts)].join(', ');
      report.skip(`${kind}: can be rendered`, `no folder of PLINTH_CHARTS has ${names}`);
    } else renderedCases.push(...(await testKind(kind, kindCases)));
  }
  const { kubernetes } = command.opts<{ readonly kubernetes: typeof kubernetesVersions }>();
  for (const version of kubernetes) await testAdmission(version, renderedCases);
  session.close();
}

/** Renders the charts of a component kind and checks their objects. Returns an empty list if a chart cannot be rendered. */
async function testKind(kind: string, cases: readonly ChartCase[]): Promise<readonly RenderedCase[]> {
  const renderedCases: RenderedCase[] = [];
  const versions = [...new Set(cases.flatMap((chartCase) => chartCase.kubernetesVersions))].sort().join(', ');
  const isRendered = await report.check(`${kind}: renders deterministically for Kubernetes ${versions}`, async () => {
    for (const chartCase of cases)
      for (const kubernetes of chartCase.kubernetesVersions) {
        const text = await renderChartCase(chartCase, kubernetes, scratch);
        if (kubernetes === newestKubernetes && text !== (await renderChartCase(chartCase, kubernetes, scratch)))
          throw new Error(`${chartCase.label}: rendering it twice gives different results`);
        renderedCases.push({ chartCase, kubernetes, objects: parseObjects(text, chartCase.label) });
      }
  });
  if (!isRendered) return [];
  await checkAll(`${kind}: every container sets resources`, renderedCases, ({ chartCase, objects }) =>
    findContainersWithoutResources(chartCase.release, objects.flatMap(listPodTemplates)),
  );
  await checkAll(
    `${kind}: runs only the images that its releases list, from the registry mirror if there is one`,
    renderedCases,
    ({ chartCase, objects }) =>
      findUnlistedImages(chartCase.release, objects.flatMap(listPodTemplates), chartCase.registryMirror),
  );
  await checkAll(`${kind}: has no plaintext secrets`, renderedCases, ({ objects }) => findPlaintextSecrets(objects));
  const newestCases = renderedCases.filter(({ kubernetes }) => kubernetes === newestKubernetes);
  // The releases of a component are checked together, once: with the case of its first chart.
  const firstCases = newestCases.filter(
    ({ chartCase }) => chartCase.release === chartCase.componentReleases.find(isChartRelease),
  );
  await checkAll(`${kind}: Prometheus can scrape the targets of all monitors`, firstCases, ({ chartCase }) =>
    findMonitorsWithoutTargets(
      chartCase.componentReleases,
      newestCases
        .filter((other) => other.chartCase.componentReleases === chartCase.componentReleases)
        .map((other) => [other.chartCase.release, other.objects]),
      chartCase.clusterInfo,
    ),
  );
  return renderedCases;
}

/** Submits all objects and pods to an API server of one version, if its programs can be built. */
async function testAdmission(
  version: (typeof kubernetesVersions)[number],
  allCases: readonly RenderedCase[],
): Promise<void> {
  const renderedCases = allCases.filter(({ kubernetes }) => kubernetes === version);
  const versionSession = new Session('charts', version);
  if (renderedCases.length === 0 || !(await versionSession.prepare())) return;
  await versionSession.withControlPlane(`Kubernetes ${version}`, async ({ api }) => {
    const server = new DryRunServer(api);
    await report.check(`Kubernetes ${version}: accepts the CRDs`, async () => {
      await server.installCrds(await listCrds(renderedCases));
    });
    for (const kind of new Set(renderedCases.map(({ chartCase }) => chartCase.kind))) {
      const kindCases = renderedCases.filter(({ chartCase }) => chartCase.kind === kind);
      await checkAll(`${kind}: Kubernetes ${version} accepts every object`, kindCases, ({ chartCase, objects }) =>
        server.listRejectedObjects(chartCase, objects),
      );
      await checkAll(
        `${kind}: Kubernetes ${version} admits all pods at the Pod Security level of their release`,
        kindCases,
        ({ chartCase, objects }) => server.listRejectedPods(chartCase, objects),
      );
    }
  });
}

/** Returns the CRDs of all charts and of Prometheus Operator, without duplicates. */
async function listCrds(renderedCases: readonly RenderedCase[]): Promise<readonly KubernetesObject[]> {
  const monitorCrds = findChart(charts.prometheusOperatorCrds) ? await renderCrds(charts.prometheusOperatorCrds) : [];
  const crds = [...monitorCrds, ...renderedCases.flatMap(({ objects }) => objects.filter(isCrd))];
  return [...new Map(crds.map((crd) => [crd.metadata.name, crd])).values()];
}

/** Checks many cases as one check of the report; reports each problem once, with the first case that has it. */
async function checkAll(
  name: string,
  renderedCases: readonly RenderedCase[],
  findProblems: (renderedCase: RenderedCase) => readonly string[] | Promise<readonly string[]>,
): Promise<void> {
  await report.check(name, async () => {
    const problems = new Map<string, string>();
    for (const renderedCase of renderedCases)
      for (const problem of await findProblems(renderedCase))
        if (!problems.has(problem)) {
          const { chartCase, kubernetes } = renderedCase;
          problems.set(problem, `${problem} (${chartCase.label}, Kubernetes ${kubernetes})`);
        }
    if (problems.size > 0) throw new Error([...problems.values()].join('\n'));
  });
}
