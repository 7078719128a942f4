import type { AnyComponent } from '../definition/component';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { AnyKind } from '../kinds/cluster-kind';
import type { TenantPlan } from '../kinds/tenant-plan';
import { DefinitionError, error } from '../schema/problem';
import { planStandalonePart, type StandalonePlan } from './part';

/** Cluster of a tenant, with the components on it whose functions the workloads of the tenant use. */
interface ProviderCluster {
  readonly cluster: ClusterInfo;
  readonly components: readonly AnyComponent[];
  readonly kinds: readonly AnyKind[];
}

/**
 * Plans a tenant that is in no platform definition, as the only one of a platform.
 * @param tenant options of the tenant, without `clusters`
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them
 */
export function planStandaloneTenant(
  name: string,
  tenant: object,
  { cluster, components, kinds }: ProviderCluster,
): StandalonePlan<TenantPlan> {
  const prefix = ['tenants', name];
  const subject = `tenant '${name}'`;
  const { clusterPlan, warnings } = planStandalonePart(
    { cluster, components, kinds, tenants: { [name]: { ...tenant, clusters: [cluster.cluster] } } },
    {
      ...{ subject, prefix, length: prefix.length, whole: 'tenant' },
      ...{ hasProviders: true, hasNotSecret: true },
    },
  );
  const [plan] = clusterPlan.tenants;
  if (!plan) throw new Error('no tenant was planned');
  const resources = clusterPlan.terraformReleases.filter((release) => release.tenant === name);
  if (resources.length > 0)
    throw new DefinitionError(
      [
        error(
          ['applications'],
          undefined,
          `need resources of Terraform (${resources.map((release) => release.name).join(', ')}), which no chart can have`,
          'write a definition for providers in a cloud, or select a provider on the cluster',
        ),
      ],
      { subject },
    );
  return { plan, cluster: clusterPlan.clusterInfo, warnings };
}
