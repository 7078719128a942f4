import { isServerUse, listUses, type Use } from '../definition/uses';
import type { ApplicationPlan, JobPlan, TenantPlan } from '../kinds/cluster-plan';
import type { Additions, WorkloadAdditions } from '../kinds/additions';
import type { ProvidedCapability, ProviderContext, CapabilityProviders } from '../kinds/provides';
import type { ClusterInfo } from '../kinds/cluster-info';
import { parseCustomUse } from './custom-uses';
import { isRegistered } from './oidc-clients';

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
  cluster: ClusterInfo,
  provides: CapabilityProviders,
  workloadIdentity?: WorkloadIdentityFunction,
): readonly TenantPlan[] {
  const forwardAuth = provides.ingress?.forwardAuth;
  const context: ProviderContext = { cluster, forwardAuth };
  const capabilities = Object.entries(provides).sort(([a], [b]) => (a < b ? -1 : 1));
  const listAdditions = (plan: ApplicationPlan | JobPlan, tenant: TenantPlan): readonly WorkloadAdditions[] => {
    const uses = listUses(plan.options);
    const additions = capabilities.flatMap(([capability, provided]): readonly WorkloadAdditions[] => {
      const usesOfCapability = uses
        .filter((use) => use.capability === capability && use.options.server === undefined)
        .map((use) => resolveUse(use, provided));
      const addition = provided?.forWorkload?.(plan, { ...context, tenant, uses: usesOfCapability });
      return addition ? [addition] : [];
    });
    const permissions = Object.assign({}, ...additions.map((addition) => addition.permissions)) as object;
    const identity = workloadIdentity?.(plan, { ...permissions }) ?? {};
    return Object.keys(identity).length === 0 ? additions : [...additions, identity];
  };
  return tenants.map((tenant) => {
    const complete = {
      ...tenant,
      applications: tenant.applications.map((plan) => ({ ...plan, additions: listAdditions(plan, tenant) })),
      jobs: tenant.jobs.map((plan) => ({ ...plan, additions: listAdditions(plan, tenant) })),
    };
    return {
      ...complete,
      additions: Object.fromEntries(
        capabilities.flatMap(([capability, provided]) => {
          const additions = provided?.forTenant?.(complete, context);
          return additions ? [[capability, registerClients(additions, tenant.name, cluster, provides)]] : [];
        }),
      ),
    };
  });
}

/** Adds the objects that register the clients of a tenant, where the issuer is on the cluster. */
function registerClients(
  additions: Additions,
  tenant: string,
  cluster: ClusterInfo,
  provides: CapabilityProviders,
): Additions {
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
