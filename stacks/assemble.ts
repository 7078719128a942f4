import { posix } from 'node:path';
import { App } from 'cdktf';
import { tenantRelease } from '../constructs/tenants/tenant-release';
import { renderManifest } from '../constructs/kubernetes/manifest';
import type { AnyClusterKind, AnyKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { uniqueProblems } from '../src/checks/duplicates';
import { releaseNames } from '../src/kinds/release-names';
import type { Plan } from '../src/plan';
import { isComponentDataStack } from '../src/planning/data-stacks';
import type { Problem } from '../src/schema/problem';
import { addArgoCdApplication, listAllSteps, tryGetArgoCdDelivery, resolveSyncWaves } from './argo-cd';
import { addBackend } from './backend';
import { createClusterStacks, type SharedStacks } from './cluster-stacks';
import { DataStack } from './data-stack';
import { NetworkStacks } from './network-stacks';
import { PermissionStack } from './permission-stack';
import { checkRecordSize } from './helm-record';
import { imageCollector } from './image-list';
import { renderKustomizeBase, renderKustomizeOverlay } from './kustomize';
import { renderManifestFiles, renderPlainFiles, type ManifestFile } from './manifest-files';
import { tryGenerateLocalChart } from './local-chart';
import { renderApplyOrder, type AssembledCluster, type AssembledRelease } from './apply-order';
import type { OutputFile } from './output-file';
import type { DeliveryStep } from './delivery-steps';
import { withCleanEnvironment } from './clean-environment';

/** Receiver of the output's files. */
export interface Sink {
  /** Folder to which cdktf writes its output. */
  readonly terraformFolder: string;
  /** Receives a file. */
  write(file: OutputFile): void;
}

/** Callback that receives the name of the next part of the output, such as `dc1/components/traefik`. */
export type ProgressListener = (part: string) => void;

/**
 * Renders a plan: Terraform stacks, manifests, chart values, Argo CD Applications, lists of images and the order of apply.
 * @returns warnings that only the rendered output shows
 * @throws Error when a cluster's kind is not among `kinds`
 */
export function assemble(
  plan: Plan,
  kinds: readonly AnyKind[],
  sink: Sink,
  progress: ProgressListener,
): readonly Problem[] {
  return withCleanEnvironment(() => assemblePlan(plan, kinds, sink, progress));
}

function assemblePlan(
  plan: Plan,
  kinds: readonly AnyKind[],
  sink: Sink,
  progress: ProgressListener,
): readonly Problem[] {
  const warnings: Problem[] = [];
  const app = new App({ outdir: sink.terraformFolder, stackTraces: false });
  const bases = writeKustomizeBases(plan, sink, progress);
  const networks = new NetworkStacks(app, plan.platform);
  const componentStacks = new Map<string, DataStack>();
  const dataStacks = plan.dataStacks.map((dataStack) => {
    const kind = getClusterKind(kinds, dataStack.cluster.kind);
    const stack = new DataStack(app, dataStack, kind);
    const network = networks.resolve(dataStack.cluster, kind);
    if (network) stack.addDependency(network);
    const { environment } = dataStack.cluster;
    const componentStack = componentStacks.get(environment);
    if (isComponentDataStack(dataStack)) componentStacks.set(environment, stack);
    else if (componentStack) stack.addDependency(componentStack);
    addBackend(stack, plan.platform.name, plan.platform.state);
    return { environment, stack };
  });
  const permissionStacks = new Map(
    plan.permissionStacks.map((permissionStack) => {
      const { environment, cluster } = permissionStack;
      const stack = new PermissionStack(app, permissionStack, getClusterKind(kinds, cluster.kind));
      for (const data of dataStacks) if (data.environment === environment) stack.addDependency(data.stack);
      addBackend(stack, plan.platform.name, plan.platform.state);
      return [environment, stack] as const;
    }),
  );
  const clusters = plan.clusters.map((cluster) => {
    const kind = getClusterKind(kinds, cluster.kind);
    const shared = {
      network: networks.resolve(cluster, kind),
      data: componentStacks.get(cluster.environment),
      permissions: permissionStacks.get(cluster.environment),
    };
    return assembleCluster(app, plan, cluster, kind, shared, bases, sink, progress, warnings);
  });
  progress('Terraform');
  app.synth();
  const order = renderApplyOrder(clusters, {
    data: dataStacks.map(({ stack }) => stack.node.id),
    permissions: Object.fromEntries([...permissionStacks].map(([environment, stack]) => [environment, stack.node.id])),
  });
  sink.write({ path: 'dist/order.json', text: `${JSON.stringify(order, null, 2)}\n` });
  return uniqueProblems(warnings);
}

function getClusterKind(kinds: readonly AnyKind[], name: string): AnyClusterKind {
  const kind = kinds.find(
    (candidate): candidate is AnyClusterKind => candidate.type === 'cluster' && candidate.kind === name,
  );
  if (!kind) throw new Error(`no cluster kind has the name '${name}'`);
  return kind;
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
  shared: SharedStacks,
  bases: RenderedBases,
  sink: Sink,
  progress: ProgressListener,
  warnings: Problem[],
): AssembledCluster {
  const network = shared.network?.node.id;
  if (cluster.destroyed) return { cluster, network, infrastructure: undefined, stacks: [], releases: [] };
  const stacks = createClusterStacks(app, plan.platform, cluster, kind, shared);
  const argoCd = tryGetArgoCdDelivery(cluster);
  const steps = listAllSteps(cluster);
  const waves = resolveSyncWaves(steps);
  const images = imageCollector(plan.pins);
  const releases = steps.flatMap((step): readonly AssembledRelease[] => {
    const { release, phase, folder } = step;
    progress(folder);
    const stack =
      phase === 'bootstrap' || cluster.clusterInfo.delivery === 'terraform' ? stacks.tryGetStack(step) : undefined;
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
      const generated = tryGenerateLocalChart(release, plainFiles);
      for (const { path, text } of generated?.files ?? [])
        sink.write({ path: `cdktf.out/stacks/${stack.node.id}/${path}`, text });
      warnings.push(...checkRecordSize(release.name, definitionPath(cluster, step), generated?.files ?? []));
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
    stacks.bootstrap.addNodes();
    stacks.bootstrap.waitForNodes(kind);
    // While the delivery changes to Argo CD, the platform stack only releases what Argo CD adopts.
    const lastStack = cluster.clusterInfo.delivery === 'terraform' ? stacks.platform : stacks.bootstrap;
    lastStack?.addMarker();
    images.addImages(kind.bind(cluster.options).images(cluster.clusterInfo));
  }
  sink.write({ path: `dist/${cluster.name}/images.txt`, text: images.format(cluster.clusterInfo) });
  return {
    cluster,
    network,
    infrastructure: stacks.infrastructure?.node.id,
    stacks: stacks.inApplyOrder.map(({ node }) => node.id),
    releases,
  };
}

/** Returns where the objects of a step are defined. */
function definitionPath({ name, tenants }: ClusterPlan, { release, isTenantRelease }: DeliveryStep): readonly string[] {
  const tenant = isTenantRelease
    ? tenants.find((candidate) => releaseNames.tenant(candidate.name) === release.name)
    : undefined;
  return tenant ? ['tenants', tenant.name] : ['clusters', name, 'components'];
}
