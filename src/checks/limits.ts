import { error, type PathSegment, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import { defaultResources, type Workload } from '../definition/workload';
import type { CheckContext } from './context';

/** Requests above the limits beside them, of components and of what tenants give to containers: Kubernetes takes no such pod. */
export function checkResourceLimits({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return [
    ...resolvedClusters.flatMap(({ components }) =>
      components.flatMap(({ options, path }) => checkRequestsWithinLimits({ ...options }, path)),
    ),
    ...Object.entries(platform.tenants).flatMap(([name, { limits = {} }]) =>
      checkRequestsWithinLimits(limits, ['tenants', name, 'limits']),
    ),
  ];
}

/** Requests of a workload above its limits; either may be a default. */
export function checkWorkloadResources(
  { resources = {} }: Partial<Workload>,
  path: readonly PathSegment[],
): readonly Problem[] {
  return checkRequestsWithinLimits({ ...defaultResources, ...resources }, [...path, 'resources']);
}

/** An option and the one of the same name and `Limit`. */
function checkRequestsWithinLimits(
  options: Readonly<Record<string, unknown>>,
  path: readonly PathSegment[],
): readonly Problem[] {
  return Object.entries(options).flatMap(([option, request]) => {
    const limit = options[`${option}Limit`];
    if (typeof request !== 'string' || typeof limit !== 'string' || parseQuantity(request) <= parseQuantity(limit))
      return [];
    const fix = `write ${limit} or less, or ${option}Limit: '${request}' or more`;
    return [error([...path, option], request, `is asked for, and ${option}Limit is ${limit}`, fix)];
  });
}
