import { posix } from 'node:path';
import { App } from 'cdktf';
import { tenantRelease } from '../constructs/tenants/release';
import { manifestOf } from '../constructs/kubernetes/manifest';
import type { AnyClusterKind, AnyKind } from '../src/model/cluster';
import type { ClusterPlan } from '../src/model/cluster-plan';
import type { Plan } from '../src/model/plan';
import { isChart, type Release } from '../src/model/release';
import { drawApplication, rootStep, tryGetArgoCd, wavesOf } from './argo-cd';
import { stacksOf } from './cluster-stacks';
import { imagesText } from './images';
import { baseOf, overlayOf } from './kustomize';
import { manifestsOf, plainFiles, type Manifest } from './manifests';
import { chartOfCrds, chartOfObjects, type GeneratedChart } from './local-chart';
import { orderOf, type ClusterOrder, type ReleaseOrder } from './order';
import type { OutputFile } from './output-file';
import { stepsTo, type Step } from './steps';
import { unswayed } from './unswayed';

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
  unswayed(() => {
    assembleAll(plan, kinds, sink, progress);
  });
}

function assembleAll(plan: Plan, kinds: readonly AnyKind[], sink: Sink, progress: Progress): void {
  const app = new App({ outdir: sink.terraformFolder, stackTraces: false });
  const bases = writeBases(plan, sink, progress);
  const clusters = plan.clusters.map((cluster) => {
    const kind = kinds.find(
      (known): known is AnyClusterKind => known.type === 'cluster' && known.kind === cluster.kind,
    );
    if (!kind) throw new Error(`no kind of cluster is called '${cluster.kind}'`);
    return assembleCluster(app, plan, cluster, kind, bases, sink, progress);
  });
  progress('Terraform');
  app.synth();
  sink.write({ path: 'dist/order.json', text: `${JSON.stringify(orderOf(clusters), null, 2)}\n` });
}

/** The kustomize base of a tenant. */
interface Base {
  /** Under `dist`. */
  readonly folder: string;
  readonly manifests: readonly Manifest[];
}

/** By the names of the tenants' releases. */
type Bases = ReadonlyMap<string, Base>;

function writeBases({ bases }: Plan, sink: Sink, progress: Progress): Bases {
  return new Map(
    bases.map(({ tenant, facts }) => {
      const folder = `base/tenants/${tenant.name}`;
      progress(folder);
      const release = tenantRelease(tenant, facts);
      const manifests = manifestsOf(release);
      for (const { path, text } of baseOf(manifests)) sink.write({ path: `dist/${folder}/${path}`, text });
      return [release.name, { folder, manifests }];
    }),
  );
}

function assembleCluster(
  app: App,
  plan: Plan,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
  bases: Bases,
  sink: Sink,
  progress: Progress,
): ClusterOrder {
  const stacks = stacksOf(app, plan.platform, cluster, kind);
  const argoCd = tryGetArgoCd(cluster);
  const steps = [...stepsTo(cluster), ...(argoCd && !cluster.removed ? [rootStep(cluster, argoCd)] : [])];
  const waves = wavesOf(steps);
  const images = imagesText();
  const releases = steps.flatMap((step): readonly ReleaseOrder[] => {
    const { release, phase, folder } = step;
    progress(folder);
    const carrier = phase === 'bootstrap' || cluster.facts.delivery === 'terraform' ? stacks[phase] : undefined;
    // Argo CD installs the CRDs in a chart's folder with the chart, and upgrades them.
    if (!carrier && 'crdsOf' in release) return [];
    const manifests = manifestsOf(release);
    const plain = plainFiles(release, manifests);
    const base = bases.get(release.name);
    const files = base ? overlayOf(base.manifests, manifests, posix.relative(folder, base.folder)) : plain;
    for (const { path, text } of files) sink.write({ path: `dist/${folder}/${path}`, text });
    if (carrier) {
      for (const part of partsOf(step, plain)) {
        const generated = generatedChart(carrier.node.id, part.step.release, part.files);
        for (const file of generated?.files ?? []) sink.write(file);
        carrier.addRelease(part.step, generated?.chart);
      }
    }
    if (argoCd && phase === 'platform' && !step.tenant && !('crdsOf' in release)) {
      const text = manifestOf((scope) => {
        drawApplication(scope, argoCd, step, waves.get(release.name) ?? 0);
      });
      sink.write({ path: `dist/${folder}/application.yaml`, text });
    }
    images.add(release);
    return [{ step, files: files.map(({ path }) => path), kustomize: base !== undefined }];
  });
  if (!cluster.removed) {
    stacks.bootstrap.waitForNodes(kind);
    // The plan has checked these options against this very kind.
    images.addImages(kind.images?.(cluster.options as never, cluster.facts) ?? []);
  }
  sink.write({ path: `dist/${cluster.name}/images.txt`, text: images.text(cluster.facts) });
  return { cluster, stacks: stacks.inOrder.map((stack) => stack.node.id), releases };
}

/** The releases in which Terraform carries one: what judges the rest goes before it. */
function partsOf(step: Step, files: readonly OutputFile[]): readonly { step: Step; files: readonly OutputFile[] }[] {
  const { release } = step;
  if (!('objects' in release) || !release.judge) return [{ step, files }];
  const { file, release: name } = release.judge;
  return [
    { step: { ...step, release: { ...release, name } }, files: files.filter(({ path }) => path === file) },
    { step: { ...step, after: [...step.after, name] }, files: files.filter(({ path }) => path !== file) },
  ];
}

function generatedChart(stack: string, release: Release, manifests: readonly OutputFile[]): GeneratedChart | undefined {
  if (isChart(release)) return undefined;
  return 'crdsOf' in release ? chartOfCrds(stack, release) : chartOfObjects(stack, release, manifests);
}
