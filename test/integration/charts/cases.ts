import { kinds } from '../../../constructs/kinds';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { isChart, type ChartRelease, type Release } from '../../../src/kinds/release';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { clusters } from '../../support/contract-clusters';
import { optionSets } from '../../support/contract-options';

/** A release of an official chart, as one kind makes it with some options on one cluster. */
export interface ChartCase {
  readonly kind: string;
  /** `traefik {"replicas":3} on a cluster with a registry mirror` */
  readonly label: string;
  readonly release: ChartRelease;
  /** All that the kind makes with these options on this cluster, this release among them. */
  readonly whole: readonly Release[];
  readonly facts: ClusterInfo;
  readonly registryMirror: string | undefined;
  /** Minor versions of Kubernetes that it is rendered for. */
  readonly kubernetes: readonly KubernetesVersion[];
}

const everyKubernetes = Object.keys(kubernetesVersions) as KubernetesVersion[];
const newest = everyKubernetes.slice(-1);

/** Clusters that charts are rendered for, and for which Kubernetes; the contract looks at the values on all others. */
const rendered: Readonly<Record<string, readonly KubernetesVersion[]>> = {
  'a cluster without capabilities': newest,
  'a cluster with all capabilities': everyKubernetes,
  'a cluster with a registry mirror': newest,
};

/** Every release of an official chart that any kind makes, under every set of options of the contract. */
export function chartCases(only: readonly string[] = []): readonly ChartCase[] {
  const components = kinds
    .filter((kind) => kind.type === 'component')
    .filter(({ kind }) => only.length === 0 || only.includes(kind));
  return components.flatMap((kind) =>
    (optionSets[kind.kind] ?? [{}]).flatMap((options) =>
      Object.entries(rendered).flatMap(([cluster, kubernetes]) => {
        const clusterInfo = clusters[cluster];
        if (!clusterInfo) throw new Error(`there is no cluster '${cluster}' in test/support/contract-clusters.ts`);
        const whole = kind.releases(options as never, clusterInfo);
        return whole.filter(isChart).map((release) => ({
          kind: kind.kind,
          label: `${release.name} ${JSON.stringify(options)} on ${cluster}`,
          release,
          whole,
          facts: clusterInfo,
          registryMirror: clusterInfo.registryMirror,
          kubernetes,
        }));
      }),
    ),
  );
}
