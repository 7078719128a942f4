import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { tryGetChart } from '../src/kinds/release';
import type { DeliveryStep } from './delivery-steps';

/** A release as it was made, with the files in its folder. */
export interface AssembledRelease {
  readonly step: DeliveryStep;
  readonly files: readonly string[];
  /** Its folder is a kustomize overlay. */
  readonly kustomize: boolean;
}

/** A cluster as it was made. */
export interface AssembledCluster {
  readonly cluster: ClusterPlan;
  /** In the order of apply. */
  readonly stacks: readonly string[];
  readonly releases: readonly AssembledRelease[];
}

/** The order of apply and destroy, for scripts: `dist/order.json`. */
export function renderApplyOrder(clusters: readonly AssembledCluster[]) {
  const apply = clusters.flatMap(({ stacks }) => stacks);
  return {
    apply,
    destroy: [...apply].reverse(),
    clusters: Object.fromEntries(
      clusters.map(({ cluster, stacks, releases }) => [
        cluster.name,
        {
          kubernetes: cluster.clusterInfo.kubernetes,
          delivery: cluster.clusterInfo.delivery,
          capabilities: Object.keys(cluster.clusterInfo.capabilities).sort(),
          stacks,
          releases: renderReleases(releases),
        },
      ]),
    ),
  };
}

function sortByPhase(releases: readonly AssembledRelease[]): readonly AssembledRelease[] {
  return (['bootstrap', 'platform'] as const).flatMap((phase) => releases.filter(({ step }) => step.phase === phase));
}

function renderReleases(releases: readonly AssembledRelease[]) {
  // Argo CD installs CRDs with their chart, so that a release of CRDs alone is not among these.
  const made = new Set(releases.map(({ step }) => step.release.name));
  return sortByPhase(releases).map((release) => renderRelease(release, made));
}

function renderRelease(
  { step: { release, phase, folder, after }, files, kustomize }: AssembledRelease,
  made: ReadonlySet<string>,
) {
  const chart = tryGetChart(release);
  return {
    name: release.name,
    namespace: release.namespace,
    phase,
    folder,
    ...(release.crds ? { crds: true } : {}),
    ...(kustomize ? { kustomize } : {}),
    ...(chart ? { chart: { repository: chart.repository, name: chart.name, version: chart.version } } : { files }),
    after: after.filter((name) => made.has(name)),
  };
}
