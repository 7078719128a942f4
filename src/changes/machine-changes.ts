import { isDeepStrictEqual } from 'node:util';
import type { ClusterPlan } from '../kinds/cluster-plan';
import type { Machine } from '../kinds/machine';
import { error, type Problem } from '../schema/problem';
import type { Change, Comparison } from './change';
import { pairByName } from './pair-by-name';

/** Compares the machines of a cluster. A machine with another address or other roles is drained and joins again. */
export function compareMachines(previous: ClusterPlan, current: ClusterPlan): Comparison {
  const changes = pairByName(previous.machines, current.machines).flatMap(
    ([previousMachine, currentMachine]): readonly Change[] => {
      if (previousMachine && currentMachine && isSameMachine(previousMachine, currentMachine)) return [];
      return [
        ...(previousMachine ? [drain(current.name, previousMachine)] : []),
        ...(currentMachine ? [join(current.name, currentMachine)] : []),
      ];
    },
  );
  return { changes, problems: checkEtcdQuorum(previous, current) };
}

/** Lists the machines of a new cluster, which all join. */
export function joiningMachines({ name, machines }: ClusterPlan): readonly Change[] {
  return machines.map((machine) => join(name, machine));
}

function isSameMachine(machine: Machine, otherMachine: Machine): boolean {
  return (
    machine.address === otherMachine.address &&
    machine.secondAddress === otherMachine.secondAddress &&
    isDeepStrictEqual(machine.roles, otherMachine.roles)
  );
}

function drain(cluster: string, { name, address }: Machine): Change {
  return {
    action: 'drain',
    path: ['clusters', cluster, name],
    from: address,
    risk: 'its pods are evicted, and the host is reset',
  };
}

function join(cluster: string, { name, address }: Machine): Change {
  return { action: 'join', path: ['clusters', cluster, name], to: address };
}

/**
 * Checks that more than half of the etcd members remain where others take their place. Removals alone are made one after another, and
 * none without a quorum of the members that are left.
 * @see https://etcd.io/docs/v3.6/faq/#what-is-failure-tolerance
 */
function checkEtcdQuorum(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const previousMembers = listEtcdMembers(previous);
  const currentMembers = listEtcdMembers(current);
  const remainingMembers = previousMembers.filter((member) =>
    currentMembers.some((other) => other.name === member.name && isSameMachine(member, other)),
  );
  const total = previousMembers.length;
  const isReduction = remainingMembers.length > 0 && remainingMembers.length === currentMembers.length;
  if (isReduction || total === 0 || remainingMembers.length > total / 2) return [];
  return [
    error(
      ['clusters', current.name],
      `${remainingMembers.length} of ${total}`,
      'too few etcd members remain for a quorum, and the cluster would lose its data',
      `keep at least ${Math.floor(total / 2) + 1} of ${previousMembers.map(({ name }) => name).join(', ')}, apply, then change the others`,
    ),
  ];
}

function listEtcdMembers({ machines }: ClusterPlan): readonly Machine[] {
  return machines.filter(({ roles }) => roles.includes('etcd'));
}
