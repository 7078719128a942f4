import { coerce, lt } from 'semver';
import { tenantNamespaces } from '../definition/references';
import type { Tenant } from '../definition/tenant';
import { warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/** Resources that a tenant without a quota of them can take from all others. */
const computeResources = ['cpu', 'memoryGiB'] as const;

/**
 * Warns about tenants that share clusters with others, and are not limited in what they can take from them. One warning for
 * all tenants, since most platforms set it for all or for none.
 * @see https://kubernetes.io/docs/concepts/security/multi-tenancy/
 */
export function checkSharedClusters(context: CheckContext): readonly Problem[] {
  const tenants = Object.entries(context.platform.tenants);
  const used = tenants.flatMap(([, { clusters }]) => [...new Set(clusters)]);
  const sharedClusters = findDuplicates(used, (cluster) => cluster);
  const shared = tenants.filter(([, { clusters }]) => clusters.some((cluster) => sharedClusters.has(cluster)));
  return [...checkComputeQuotas(shared, context), ...checkCachedImages(shared, context)];
}

type NamedTenant = readonly [name: string, tenant: Tenant];

function checkComputeQuotas(tenants: readonly NamedTenant[], { definedNames }: CheckContext): readonly Problem[] {
  // A quota with errors is not in the platform.
  const isInvalid = (name: string, { quota }: Tenant) =>
    quota === undefined && definedNames(['tenants', name]).includes('quota');
  const unlimited = tenants.filter(([name, tenant]) => !hasComputeQuota(name, tenant) && !isInvalid(name, tenant));
  const [first] = unlimited;
  if (!first) return [];
  const others = unlimited.length - 1;
  return [
    warning(
      ['tenants', first[0], 'quota'],
      undefined,
      `has no limit of CPU and memory${others === 0 ? '' : `, as of ${others} other tenant${others === 1 ? '' : 's'}`}: its pods can take those of nodes that other tenants need`,
      'write quota: { cpu: …, memoryGiB: … }',
    ),
  ];
}

/** Whether a tenant, or each of its namespaces, has a quota of each resource. */
function hasComputeQuota(name: string, { quota, namespaces = {}, ...tenant }: Tenant): boolean {
  const shares = tenantNamespaces(name, { ...tenant, namespaces }).map((namespace) => namespaces[namespace]?.quota);
  return computeResources.every(
    (resource) => quota?.[resource] !== undefined || shares.every((share) => share?.[resource] !== undefined),
  );
}

/** First version whose kubelet verifies the credentials of a pod for an image that the node has. */
const credentialVerification = '1.35.0';

/**
 * Warns about a tenant whose pods may name any image, on nodes that do not verify credentials for the images that they have.
 * @see https://kubernetes.io/docs/concepts/containers/images/#ensureimagepullcredentialverification
 */
function checkCachedImages(tenants: readonly NamedTenant[], { resolvedClusters }: CheckContext): readonly Problem[] {
  const older = resolvedClusters.filter(({ clusterInfo }) =>
    lt(coerce(clusterInfo.kubernetes) ?? credentialVerification, credentialVerification),
  );
  const found = tenants
    .filter(([, { registries, nodes }]) => registries === undefined && nodes === undefined)
    .flatMap(([name, { clusters }]) => {
      const cluster = older.find((candidate) => clusters.includes(candidate.name));
      return cluster ? [{ name, cluster }] : [];
    });
  return found
    .slice(0, 1)
    .map(({ name, cluster }) =>
      warning(
        ['tenants', name, 'registries'],
        undefined,
        `permits any image, so that the tenant can run private images of other tenants that a node of cluster '${cluster.name}' has: kubelet verifies credentials for them as of Kubernetes 1.35`,
        'write the registries of the tenant, or upgrade the cluster',
      ),
    );
}
