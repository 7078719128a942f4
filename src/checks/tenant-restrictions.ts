import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
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
    ...checkDeployedWorkloads(context, (workload) => [...checkRegistry(workload), ...checkStorageClasses(workload)]),
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

function checkRegistry({ tenant, tenantName, workload, path }: DeployedWorkload): readonly Problem[] {
  const { registries } = tenant;
  if (!registries || registries.some((registry) => workload.image.startsWith(`${registry}/`))) return [];
  return [
    error(
      [...path, 'image'],
      workload.image,
      `is not from a registry in tenants.${tenantName}.registries`,
      `use an image from ${registries.join(' or ')}, or add its registry there`,
    ),
  ];
}

function checkStorageClasses({ tenant, tenantName, workload, path }: DeployedWorkload): readonly Problem[] {
  const { storageClasses } = tenant;
  if (!storageClasses) return [];
  return Object.entries(workload.files ?? {}).flatMap(([mountPath, source]) =>
    !('volume' in source) || storageClasses.includes(source.storageClass ?? '')
      ? []
      : [
          error(
            [...path, 'files', mountPath, 'storageClass'],
            source.storageClass,
            `must be in tenants.${tenantName}.storageClasses`,
            `write one of ${storageClasses.map((name) => `'${name}'`).join(', ')}`,
          ),
        ],
  );
}
