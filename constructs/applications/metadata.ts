import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { ApplicationPlan } from '../../src/model/cluster-plan';
import { applicationLabels } from '../../src/model/labels';

/** Name, namespace and labels that all objects of an application share. */
export function metadataOf({ name, namespace, tenant }: ApplicationPlan): ObjectMeta {
  return { name, namespace, labels: { ...applicationLabels(tenant, name) } };
}

/** The label that finds an application's pods; a Deployment can never change it. */
export function podsOf({ name }: { readonly name: string }): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}
