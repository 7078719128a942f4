import type { AnyComponent, InputOf, OptionsOf, OptionsSchema } from '../definition/component';
import type { Capability, ProvidedCapabilities } from '../definition/capability';
import type { ClusterInfo } from './cluster-info';
import type { Problem } from '../schema/problem';
import type { Release } from './release';

/** What a kind of component says for itself. */
export interface ComponentKindDefinition<K extends string, S extends OptionsSchema> {
  /** Its word in a description; a DNS label. */
  readonly kind: K;
  /** What it is for, in a sentence: docs and the JSON Schema show it. */
  readonly summary: string;
  readonly schema: S;
  /** Capabilities that must be there before it. */
  requires?(options: OptionsOf<S>): readonly Capability[];
  /** Capabilities that it brings, and how they are reached. */
  provides?(options: OptionsOf<S>): ProvidedCapabilities;
  /**
   * What a cluster has but once and this takes for itself, such as a port of every node or the definitions of a chart,
   * each with what to write where another component takes it too.
   * @default nothing
   */
  exclusiveResources?(options: OptionsOf<S>): Readonly<Record<string, string>>;
  /**
   * Host names that it serves, `*.` before one standing for all under it: no tenant may have them.
   * @default none
   */
  hosts?(options: OptionsOf<S>, cluster: ClusterInfo): readonly string[];
  /** What its tokens name as their issuer, where it gives out tokens of OpenID Connect. */
  issuer?(options: OptionsOf<S>, cluster: ClusterInfo): string | undefined;
  /** Mistakes that a schema cannot see; their paths start at its own options. */
  validate?(options: OptionsOf<S>, cluster: ClusterInfo): readonly Problem[];
  /** What reaches the cluster: official charts with their values, and objects that no chart brings. Pure. */
  releases(options: OptionsOf<S>, cluster: ClusterInfo): readonly Release[];
}

type FactoryArguments<I> = object extends I ? [options?: I] : [options: I];

/**
 * A kind of component. Called, it makes the data of one: `traefik({ replicas: 2 })` is
 * `{ kind: 'traefik', replicas: 2 }` and nothing more. Its functions take the same options and fill the defaults.
 */
export interface ComponentKind<K extends string, S extends OptionsSchema> {
  (...options: FactoryArguments<InputOf<S>>): InputOf<S> & { readonly kind: K };
  readonly type: 'component';
  readonly kind: K;
  readonly summary: string;
  readonly schema: S;
  requires(options: InputOf<S>): readonly Capability[];
  provides(options: InputOf<S>): ProvidedCapabilities;
  exclusiveResources(options: InputOf<S>): Readonly<Record<string, string>>;
  hosts(options: InputOf<S>, cluster: ClusterInfo): readonly string[];
  issuer(options: InputOf<S>, cluster: ClusterInfo): string | undefined;
  validate(options: InputOf<S>, cluster: ClusterInfo): readonly Problem[];
  releases(options: InputOf<S>, cluster: ClusterInfo): readonly Release[];
}

/** A kind of component whose options are not known here. */
export interface AnyComponentKind {
  readonly type: 'component';
  readonly kind: string;
  readonly summary: string;
  readonly schema: OptionsSchema;
  requires(options: never): readonly Capability[];
  provides(options: never): ProvidedCapabilities;
  exclusiveResources(options: never): Readonly<Record<string, string>>;
  hosts(options: never, cluster: ClusterInfo): readonly string[];
  issuer(options: never, cluster: ClusterInfo): string | undefined;
  validate(options: never, cluster: ClusterInfo): readonly Problem[];
  releases(options: never, cluster: ClusterInfo): readonly Release[];
}

/**
 * Makes a kind of component from what it says for itself. Plinth's own are made by it, and so is yours.
 * @example
 * const chart = { repository: 'https://charts.acme.example', name: 'echo', version: '1.2.0', appVersion: '1.2.0', kubernetes: '>=1.30', images: [] };
 * export const echo = componentKind({
 *   kind: 'echo',
 *   summary: 'Answers with what it was asked.',
 *   schema: z.strictObject({ replicas: z.int().min(1).default(2) }),
 *   releases: ({ name, replicas }) => [{ name, namespace: name, podSecurity: 'restricted', chart, values: { replicas } }],
 * });
 */
export function componentKind<const K extends string, S extends OptionsSchema>(
  definition: ComponentKindDefinition<K, S>,
): ComponentKind<K, S> {
  const { kind, summary, schema } = definition;
  const filled = (input: InputOf<S>): OptionsOf<S> => {
    const { kind: _, name = kind, ...options } = input as InputOf<S> & AnyComponent;
    return { ...schema.parse(options), name };
  };
  const make = (...[options]: FactoryArguments<InputOf<S>>) => ({ kind, ...(options as InputOf<S>) });
  return Object.assign(make, {
    type: 'component' as const,
    kind,
    summary,
    schema,
    requires: (input: InputOf<S>) => definition.requires?.(filled(input)) ?? [],
    provides: (input: InputOf<S>) => definition.provides?.(filled(input)) ?? {},
    exclusiveResources: (input: InputOf<S>) => definition.exclusiveResources?.(filled(input)) ?? {},
    hosts: (input: InputOf<S>, cluster: ClusterInfo) => definition.hosts?.(filled(input), cluster) ?? [],
    issuer: (input: InputOf<S>, cluster: ClusterInfo) => definition.issuer?.(filled(input), cluster),
    validate: (input: InputOf<S>, cluster: ClusterInfo) => definition.validate?.(filled(input), cluster) ?? [],
    releases: (input: InputOf<S>, cluster: ClusterInfo) => definition.releases(filled(input), cluster),
  });
}
