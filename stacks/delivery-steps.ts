import { namespaceRelease } from '../constructs/kubernetes/component-namespace';
import { admissionPoliciesRelease } from '../constructs/tenants/admission-release';
import { tenantRelease } from '../constructs/tenants/tenant-release';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Phase } from '../src/kinds/release';
import { isChartRelease, type Release } from '../src/kinds/release';

/** A release with its place in the delivery: phase, dependencies and folder. */
export interface DeliveryStep {
  /** The release. */
  readonly release: Release;
  /** Phase, and so the Terraform stack, that deploys the release. */
  readonly phase: Phase;
  /** Names of the releases that must be deployed before. */
  readonly after: readonly string[];
  /** Path relative to `dist`. */
  readonly folder: string;
  /** Whether it is the release of a tenant, which is deployed after the whole platform. */
  readonly isTenantRelease: boolean;
  /** Whether another release installs the CRDs in its chart's `crds` folder. */
  readonly skipCrds: boolean;
}

/** Returns all releases of a cluster in the order of apply: admission policies, components, tenants. */
export function listDeliverySteps(cluster: ClusterPlan): readonly DeliveryStep[] {
  const tenants = cluster.tenants.map((tenant): DeliveryStep => ({
    release: tenantRelease(tenant, cluster.clusterInfo),
    phase: 'platform',
    after: [],
    folder: `${cluster.name}/tenants/${tenant.name}`,
    isTenantRelease: true,
    skipCrds: false,
  }));
  return [...listAdmissionSteps(cluster), ...listComponentSteps(cluster), ...tenants];
}

/** Returns the releases of a cluster's components in the order of apply: in each phase namespaces, then components. */
export function listComponentSteps(cluster: ClusterPlan): readonly DeliveryStep[] {
  const components = `${cluster.name}/components`;
  const crdCharts = cluster.releases.flatMap((release) => ('crdChart' in release ? [release.crdChart.name] : []));
  const namespaces = cluster.namespaces.map((namespace) => ({
    namespace,
    release: namespaceRelease(namespace, cluster.clusterInfo),
  }));
  const listPhaseSteps = (phase: Phase): readonly DeliveryStep[] => [
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
          // A release may have objects in other namespaces too, such as dashboards in the namespace of Grafana.
          ...namespaces
            .filter(({ namespace }) => namespace.name === release.namespace || namespace.phase === phase)
            .map(({ release: namespaceRelease }) => namespaceRelease.name),
          ...release.after,
        ],
        folder: `${components}/${release.name}`,
        isTenantRelease: false,
        skipCrds: isChartRelease(release) && crdCharts.includes(release.chart.name),
      })),
  ];
  return [...listPhaseSteps('bootstrap'), ...listPhaseSteps('platform')];
}

/** Terraform deploys the admission policies before the objects that they validate, whatever delivers the platform. */
function listAdmissionSteps(cluster: ClusterPlan): readonly DeliveryStep[] {
  if (cluster.removed) return [];
  const release = admissionPoliciesRelease(cluster);
  const folder = `${cluster.name}/components/${release.name}`;
  return [{ release, phase: 'bootstrap', after: [], folder, isTenantRelease: false, skipCrds: false }];
}
