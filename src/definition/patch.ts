import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type { PersistentVolumeClaim, Service, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { z } from 'zod';
import { jsonValue } from '../schema/field-types';
import { nameSchema } from '../schema/json-schema';

/** Object with all fields optional, at every depth; null removes a field. */
type DeepPartial<T> = T extends readonly (infer Item)[]
  ? readonly DeepPartial<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> | null }
    : T;

/** Generated objects that a patch may change. NetworkPolicies derive from `calls` and `allows` only. */
interface PatchableObjects {
  /**
   * Fields of the Deployment.
   * @default none
   * @example Deployment: { spec: { minReadySeconds: 10 } }
   */
  readonly Deployment: Deployment;
  /**
   * Fields of the Service.
   * @default none
   * @example Service: { spec: { sessionAffinity: 'ClientIP' } }
   */
  readonly Service: Service;
  /**
   * Fields of the ServiceAccount.
   * @default none
   * @example ServiceAccount: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly ServiceAccount: ServiceAccount;
  /**
   * Fields of the HorizontalPodAutoscaler.
   * @default none
   * @example HorizontalPodAutoscaler: { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } } }
   */
  readonly HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  /**
   * Fields of the PodDisruptionBudget.
   * @default none
   * @example PodDisruptionBudget: { spec: { unhealthyPodEvictionPolicy: 'IfHealthyBudget' } }
   */
  readonly PodDisruptionBudget: PodDisruptionBudget;
  /**
   * Fields of the Ingress.
   * @default none
   * @example Ingress: { metadata: { annotations: { 'acme.example/owner': 'shop' } } }
   */
  readonly Ingress: Ingress;
  /**
   * Fields of the PersistentVolumeClaims.
   * @default none
   * @example PersistentVolumeClaim: { metadata: { labels: { backup: 'daily' } } }
   */
  readonly PersistentVolumeClaim: PersistentVolumeClaim;
  /**
   * Fields of the Job.
   * @default none
   * @example Job: { spec: { podReplacementPolicy: 'Failed' } }
   */
  readonly Job: Job;
  /**
   * Fields of the CronJob.
   * @default none
   * @example CronJob: { spec: { suspend: true } }
   */
  readonly CronJob: CronJob;
}

/**
 * Fields of a workload's generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the
 * merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced.
 */
export type Patch = {
  readonly [K in keyof PatchableObjects]?: DeepPartial<Omit<PatchableObjects[K], 'apiVersion' | 'kind' | 'status'>>;
};

const patchFields = z
  .record(z.string(), jsonValue)
  .refine(
    (patch) => !['apiVersion', 'kind', 'status'].some((key) => key in patch),
    'must not change the type of the object: remove apiVersion, kind and status',
  )
  .refine((patch) => {
    const { metadata } = patch;
    return !(metadata instanceof Object) || !('name' in metadata || 'namespace' in metadata);
  }, 'must not change the name or namespace of the object: remove them')
  .meta({ examples: [{ metadata: { annotations: { 'acme.example/owner': 'shop' } } }] })
  .optional();

/** Schema of {@link Patch}. */
export const patchSchema = z
  .strictObject({
    Deployment: patchFields.describe('fields of the Deployment'),
    Service: patchFields.describe('fields of the Service'),
    ServiceAccount: patchFields.describe('fields of the ServiceAccount'),
    HorizontalPodAutoscaler: patchFields.describe('fields of the HorizontalPodAutoscaler'),
    PodDisruptionBudget: patchFields.describe('fields of the PodDisruptionBudget'),
    Ingress: patchFields.describe('fields of the Ingress'),
    PersistentVolumeClaim: patchFields.describe('fields of the PersistentVolumeClaims'),
    Job: patchFields.describe('fields of the Job'),
    CronJob: patchFields.describe('fields of the CronJob'),
  })
  .meta({ examples: [{ Deployment: { spec: { minReadySeconds: 10 } } }] })
  .describe(
    'fields of the generated objects, by kind, merged as a strategic merge patch: objects by field, lists by the merge keys of the Kubernetes API (containers, variables and volumes by name), other values are replaced; null removes a field',
  );
nameSchema('Patch', patchSchema);
