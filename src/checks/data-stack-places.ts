import { tryFindPlaceDifference } from '../kinds/cloud';
import { listTenantAdditions } from '../kinds/tenant-additions';
import { resolveTerraformReleases } from '../planning/plan-cluster';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { dataStackName } from '../planning/data-stacks';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findTenantPlan } from './tenant-plans';

/** Cluster with data in a stack. */
interface DataCluster {
  readonly stack: string;
  readonly tenant?: string;
  readonly cluster: ResolvedCluster;
}

/**
 * Checks that the clusters whose data are in the same stack, those of a tenant in one environment, are in the same region,
 * account and network: a stack creates the resources once, in the place of the first of these clusters.
 */
export function checkDataStackPlaces(context: CheckContext): readonly Problem[] {
  const dataClusters = context.resolvedClusters.flatMap((cluster) => listDataStacks(cluster, context));
  return dataClusters.flatMap(({ stack, tenant, cluster }, index) => {
    const first = dataClusters.slice(0, index).find((other) => other.stack === stack);
    const difference = first && tryFindPlaceDifference(first.cluster.clusterInfo.cloud, cluster.clusterInfo.cloud);
    if (!first || difference === undefined) return [];
    const owner = tenant === undefined ? 'components' : `tenant '${tenant}'`;
    return [
      error(
        ['clusters', cluster.name, 'environment'],
        cluster.options.environment,
        `the data of ${owner} in it are in another ${difference}, with cluster '${first.cluster.name}'`,
        `give one of the clusters an environment of its own, or move it to the same ${difference}`,
      ),
    ];
  });
}

function listDataStacks(cluster: ResolvedCluster, context: CheckContext): readonly DataCluster[] {
  if (cluster.options.state === 'removed' || cluster.hasInvalidComponents) return [];
  const { environment } = cluster.options;
  const hasComponentData = resolveTerraformReleases(cluster).some(({ stack }) => stack === 'data');
  const tenants = Object.keys(context.platform.tenants).filter((name) => hasData(name, cluster, context));
  return [
    ...(hasComponentData ? [{ stack: dataStackName(environment), cluster }] : []),
    ...tenants.map((tenant) => ({ stack: dataStackName(environment, tenant), tenant, cluster })),
  ];
}

function hasData(tenantName: string, cluster: ResolvedCluster, context: CheckContext): boolean {
  const tenant = findTenantPlan(tenantName, cluster, context);
  if (!tenant) return false;
  return listTenantAdditions(tenant)
    .flatMap(({ terraformReleases = [] }) => terraformReleases)
    .some(({ stack }) => stack === 'data');
}
