import type { OidcClient } from '../kinds/additions';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { KubectlLogin, PlannedOidcClient } from '../kinds/cluster-plan';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { CapabilityProviders } from '../kinds/provides';
import type { ObjectRelease } from '../kinds/release';
import { resolveCapabilityCluster } from './realms';
import type { ResolvedCluster } from './resolved-cluster';

/** Returns whether the provider of `identity` on the cluster registers a client. */
export function isRegistered(
  { issuer }: OidcClient,
  { capabilities }: ClusterInfo,
  { identity }: CapabilityProviders,
): boolean {
  return identity?.registerClient !== undefined && issuer === capabilities.identity?.issuer;
}

/** Lists the clients of a cluster and of its components at OpenID Connect issuers. */
export function listPlatformClients({
  components,
  clusterInfo,
  bound,
  name: clusterName,
}: ResolvedCluster): readonly PlannedOidcClient[] {
  return [
    ...bound.oidcClients(clusterInfo).map((client) => ({
      ...client,
      owner: `API server of cluster '${clusterName}'`,
    })),
    ...components.flatMap((component) =>
      component.bound.oidcClients(clusterInfo).map((client) => ({ ...client, owner: `component '${component.name}'` })),
    ),
  ];
}

/** Lists the Secrets that the provider of `identity` creates for the clients of a cluster and of its components. */
export function listRegisteredSecrets(cluster: ResolvedCluster): readonly OidcClient['secret'][] {
  return listPlatformClients(cluster)
    .filter((client) => isRegistered(client, cluster.clusterInfo, cluster.provided))
    .map(({ secret }) => secret);
}

/** Lists the clients of a cluster that must be registered manually: of the cluster and its components, then of tenants. */
export function listClientsToRegister(
  platformClients: readonly PlannedOidcClient[],
  tenants: readonly TenantPlan[],
  cluster: Pick<ResolvedCluster, 'clusterInfo' | 'provided' | 'realms'>,
): readonly PlannedOidcClient[] {
  const { clusterInfo, provided } = cluster;
  return [
    ...platformClients.filter((client) => !isRegistered(client, clusterInfo, provided)),
    ...tenants.flatMap((tenant) =>
      Object.entries(tenant.additions).flatMap(([capability, { oidcClients = [] }]) => {
        const view = resolveCapabilityCluster(capability, tenant, cluster);
        return oidcClients
          .filter((client) => !isRegistered(client, view.cluster, view.provides))
          .map((client) => ({ ...client, owner: `tenant '${tenant.name}'` }));
      }),
    ),
  ];
}

/** Returns the log-in of kubectl; none where no client of the API server is a public one. */
export function resolveKubectlLogin(
  apiServerClients: readonly OidcClient[],
  { capabilities: { identity } }: ClusterInfo,
): { readonly kubectlLogin?: KubectlLogin } {
  const client = apiServerClients.find(({ publicId }) => publicId !== undefined);
  if (client?.publicId === undefined) return {};
  const { issuer, publicId: clientId } = client;
  const scopes = identity?.issuer === issuer ? identity.scopes : undefined;
  return { kubectlLogin: { issuer, clientId, scopes: scopes ?? ['openid', 'profile', 'email', 'groups'] } };
}

/**
 * Returns the release that registers the clients of the cluster and its components at the issuer on the cluster; none
 * where there is no such client.
 * @param provider name of the component that provides `identity`
 */
export function clientReleases(
  provider: string,
  platformClients: readonly PlannedOidcClient[],
  cluster: ClusterInfo,
  provides: CapabilityProviders,
): readonly ObjectRelease[] {
  const clients = platformClients.filter((client) => isRegistered(client, cluster, provides));
  const namespace = cluster.capabilities.identity?.namespace;
  if (clients.length === 0 || namespace === undefined) return [];
  return [
    {
      name: `${provider}-clients`,
      namespace,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) => {
          for (const client of clients) provides.identity?.registerClient?.(scope, client);
        },
      },
    },
  ];
}
