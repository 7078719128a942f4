import type { Container, PersistentVolumeClaimSpec, PodSpec } from 'kubernetes-types/core/v1';
import type { Limits } from '../../../src/definition/tenant';
import { parseQuantity } from '../../../src/schema/quantity';

/**
 * Evaluates the maxima of the LimitRange of a tenant on the containers of a pod, and returns what exceeds them.
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function evaluatePodLimits(pod: PodSpec, limits: Limits): readonly string[] {
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return containers.flatMap(({ name, resources }) => [
    ...findExcess(`container '${name}'`, 'cpu', resources, limits.maxCpu),
    ...findExcess(`container '${name}'`, 'memory', resources, limits.maxMemory),
  ]);
}

/** Evaluates the maximum of the LimitRange of a tenant on a volume claim, and returns what exceeds it. */
export function evaluateClaimLimits({ resources }: PersistentVolumeClaimSpec, limits: Limits): readonly string[] {
  return findExcess('the volume claim', 'storage', resources, limits.maxStorage);
}

function findExcess(
  owner: string,
  resource: 'cpu' | 'memory' | 'storage',
  resources: Container['resources'],
  maximum: string | undefined,
): readonly string[] {
  if (maximum === undefined) return [];
  const values = [resources?.limits?.[resource], resources?.requests?.[resource]].map(String);
  const excess = values.find((value) => parseQuantity(value) > parseQuantity(maximum));
  return excess === undefined ? [] : [`${owner} has ${resource} ${excess}, and the maximum is ${maximum}`];
}
