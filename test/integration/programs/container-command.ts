import type { KubernetesObject } from '../cluster/api';
import { listPodTemplates } from '../charts/pod-templates';

/** Arguments and user of a container. */
export interface ContainerCommand {
  readonly args: readonly string[];
  /** User name of the pod's service account: `system:serviceaccount:monitoring:prometheus`. */
  readonly user: string;
}

/** Returns the command of the first container with a name in the pod templates of some objects. @throws if there is none */
export function getContainerCommand(objects: readonly KubernetesObject[], containerName: string): ContainerCommand {
  for (const object of objects)
    for (const { template } of listPodTemplates(object)) {
      const container = template.spec.containers?.find(({ name }) => name === containerName);
      const { serviceAccountName = 'default' } = template.spec as { serviceAccountName?: string };
      const user = `system:serviceaccount:${object.metadata.namespace ?? ''}:${serviceAccountName}`;
      if (container) return { args: container.args ?? [], user };
    }
  throw new Error(`no object has a container ${containerName}`);
}
