import { tryFindPlaceDifference, type PlacePart } from '../kinds/cloud';
import { listTenantAdditions } from '../kinds/tenant-additions';
import type { TerraformRelease } from '../kinds/release';
import { resolveTerraformReleases } from '../planning/plan-cluster';
import type { ResolvedCluster } from '../planning/resolved-cluster';
import { dataStackName } from '../planning/data-stacks';
import { permissionStackName } from '../planning/permission-stacks';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findTenantPlan } from './tenant-plans';

/** Cluster with data, or permissions, in a stack. */
interface DataCluster {
  readonly stack: string;
  /** What is in the stack, for a message. */
  readonly content: string;
  /** Parts of the place that the clusters must have in common. @default all */
  readonly parts?: readonly PlacePart[];
  readonly cluster: ResolvedCluster;
}

/**
 * Checks that the clusters whose data are in the same stack, those of a tenant in one environment, are in the same region,
 * account and network: a stack creates the resources once, in the place of the first of these clusters. Permissions have only
 * an account.
 */
export function checkDataStackPlaces(context: CheckContext): readonly Problem[] {
  const dataClusters = context.resolvedClusters.flatMap((cluster) => listDataStacks(cluster, context));
  return dataClusters.flatMap(({ stack, content, parts, cluster }, index) => {
    const first = dataClusters.slice(0, index).find((other) => other.stack === stack);
    const difference =
      first && tryFindPlaceDifference(first.cluster.clusterInfo.cloud, cluster.clusterInfo.cloud, parts);
    if (!first || difference === undefined) return [];
    return [
      error(
        ['clusters', cluster.name, 'environment'],
        cluster.options.environment,
        `the ${content} in it are in another ${difference}, with cluster '${first.cluster.name}'`,
        `give one of the clusters an environment of its own, or move it to the same ${difference}`,
      ),
    ];
  });
}

function listDataStacks(cluster: ResolvedCluster, context: CheckContext): readonly DataCluster[] {
  if (cluster.options.state === 'removed' || cluster.hasInvalidComponents) return [];
  const { environment } = cluster.options;
  const componentReleases = resolveTerraformReleases(cluster);
  const tenants = Object.keys(context.platform.tenants).map((tenant) => ({
    tenant,
    releases: listTenantReleases(tenant, cluster, context),
  }));
  const hasPermissions = [componentReleases, ...tenants.map(({ releases }) => releases)].some(isIn('permissions'));
  return [
    ...(isIn('data')(componentReleases)
      ? [{ stack: dataStackName(environment), content: 'data of components', cluster }]
      : []),
    ...tenants
      .filter(({ releases }) => isIn('data')(releases))
      .map(({ tenant }) => ({
        stack: dataStackName(environment, tenant),
        content: `data of tenant '${tenant}'`,
        cluster,
      })),
    ...(hasPermissions
      ? [
          {
            stack: permissionStackName(environment),
            content: 'permissions of pods',
            parts: ['provider', 'account'] as const,
            cluster,
          },
        ]
      : []),
  ];
}

/** Returns a function that returns whether one of some releases is in a stack. */
function isIn(stack: TerraformRelease['stack']) {
  return (releases: readonly TerraformRelease[]): boolean => releases.some((release) => release.stack === stack);
}

function listTenantReleases(
  tenantName: string,
  cluster: ResolvedCluster,
  context: CheckContext,
): readonly TerraformRelease[] {
  const tenant = findTenantPlan(tenantName, cluster, context);
  return tenant ? listTenantAdditions(tenant).flatMap(({ terraformReleases = [] }) => terraformReleases) : [];
}
