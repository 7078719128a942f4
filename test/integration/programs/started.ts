import type { KubernetesObject } from '../cluster/api';
import { podsOf } from '../charts/judge';

/** How a container is started. */
export interface Started {
  readonly args: readonly string[];
  /** As the API server calls the account of its pod: `system:serviceaccount:monitoring:prometheus`. */
  readonly user: string;
}

/** How objects start a container. Throws where none of them has one of that name. */
export function startedBy(objects: readonly KubernetesObject[], container: string): Started {
  for (const object of objects)
    for (const { template } of podsOf(object)) {
      const found = template.spec.containers?.find(({ name }) => name === container);
      const { serviceAccountName = 'default' } = template.spec as { serviceAccountName?: string };
      const user = `system:serviceaccount:${object.metadata.namespace ?? ''}:${serviceAccountName}`;
      if (found) return { args: found.args ?? [], user };
    }
  throw new Error(`no object starts a container ${container}`);
}
