import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { applicationLabels, logsLabel } from '../../src/kinds/labels';
import type { Patch } from '../../src/definition/patch';
import type { Workload } from '../../src/definition/workload';
import { mergeHelmValues } from '../kubernetes/helm-values';
import { addObject, type KubernetesObject } from '../kubernetes/object';

interface NamedWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly tenant: string;
}

/** Name, namespace and labels that all objects of an application share. */
export function workloadMetadata({ name, namespace, tenant }: NamedWorkload): ObjectMeta {
  return { name, namespace, labels: { ...applicationLabels(tenant, name) } };
}

/** Labels of a workload's pods: those of its objects, and how whoever collects its logs is to read them. */
export function workloadPodLabels({
  tenant,
  name,
  options: { logs },
}: NamedWorkload & { readonly options: Workload }): {
  [label: string]: string;
} {
  return { ...applicationLabels(tenant, name), ...(logs === 'lines' ? {} : { [logsLabel]: logs }) };
}

/** The label that finds an application's pods; a Deployment can never change it. */
export function podSelectorLabels({ name }: { readonly name: string }): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Draws an object of a workload, with what its author patches of this kind laid over it. */
export function addPatchedObject<T extends { apiVersion?: string; kind?: string }>(
  scope: Construct,
  id: string,
  patch: object | undefined,
  object: KubernetesObject<T>,
): ApiObject {
  const fields = (patch as Patch | undefined)?.[object.kind as keyof Patch];
  return addObject<T>(scope, id, fields ? (mergeHelmValues(object, fields) as KubernetesObject<T>) : object);
}
