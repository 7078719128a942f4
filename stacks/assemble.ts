import { App } from 'cdktf';
import { manifestOf } from '../constructs/kubernetes/manifest';
import { yamlOf } from '../constructs/kubernetes/yaml';
import type { AnyClusterKind, AnyKind } from '../src/model/cluster';
import type { ClusterPlan } from '../src/model/cluster-plan';
import type { Plan } from '../src/model/plan';
import { isChart } from '../src/model/release';
import { drawApplication, gitSource, rootRelease, wavesOf } from './argo-cd';
import { keepState } from './backend';
import { imagesText } from './images';
import { InfrastructureStack } from './infrastructure-stack';
import { chartOfCrds, chartOfObjects, type GeneratedChart } from './local-chart';
import { orderOf, type ClusterOrder, type ReleaseOrder } from './order';
import type { OutputFile } from './output-file';
import { ReleaseStack } from './release-stack';
import { stepsTo, type Step } from './steps';

/** Takes the files of the output, one at a time. */
export interface Sink {
  /** Folder that cdktf writes its own output to. */
  readonly terraformFolder: string;
  write(file: OutputFile): void;
}

/** Hears what is being made, as often as it changes. */
export type Progress = (making: string) => void;

/** Makes everything that a plan decided: Terraform stacks, manifests, values, Applications, and the order of apply. */
export function assemble(plan: Plan, kinds: readonly AnyKind[], sink: Sink, progress: Progress): void {
  const app = new App({ outdir: sink.terraformFolder, stackTraces: false });
  const clusters = plan.clusters.map((cluster) => {
    const kind = kinds.find(
      (known): known is AnyClusterKind => known.type === 'cluster' && known.kind === cluster.kind,
    );
    if (!kind) throw new Error(`no kind of cluster is called '${cluster.kind}'`);
    return assembleCluster(app, plan, cluster, kind, sink, progress);
  });
  progress('Terraform');
  app.synth();
  sink.write({ path: 'dist/order.json', text: `${JSON.stringify(orderOf(clusters), null, 2)}\n` });
}

function assembleCluster(
  app: App,
  plan: Plan,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
  sink: Sink,
  progress: Progress,
): ClusterOrder {
  const { platform } = plan;
  const infrastructure = kind.provision ? new InfrastructureStack(app, cluster, kind) : undefined;
  const bootstrap = new ReleaseStack(app, cluster, 'bootstrap');
  const byTerraform = cluster.facts.delivery === 'terraform';
  const leaving = cluster.handOver?.from === 'terraform' ? cluster.handOver.before : undefined;
  const rest = byTerraform || leaving ? new ReleaseStack(app, cluster, 'platform') : undefined;
  const stacks = [infrastructure, bootstrap, rest].filter((stack) => stack !== undefined);
  for (const stack of stacks) keepState(stack, platform.name, platform.state);
  // What is torn down goes the other way round.
  const order = cluster.removed ? [...stacks].reverse() : stacks;
  for (const [index, stack] of order.entries()) {
    const before = order[index - 1];
    if (before) stack.addDependency(before);
  }
  if (leaving)
    rest?.forget([...stepsTo(leaving)].filter(({ phase }) => phase === 'platform').map(({ release }) => release.name));

  const releases: ReleaseOrder[] = [];
  const images = imagesText();
  const waves = wavesOf([...stepsTo(cluster)].filter(({ tenant }) => !tenant));
  const carry = (step: Step) => {
    progress(step.folder);
    const carrier = step.phase === 'bootstrap' ? bootstrap : byTerraform ? rest : undefined;
    // Argo CD installs the CRDs in a chart's folder with the chart, and upgrades them.
    if (!carrier && 'crdsOf' in step.release) return;
    const manifests = manifestsOf(step);
    for (const { path, text } of manifests) sink.write({ path: `dist/${step.folder}/${path}`, text });
    if (carrier) {
      const generated = generatedChart(carrier.node.id, step, manifests);
      for (const file of generated?.files ?? []) sink.write(file);
      carrier.addRelease(step, generated?.chart);
    } else if (!step.tenant) {
      const text = manifestOf((scope) => {
        const wave = waves.get(step.release.name) ?? 0;
        drawApplication(scope, gitSource(cluster), step, wave, cluster.facts.charts === 'rendered');
      });
      sink.write({ path: `dist/${step.folder}/application.yaml`, text });
    }
    images.add(step.release);
    releases.push({ step, files: manifests.map(({ path }) => path) });
  };
  for (const step of stepsTo(cluster)) carry(step);
  if (!byTerraform && !cluster.removed) {
    const release = rootRelease(cluster);
    carry({
      release,
      phase: 'bootstrap',
      after: cluster.releases.filter(({ phase }) => phase === 'bootstrap').map(({ name }) => name),
      folder: `${cluster.name}/components/${release.name}`,
      tenant: false,
      skipCrds: false,
    });
  }
  sink.write({ path: `dist/${cluster.name}/images.txt`, text: images.text(cluster.facts) });
  return { cluster, stacks: order.map((stack) => stack.node.id), releases };
}

function manifestsOf({ release }: Step): readonly OutputFile[] {
  if (isChart(release)) return [{ path: 'values.yaml', text: yamlOf(release.values) }];
  if ('crdsOf' in release) return [];
  return Object.entries(release.objects).map(([path, draw]) => ({ path, text: manifestOf(draw) }));
}

function generatedChart(
  stack: string,
  { release }: Step,
  manifests: readonly OutputFile[],
): GeneratedChart | undefined {
  if (isChart(release)) return undefined;
  return 'crdsOf' in release ? chartOfCrds(stack, release) : chartOfObjects(stack, release, manifests);
}
