import type { WorkloadAdditions } from '../../src/kinds/additions';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/workload-plan';
import { tryGetPermissions } from './cluster-options';

/** Renders what gives a workload permissions in a cloud, by the name of what needs them. */
type RenderIdentity<Permissions> = (
  workload: ApplicationPlan | JobPlan,
  permissions: Readonly<Record<string, Permissions>>,
  cluster: ClusterInfo,
) => WorkloadAdditions;

/**
 * Returns the function `workloadIdentity` of the kinds of clusters in a cloud. A workload has the permissions of what it uses,
 * and those that the option `permissions` of the cluster declares.
 * @param toPermissions converts those of the option; the providers in the folder of the cloud add the others
 */
export function declaredIdentity<Declared, Permissions>(
  toPermissions: (declared: Declared) => Permissions,
  renderIdentity: RenderIdentity<Permissions>,
) {
  return (
    workload: ApplicationPlan | JobPlan,
    permissions: Readonly<Record<string, unknown>>,
    options: { readonly permissions: Readonly<Record<string, Declared>> },
    cluster: ClusterInfo,
  ): WorkloadAdditions => {
    const declared = tryGetPermissions(options, workload);
    const all = {
      ...(permissions as Readonly<Record<string, Permissions>>),
      ...(declared ? { permissions: toPermissions(declared) } : {}),
    };
    return renderIdentity(workload, all, cluster);
  };
}
