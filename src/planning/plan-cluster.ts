import type { Platform } from '../definition/platform';
import type { ClusterPlan, PlannedTerraformRelease } from '../kinds/cluster-plan';
import type { TenantPlan } from '../kinds/tenant-plan';
import { listTenantAdditions } from '../kinds/tenant-additions';
import { addProviderAdditions } from './additions';
import { digestClusterPlan, type ClusterPlanWithoutDigest } from './cluster-digest';
import { resolveComponentNamespaces } from './component-namespaces';
import { listUseTerraformReleases } from './component-workloads';
import { listClientsToRegister, listPlatformClients, resolveKubectlLogin } from './oidc-clients';
import { resolveReleases } from './releases';
import type { ResolvedCluster } from './resolved-cluster';
import { listSecrets } from './secrets';
import { resolveTenantPlans } from './tenant';
import { resolveTenantStacks } from './tenant-stacks';

/** Plans a cluster that has passed all checks. */
export function planCluster(cluster: ResolvedCluster, platform: Platform): ClusterPlan {
  const { name, bound, options, clusterInfo } = cluster;
  const removed = options.state === 'removed';
  const releases = removed ? [] : resolveReleases(cluster);
  const tenants = removed ? [] : planTenants(cluster, platform);
  const plan: ClusterPlanWithoutDigest = {
    name,
    kind: options.kind,
    environment: options.environment,
    removed,
    options: options as unknown as Readonly<Record<string, unknown>>,
    connection: bound.connection(name),
    network: bound.network(clusterInfo),
    clusterInfo,
    machines: cluster.machines,
    createdByPlinth: bound.createsCluster,
    versions: bound.versions(clusterInfo),
    upgradeSteps: bound.upgradeSteps(),
    immutableFields: bound.immutableFields(),
    optionRisks: bound.optionRisks,
    addedItems: bound.addedItems,
    dataSources: Object.fromEntries(
      cluster.components.map((component) => [component.name, component.bound.dataSources(clusterInfo)]),
    ),
    namespaces: resolveComponentNamespaces(releases, cluster),
    providers: listProvidersByCapability(cluster),
    releases,
    terraformReleases: removed
      ? []
      : [
          ...bound.terraformReleases(clusterInfo),
          ...resolveTerraformReleases(cluster),
          ...listTenantTerraformReleases(tenants),
        ],
    oidcClients: removed ? [] : listClientsToRegister(listPlatformClients(cluster), tenants, cluster),
    ...resolveKubectlLogin(bound.oidcClients(clusterInfo), clusterInfo),
    secrets: removed ? [] : listSecrets(cluster, tenants),
    // Filled by the comparison with the previous plan.
    removedTenants: [],
    tenantsMovedToOtherStacks: {},
    tenants,
    tenantStacks: resolveTenantStacks(
      options.tenantStacks,
      tenants.map((tenant) => tenant.name),
    ),
  };
  return { ...plan, digest: digestClusterPlan(plan) };
}

const tenantsByCluster = new WeakMap<ResolvedCluster, readonly TenantPlan[]>();

/**
 * Plans the tenants of a cluster, with what the providers of capabilities add for them. They are planned once: checks read
 * the plans, too.
 * @param platform platform that the cluster was resolved from
 */
export function planTenants(cluster: ResolvedCluster, platform: Platform): readonly TenantPlan[] {
  const planned = tenantsByCluster.get(cluster);
  if (planned) return planned;
  const { name, bound, options, clusterInfo } = cluster;
  const { capabilities, cloud } = clusterInfo;
  const resolved = resolveTenantPlans(name, platform, capabilities, options.environment, cloud?.groups);
  const tenants = addProviderAdditions(resolved, cluster, (workload, permissions) =>
    bound.workloadIdentity(workload, permissions, clusterInfo),
  );
  tenantsByCluster.set(cluster, tenants);
  return tenants;
}

function listProvidersByCapability({ components }: ResolvedCluster): ClusterPlan['providers'] {
  const providers: Record<string, readonly string[]> = {};
  for (const { name, provides } of components)
    for (const capability of Object.keys(provides)) providers[capability] = [...(providers[capability] ?? []), name];
  return providers;
}

/** Lists the Terraform resources outside the cluster that its components declare, in groups of resources (releases). */
export function resolveTerraformReleases(cluster: ResolvedCluster): readonly PlannedTerraformRelease[] {
  return [
    ...cluster.components.flatMap(({ bound }) => bound.terraformReleases(cluster.clusterInfo)),
    ...listUseTerraformReleases(cluster),
  ];
}

function listTenantTerraformReleases(tenants: readonly TenantPlan[]): readonly PlannedTerraformRelease[] {
  return tenants.flatMap((tenant) =>
    listTenantAdditions(tenant)
      .flatMap(({ terraformReleases = [] }) => terraformReleases)
      .map((release) => ({ ...release, tenant: tenant.name })),
  );
}
