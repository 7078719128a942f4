import { namespaceRelease } from '../constructs/components/namespace';
import { tenantRelease } from '../constructs/tenants/release';
import type { ClusterPlan, Phase } from '../src/model/cluster-plan';
import { isChart, type Release } from '../src/model/release';

/** A release on its way to a cluster: when, after which others, and where it stands in `dist`. */
export interface Step {
  readonly release: Release;
  readonly phase: Phase;
  /** Releases that go before it. */
  readonly after: readonly string[];
  /** Under `dist`. */
  readonly folder: string;
  /** It is a tenant's: all of the platform goes before it. */
  readonly tenant: boolean;
  /** A release of its own brings the CRDs in its chart's `crds` folder. */
  readonly skipCrds: boolean;
}

/** Everything that reaches a cluster, in the order of apply: namespaces, then components, then tenants. */
export function* stepsTo(cluster: ClusterPlan): Iterable<Step> {
  const folder = `${cluster.name}/components`;
  const crdCharts = cluster.releases.flatMap((release) => ('crdsOf' in release ? [release.crdsOf.name] : []));
  for (const phase of ['bootstrap', 'platform'] as const) {
    for (const namespace of cluster.namespaces.filter((one) => one.phase === phase)) {
      const release = namespaceRelease(namespace, cluster.facts);
      yield { release, phase, after: [], folder: `${folder}/${release.name}`, tenant: false, skipCrds: false };
    }
    for (const release of cluster.releases.filter((one) => one.phase === phase)) {
      const namespaces = cluster.namespaces
        .filter(({ name }) => name === release.namespace)
        .map((one) => namespaceRelease(one, cluster.facts).name);
      yield {
        release,
        phase,
        after: [...namespaces, ...release.after],
        folder: `${folder}/${release.name}`,
        tenant: false,
        skipCrds: isChart(release) && crdCharts.includes(release.chart.name),
      };
    }
  }
  for (const tenant of cluster.tenants) {
    const release = tenantRelease(tenant, cluster.facts);
    yield {
      release,
      phase: 'platform',
      after: [],
      folder: `${cluster.name}/tenants/${tenant.name}`,
      tenant: true,
      skipCrds: false,
    };
  }
}
