import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { ProvidedCapabilities } from '../definition/capability';
import type { ClusterInfo } from './cluster-info';
import type { ClusterInput } from '../definition/cluster';
import type { AnyComponent, OptionsSchema } from '../definition/component';
import type { AnyComponentKind } from './component-kind';
import type { ClusterAccess, ClusterPlan, Machine } from './cluster-plan';
import type { Problem } from '../schema/problem';

/** What a kind of cluster says for itself. */
export interface ClusterKindDefinition<K extends string, S extends OptionsSchema> {
  /** Its word in a description; a DNS label. */
  readonly kind: K;
  /** What it is, in a sentence: docs and the JSON Schema show it. */
  readonly summary: string;
  /** Options of its own, beside those that every cluster takes. */
  readonly schema: S;
  /** Capabilities that the infrastructure brings by itself. */
  provides?(options: Readonly<z.output<S>>): ProvidedCapabilities;
  /** Its machines, where the description names them. */
  machines?(options: Readonly<z.output<S>>): readonly Machine[];
  /** What a standing cluster keeps for good, by the path in its options: another value is refused by the plan. */
  immutableFields?(options: Readonly<z.output<S>>): Readonly<Record<string, string>>;
  /** Images that its machines run beside those of releases, for the bill of materials. */
  images?(options: Readonly<z.output<S>>, clusterInfo: ClusterInfo): readonly string[];
  /** Mistakes that a schema cannot see; their paths start at its own options. */
  validate?(options: Readonly<z.output<S>>, cluster: ClusterInfo): readonly Problem[];
  /** How later stacks and people reach it: known to the plan. */
  access(options: Readonly<z.output<S>>, name: string): ClusterAccess;
  /** Draws the machines, or the managed cluster, into its stack. Left out where there is nothing to make. */
  provision?(scope: Construct, cluster: ClusterPlan, options: Readonly<z.output<S>>): void;
  /**
   * Waits, at the end of the bootstrap, until all nodes are Ready: before there is a network, none is. Left out where
   * the cluster itself is waited for.
   * @param after what it waits for first
   */
  addNodesReadyWait?(
    scope: Construct,
    cluster: ClusterPlan,
    options: Readonly<z.output<S>>,
    after: readonly TerraformDependable[],
  ): void;
}

/** Something that stands in a Terraform stack under an address. */
export interface TerraformDependable {
  readonly fqn: string;
}

/** A kind of cluster. Called, it makes the data of one: `onPrem({ environment: 'dev', … })`. */
export interface ClusterKind<K extends string, S extends OptionsSchema> extends ClusterKindDefinition<K, S> {
  <const E extends string, const Components extends readonly AnyComponent[] = readonly []>(
    options: ClusterInput<S, E, Components>,
  ): ClusterInput<S, E, Components> & { readonly kind: K };
  readonly type: 'cluster';
}

/** A kind of cluster whose options are not known here. */
export interface AnyClusterKind {
  readonly type: 'cluster';
  readonly kind: string;
  readonly summary: string;
  readonly schema: OptionsSchema;
  provides?(options: never): ProvidedCapabilities;
  machines?(options: never): readonly Machine[];
  immutableFields?(options: never): Readonly<Record<string, string>>;
  images?(options: never, clusterInfo: ClusterInfo): readonly string[];
  validate?(options: never, cluster: ClusterInfo): readonly Problem[];
  access(options: never, name: string): ClusterAccess;
  provision?(scope: Construct, cluster: ClusterPlan, options: never): void;
  addNodesReadyWait?(
    scope: Construct,
    cluster: ClusterPlan,
    options: never,
    after: readonly TerraformDependable[],
  ): void;
}

/**
 * Makes a kind of cluster from what it says for itself. Plinth's own are made by it, and so is yours.
 * @example
 * export const rented = clusterKind({
 *   kind: 'rented',
 *   summary: 'A cluster from the shelf.',
 *   schema: z.strictObject({ shelf: z.string() }),
 *   provides: () => ({ network: {}, dns: {}, 'load-balancer': {} }),
 *   access: ({ shelf }, name) => ({ via: 'file', path: `${shelf}/${name}.yaml` }),
 * });
 */
export function clusterKind<const K extends string, S extends OptionsSchema>(
  definition: ClusterKindDefinition<K, S>,
): ClusterKind<K, S> {
  const make = <E extends string, Components extends readonly AnyComponent[]>(
    options: ClusterInput<S, E, Components>,
  ) => ({ ...options, kind: definition.kind });
  return Object.assign(make, { ...definition, type: 'cluster' as const });
}

/** Any kind, of components or of clusters: ours and a user's are treated alike. */
export type AnyKind = AnyComponentKind | AnyClusterKind;
