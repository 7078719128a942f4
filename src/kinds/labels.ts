import type { Capability } from '../definition/capability';

/** Label of the namespaces of tenants. The value is the name of the tenant. */
export const tenantLabel = 'plinth.dev/tenant';

/** Returns the labels of a tenant's namespaces, and of objects in them that belong to no workload. */
export function tenantObjectLabels(tenant: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: tenant };
}

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

/** Labels by which network policies of providers select pods, by their prefix, and operators find what they manage. */
const providerLabelPrefixes = ['plinth.dev/', 'cnpg.io/', 'acme.cert-manager.io/'];

/** Labels with such a prefix that objects of tenants may have: the operator reads a Secret again, and the log format. */
const permittedProviderLabels = [logsLabel, 'cnpg.io/reload'];

/** Returns whether a label gives pods the network access of a provider, or makes an operator manage an object. */
export function isProviderLabel(label: string): boolean {
  return providerLabelPrefixes.some((prefix) => label.startsWith(prefix)) && !permittedProviderLabels.includes(label);
}

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
