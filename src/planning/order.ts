import { capabilityTraits, type Capability } from '../definition/capability';
import type { CapabilityProviders } from '../kinds/provides';

/** Properties of a component that determine the order of installation. */
export interface ComponentDependencies {
  readonly name: string;
  readonly requires: readonly Capability[];
  readonly provides: CapabilityProviders;
}

/** Lists the names of the components that must be installed before a component: providers of what it requires. */
export function listProviders(
  component: ComponentDependencies,
  components: readonly ComponentDependencies[],
): readonly string[] {
  const ordered = component.requires.filter((capability) => capabilityTraits(capability).unordered !== true);
  return components
    .filter(({ name, provides }) => name !== component.name && ordered.some((capability) => capability in provides))
    .map(({ name }) => name)
    .sort();
}

/**
 * Sorts components so that providers come first, and by name where the order is free: the order in the definition does
 * not matter. Components that depend on each other, and all that depend on them, are returned separately.
 */
export function sortByDependencies<T extends ComponentDependencies>(
  components: readonly T[],
): { readonly order: readonly T[]; readonly dependencyCycle: readonly T[] } {
  const missingProviders = new Map(
    components.map((component) => [component.name, new Set(listProviders(component, components))]),
  );
  const remaining = [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
  const order: T[] = [];
  for (;;) {
    const next = remaining.findIndex(({ name }) => missingProviders.get(name)?.size === 0);
    const [component] = next < 0 ? [] : remaining.splice(next, 1);
    if (!component) return { order, dependencyCycle: remaining };
    order.push(component);
    for (const providers of missingProviders.values()) providers.delete(component.name);
  }
}
