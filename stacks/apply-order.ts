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
  /** Name of its infrastructure stack; undefined where it has none. */
  readonly infrastructure: string | undefined;
  /** Names of its Terraform stacks, in the order of apply. */
  readonly stacks: readonly string[];
  readonly releases: readonly AssembledRelease[];
}

/** Names of the stacks that belong to no cluster. */
export interface SharedStackNames {
  readonly data: readonly string[];
  /** Stacks of permissions, by environment. */
  readonly permissions: Readonly<Record<string, string>>;
}

/**
 * Returns the content of `dist/order.json`: for scripts, the order of apply and destroy, and the releases of each cluster.
 * The order of destroy does not contain the data stacks, nor the networks that they need and the permissions for them: data
 * outlives the clusters.
 */
export function renderApplyOrder(
  clusters: readonly AssembledCluster[],
  { data: dataStacks, permissions }: SharedStackNames,
) {
  const clusterStacks = clusters.flatMap(({ stacks }) => stacks);
  const networks = listNetworks(clusters, false);
  const removedNetworks = listNetworks(clusters, true);
  return {
    apply: [...networks, ...dataStacks, ...orderStacks(clusters, permissions), ...removedNetworks],
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

/**
 * Lists the stacks of clusters and of permissions. Those of permissions come after the infrastructure of all clusters of the
 * environment, so that an apply of one of the clusters finds them in this order, too.
 */
function orderStacks(
  clusters: readonly AssembledCluster[],
  permissions: SharedStackNames['permissions'],
): readonly string[] {
  const ordered = clusters.flatMap(({ cluster: { environment, removed }, stacks }) => {
    const stack = removed ? undefined : permissions[environment];
    if (stack === undefined) return stacks;
    const infrastructures = clusters.flatMap(({ cluster, infrastructure }) =>
      cluster.environment === environment && !cluster.removed ? (infrastructure ?? []) : [],
    );
    return [...infrastructures, stack, ...stacks];
  });
  return [...new Set([...ordered, ...Object.values(permissions)])];
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
