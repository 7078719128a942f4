import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { WorkloadAdditions } from '../../src/kinds/additions';
import { applicationLabels, logsLabel } from '../../src/kinds/labels';
import { resolveImage, type ClusterInfo } from '../../src/kinds/cluster-info';
import { mapImages } from '../../src/definition/pod-images';
import type { Patch } from '../../src/definition/patch';
import type { Workload } from '../../src/definition/workload';
import { mergeStrategically } from '../kubernetes/strategic-merge';
import { addObject, type KubernetesObject } from '../kubernetes/object';

/** The part of a workload's plan that names its objects. */
interface NamedWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly tenant: string;
}

/** Returns name, namespace and labels of a workload's objects. */
export function workloadMetadata({ name, namespace, tenant }: NamedWorkload): ObjectMeta {
  return { name, namespace, labels: { ...applicationLabels(tenant, name) } };
}

/** Returns the labels of a workload's pods: those of its objects and of providers, and its log format for the log collector. */
export function workloadPodLabels({
  tenant,
  name,
  options: { logs },
  additions = [],
}: NamedWorkload & { readonly options: Workload; readonly additions?: readonly WorkloadAdditions[] }): {
  [label: string]: string;
} {
  const added = Object.assign({}, ...additions.map(({ podLabels }) => podLabels)) as Record<string, string>;
  return { ...added, ...applicationLabels(tenant, name), ...(logs === 'lines' ? {} : { [logsLabel]: logs }) };
}

/** Returns the labels that select the pods of a workload. They must not change: a Deployment's selector is immutable. */
export function podSelectorLabels({ name }: { readonly name: string }): Record<string, string> {
  return { 'app.kubernetes.io/name': name };
}

/** Adds an object of a workload, with the workload's patch for this kind merged over it. `checkPatches` checks patches. */
export function addPatchedObject<T extends { apiVersion?: string; kind?: string }>(
  scope: Construct,
  id: string,
  patch: object | undefined,
  object: KubernetesObject<T>,
): ApiObject {
  const kindPatch = (patch as Patch | undefined)?.[object.kind as keyof Patch];
  return addObject<T>(
    scope,
    id,
    kindPatch ? (mergeStrategically(object.kind, object, kindPatch) as KubernetesObject<T>) : object,
  );
}

/** Returns manifests, or parts of them, with the references by which a cluster pulls their images. */
export function useRegistryMirror<T>(manifests: T, cluster: ClusterInfo): T {
  return cluster.registryMirror === undefined
    ? manifests
    : mapImages(manifests, (image) => resolveImage(cluster, image));
}
