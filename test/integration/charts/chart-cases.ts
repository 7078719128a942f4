import { kinds } from '../../../constructs/kinds';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { isChartRelease, type ChartRelease, type Release } from '../../../src/kinds/release';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { clusters } from '../../support/contract-clusters';
import { optionSets } from '../../support/contract-options';

/** Release of an official chart, as a component kind creates it with one set of options for one cluster. */
export interface ChartCase {
  readonly kind: string;
  /** `traefik {"replicas":3} on a cluster with a registry mirror` */
  readonly label: string;
  readonly release: ChartRelease;
  /** All releases that the kind creates with these options for this cluster, including `release`. */
  readonly componentReleases: readonly Release[];
  readonly clusterInfo: ClusterInfo;
  readonly registryMirror: string | undefined;
  /** Minor versions for which the chart is rendered. */
  readonly kubernetesVersions: readonly KubernetesVersion[];
}

const allVersions = Object.keys(kubernetesVersions) as KubernetesVersion[];
const newestVersion = allVersions.slice(-1);

/** Clusters and Kubernetes versions for which charts are rendered; the contract test covers the values for all clusters. */
const versionsByCluster: Readonly<Record<string, readonly KubernetesVersion[]>> = {
  'a cluster without capabilities': newestVersion,
  'a cluster with all capabilities': allVersions,
  'a cluster with a registry mirror': newestVersion,
};

/**
 * Returns the chart releases of component kinds with every set of options of the contract test.
 * @param kindNames component kinds; all if empty
 */
export function listChartCases(kindNames: readonly string[] = []): readonly ChartCase[] {
  const componentKinds = kinds
    .filter((kind) => kind.type === 'component')
    .filter(({ kind }) => kindNames.length === 0 || kindNames.includes(kind));
  return componentKinds.flatMap((kind) =>
    (optionSets[kind.kind] ?? [{}]).flatMap((options) =>
      Object.entries(versionsByCluster).flatMap(([cluster, versions]) => {
        const clusterInfo = clusters[cluster];
        if (!clusterInfo) throw new Error(`'${cluster}' is not in test/support/contract-clusters.ts`);
        const componentReleases = kind.bind(options).releases(clusterInfo);
        return componentReleases.filter(isChartRelease).map((release) => ({
          kind: kind.kind,
          label: `${release.name} ${JSON.stringify(options)} on ${cluster}`,
          release,
          componentReleases,
          clusterInfo,
          registryMirror: clusterInfo.registryMirror,
          kubernetesVersions: versions,
        }));
      }),
    ),
  );
}
