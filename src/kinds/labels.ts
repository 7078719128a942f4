import type { Capability, CapabilityEndpoints } from '../definition/capability';

/** Label of the namespaces of tenants. The value is the name of the tenant. */
export const tenantLabel = 'plinth.dev/tenant';

/** Returns the labels of a tenant's namespaces, and of objects for the tenant that belong to no workload. */
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

/** Labels of Plinth's own, by which network policies of caches and other pods that it adds to tenants select them. */
export const plinthLabels = 'plinth.dev/';

/** Labels of the pods by which cert-manager solves challenges, which a network policy in tenants' namespaces selects. */
const challengeLabels = 'acme.cert-manager.io/';

/** Labels of providers that objects of tenants may have: the log format, and that the operator reads a Secret again. */
export const permittedProviderLabels: readonly string[] = [logsLabel, 'cnpg.io/reload'];

/**
 * Lists the labels by which network policies select pods that others than the tenant create in its namespaces, and by which
 * operators find them: keys, or prefixes of keys that end with a slash. Providers declare theirs in `operatedPods`.
 */
export function listProviderLabels(capabilities: CapabilityEndpoints): readonly string[] {
  const declared = Object.values(capabilities).flatMap((endpoint) => endpoint?.operatedPods?.labels ?? []);
  return [...new Set([plinthLabels, challengeLabels, ...declared])].sort();
}

/** Returns whether a label gives pods the network access of a provider, or makes an operator manage an object. */
export function isProviderLabel(label: string, providerLabels: readonly string[]): boolean {
  return (
    providerLabels.some((key) => (key.endsWith('/') ? label.startsWith(key) : label === key)) &&
    !permittedProviderLabels.includes(label)
  );
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
