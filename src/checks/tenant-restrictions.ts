import { listMounts } from '../definition/containers';
import { listImages } from '../definition/pod-images';
import type { Tenant } from '../definition/tenant';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { describeAddedPods, listAddedPods } from './added-pods';
import type { CheckContext } from './context';
import { uniqueProblems } from './duplicates';
import { listWorkloadImages } from './image-tags';
import {
  checkDeployedWorkloads,
  listDeclaredWorkloads,
  type DeclaredWorkload,
  type DeployedWorkload,
} from './workloads';

/**
 * Checks that workloads use only registries and classes that their tenant may use. The admission policies of the tenant
 * enforce the same at the API server.
 */
export function checkTenantRestrictions(context: CheckContext): readonly Problem[] {
  return [
    ...listDeclaredWorkloads(context.platform).flatMap(checkPodClasses),
    ...Object.entries(context.platform.tenants).flatMap(([tenantName, tenant]) =>
      listImages(tenant.objects ?? []).flatMap(({ path, image }) =>
        checkRegistry(image, ['tenants', tenantName, 'objects', ...path], tenantName, tenant),
      ),
    ),
    ...checkDeployedWorkloads(context, (workload) => [...checkRegistries(workload), ...checkStorageClasses(workload)]),
    ...checkAddedVolumes(context),
  ];
}

function checkPodClasses({ tenant, tenantName, workload, path }: DeclaredWorkload): readonly Problem[] {
  const classes = [
    { field: 'priorityClass', className: workload.priorityClass, list: 'priorityClasses' },
    { field: 'runtimeClass', className: workload.runtimeClass, list: 'runtimeClasses' },
  ] as const;
  return classes.flatMap(({ field, className, list }) =>
    className === undefined || tenant[list]?.includes(className)
      ? []
      : [error([...path, field], className, `is not in tenants.${tenantName}.${list}`, 'add it there, or remove it')],
  );
}

function checkRegistries(workload: DeployedWorkload): readonly Problem[] {
  return listWorkloadImages(workload).flatMap(({ image, path }) =>
    checkRegistry(image, path, workload.tenantName, workload.tenant),
  );
}

function checkRegistry(
  image: string,
  path: readonly PathSegment[],
  tenantName: string,
  { registries }: Tenant,
): readonly Problem[] {
  if (!registries || registries.some((registry) => image.startsWith(`${registry}/`))) return [];
  return [
    error(
      path,
      image,
      `is not from a registry in tenants.${tenantName}.registries`,
      registries.length > 0
        ? `use an image from ${registries.join(' or ')}, or add its registry there`
        : 'add it there',
    ),
  ];
}

function checkStorageClasses({ tenant, tenantName, name, workload, path }: DeployedWorkload): readonly Problem[] {
  const { storageClasses } = tenant;
  if (!storageClasses) return [];
  return listMounts(name, workload).flatMap(({ path: mountPath, source }) =>
    !('volume' in source) || storageClasses.includes(source.storageClass ?? '')
      ? []
      : [
          error(
            [...path, ...mountPath, 'storageClass'],
            source.storageClass,
            `must be in tenants.${tenantName}.storageClasses`,
            `write one of ${storageClasses.map((storageClass) => `'${storageClass}'`).join(', ')}`,
          ),
        ],
  );
}

/** Checks the StorageClasses of the volumes that providers of capabilities add for a tenant. */
function checkAddedVolumes(context: CheckContext): readonly Problem[] {
  return Object.entries(context.platform.tenants).flatMap(([tenantName, { storageClasses }]) => {
    if (!storageClasses) return [];
    return uniqueProblems(
      context.resolvedClusters
        .flatMap((cluster) => listAddedPods(tenantName, cluster, context))
        .filter(({ storageGiB = 0, storageClass = '' }) => storageGiB > 0 && !storageClasses.includes(storageClass))
        .map((pods) =>
          error(
            ['tenants', tenantName, 'storageClasses'],
            storageClasses.join(', '),
            pods.storageClass === undefined
              ? `does not allow the volumes of ${describeAddedPods(pods)}, which have no StorageClass`
              : `does not allow StorageClass '${pods.storageClass}' of the volumes of ${describeAddedPods(pods)}`,
            pods.storageClass === undefined
              ? 'set `storageClass` of the component that provides it to one of these'
              : `add '${pods.storageClass}'`,
          ),
        ),
    );
  });
}
