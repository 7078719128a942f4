import type { KubernetesObject } from '../cluster/api';

/** Container of a pod, with the fields that the tests read. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, unknown>>;
    readonly limits?: Readonly<Record<string, unknown>>;
  };
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** Pod template of a workload object. */
export interface PodTemplate {
  /** Object that creates the pods: `Deployment traefik`. */
  readonly owner: string;
  readonly template: { readonly spec: PodSpec & Readonly<Record<string, unknown>> };
}

/** Returns the pod template of an object, or an empty list if its kind has none. */
export function listPodTemplates({ kind, metadata, spec }: KubernetesObject): readonly PodTemplate[] {
  const owner = `${kind} ${metadata.name}`;
  const { template, volumeClaimTemplates, jobTemplate } = (spec ?? {}) as {
    template?: PodTemplate['template'];
    volumeClaimTemplates?: readonly KubernetesObject[];
    jobTemplate?: { spec: { template: PodTemplate['template'] } };
  };
  if (kind === 'Pod') return [{ owner, template: { spec: spec as PodTemplate['template']['spec'] } }];
  if (kind === 'CronJob' && jobTemplate) return [{ owner, template: jobTemplate.spec.template }];
  if (kind === 'StatefulSet' && template && volumeClaimTemplates) {
    // The StatefulSet controller adds a volume for each claim template; without it, volume mounts would be invalid.
    const claimVolumes = volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, emptyDir: {} }));
    const { volumes = [] } = template.spec as { volumes?: readonly object[] };
    return [{ owner, template: { ...template, spec: { ...template.spec, volumes: [...volumes, ...claimVolumes] } } }];
  }
  return ['Deployment', 'DaemonSet', 'StatefulSet', 'Job'].includes(kind) && template ? [{ owner, template }] : [];
}

/** Returns the init containers and containers of a pod template. */
export function listContainers({ template: { spec } }: PodTemplate): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}
