import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type { PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { z } from 'zod';

/** Any part of an object, however deep; lists are replaced whole. */
type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** The objects that a patch may change. Network policies are none of them: access is said by `calls` and `allows`. */
interface PatchableObjects {
  readonly Deployment: Deployment;
  readonly Service: Service;
  readonly ServiceAccount: ServiceAccount;
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  readonly PodDisruptionBudget: PodDisruptionBudget;
  readonly Ingress: Ingress;
  readonly PersistentVolumeClaim: PersistentVolumeClaim;
  readonly Job: Job;
  readonly CronJob: CronJob;
}

/** Fields of made objects by their kind: mappings are merged, all else is replaced. */
export type Patch = {
  readonly [K in keyof PatchableObjects]?: DeepPartial<Omit<PatchableObjects[K], 'apiVersion' | 'kind' | 'status'>>;
};

const patchFields = z
  .record(z.string(), z.json())
  .refine(
    (patch) => !['apiVersion', 'kind', 'status'].some((key) => key in patch),
    'what an object is cannot be patched: leave apiVersion, kind and status out',
  )
  .refine((patch) => {
    const { metadata } = patch;
    return !(metadata instanceof Object) || !('name' in metadata || 'namespace' in metadata);
  }, 'the name and namespace of an object cannot be patched: leave them out')
  .optional();

/** See {@link Patch}. */
export const patchSchema = z
  .strictObject({
    Deployment: patchFields,
    Service: patchFields,
    ServiceAccount: patchFields,
    HorizontalPodAutoscaler: patchFields,
    PodDisruptionBudget: patchFields,
    Ingress: patchFields,
    PersistentVolumeClaim: patchFields,
    Job: patchFields,
    CronJob: patchFields,
  })
  .describe('fields of the objects that are made of it, by their kind: laid over what Plinth writes');
