import { z } from 'zod';
import type { WorkloadReference } from '../../src/kinds/bound-cluster';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/workload-plan';
import { cidr, list, nonEmptyList } from '../../src/schema/field-types';
import { labelKey, labelValue, taint } from '../../src/schema/labels';

/** Options of a node pool that are equal in all clouds. */
export const nodePoolFields = {
  labels: z
    .record(labelKey, labelValue)
    .default({})
    .meta({ examples: [{ pool: 'shop' }] })
    .describe('labels of the nodes'),
  taints: list(taint).default([]).describe('taints of the nodes, such as gpu=yes:NoSchedule'),
};

/**
 * Returns the schema of the option `api` of a cluster.
 * @param description what reaches a private API, and a public one
 * @param rangesDescription what the public address ranges may connect to
 */
export function apiAccessSchema(description: string, rangesDescription: string) {
  return z
    .union([
      z.literal('private'),
      z.strictObject({
        allowedRanges: nonEmptyList(
          cidr.refine((range) => !range.endsWith('/0'), 'allows all addresses: write the ranges of your networks'),
        ).describe(rangesDescription),
      }),
    ])
    .default('private')
    .meta({ examples: [{ allowedRanges: ['198.51.100.0/24'] }] })
    .describe(description);
}

/** Schema of the name of a Kubernetes group in the option `groups`. */
export const groupName = z.string().regex(/^(?!system:)\S+$/, 'must not begin with system:');

/** Schema of the name of a workload in the option `permissions`. */
export const workloadName = z
  .string()
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be tenant/application: write one such as shop/web');

/** Option `permissions` of a cluster: permissions in the cloud by `tenant/application`. */
interface Permissions<P> {
  readonly permissions: Readonly<Record<string, P>>;
}

/** Lists the workloads that the option `permissions` names. */
export function listPermissionReferences({ permissions }: Permissions<unknown>): readonly WorkloadReference[] {
  return Object.keys(permissions).map((reference) => ({ path: ['permissions', reference], reference }));
}

/** Returns the permissions of a workload in the option `permissions`; undefined for none. */
export function tryGetPermissions<P>(
  { permissions }: Permissions<P>,
  { tenant, name }: ApplicationPlan | JobPlan,
): P | undefined {
  return permissions[`${tenant}/${name}`];
}
