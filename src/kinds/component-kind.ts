import type { AnyComponent, InputOf, KindInput, OptionsOf, OptionsSchema, WithName } from '../definition/component';
import type { Capability, CapabilityEndpoints } from '../definition/capability';
import type { BoundComponent, ComponentReference, TenantReference } from './bound-component';
import type { ClusterInfo } from './cluster-info';
import { parseOptions } from '../schema/parse-options';
import { assertZodVersion } from '../schema/zod-version';
import type { Problem } from '../schema/problem';
import type { OidcClient } from './additions';
import type { ComponentSecret } from './component-secret';
import type { ClusterCapabilities, ComponentWorkload } from './component-workload';
import { listEndpoints, type CapabilityProviders } from './provides';
import type { Release, TerraformRelease } from './release';

/** Implementation of a kind of component: a schema, and pure functions of the options. */
export interface ComponentKindDefinition<K extends string, S extends OptionsSchema> {
  /** Value of `kind` in a definition; a DNS label. */
  readonly kind: K;
  /** Purpose in one sentence, for the documentation and the JSON Schema. */
  readonly summary: string;
  /** Schema of the options. */
  readonly schema: S;
  /**
   * Capabilities that must be provided on the cluster; their providers are installed first.
   * @default none
   */
  requires?(options: OptionsOf<S>): readonly Capability[];
  /**
   * Capabilities that the component provides, each with its endpoint and with functions that return the objects and
   * Terraform resources for the tenants and workloads that use it.
   * @default none
   */
  provides?(options: OptionsOf<S>): CapabilityProviders;
  /**
   * Resources of the cluster that only one component can use, such as a host port or the CRDs of a chart. Maps the name
   * of each resource to the fix that an error message suggests if two components use it.
   * @default none
   */
  exclusiveResources?(options: OptionsOf<S>): Readonly<Record<string, string>>;
  /**
   * Host names that the component serves and tenants must not use; `*.acme.example` for all names of a domain.
   * @default none
   */
  hosts?(options: OptionsOf<S>, cluster: ClusterInfo): readonly string[];
  /**
   * Domains of cookies that browsers send to all hosts of the domain. They must not include hosts of other environments.
   * @default none: cookies belong to one host
   */
  cookieDomains?(options: OptionsOf<S>, cluster: ClusterInfo): readonly string[];
  /**
   * URL of the OpenID Connect issuer (claim `iss`), where the component is one.
   * @default undefined
   */
  issuer?(options: OptionsOf<S>, cluster: ClusterInfo): string | undefined;
  /**
   * Clients of the component at an OpenID Connect issuer.
   * @default none
   */
  oidcClients?(options: OptionsOf<S>, cluster: ClusterInfo): readonly OidcClient[];
  /**
   * Pods of the component that use servers of the platform, such as a database. The component is installed after their
   * providers.
   * @param cluster capabilities on the cluster; endpoints have no issuer
   * @default none
   */
  workloads?(options: OptionsOf<S>, cluster: ClusterCapabilities): readonly ComponentWorkload[];
  /**
   * Secrets that pods of the component read, and that no release of the component creates.
   * @default none
   */
  secrets?(options: OptionsOf<S>, cluster: ClusterInfo): readonly ComponentSecret[];
  /**
   * What the options name of tenants, such as a bucket that a workload uses: it must exist, and be on the cluster.
   * @default none
   */
  tenantReferences?(options: OptionsOf<S>): readonly TenantReference[];
  /**
   * Components of the cluster that the options name, such as those that get permissions.
   * @default none
   */
  componentReferences?(options: OptionsOf<S>): readonly ComponentReference[];
  /**
   * Options that select where the data of the component is, by name, with their values: also those that follow from other
   * components. The value of a component in use changes only where a definition writes it.
   * @default none
   */
  dataSources?(options: OptionsOf<S>, cluster: ClusterCapabilities): Readonly<Record<string, string>>;
  /**
   * Errors and warnings that the schema cannot detect. Paths are relative to the options.
   * @default none
   */
  validate?(options: OptionsOf<S>, cluster: ClusterInfo): readonly Problem[];
  /** Releases that are deployed to the cluster: Helm charts with values, and Kubernetes objects. */
  releases(options: OptionsOf<S>, cluster: ClusterInfo): readonly Release[];
  /**
   * Terraform resources outside the cluster that the component needs, such as a bucket or a role.
   * @default none
   */
  terraformReleases?(options: OptionsOf<S>, cluster: ClusterInfo): readonly TerraformRelease[];
}

type FactoryArguments<Input> = object extends Input ? [options?: Input] : [options: Input];

/**
 * Kind of component. As a function, it returns a component for a definition: `traefik({ replicas: 2 })` is
 * `{ kind: 'traefik', replicas: 2 }`. Its methods take such a component, or its options, and fill the defaults.
 */
export interface ComponentKind<K extends string, S extends OptionsSchema> {
  (...options: FactoryArguments<WithName<KindInput<'component', K, S>>>): WithName<KindInput<'component', K, S>> & {
    readonly kind: K;
  };
  /** Distinguishes kinds of components from those of clusters. */
  readonly type: 'component';
  /** Name of the kind, such as `traefik`. */
  readonly kind: K;
  /** What the kind installs, in a sentence. */
  readonly summary: string;
  /** Schema of the options. */
  readonly schema: S;
  /**
   * Returns the functions of the kind for one component, with its defaults.
   * @param component component as written in a definition, or its options
   * @throws DefinitionError with all errors of the options
   */
  bind(component: object): BoundComponent;
  /** Returns the capabilities that the component requires on the cluster. */
  requires(options: InputOf<S>): readonly Capability[];
  /** Returns the capabilities that the component provides, with what it adds for those who use them. */
  provides(options: InputOf<S>): CapabilityProviders;
  /** Returns the endpoints of the capabilities that the component provides. */
  endpoints(options: InputOf<S>): CapabilityEndpoints;
  /** Returns the resources of the cluster that one component only can have: descriptions by name. */
  exclusiveResources(options: InputOf<S>): Readonly<Record<string, string>>;
  /** Returns the host names at which the component is available. */
  hosts(options: InputOf<S>, cluster: ClusterInfo): readonly string[];
  /** Returns the domains of the cookies that the component sets. */
  cookieDomains(options: InputOf<S>, cluster: ClusterInfo): readonly string[];
  /** Returns the URL of the OpenID Connect issuer that the component trusts. */
  issuer(options: InputOf<S>, cluster: ClusterInfo): string | undefined;
  /** Returns the clients that the component needs at an OpenID Connect issuer. */
  oidcClients(options: InputOf<S>, cluster: ClusterInfo): readonly OidcClient[];
  /** Returns the workloads of the component whose pods call, or are called by, others. */
  workloads(options: InputOf<S>, cluster: ClusterCapabilities): readonly ComponentWorkload[];
  /** Returns the Secrets that the pods of the component read. */
  secrets(options: InputOf<S>, cluster: ClusterInfo): readonly ComponentSecret[];
  /** Returns errors and warnings that the schema cannot express. */
  validate(options: InputOf<S>, cluster: ClusterInfo): readonly Problem[];
  /** Returns the releases of the component, in the order of deployment. */
  releases(options: InputOf<S>, cluster: ClusterInfo): readonly Release[];
  /** Returns the Terraform resources of the component. */
  terraformReleases(options: InputOf<S>, cluster: ClusterInfo): readonly TerraformRelease[];
}

/** Kind of component with options of any type. */
export interface AnyComponentKind {
  readonly type: 'component';
  readonly kind: string;
  readonly summary: string;
  readonly schema: OptionsSchema;
  /**
   * Returns the functions of the kind for one component, with its defaults.
   * @param component component as written in a definition, or its options
   * @throws DefinitionError with all errors of the options
   */
  bind(component: object): BoundComponent;
}

/**
 * Creates a kind of component. The built-in kinds are created by this function too.
 * @throws Error for a schema of another version of zod
 * @example
 * const chart = { repository: 'https://charts.acme.example', name: 'echo', version: '1.2.0', appVersion: '1.2.0', kubernetes: '>=1.30', images: [] };
 * export const echo = componentKind({
 *   kind: 'echo',
 *   summary: 'Responds to each HTTP request with the request.',
 *   schema: z.strictObject({ replicas: z.int().min(1).default(2) }),
 *   releases: ({ name, replicas }) => [{ name, namespace: name, podSecurity: 'restricted', chart, values: { replicas } }],
 * });
 */
export function componentKind<const K extends string, S extends OptionsSchema>(
  definition: ComponentKindDefinition<K, S>,
): ComponentKind<K, S> {
  const { kind, summary, schema } = definition;
  assertZodVersion(kind, schema);
  const bind = (component: object): BoundComponent => {
    const { kind: _, name = kind, ...written } = component as AnyComponent;
    const options = { ...parseOptions(schema, written, `component '${name}'`), name };
    return {
      requires: () => definition.requires?.(options) ?? [],
      provides: () => definition.provides?.(options) ?? {},
      endpoints: () => listEndpoints(definition.provides?.(options) ?? {}),
      exclusiveResources: () => definition.exclusiveResources?.(options) ?? {},
      hosts: (cluster) => definition.hosts?.(options, cluster) ?? [],
      cookieDomains: (cluster) => definition.cookieDomains?.(options, cluster) ?? [],
      issuer: (cluster) => definition.issuer?.(options, cluster),
      oidcClients: (cluster) => definition.oidcClients?.(options, cluster) ?? [],
      workloads: (cluster) => definition.workloads?.(options, cluster) ?? [],
      secrets: (cluster) => definition.secrets?.(options, cluster) ?? [],
      tenantReferences: () => definition.tenantReferences?.(options) ?? [],
      componentReferences: () => definition.componentReferences?.(options) ?? [],
      dataSources: (cluster) => definition.dataSources?.(options, cluster) ?? {},
      validate: (cluster) => definition.validate?.(options, cluster) ?? [],
      releases: (cluster) => definition.releases(options, cluster),
      terraformReleases: (cluster) => definition.terraformReleases?.(options, cluster) ?? [],
    };
  };
  const createComponent = (...[options]: FactoryArguments<InputOf<S, K>>) => ({ kind, ...(options as InputOf<S, K>) });
  return Object.assign(createComponent, {
    type: 'component' as const,
    kind,
    summary,
    schema,
    bind,
    requires: (input: InputOf<S>) => bind(input).requires(),
    provides: (input: InputOf<S>) => bind(input).provides(),
    endpoints: (input: InputOf<S>) => bind(input).endpoints(),
    exclusiveResources: (input: InputOf<S>) => bind(input).exclusiveResources(),
    hosts: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).hosts(cluster),
    cookieDomains: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).cookieDomains(cluster),
    issuer: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).issuer(cluster),
    oidcClients: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).oidcClients(cluster),
    workloads: (input: InputOf<S>, cluster: ClusterCapabilities) => bind(input).workloads(cluster),
    secrets: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).secrets(cluster),
    validate: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).validate(cluster),
    releases: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).releases(cluster),
    terraformReleases: (input: InputOf<S>, cluster: ClusterInfo) => bind(input).terraformReleases(cluster),
  });
}
