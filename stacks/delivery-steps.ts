import { namespaceRelease } from '../constructs/kubernetes/component-namespace';
import { tenantRelease } from '../constructs/tenants/tenant-release';
import type { ClusterPlan, Phase } from '../src/kinds/cluster-plan';
import { isChart, type Release } from '../src/kinds/release';

/** A release on its way to a cluster: when, after which others, and where it stands in `dist`. */
export interface DeliveryStep {
  readonly release: Release;
  readonly phase: Phase;
  /** Releases that go before it. */
  readonly after: readonly string[];
  /** Under `dist`. */
  readonly folder: string;
  /** It is a tenant's: all of the platform goes before it. */
  readonly isTenantRelease: boolean;
  /** A release of its own brings the CRDs in its chart's `crds` folder. */
  readonly skipCrds: boolean;
}

/** Everything that reaches a cluster, in the order of apply: namespaces, then components, then tenants. */
export function listDeliverySteps(cluster: ClusterPlan): readonly DeliveryStep[] {
  const components = `${cluster.name}/components`;
  const crdCharts = cluster.releases.flatMap((release) => ('crdChart' in release ? [release.crdChart.name] : []));
  const namespaces = cluster.namespaces.map((namespace) => ({
    namespace,
    release: namespaceRelease(namespace, cluster.clusterInfo),
  }));
  const ofPhase = (phase: Phase): readonly DeliveryStep[] => [
    ...namespaces
      .filter(({ namespace }) => namespace.phase === phase)
      .map(({ release }) => ({
        release,
        phase,
        after: [],
        folder: `${components}/${release.name}`,
        isTenantRelease: false,
        skipCrds: false,
      })),
    ...cluster.releases
      .filter((release) => release.phase === phase)
      .map((release) => ({
        release,
        phase,
        after: [
          // It may draw into other namespaces too: a dashboard goes where Grafana looks.
          ...namespaces
            .filter(({ namespace }) => namespace.name === release.namespace || namespace.phase === phase)
            .map((one) => one.release.name),
          ...release.after,
        ],
        folder: `${components}/${release.name}`,
        isTenantRelease: false,
        skipCrds: isChart(release) && crdCharts.includes(release.chart.name),
      })),
  ];
  const tenants = cluster.tenants.map((tenant): DeliveryStep => ({
    release: tenantRelease(tenant, cluster.clusterInfo),
    phase: 'platform',
    after: [],
    folder: `${cluster.name}/tenants/${tenant.name}`,
    isTenantRelease: true,
    skipCrds: false,
  }));
  return [...ofPhase('bootstrap'), ...ofPhase('platform'), ...tenants];
}
