import type { Capability } from '../definition/capability';
import type { UsesInput } from '../definition/uses';
import type { ClusterInfo } from './cluster-info';
import { platformStorePrefix, type SecretReader } from './component-secret';

/**
 * Owner of the workloads of components, where providers of capabilities expect a tenant. No tenant has this name.
 */
export const platformOwner = platformStorePrefix;

/**
 * Pods of a component that use servers of the platform, such as a database, as a workload of a tenant does: the provider
 * creates database, user and the Secret `<name>-<use>` in the namespace.
 */
export interface ComponentWorkload {
  /** Name, unique on the cluster: it begins with the name of the component. A DNS label. */
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  /** Sets of labels that select its pods, those of its jobs included. */
  readonly podSelectors: readonly Readonly<Record<string, string>>[];
  /** What it uses. */
  readonly uses: UsesInput;
  /** Workloads of the namespace that read the Secrets of the uses at start only. */
  readonly readers: readonly SecretReader[];
}

/** Capabilities on a cluster: of its components, and of its infrastructure. */
export type ClusterCapabilities = Pick<ClusterInfo, 'capabilities' | 'infrastructureCapabilities'>;

/** Returns whether a component of the cluster creates users of a capability with all that a client needs in the key `uri`. */
export function createsUsers(
  capability: Capability,
  { capabilities, infrastructureCapabilities = [] }: ClusterCapabilities,
): boolean {
  if (infrastructureCapabilities.includes(capability)) return false;
  return capabilities[capability]?.bindingKeys?.includes('uri') ?? false;
}
