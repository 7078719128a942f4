import { isServerUse, listUses, type Use } from '../definition/uses';
import type { TenantPlan } from '../kinds/tenant-plan';
import type { ApplicationPlan, JobPlan } from '../kinds/workload-plan';
import type { Additions, WorkloadAdditions } from '../kinds/additions';
import type { ProvidedCapability, ProviderContext } from '../kinds/provides';
import { parseCustomUse } from './custom-uses';
import { isRegistered } from './oidc-clients';
import { resolveCapabilityCluster, resolveTenantCluster, type TenantCluster } from './realms';
import type { ResolvedCluster } from './resolved-cluster';

/** Returns what gives a workload its permissions in the cloud of the cluster. */
type WorkloadIdentityFunction = (
  workload: ApplicationPlan | JobPlan,
  permissions: Readonly<Record<string, unknown>>,
) => WorkloadAdditions;

/**
 * Adds to the plans of tenants what the providers of capabilities add for each tenant and for each of its workloads.
 * @param workloadIdentity function of the cluster kind; @default the cluster has no cloud permissions
 */
export function addProviderAdditions(
  tenants: readonly TenantPlan[],
  cluster: Pick<ResolvedCluster, 'clusterInfo' | 'provided' | 'realms'>,
  workloadIdentity?: WorkloadIdentityFunction,
): readonly TenantPlan[] {
  const { forwardAuth, proxyAnnotations } = cluster.provided.ingress ?? {};
  return tenants.map((tenant) => {
    const providers = listTenantProviders(tenant, cluster);
    const listAdditions = (plan: ApplicationPlan | JobPlan): readonly WorkloadAdditions[] => {
      const uses = listUses(plan.options);
      const additions = providers.flatMap(({ capability, provided, view }): readonly WorkloadAdditions[] => {
        const usesOfCapability = uses
          .filter((use) => use.capability === capability && use.options.server === undefined)
          .map((use) => resolveUse(use, provided));
        const context: ProviderContext = { cluster: view.cluster, forwardAuth, proxyAnnotations };
        const addition = provided.forWorkload?.(plan, { ...context, tenant, uses: usesOfCapability });
        return addition ? [addition] : [];
      });
      const permissions = Object.assign({}, ...additions.map((addition) => addition.permissions)) as object;
      const identity = workloadIdentity?.(plan, { ...permissions }) ?? {};
      return Object.keys(identity).length === 0 ? additions : [...additions, identity];
    };
    const complete = {
      ...tenant,
      applications: tenant.applications.map((plan) => ({ ...plan, additions: listAdditions(plan) })),
      jobs: tenant.jobs.map((plan) => ({ ...plan, additions: listAdditions(plan) })),
    };
    return {
      ...complete,
      additions: Object.fromEntries(
        providers.flatMap(({ capability, provided, view }) => {
          const additions = provided.forTenant?.(complete, { cluster: view.cluster, forwardAuth, proxyAnnotations });
          return additions ? [[capability, registerClients(additions, tenant.name, view)]] : [];
        }),
      ),
    };
  });
}

/** Lists the providers of a tenant's capabilities in the order of the capabilities, each with the cluster as it sees it. */
function listTenantProviders(
  tenant: TenantPlan,
  cluster: Pick<ResolvedCluster, 'clusterInfo' | 'provided' | 'realms'>,
) {
  const { provides } = resolveTenantCluster(tenant, cluster);
  return Object.entries(provides)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([capability, provided]) =>
      // Issuers of some tenants are the `identity` of these tenants.
      provided && capability !== 'tenant-identity'
        ? [{ capability, provided, view: resolveCapabilityCluster(capability, tenant, cluster) }]
        : [],
    );
}

/** Adds the objects that register the clients of a tenant, where the issuer is on the cluster. */
function registerClients(additions: Additions, tenant: string, { cluster, provides }: TenantCluster): Additions {
  const clients = (additions.oidcClients ?? []).filter((client) => isRegistered(client, cluster, provides));
  if (clients.length === 0) return additions;
  return {
    ...additions,
    objects: (scope) => {
      additions.objects?.(scope);
      for (const client of clients) provides.identity?.registerClient?.(scope, client, tenant);
    },
  };
}

/** Fills the defaults of the use of a capability that is not built in. */
function resolveUse(use: Use, { useSchema }: ProvidedCapability = {}): Use {
  if (isServerUse(use)) return use;
  return { ...use, options: parseCustomUse(use, useSchema).options ?? use.options };
}
