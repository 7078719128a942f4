import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { charts } from '../../../constructs/components/charts';
import { newestKubernetes } from '../../../tools/catalogue';
import { tool } from '../../../tools/tool';
import { Application } from '../cluster/apply';
import { findChart } from '../cluster/charts';
import { applyReleases } from '../cluster/cluster-test';
import { controlPlanePrograms } from '../cluster/control-plane';
import { exampleNames, synthesise, synthesiseFile } from '../cluster/examples';
import { objectsOf, releasesOf, type Output } from '../cluster/output';
import { Session } from '../cluster/session';
import { testCoreDns } from './core-dns';
import { isolate } from './isolated';
import { testLoki } from './loki';
import { testMonitoring } from './monitoring';
import { makeAll, type Made } from './releases';
import { testRules } from './rules';
import { shopOn } from './shop';
import { testTraefik, testTraefikWithCertificates } from './traefik';
import type { Trial } from './trial';

/** What can be tried alone: the programs that it needs beside helm and a control plane, and of which kinds of components. */
const parts = {
  rules: { programs: ['promtool'], kinds: undefined },
  loki: { programs: ['loki'], kinds: ['loki'] },
  dns: { programs: ['coredns'], kinds: ['core-dns'] },
  ingress: { programs: ['traefik'], kinds: ['traefik'] },
  monitoring: { programs: ['prometheus-operator', 'prometheus', 'promtool', 'amtool'], kinds: [] },
} as const;
type Part = keyof typeof parts;
const everyPart = Object.keys(parts) as Part[];

const command = new Command('npm run test:programs --')
  .description(
    'Lets the real programs load the configuration that Plinth, with the charts of PLINTH_CHARTS, makes for them.',
  )
  .addArgument(new Argument('[parts...]', 'only these').choices(everyPart))
  .option('--example <names...>', 'of the examples only these')
  .parse();
const { example } = command.opts<{ readonly example?: readonly string[] }>();
const wanted = command.args.length > 0 ? (command.args as Part[]) : everyPart;

let session: Session;
void main();

async function main(): Promise<void> {
  // Whatever is not built yet needs the network, which is left then.
  const programs = ['helm', 'kustomize', ...wanted.flatMap((part) => parts[part].programs)];
  await Promise.allSettled([...programs.map(tool), controlPlanePrograms(newestKubernetes)]);
  const shared = isolate();
  session = new Session('programs');
  const { report, scratch } = session;
  // They listen on the ports that they have in a pod.
  const needNetwork: readonly Part[] = wanted.filter((part) => part !== 'rules' && part !== 'loki');
  if (shared !== undefined && needNetwork.length > 0)
    report.skip(needNetwork.join(', '), `there is no network namespace for it: ${shared}`);
  const unbuilt = new Map<Part, string>();
  for (const part of wanted)
    for (const program of parts[part].programs)
      await tool(program).catch((error: unknown) => unbuilt.set(part, String(error)));
  for (const [part, why] of unbuilt) report.skip(part, why);
  const isWanted = (part: Part) =>
    wanted.includes(part) && !unbuilt.has(part) && (shared === undefined || !needNetwork.includes(part));

  const { made, missing } = await makeAll(
    scratch,
    isWanted('rules') ? undefined : wanted.flatMap((part) => parts[part].kinds ?? []),
  );
  if (missing.length > 0) report.skip('all charts', `no folder of PLINTH_CHARTS has ${missing.join(', ')}`);
  const whole = (kind: string) => made.filter((one) => one.kind === kind && one.whole);
  if (isWanted('rules')) for (const { label, objects } of made) await testRules(report, label, objects, scratch);
  if (isWanted('loki')) await testLoki(report, whole('loki'), scratch);
  if (isWanted('dns')) await testDns(whole('core-dns'));
  if (isWanted('ingress')) await testIngress(whole('traefik'));

  for (const name of example ?? exampleNames()) {
    const output = await synthesise(name, join(scratch, name));
    const clusters = Object.keys(output.order.clusters);
    const releases = clusters.flatMap((cluster) => releasesOf(output, cluster));
    const objects = releases.flatMap((release) => objectsOf(output, release));
    if (isWanted('rules')) await testRules(report, name, objects, scratch);
    // Its clusters are alike but for their size.
    const [largest] = [...clusters].sort((a, b) => releasesOf(output, b).length - releasesOf(output, a).length);
    if (isWanted('monitoring') && largest !== undefined) await testMonitoringOf(output, largest, `${name}/${largest}`);
  }
  session.close();
}

async function testDns(made: readonly Made[]): Promise<void> {
  if (made.length > 0 && (await session.prepare()))
    await session.withControlPlane('CoreDNS', (plane) => testCoreDns(session.report, made, plane));
}

/** Tries Traefik on a cluster without certificates, and on one with. */
async function testIngress(made: readonly Made[]): Promise<void> {
  if (made.length === 0) return;
  const watching = made.flatMap(({ objects }) =>
    objects.filter(({ kind }) => /^(PrometheusRule|ConfigMap)$/.test(kind)),
  );
  const plain = await synthesiseShop('Traefik', {});
  await applied(plain, 'apps', 'Traefik', (trial) => testTraefik({ ...trial, watching }));
  const secured = await synthesiseShop('Traefik with certificates', { certificates: {} });
  await applied(secured, 'apps', 'Traefik with certificates', testTraefikWithCertificates);
}

async function synthesiseShop(label: string, provides: Readonly<Record<string, object>>): Promise<Output> {
  const folder = join(session.scratch, label.replaceAll(' ', '-'));
  const file = `${folder}.json`;
  writeFileSync(file, JSON.stringify(shopOn(provides)));
  return synthesiseFile(file, folder);
}

/** Tries the monitoring of a cluster that brings its own. */
async function testMonitoringOf(output: Output, cluster: string, label: string): Promise<void> {
  const used = releasesOf(output, cluster).flatMap(({ chart }) => chart ?? []);
  const needed: readonly string[] = [charts.kubePrometheusStack.name, charts.prometheusOperatorCrds.name];
  if (!used.some(({ name }) => needed.includes(name))) return;
  const absent = used.filter((chart) => findChart(chart) === undefined);
  const names = absent.map(({ name, version }) => `${name} ${version}`).join(', ');
  if (absent.length > 0) session.report.skip(`${label}: all charts`, `no folder of PLINTH_CHARTS has ${names}`);
  if (!absent.some(({ name }) => needed.includes(name))) await applied(output, cluster, label, testMonitoring);
}

/** Applies a cluster to a control plane of its own, and tries something on it. */
async function applied(
  output: Output,
  cluster: string,
  label: string,
  run: (trial: Trial) => Promise<void>,
): Promise<void> {
  const { report, kubernetes } = session;
  if (!(await session.prepare())) return;
  await session.withControlPlane(label, async (plane) => {
    const application = new Application(plane.api);
    const isApplied = await report.check(`${label}: is applied`, async () => {
      await applyReleases({ label, output, cluster, api: plane.api, kubernetes }, application);
      application.throwRefused();
    });
    if (isApplied) await run({ report, label, plane, objects: application.objects });
  });
}
