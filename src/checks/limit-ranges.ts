import type { Tenant } from '../definition/tenant';
import { resolveResources } from '../definition/workload';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { parseQuantity } from '../schema/quantity';
import { describeAddedPods, listAddedPods } from './added-pods';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks the maxima in `limits` of tenants: the defaults in `limits`, and containers and volumes of workloads, must not
 * exceed them. The API server refuses LimitRanges, pods and PersistentVolumeClaims that do.
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export function checkLimitRanges(context: CheckContext): readonly Problem[] {
  return [
    ...Object.entries(context.platform.tenants).flatMap(([name, tenant]) => checkDefaults(name, tenant)),
    ...checkDeployedWorkloads(context, checkWorkload),
    ...checkAddedPods(context),
  ];
}

function checkDefaults(tenantName: string, { limits }: Tenant): readonly Problem[] {
  if (!limits) return [];
  const path = ['tenants', tenantName, 'limits'];
  return (
    [
      ['cpu', 'maxCpu'],
      ['memory', 'maxMemory'],
      ['memoryLimit', 'maxMemory'],
    ] as const
  ).flatMap(([option, maximum]) =>
    compare(limits[option], limits[maximum], [...path, option], `${maximum}, which is ${limits[maximum]}`),
  );
}

function checkWorkload({ tenant, tenantName, workload, path }: DeployedWorkload): readonly Problem[] {
  const { maxCpu, maxMemory, maxStorage } = tenant.limits ?? {};
  const { cpu, cpuLimit, memory, memoryLimit } = resolveResources(workload);
  const maximum = (option: string, value: string | undefined) => `tenants.${tenantName}.limits.${option}, ${value}`;
  return [
    // Kubernetes sets a missing CPU limit to the maximum.
    ...compare(
      cpuLimit ?? cpu,
      maxCpu,
      [...path, 'resources', cpuLimit === undefined ? 'cpu' : 'cpuLimit'],
      maximum('maxCpu', maxCpu),
    ),
    ...compare(memory, maxMemory, [...path, 'resources', 'memory'], maximum('maxMemory', maxMemory)),
    ...compare(memoryLimit, maxMemory, [...path, 'resources', 'memoryLimit'], maximum('maxMemory', maxMemory)),
    ...Object.entries(workload.files ?? {}).flatMap(([mountPath, source]) =>
      'volume' in source
        ? compare(
            `${source.storageGiB}Gi`,
            maxStorage,
            [...path, 'files', mountPath, 'storageGiB'],
            maximum('maxStorage', maxStorage),
          )
        : [],
    ),
  ];
}

/** Checks the pods that providers of capabilities add for a tenant. */
function checkAddedPods(context: CheckContext): readonly Problem[] {
  return Object.entries(context.platform.tenants).flatMap(([tenantName, { limits }]) =>
    uniqueProblems(
      context.resolvedClusters
        .flatMap((cluster) => listAddedPods(tenantName, cluster, context))
        .flatMap((pods) =>
          (
            [
              ['maxCpu', pods.cpu],
              ['maxMemory', pods.memory],
              ['maxStorage', `${pods.storageGiB ?? 0}Gi`],
            ] as const
          ).flatMap(([option, value]) => {
            const maximum = limits?.[option];
            if (maximum === undefined || parseQuantity(value) <= parseQuantity(maximum)) return [];
            return [
              error(
                ['tenants', tenantName, 'limits', option],
                maximum,
                `is less than the ${value} of each pod of ${describeAddedPods(pods)} in namespace '${pods.namespace}'`,
                `write ${value} or more, or a smaller size where it is used`,
              ),
            ];
          }),
        ),
    ),
  );
}

function compare(
  value: string,
  maximum: string | undefined,
  path: readonly PathSegment[],
  maximumName: string,
): readonly Problem[] {
  if (maximum === undefined || parseQuantity(value) <= parseQuantity(maximum)) return [];
  return [error(path, value, `exceeds ${maximumName}`, `write ${maximum} or less, or raise the maximum`)];
}
