import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { tryGetChart } from '../src/kinds/release';
import type { DeliveryStep } from './delivery-steps';

/** A release with the files in its folder. */
export interface AssembledRelease {
  readonly step: DeliveryStep;
  /** Paths relative to the release's folder. */
  readonly files: readonly string[];
  /** Whether its folder is a kustomize overlay. */
  readonly kustomize: boolean;
}

/** A cluster with its stacks and releases. */
export interface AssembledCluster {
  readonly cluster: ClusterPlan;
  /** Name of the Terraform stack of its network; undefined where the network exists. */
  readonly network: string | undefined;
  /** Names of its Terraform stacks, in the order of apply. */
  readonly stacks: readonly string[];
  readonly releases: readonly AssembledRelease[];
}

/**
 * Returns the content of `dist/order.json`: for scripts, the order of apply and destroy, and the releases of each cluster.
 * The order of destroy does not contain the data stacks, nor the networks that they need: data outlives the clusters.
 * @param dataStacks names of the data stacks
 */
export function renderApplyOrder(clusters: readonly AssembledCluster[], dataStacks: readonly string[]) {
  const clusterStacks = clusters.flatMap(({ stacks }) => stacks);
  const networks = listNetworks(clusters, false);
  const removedNetworks = listNetworks(clusters, true);
  return {
    apply: [...networks, ...dataStacks, ...clusterStacks, ...removedNetworks],
    destroy: [...(dataStacks.length > 0 ? [] : networks), ...clusterStacks].reverse(),
    ...(dataStacks.length > 0 ? { data: dataStacks } : {}),
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

/** Lists the network stacks of clusters: those that the next apply destroys, or all others. */
function listNetworks(clusters: readonly AssembledCluster[], removed: boolean): readonly string[] {
  const networks = clusters.flatMap(({ cluster, network }) =>
    network !== undefined && (cluster.network?.removed ?? false) === removed ? [network] : [],
  );
  return [...new Set(networks)];
}

function sortByPhase(releases: readonly AssembledRelease[]): readonly AssembledRelease[] {
  return (['bootstrap', 'platform'] as const).flatMap((phase) => releases.filter(({ step }) => step.phase === phase));
}

function renderReleases(releases: readonly AssembledRelease[]) {
  // A release of CRDs is not among them where Argo CD installs CRDs with their chart.
  const names = new Set(releases.map(({ step }) => step.release.name));
  return sortByPhase(releases).map((release) => renderRelease(release, names));
}

function renderRelease(
  { step: { release, phase, folder, after }, files, kustomize }: AssembledRelease,
  releaseNames: ReadonlySet<string>,
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
    after: after.filter((name) => releaseNames.has(name)),
  };
}
