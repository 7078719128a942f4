import type { ClusterPlan, Machine } from '../kinds/cluster-plan';
import { error, type PathSegment, type Problem } from '../schema/problem';

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
    const path = findHostPath(cluster.options, machine) ?? [machine.name];
    const message = `is the address of the ${previousRole} ${previousHost.name} until the next apply, which would remove and join the same host at the same time`;
    return [
      error(['clusters', cluster.name, ...path], machine.address, message, 'remove it, apply, and then add it again'),
    ];
  });
}

/** Returns the role that determines which resource has the host: stacked etcd belongs to the control plane. */
function mainRole({ roles }: Machine): string {
  return roles.find((role) => role !== 'etcd') ?? 'etcd';
}

/** Returns the path of a host in the options of its cluster, at any depth. */
function findHostPath(options: unknown, machine: Machine): readonly PathSegment[] | undefined {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) return undefined;
  for (const [key, value] of Object.entries(options)) {
    if (key === machine.name && value === machine.address) return [key];
    const path = findHostPath(value, machine);
    if (path) return [key, ...path];
  }
  return undefined;
}
