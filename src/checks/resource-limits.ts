import { listContainers } from '../definition/containers';
import { defaultResources } from '../definition/workload';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import type { CheckContext } from './context';
import { checkDeployedWorkloads } from './workloads';

/**
 * Checks that no resource request exceeds its limit: of components, of workloads, and of the defaults that a tenant
 * sets in `limits`. The API server rejects such pods.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits
 */
export function checkResourceLimits(context: CheckContext): readonly Problem[] {
  const { platform, resolvedClusters } = context;
  return [
    ...resolvedClusters.flatMap(({ components }) =>
      components.flatMap(({ options, path }) => checkRequests({ ...options }, path)),
    ),
    ...Object.entries(platform.tenants).flatMap(([name, { limits = {} }]) =>
      checkRequests(limits, ['tenants', name, 'limits']),
    ),
    ...checkDeployedWorkloads(context, ({ name, workload, path }) =>
      listContainers(name, workload).flatMap((container) =>
        checkRequests({ ...defaultResources, ...container.options.resources }, [
          ...path,
          ...container.path,
          'resources',
        ]),
      ),
    ),
  ];
}

/** Compares every option, such as `memory`, with the option of the same name and the suffix `Limit`. */
function checkRequests(options: Readonly<Record<string, unknown>>, path: readonly PathSegment[]): readonly Problem[] {
  return Object.entries(options).flatMap(([option, request]) => {
    const limit = options[`${option}Limit`];
    if (typeof request !== 'string' || typeof limit !== 'string') return [];
    if (parseQuantity(request) <= parseQuantity(limit)) return [];
    return [
      error(
        [...path, option],
        request,
        `exceeds ${option}Limit, which is ${limit}`,
        `write ${limit} or less, or set ${option}Limit to ${request} or more`,
      ),
    ];
  });
}
