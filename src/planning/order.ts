import { capabilityTraits, type Capability, type ProvidedCapabilities } from '../definition/capability';

/** A part of a cluster's stack, as far as its order is concerned. */
export interface ComponentDependencies {
  readonly name: string;
  readonly requires: readonly Capability[];
  readonly provides: ProvidedCapabilities;
}

/** Names of those that must come before: they provide what is required, and it cannot be late. */
export function listProviders(part: ComponentDependencies, parts: readonly ComponentDependencies[]): readonly string[] {
  const needed = part.requires.filter((capability) => capabilityTraits(capability).unordered !== true);
  return parts
    .filter((other) => other.name !== part.name && needed.some((capability) => capability in other.provides))
    .map((other) => other.name)
    .sort();
}

/** Parts in an order in which providers come first; it does not depend on the order in which they were written. */
export function sortByDependencies<T extends ComponentDependencies>(
  parts: readonly T[],
): { readonly order: readonly T[]; readonly dependencyCycle: readonly T[] } {
  const before = new Map(parts.map((part) => [part.name, new Set(listProviders(part, parts))]));
  const waiting = [...parts].sort((a, b) => (a.name < b.name ? -1 : 1));
  const order: T[] = [];
  for (;;) {
    const next = waiting.findIndex((part) => before.get(part.name)?.size === 0);
    const [part] = next < 0 ? [] : waiting.splice(next, 1);
    if (!part) return { order, dependencyCycle: waiting };
    order.push(part);
    for (const others of before.values()) others.delete(part.name);
  }
}
