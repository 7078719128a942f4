import type { Capability } from '../definition/capability';

/** Label of the namespaces of tenants. The value is the name of the tenant. */
export const tenantLabel = 'plinth.dev/tenant';

/** Label of the namespaces of tenants that are suspended. The value is `true`. */
export const suspendedLabel = 'plinth.dev/suspended';

/**
 * Returns the label of namespaces whose pods provide a capability. Network policies select providers by this label and
 * not by product, so that a provider can be replaced without changes to its users. The value is `true`.
 */
export function providesLabel(capability: Capability): string {
  return `plinth.dev/provides-${capability}`;
}

/** Label of pods whose log format is not `lines`, for log collectors. The value is the format. */
export const logsLabel = 'plinth.dev/logs';

/**
 * Returns the labels of the objects and pods of an application or a job.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function applicationLabels(tenant: string, application: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': application,
    'app.kubernetes.io/part-of': tenant,
    'app.kubernetes.io/managed-by': 'plinth',
  };
}
