import type { ClusterPlan } from '../kinds/cluster-plan';
import type { Machine } from '../kinds/machine';
import { hostPath } from '../planning/host-path';
import { error, type Problem } from '../schema/problem';

/**
 * Returns an error for each host whose address belonged to a host with another name or role at the last apply, such as a
 * renamed host or two hosts that swap addresses. One apply would remove and join the same machine at the same time,
 * since Terraform has a resource per name and role.
 */
export function checkReusedAddresses(previous: ClusterPlan, cluster: ClusterPlan): readonly Problem[] {
  const previousHosts = new Map(previous.machines.map((machine) => [machine.address, machine]));
  return cluster.machines.flatMap((machine): readonly Problem[] => {
    const previousHost = previousHosts.get(machine.address);
    if (!previousHost) return [];
    const [previousRole, role] = [mainRole(previousHost), mainRole(machine)];
    if (previousHost.name === machine.name && previousRole === role) return [];
    const message = `is the address of the ${previousRole} ${previousHost.name} until the next apply, which would remove and join the same host at the same time`;
    return [
      error(
        hostPath(cluster.name, cluster.options, machine),
        machine.address,
        message,
        'remove it, apply, and then add it again',
      ),
    ];
  });
}

/** Returns the role that determines which resource has the host: stacked etcd belongs to the control plane. */
function mainRole({ roles }: Machine): string {
  return roles.find((role) => role !== 'etcd') ?? 'etcd';
}
