import { posix } from 'node:path';
import { App } from 'cdktf';
import { tenantRelease } from '../constructs/tenants/tenant-release';
import { renderManifest } from '../constructs/kubernetes/manifest';
import type { AnyClusterKind, AnyKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Plan } from '../src/plan';
import { isChart, type Release } from '../src/kinds/release';
import { addArgoCdApplication, appOfAppsStep, tryGetArgoCdDelivery, resolveSyncWaves } from './argo-cd';
import { createClusterStacks } from './cluster-stacks';
import { imageCollector } from './image-list';
import { renderKustomizeBase, renderKustomizeOverlay } from './kustomize';
import { renderManifestFiles, renderPlainFiles, type ManifestFile } from './manifest-files';
import { generateCrdChart, generateObjectChart, type GeneratedChart } from './local-chart';
import { renderApplyOrder, type AssembledCluster, type AssembledRelease } from './apply-order';
import type { OutputFile } from './output-file';
import { listDeliverySteps } from './delivery-steps';
import { withCleanEnvironment } from './clean-environment';

/** Receiver of the output's files. */
export interface Sink {
  /** Folder to which cdktf writes its output. */
  readonly terraformFolder: string;
  write(file: OutputFile): void;
}

/** Callback that receives the name of the next part of the output, such as `dc1/components/traefik`. */
export type ProgressListener = (part: string) => void;

/**
 * Renders a plan: Terraform stacks, manifests, chart values, Argo CD Applications, lists of images and the order of apply.
 * @throws Error when a cluster's kind is not among `kinds`
 */
export function assemble(plan: Plan, kinds: readonly AnyKind[], sink: Sink, progress: ProgressListener): void {
  withCleanEnvironment(() => {
    assemblePlan(plan, kinds, sink, progress);
  });
}

function assemblePlan(plan: Plan, kinds: readonly AnyKind[], sink: Sink, progress: ProgressListener): void {
  const app = new App({ outdir: sink.terraformFolder, stackTraces: false });
  const bases = writeKustomizeBases(plan, sink, progress);
  const clusters = plan.clusters.map((cluster) => {
    const kind = kinds.find(
      (candidate): candidate is AnyClusterKind => candidate.type === 'cluster' && candidate.kind === cluster.kind,
    );
    if (!kind) throw new Error(`no cluster kind has the name '${cluster.kind}'`);
    return assembleCluster(app, plan, cluster, kind, bases, sink, progress);
  });
  progress('Terraform');
  app.synth();
  sink.write({ path: 'dist/order.json', text: `${JSON.stringify(renderApplyOrder(clusters), null, 2)}\n` });
}

/** The kustomize base of a tenant. */
interface RenderedBase {
  /** Path relative to `dist`. */
  readonly folder: string;
  readonly manifests: readonly ManifestFile[];
}

/** Kustomize bases by the name of the tenant's release. */
type RenderedBases = ReadonlyMap<string, RenderedBase>;

function writeKustomizeBases({ kustomizeBases }: Plan, sink: Sink, progress: ProgressListener): RenderedBases {
  return new Map(
    kustomizeBases.map(({ tenant, clusterInfo }) => {
      const folder = `base/tenants/${tenant.name}`;
      progress(folder);
      const release = tenantRelease(tenant, clusterInfo);
      const manifests = renderManifestFiles(release);
      for (const { path, text } of renderKustomizeBase(manifests)) sink.write({ path: `dist/${folder}/${path}`, text });
      return [release.name, { folder, manifests }];
    }),
  );
}

function assembleCluster(
  app: App,
  plan: Plan,
  cluster: ClusterPlan,
  kind: AnyClusterKind,
  bases: RenderedBases,
  sink: Sink,
  progress: ProgressListener,
): AssembledCluster {
  const stacks = createClusterStacks(app, plan.platform, cluster, kind);
  const argoCd = tryGetArgoCdDelivery(cluster);
  const steps = [
    ...listDeliverySteps(cluster),
    ...(argoCd && !cluster.removed ? [appOfAppsStep(cluster, argoCd)] : []),
  ];
  const waves = resolveSyncWaves(steps);
  const images = imageCollector();
  const releases = steps.flatMap((step): readonly AssembledRelease[] => {
    const { release, phase, folder } = step;
    progress(folder);
    const stack = phase === 'bootstrap' || cluster.clusterInfo.delivery === 'terraform' ? stacks[phase] : undefined;
    // Argo CD installs and upgrades the CRDs in a chart's `crds` folder with the chart.
    if (!stack && 'crdChart' in release) return [];
    const manifests = renderManifestFiles(release);
    const plainFiles = renderPlainFiles(release, manifests);
    const base = bases.get(release.name);
    const files = base
      ? renderKustomizeOverlay(base.manifests, manifests, posix.relative(folder, base.folder))
      : plainFiles;
    for (const { path, text } of files) sink.write({ path: `dist/${folder}/${path}`, text });
    if (stack) {
      const generated = tryGenerateLocalChart(stack.node.id, release, plainFiles);
      for (const file of generated?.files ?? []) sink.write(file);
      stack.addRelease(step, generated?.chart);
    }
    if (argoCd && phase === 'platform' && !step.isTenantRelease && !('crdChart' in release)) {
      const text = renderManifest((scope) => {
        addArgoCdApplication(scope, argoCd, step, waves.get(release.name) ?? 0);
      });
      sink.write({ path: `dist/${folder}/application.yaml`, text });
    }
    images.add(release);
    return [{ step, files: files.map(({ path }) => path), kustomize: base !== undefined }];
  });
  if (!cluster.removed) {
    stacks.bootstrap.waitForNodes(kind);
    // The plan validated the options with the schema of this kind.
    images.addImages(kind.images?.(cluster.options as never, cluster.clusterInfo) ?? []);
  }
  sink.write({ path: `dist/${cluster.name}/images.txt`, text: images.format(cluster.clusterInfo) });
  return { cluster, stacks: stacks.inApplyOrder.map(({ node }) => node.id), releases };
}

function tryGenerateLocalChart(
  stack: string,
  release: Release,
  manifests: readonly OutputFile[],
): GeneratedChart | undefined {
  if (isChart(release)) return undefined;
  return 'crdChart' in release ? generateCrdChart(stack, release) : generateObjectChart(stack, release, manifests);
}
