import type { Endpoint } from '../definition/capability';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { CapabilityProviders } from '../kinds/provides';
import type { Realms, ResolvedCluster, ResolvedComponent } from './resolved-cluster';

/**
 * Resolves the issuers of some tenants, with complete endpoints.
 * @param issuers URLs of the issuers by the name of the component
 */
export function resolveRealms(components: readonly ResolvedComponent[], issuers: ClusterInfo['issuers']): Realms {
  return Object.fromEntries(
    components.flatMap(({ name, provides }) => {
      const realm = provides['tenant-identity'];
      return realm
        ? [[name, { ...realm, endpoint: completeEndpoint(realm.endpoint ?? {}, issuers[name]) }] as const]
        : [];
    }),
  );
}

/**
 * Adds the issuer to the endpoint of `identity`, and the host to an authorization URL that is a path. Issuer and host depend
 * on the environment of the cluster.
 * @param issuer URL of the issuer, where the component knows it
 */
export function completeEndpoint(endpoint: Endpoint, issuer = endpoint.issuer): Endpoint {
  if (issuer === undefined) return endpoint;
  const { authorizationUrl } = endpoint;
  const url = authorizationUrl?.startsWith('/') ? { authorizationUrl: new URL(authorizationUrl, issuer).href } : {};
  return { ...endpoint, issuer, ...url };
}

/** Cluster as the applications of a tenant see it. */
export interface TenantCluster {
  readonly cluster: ClusterInfo;
  readonly provides: CapabilityProviders;
}

/**
 * Returns a cluster as the applications of a tenant see it: `identity` is the issuer that the tenant names. Nothing provides
 * it where no component has this name. Dashboards and deployment of the tenant keep the issuer of the cluster, as the API
 * server does: its groups are those of `owners` and `members`.
 */
export function resolveTenantCluster(
  { identity }: Pick<TenantPlan, 'identity'>,
  { clusterInfo, provided, realms }: Pick<ResolvedCluster, 'clusterInfo' | 'provided' | 'realms'>,
): TenantCluster {
  if (identity === undefined) return { cluster: clusterInfo, provides: provided };
  const { identity: _, ...capabilities } = clusterInfo.capabilities;
  const { identity: __, ...provides } = provided;
  const realm = realms[identity];
  if (!realm) return { cluster: { ...clusterInfo, capabilities }, provides };
  return {
    cluster: { ...clusterInfo, capabilities: { ...capabilities, identity: realm.endpoint ?? {} } },
    provides: { ...provides, identity: realm },
  };
}

/**
 * Returns a cluster as the provider of a capability sees it for a tenant: only that of `identity` depends on the issuer that
 * the tenant names.
 */
export function resolveCapabilityCluster(
  capability: string,
  tenant: Pick<TenantPlan, 'identity'>,
  cluster: Pick<ResolvedCluster, 'clusterInfo' | 'provided' | 'realms'>,
): TenantCluster {
  return resolveTenantCluster(capability === 'identity' ? tenant : {}, cluster);
}
