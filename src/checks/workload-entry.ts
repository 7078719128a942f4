import type { Platform } from '../definition/platform';
import type { PathSegment } from '../schema/problem';
import type { Tenant, TenantWorkload } from '../definition/tenant';

/** A workload, whose it is, and where it stands in the description. */
export interface WorkloadEntry {
  readonly tenant: Tenant;
  readonly tenantName: string;
  readonly name: string;
  readonly workload: TenantWorkload;
  readonly path: readonly PathSegment[];
}

/** All workloads of a platform. */
export function listWorkloads(platform: Platform): readonly WorkloadEntry[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, tenant]) =>
    Object.entries(tenant.applications ?? {}).map(([name, workload]) => ({
      tenant,
      tenantName,
      name,
      workload,
      path: ['tenants', tenantName, 'applications', name],
    })),
  );
}
