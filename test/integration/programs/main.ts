import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { charts } from '../../../constructs/components/charts';
import { newestKubernetes } from '../../../tools/catalogue';
import { tool } from '../../../tools/tool';
import { ApplyRun } from '../cluster/apply';
import { findChart } from '../cluster/charts';
import { applyReleases } from '../cluster/cluster-test';
import { buildControlPlanePrograms } from '../cluster/control-plane';
import { exampleNames } from '../../support/examples';
import { synthesiseExample, synthesiseFile } from '../cluster/examples';
import { getReleases, readReleaseObjects, type Output } from '../cluster/output';
import { Session } from '../cluster/session';
import { testAlertRules } from './alert-rules';
import { testCertificateAttacks } from './certificate-attacks';
import { collectorProgram, testCollectors } from './collectors';
import { testCoreDns } from './core-dns';
import { testIngressAttacks } from './ingress-attacks';
import { ingressPlatform } from './ingress-platform';
import { lokiProgram, testLoki } from './loki';
import { testMonitoring } from './monitoring';
import { enterNetworkNamespace } from './network-namespace';
import type { ProgramTestContext } from './program-test-context';
import { hasRegistry, registryProgram, testRegistryDigests } from './registry-digests';
import { renderComponents, type RenderedComponent } from './rendered-components';
import { testScrapeAttacks } from './scrape-attacks';
import { testTraefik, testTraefikWithCertificates } from './traefik';

/**
 * Test suites, with the programs that each needs in addition to Helm, kustomize and a control plane, and the component
 * kinds that it renders; undefined means all.
 */
const suites = {
  rules: { programs: ['promtool'], kinds: undefined },
  loki: { programs: [], kinds: ['loki'] },
  telemetry: { programs: [], kinds: [] },
  dns: { programs: ['coredns'], kinds: ['core-dns'] },
  ingress: { programs: ['traefik'], kinds: ['traefik'] },
  attacks: { programs: ['prometheus', 'traefik'], kinds: [] },
  certificates: { programs: ['cert-manager'], kinds: [] },
  registry: { programs: [], kinds: [] },
  monitoring: { programs: ['prometheus-operator', 'prometheus', 'promtool', 'amtool'], kinds: [] },
} as const;
type Suite = keyof typeof suites;
const suiteNames = Object.keys(suites) as Suite[];

const command = new Command('npm run test:programs --')
  .description(
    'Loads the configuration that Plinth and the charts in PLINTH_CHARTS generate with the programs that it is for.',
  )
  .addArgument(new Argument('[suites...]', 'run only these suites').choices(suiteNames))
  .option('--example <names...>', 'test only these examples')
  .parse();
const { example: selectedExamples } = command.opts<{ readonly example?: readonly string[] }>();
const selectedSuites = command.args.length > 0 ? (command.args as Suite[]) : suiteNames;

let session: Session;
void main();

async function main(): Promise<void> {
  // Build before the network namespace is entered: builds need the network. Errors are reported below.
  const programs = ['helm', 'kustomize', ...selectedSuites.flatMap((suite) => suites[suite].programs)];
  await Promise.allSettled([...programs.map(tool), buildControlPlanePrograms(newestKubernetes)]);
  const namespaceProblem = enterNetworkNamespace();
  session = new Session('programs');
  const { report, scratch } = session;
  // These programs listen on the same ports as in their pods, which may be in use on this machine.
  const suitesWithPorts: readonly Suite[] = selectedSuites.filter(
    (suite) => !['rules', 'loki', 'telemetry'].includes(suite),
  );
  if (namespaceProblem !== undefined && suitesWithPorts.length > 0)
    report.skip(suitesWithPorts.join(', '), `no network namespace can be created: ${namespaceProblem}`);
  const buildErrors = new Map<Suite, string>();
  for (const suite of selectedSuites)
    for (const program of suites[suite].programs)
      await tool(program).catch((error: unknown) => buildErrors.set(suite, String(error)));
  for (const [suite, error] of buildErrors) report.skip(suite, error);
  const isEnabled = (suite: Suite) =>
    selectedSuites.includes(suite) &&
    !buildErrors.has(suite) &&
    (namespaceProblem === undefined || !suitesWithPorts.includes(suite));

  const { components, missingCharts } = await renderComponents(
    scratch,
    isEnabled('rules') ? undefined : selectedSuites.flatMap((suite) => suites[suite].kinds ?? []),
  );
  if (missingCharts.length > 0) report.skip('all charts', `no folder of PLINTH_CHARTS has ${missingCharts.join(', ')}`);
  const completeComponents = (kind: string) =>
    components.filter((component) => component.kind === kind && component.isComplete);
  if (isEnabled('rules'))
    for (const { label, objects } of components) await testAlertRules(report, label, objects, scratch);
  if (selectedSuites.includes('loki') && lokiProgram === undefined)
    report.skip('loki', 'set PLINTH_LOKI to the program of Loki, which is under the AGPL and not built here');
  else if (isEnabled('loki') && lokiProgram !== undefined)
    await testLoki(report, lokiProgram, completeComponents('loki'), scratch);
  if (selectedSuites.includes('telemetry') && collectorProgram === undefined)
    report.skip('telemetry', 'set PLINTH_OTELCOL to an OpenTelemetry Collector of the distribution contrib');
  else if (isEnabled('telemetry') && collectorProgram !== undefined)
    await testCollectors(report, collectorProgram, scratch);
  if (isEnabled('dns')) await testDns(completeComponents('core-dns'));
  if (isEnabled('ingress')) await testIngress(completeComponents('traefik'));
  if (isEnabled('attacks')) await testAttacks();
  if (isEnabled('registry')) {
    if (await hasRegistry()) await testRegistryDigests(report, scratch);
    else report.skip('registry', `${registryProgram} is not installed: install it, or set PLINTH_REGISTRY`);
  }
  if (isEnabled('certificates') && (await session.prepare()))
    await session.withControlPlane('certificates', (controlPlane) => testCertificateAttacks(report, controlPlane));

  const examples = isEnabled('rules') || isEnabled('monitoring') ? (selectedExamples ?? exampleNames()) : [];
  for (const example of examples) {
    const output = await synthesiseExample(example, join(scratch, example));
    const clusters = Object.keys(output.order.clusters);
    const releases = clusters.flatMap((cluster) => getReleases(output, cluster));
    const objects = releases.flatMap((release) => readReleaseObjects(output, release));
    if (isEnabled('rules')) await testAlertRules(report, example, objects, scratch);
    // The clusters of an example have similar monitoring; the largest one covers the others.
    const [largestCluster] = [...clusters].sort(
      (a, b) => getReleases(output, b).length - getReleases(output, a).length,
    );
    if (isEnabled('monitoring') && largestCluster !== undefined)
      await testExampleMonitoring(output, largestCluster, `${example}/${largestCluster}`);
  }
  session.close();
}

async function testDns(components: readonly RenderedComponent[]): Promise<void> {
  if (components.length > 0 && (await session.prepare()))
    await session.withControlPlane('CoreDNS', (controlPlane) => testCoreDns(session.report, components, controlPlane));
}

/** Attacks of a tenant on what these programs do for all tenants; they need no charts. */
async function testAttacks(): Promise<void> {
  await testScrapeAttacks(session.report, session.scratch);
  if (await session.prepare())
    await session.withControlPlane('Ingresses', (controlPlane) => testIngressAttacks(session.report, controlPlane));
}

/** Tests Traefik on a cluster without and on one with certificates. */
async function testIngress(components: readonly RenderedComponent[]): Promise<void> {
  if (components.length === 0) return;
  const monitoringObjects = components.flatMap(({ objects }) =>
    objects.filter(({ kind }) => /^(PrometheusRule|ConfigMap)$/.test(kind)),
  );
  const withoutCertificates = await synthesiseIngressPlatform('Traefik', {});
  await testAppliedCluster(withoutCertificates, 'apps', 'Traefik', (context) =>
    testTraefik({ ...context, monitoringObjects }),
  );
  const withCertificates = await synthesiseIngressPlatform('Traefik with certificates', { certificates: {} });
  await testAppliedCluster(withCertificates, 'apps', 'Traefik with certificates', testTraefikWithCertificates);
}

async function synthesiseIngressPlatform(label: string, provides: Readonly<Record<string, object>>): Promise<Output> {
  const folder = join(session.scratch, label.replaceAll(' ', '-'));
  const file = `${folder}.json`;
  writeFileSync(file, JSON.stringify(ingressPlatform(provides)));
  return synthesiseFile(file, folder);
}

/** Tests the monitoring of a cluster, if Prometheus Operator is one of its components and the charts are available. */
async function testExampleMonitoring(output: Output, cluster: string, label: string): Promise<void> {
  const clusterCharts = getReleases(output, cluster).flatMap(({ chart }) => chart ?? []);
  const requiredNames: readonly string[] = [charts.kubePrometheusStack.name, charts.prometheusOperatorCrds.name];
  if (!clusterCharts.some(({ name }) => requiredNames.includes(name))) return;
  const missingCharts = clusterCharts.filter((chart) => findChart(chart) === undefined);
  const missingNames = missingCharts.map(({ name, version }) => `${name} ${version}`).join(', ');
  if (missingCharts.length > 0)
    session.report.skip(`${label}: all charts`, `no folder of PLINTH_CHARTS has ${missingNames}`);
  if (!missingCharts.some(({ name }) => requiredNames.includes(name)))
    await testAppliedCluster(output, cluster, label, testMonitoring);
}

/** Applies a cluster to a control plane, and runs a test on it. */
async function testAppliedCluster(
  output: Output,
  cluster: string,
  label: string,
  runTest: (context: ProgramTestContext) => Promise<void>,
): Promise<void> {
  const { report, kubernetes } = session;
  if (!(await session.prepare())) return;
  await session.withControlPlane(label, async (controlPlane) => {
    const applyRun = new ApplyRun(controlPlane.api);
    const isApplied = await report.check(`${label}: is applied`, async () => {
      await applyReleases({ label, output, cluster, api: controlPlane.api, kubernetes }, applyRun);
      applyRun.throwRejections();
    });
    if (isApplied) await runTest({ report, label, controlPlane, objects: applyRun.objects });
  });
}
