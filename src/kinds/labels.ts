import type { Capability } from '../definition/capability';

/** Label of every namespace of a tenant: its value is the tenant. */
export const tenantLabel = 'plinth.dev/tenant';

/**
 * Label of the namespace that a capability is provided from. Policies find providers by it, never by product, so that
 * replacing one changes nothing for those who use it. Its value is `true`.
 */
export function providesLabel(capability: Capability): string {
  return `plinth.dev/provides-${capability}`;
}

/** Label of pods whose `logs` are not plain lines, for whatever collects them. */
export const logsLabel = 'plinth.dev/logs';

/**
 * Labels of an application's objects and pods.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
 */
export function applicationLabels(tenant: string, application: string): Readonly<Record<string, string>> {
  return {
    'app.kubernetes.io/name': application,
    'app.kubernetes.io/part-of': tenant,
    'app.kubernetes.io/managed-by': 'plinth',
  };
}
