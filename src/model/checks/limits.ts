import { error, type PathSegment, type Problem } from '../problem';
import { amountOf } from '../quantity';
import { defaultResources, type Workload } from '../workload';
import type { Known } from './known';

/** Requests above the limits beside them, of components and of what tenants give to containers: Kubernetes takes no such pod. */
export function limitProblems({ platform, drafts }: Known): readonly Problem[] {
  return [
    ...drafts.flatMap(({ components }) => components.flatMap(({ options, path }) => above({ ...options }, path))),
    ...Object.entries(platform.tenants).flatMap(([name, { limits = {} }]) =>
      above(limits, ['tenants', name, 'limits']),
    ),
  ];
}

/** Requests of a workload above its limits; either may be a default. */
export function resourceProblems(
  { resources = {} }: Partial<Workload>,
  path: readonly PathSegment[],
): readonly Problem[] {
  return above({ ...defaultResources, ...resources }, [...path, 'resources']);
}

/** An option and the one of the same name and `Limit`. */
function above(options: Readonly<Record<string, unknown>>, path: readonly PathSegment[]): readonly Problem[] {
  return Object.entries(options).flatMap(([option, request]) => {
    const limit = options[`${option}Limit`];
    if (typeof request !== 'string' || typeof limit !== 'string' || amountOf(request) <= amountOf(limit)) return [];
    const fix = `write ${limit} or less, or ${option}Limit: '${request}' or more`;
    return [error([...path, option], request, `is asked for, and ${option}Limit is ${limit}`, fix)];
  });
}
