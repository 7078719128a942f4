import { z } from 'zod';
import { backendSchema } from './definition/backend';
import type { Checked, WithNames } from './definition/checked-names';
import { commonClusterSchema, type ClusterNames, type ClusterOptions } from './definition/cluster';
import type { Documented } from './definition/documented-options';
import type { Policy } from './checks/policies';
import type { TenantCheck } from './checks/tenant-objects';
import type { DeployedVersions } from './changes/kubernetes-upgrades';
import type { AnyKind } from './kinds/cluster-kind';
import type { ClusterPlan } from './kinds/cluster-plan';
import type { Platform } from './definition/platform';
import { renderEditorSchema } from './schema/editor-schema';
import { addExamples } from './schema/examples';
import { nameSchema, toJsonSchema } from './schema/json-schema';
import type { AnyComponent, KindInput, OptionsSchema } from './definition/component';
import { plan, planLastApply, type Plan, type PlanOptions } from './plan';
import { DefinitionError, type Problem } from './schema/problem';
import { recordByName, dnsLabel, hostname, list, rfc1035Label, nonEmptyList } from './schema/field-types';
import { tenantSchema, type TenantsInput } from './definition/tenant';

/** Component of one of the kinds, as written in a definition. */
export type ComponentOf<Kinds extends readonly AnyKind[]> = Kinds[number] extends infer Kind
  ? Kind extends { readonly type: 'component'; readonly kind: infer K; readonly schema: infer S extends OptionsSchema }
    ? AnyComponent & { readonly kind: K } & KindInput<'component', K & string, S>
    : never
  : never;

/** Cluster of one of the kinds in one of the environments, as written in a definition. */
export type ClusterOf<Kinds extends readonly AnyKind[], Environment extends string> = Kinds[number] extends infer Kind
  ? Kind extends { readonly type: 'cluster'; readonly kind: infer K; readonly schema: infer S extends OptionsSchema }
    ? { readonly kind: K } & KindInput<'cluster', K & string, S> &
        Documented<'Cluster', z.input<typeof commonClusterSchema>> &
        ClusterOptions<Environment, readonly ComponentOf<Kinds>[]>
    : never
  : never;

/** First problem of the names and components in a cluster that the function of a kind has returned; never where there is none. */
type ClusterProblem<Names, Kinds extends readonly AnyKind[], Environment extends string> =
  Names extends ClusterNames<infer K, infer E, infer Components>
    ? [K] extends [Kinds[number]['kind']]
      ? [E] extends [Environment]
        ? ComponentProblem<Components[number], ComponentOf<Kinds>>
        : // While an editor completes the argument, the environment is any string.
          string extends E
          ? never
          : `environment: there is no environment '${Exclude<E, Environment>}'`
      : `there is no kind of cluster '${K}'`
    : never;

/** Problems of components in the argument of the function of a kind of cluster. */
type ComponentProblem<Component, Expected extends AnyComponent> = Component extends {
  readonly kind: infer K extends string;
}
  ? Component extends (...args: never[]) => unknown
    ? `components: write parentheses after the function of '${K}'`
    : [Extract<Expected, { readonly kind: K }>] extends [infer Known extends AnyComponent]
      ? [Known] extends [never]
        ? `components: there is no kind '${K}'`
        : [Exclude<keyof Component, keyof Known>] extends [infer Unknown extends string]
          ? [Unknown] extends [never]
            ? [Component] extends [Known]
              ? never
              : `components: the value of '${WrongOption<Component, Known>}' of '${K}' has another type`
            : `components: '${K}' has no option '${Unknown}'`
          : never
      : never
  : never;

/** Names of the options whose values have another type than those of a kind. */
type WrongOption<Component, Known> = Extract<
  {
    [O in keyof Component]-?: O extends keyof Known ? ([Component[O]] extends [Known[O]] ? never : O) : never;
  }[keyof Component],
  string
>;

/** Clusters by name. */
type ClustersInput<Clusters, Kinds extends readonly AnyKind[], Environment extends string> = {
  readonly [C in keyof Clusters]: Checked<
    ClusterProblem<Clusters[C], Kinds, Environment>,
    WithNames<Clusters[C]> & ClusterOf<Kinds, Environment>
  >;
};

/**
 * Parts of a platform that have names, all optional. The compiler infers no names from an argument that lacks a required
 * option, as one with a mistyped `domain` does: it would report names in workloads instead of the option.
 */
type PlatformNames<
  Kinds extends readonly AnyKind[],
  Environment extends string,
  Clusters extends Record<string, unknown>,
  Tenants extends Record<string, Record<string, unknown>>,
> = Partial<Pick<PlatformInput<Kinds, Environment, Clusters, Tenants>, 'environments' | 'clusters' | 'tenants'>>;

/**
 * Platform definition in TypeScript. The compiler checks every option and every name in it.
 * @typeParam Clusters the clusters by name, with the names in them, inferred from the definition
 * @typeParam Tenants the tenants' applications and jobs by name, inferred from the definition
 */
export interface PlatformInput<
  Kinds extends readonly AnyKind[],
  Environment extends string,
  Clusters extends Record<string, unknown>,
  Tenants extends Record<string, Record<string, unknown>>,
> {
  /**
   * Name of the platform, part of Terraform state keys and of labels; a DNS label.
   * @example name: 'acme'
   */
  readonly name: string;
  /**
   * DNS domain of the platform, such as `acme.example`.
   * @example domain: 'acme.example'
   */
  readonly domain: string;
  /**
   * Names of the environments in the order of promotion, such as `dev` and `prod`.
   * @example environments: ['dev', 'prod']
   */
  readonly environments: readonly Environment[];
  /**
   * Clusters by name.
   * @example clusters: { dc1: existing({ environment: 'dev', kubeconfig: '~/.kube/config' }) }
   */
  readonly clusters: ClustersInput<Clusters, Kinds, NoInfer<Environment>>;
  /**
   * Tenants by name.
   * @default none
   * @example tenants: { shop: { clusters: ['dc1'], owners: 'shop-developers' } }
   */
  readonly tenants?: TenantsInput<Tenants, NoInfer<Extract<keyof Clusters, string>>, NoInfer<Environment>>;
  /**
   * Paths that the next apply may remove or replace: tenants, their clusters and namespaces (`tenants.shop`,
   * `tenants.shop.clusters[dc1]`, `tenants.shop.namespaces.old`), node pools of clusters with volumes
   * (`clusters.prod1.nodePools.general`), and data in a cloud (`data.shop-prod-data.postgresql`). All others are errors.
   * @default none
   * @example allowRemoval: ['tenants.shop']
   */
  readonly allowRemoval?: readonly string[];
  /**
   * Paths of values that look like secrets and are none, as in the error messages: `clusters.dc1.proxy`. Each tenant has
   * a list of its own.
   * @default none
   * @example notSecret: ['clusters.dc1.proxy.http']
   */
  readonly notSecret?: readonly string[];
  /**
   * Warnings that are not shown any more, by their paths as they are printed, each with the reason. Commands show how many
   * there are, and a path without a warning is an error.
   * @default none
   * @example acceptedWarnings: { 'clusters.dc1.components[cloudnative-pg].backups': 'the data are copies' }
   */
  readonly acceptedWarnings?: Readonly<Record<string, string>>;
  /**
   * Layout of the tenants' manifests in `dist`: `plain`, or `kustomize` with a base per tenant and an overlay per cluster.
   * @default 'plain'
   * @example manifests: 'kustomize'
   */
  readonly manifests?: Platform['manifests'];
  /**
   * Terraform backend.
   * @default { backend: 'local', folder: 'state' }
   * @example state: { backend: 'local', folder: 'state' }
   */
  readonly state?: Documented<'Backend', z.input<typeof backendSchema>>;
  /**
   * Rules of the platform team for the definition. Their errors are reported with those of Plinth.
   * @default none
   * @example policies: [replicasInProduction]
   */
  readonly policies?: readonly Policy[];
}

/** Language of platform definitions, as a set of kinds defines it: schema, checks and plan. */
export interface Language {
  /** Kinds of clusters and components that definitions may use. */
  readonly kinds: readonly AnyKind[];
  /**
   * Policies for every definition in this language, in addition to those that a definition lists.
   * @example policies: [replicasInProduction]
   */
  readonly policies: readonly Policy[];
  /** Schema of platform definitions. Parsing fills the defaults; it does not check references between entries. */
  readonly schema: z.ZodType<Platform>;
  /** Returns the JSON Schema for editors: `# yaml-language-server: $schema=plinth.schema.json`. */
  jsonSchema(): Record<string, unknown>;
  /**
   * Returns all errors and warnings of a definition.
   * @param previousDefinition definition of the last apply; undefined for a new platform
   */
  check(definition: unknown, previousDefinition?: unknown, options?: PlanOptions): readonly Problem[];
  /**
   * Plans a platform.
   * @param previousDefinition definition of the last apply; undefined for a new platform
   * @throws DefinitionError with all errors of the definition
   */
  plan(definition: unknown, previousDefinition?: unknown, options?: PlanOptions): Plan;
  /**
   * Plans the clusters of the definition of the last apply.
   * @throws DefinitionError when this version of Plinth does not accept it
   */
  planLastApply(definition: unknown, deployedVersions?: DeployedVersions): readonly ClusterPlan[];
}

/** Language in which the compiler checks definitions. */
export interface DefinitionLanguage<Kinds extends readonly AnyKind[]> extends Language {
  /** Kinds of clusters and components that definitions may use. */
  readonly kinds: Kinds;
  /**
   * Returns a definition unchanged. The compiler checks every option and every name in it, and commands and tests read the
   * definition in this language.
   */
  readonly definePlatform: <
    const Environment extends string,
    const Clusters extends Record<string, unknown>,
    const Tenants extends Record<string, Record<string, unknown>>,
  >(
    platform: PlatformInput<Kinds, Environment, Clusters, Tenants> &
      PlatformNames<Kinds, Environment, Clusters, Tenants>,
  ) => PlatformInput<Kinds, Environment, Clusters, Tenants>;
}

/** Options of {@link language}. */
export interface LanguageOptions {
  /**
   * Policies for every definition in this language.
   * @default none
   * @example policies: [replicasInProduction]
   */
  readonly policies?: readonly Policy[];
}

/**
 * Creates the language of a set of kinds.
 * @param checkTenant check of the objects that are generated of a tenant, which the layers up to the plan do not know
 * @throws Error where two kinds have the same name
 */
export function createLanguage<const Kinds extends readonly AnyKind[]>(
  kinds: Kinds,
  { policies = [] }: LanguageOptions = {},
  checkTenant: TenantCheck = () => [],
): DefinitionLanguage<Kinds> {
  const duplicate = kinds.find(({ kind }, index) => kinds.findIndex((other) => other.kind === kind) !== index);
  if (duplicate) throw new Error(`two kinds have the name '${duplicate.kind}': rename one of them`);
  const schema = createPlatformSchema(kinds);
  const planLanguage = { kinds, schema, policies, checkTenant };
  const created: DefinitionLanguage<Kinds> = {
    kinds,
    policies,
    schema,
    jsonSchema: () => renderEditorSchema(addExamples(toJsonSchema(schema))),
    definePlatform: (platform) => rememberLanguage(platform, created),
    check: (definition, previousDefinition, options) => {
      try {
        return plan(planLanguage, definition, previousDefinition, options).warnings;
      } catch (error) {
        if (error instanceof DefinitionError) return error.problems;
        throw error;
      }
    },
    plan: (definition, previousDefinition, options) => plan(planLanguage, definition, previousDefinition, options),
    planLastApply: (definition, deployedVersions = {}) => planLastApply(planLanguage, definition, deployedVersions),
  };
  return created;
}

function createPlatformSchema(kinds: readonly AnyKind[]): z.ZodType<Platform> {
  const componentSchema = createKindUnion(
    kinds.filter((kind) => kind.type === 'component'),
    ({ kind, summary, schema }) =>
      z
        .strictObject({
          kind: z.literal(kind).describe('kind of the component'),
          name: rfc1035Label
            .optional()
            .describe('name of the component, for a cluster with several components of the kind; @default the kind'),
        })
        .extend(schema.shape)
        .describe(summary),
  );
  nameSchema('Component', componentSchema);
  const clusterSchema = createKindUnion(
    kinds.filter((kind) => kind.type === 'cluster'),
    ({ kind, summary, schema }) =>
      commonClusterSchema
        .extend({
          kind: z.literal(kind).describe('kind of the cluster'),
          environment: z
            .string()
            .meta({ examples: ['dev'] })
            .describe("one of the platform's environments"),
          components: list(componentSchema)
            .default([])
            .describe('components that are installed on the cluster, in any order'),
        })
        .extend(schema.shape)
        .describe(summary),
  );
  nameSchema('Cluster', clusterSchema);
  return z
    .strictObject({
      $schema: z
        .string()
        .optional()
        .meta({ examples: ['./plinth.schema.json'] })
        .describe('path or URL of this schema, for editors'),
      name: dnsLabel
        .meta({ examples: ['acme'] })
        .describe('name of the platform, part of Terraform state keys and of labels'),
      domain: hostname
        .meta({ examples: ['acme.example'] })
        .describe('DNS domain of the platform, such as acme.example'),
      environments: nonEmptyList(dnsLabel)
        .meta({ examples: [['dev', 'prod']] })
        .describe('names of the environments in the order of promotion, such as dev and prod'),
      clusters: recordByName(clusterSchema)
        .meta({ examples: [{ dc1: { kind: 'existing', environment: 'dev', kubeconfig: '~/.kube/config' } }] })
        .describe('clusters by name'),
      tenants: recordByName(tenantSchema)
        .default({})
        .meta({ examples: [{ shop: { clusters: ['dc1'], owners: 'shop-developers' } }] })
        .describe('tenants by name'),
      allowRemoval: list(z.string())
        .default([])
        .describe(
          'paths that the next apply may remove or replace: of tenants, their clusters and namespaces, such as tenants.shop, of node pools of clusters with volumes, such as clusters.prod1.nodePools.general, and of data that cannot be changed in place, such as data.shop-prod-data.postgresql, all others are errors; and releases of data stacks that it may destroy, such as data.shop-prod-data.web-database, which remain otherwise',
        ),
      notSecret: list(z.string())
        .default([])
        .describe(
          'paths of values that look like secrets and are none, as in the error messages, such as clusters.dc1.proxy.http; tenants have lists of their own; @default none',
        ),
      acceptedWarnings: z
        .record(z.string(), z.string().min(1))
        .default({})
        .meta({ examples: [{ 'clusters.dc1.components[cloudnative-pg].backups': 'the data are copies' }] })
        .describe(
          'warnings that are not shown any more, by their paths as they are printed, each with the reason; a path without a warning is an error',
        ),
      manifests: z
        .enum(['plain', 'kustomize'])
        .default('plain')
        .describe("layout of the tenants' manifests in dist: plain, or kustomize bases and overlays"),
      state: backendSchema.default({ backend: 'local', folder: 'state' }).describe('Terraform backend'),
    })
    .describe('Kubernetes platform') as unknown as z.ZodType<Platform>;
}

/** Returns the union of the schemas of kinds, each with the name `component.<kind>` or `cluster.<kind>`. */
function createKindUnion<Kind extends AnyKind>(
  kinds: readonly Kind[],
  createSchema: (kind: Kind) => z.ZodType & z.core.$ZodTypeDiscriminable,
): z.ZodType {
  const [first, ...rest] = kinds.map((kind) => nameSchema(`${kind.type}.${kind.kind}`, createSchema(kind)));
  return first ? z.discriminatedUnion('kind', [first, ...rest]) : z.never();
}

/**
 * Languages by definition. All copies of Plinth in a process share them: a program may have another copy than the command
 * that runs it.
 */
const languagesKey = Symbol.for('plinth.languages');
const state = globalThis as { [languagesKey]?: WeakMap<object, Language> | undefined };
const languages = state[languagesKey] ?? new WeakMap<object, Language>();
state[languagesKey] = languages;

/** Remembers the language in which a definition was written, by `definePlatform`. Returns the definition. */
function rememberLanguage<T>(definition: T, language: Language): T {
  if (typeof definition === 'object' && definition !== null) languages.set(definition, language);
  return definition;
}

/** Returns the language in which a definition was written; undefined for plain data. */
export function tryGetLanguage(definition: unknown): Language | undefined {
  return typeof definition === 'object' && definition !== null ? languages.get(definition) : undefined;
}
