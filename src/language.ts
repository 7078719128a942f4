import { z } from 'zod';
import { backendSchema } from './definition/backend';
import { commonClusterSchema, type ClusterOptions } from './definition/cluster';
import type { AnyKind } from './kinds/cluster-kind';
import type { Platform } from './definition/platform';
import { toJsonSchema } from './schema/json-schema';
import type { AnyComponent, OptionsSchema, SchemaInput } from './definition/component';
import { plan, type Plan, type PlanOptions } from './plan';
import { DefinitionError, type Problem } from './schema/problem';
import { recordByName, dnsLabel, hostname, list, rfc1035Label, nonEmptyList } from './schema/field-types';
import { tenantSchema, type TenantsInput } from './definition/tenant';

/** The data of a component of one of the kinds. */
export type ComponentOf<Ks extends readonly AnyKind[]> = Ks[number] extends infer Kind
  ? Kind extends { readonly type: 'component'; readonly kind: infer K; readonly schema: infer S extends OptionsSchema }
    ? AnyComponent & { readonly kind: K } & SchemaInput<S>
    : never
  : never;

/** The data of a cluster of one of the kinds, in one of the environments. */
export type ClusterOf<Ks extends readonly AnyKind[], E extends string> = Ks[number] extends infer Kind
  ? Kind extends { readonly type: 'cluster'; readonly kind: infer K; readonly schema: infer S extends OptionsSchema }
    ? { readonly kind: K } & SchemaInput<S> &
        z.input<typeof commonClusterSchema> &
        ClusterOptions<E, readonly ComponentOf<Ks>[]>
    : never
  : never;

/** A platform as a person writes it in TypeScript: every name in it is checked by the compiler. */
export interface PlatformInput<
  Ks extends readonly AnyKind[],
  E extends string,
  C extends string,
  A extends Record<string, Record<string, unknown>>,
> {
  /** Name of the platform: state keys and labels carry it. */
  readonly name: string;
  /** Domain that its host names lie in. */
  readonly domain: string;
  readonly environments: readonly E[];
  readonly clusters: { readonly [K in C]: ClusterOf<Ks, NoInfer<E>> };
  readonly tenants?: TenantsInput<A, NoInfer<C>, NoInfer<E>>;
  /**
   * What of tenants may go with this change: `tenants.shop`, `tenants.shop.clusters[dc1]`, `tenants.shop.namespaces.old`.
   * @default nothing: a change that takes it away is refused
   */
  readonly allowRemoval?: readonly string[];
  /**
   * How `dist` has what tenants run: plain, or as a kustomize base for each tenant and an overlay for each cluster.
   * @default 'plain'
   */
  readonly manifests?: Platform['manifests'];
  /**
   * Where Terraform keeps its state.
   * @default { backend: 'local', folder: 'state' }
   */
  readonly state?: z.input<typeof backendSchema>;
}

/** What a set of kinds lets one say, and what follows from saying it. */
export interface Language<Ks extends readonly AnyKind[] = readonly AnyKind[]> {
  readonly kinds: Ks;
  /** Validates a description and fills its defaults. The plan does it too; editors use it as JSON Schema. */
  readonly schema: z.ZodType<Platform>;
  /** The schema for editors: `# yaml-language-server: $schema=plinth.schema.json`. */
  jsonSchema(): Record<string, unknown>;
  /** Hands a description through unchanged, after the compiler has checked every name in it. */
  readonly definePlatform: <
    const E extends string,
    const C extends string,
    const A extends Record<string, Record<string, unknown>>,
  >(
    platform: PlatformInput<Ks, E, C, A>,
  ) => PlatformInput<Ks, E, C, A>;
  /** Every mistake and warning in a description; empty when there is none. */
  check(description: unknown, before?: unknown, options?: PlanOptions): readonly Problem[];
  /**
   * Decides everything that can be decided without touching anything.
   * @param before the description that was last applied
   * @throws DefinitionError with every mistake at once
   */
  plan(description: unknown, before?: unknown, options?: PlanOptions): Plan;
}

/**
 * Makes a language of kinds. There is no second, private way: `language([...kinds, mine])` treats yours like ours.
 * @throws Error when two kinds share a name
 * @example
 * const note = componentKind({ kind: 'note', summary: 'Does nothing.', schema: z.strictObject({}), releases: () => [] });
 * const mine = language([...kinds, note]);
 */
export function language<const Ks extends readonly AnyKind[]>(kinds: Ks): Language<Ks> {
  const twice = kinds.find((kind, index) => kinds.findIndex((other) => other.kind === kind.kind) !== index);
  if (twice) throw new Error(`two kinds are called '${twice.kind}': give one of them another name`);
  const schema = createPlatformSchema(kinds);
  return {
    kinds,
    schema,
    jsonSchema: () => toJsonSchema(schema),
    definePlatform: (platform) => platform,
    check: (description, before, options) => {
      try {
        return plan({ kinds, schema }, description, before, options).warnings;
      } catch (thrown) {
        if (thrown instanceof DefinitionError) return thrown.problems;
        throw thrown;
      }
    },
    plan: (description, before, options) => plan({ kinds, schema }, description, before, options),
  };
}

function createPlatformSchema(kinds: readonly AnyKind[]): z.ZodType<Platform> {
  const component = kindUnion(
    kinds
      .filter((kind) => kind.type === 'component')
      .map(({ kind, summary, schema }) =>
        z
          .strictObject({ kind: z.literal(kind), name: rfc1035Label.optional() })
          .extend(schema.shape)
          .describe(summary),
      ),
  );
  const cluster = kindUnion(
    kinds
      .filter((kind) => kind.type === 'cluster')
      .map(({ kind, summary, schema }) =>
        commonClusterSchema
          .extend({
            kind: z.literal(kind),
            environment: z.string().describe("one of the platform's environments"),
            components: list(component).default([]).describe('the platform stack, in any order'),
          })
          .extend(schema.shape)
          .describe(summary),
      ),
  );
  return z
    .strictObject({
      $schema: z.string().optional().describe('where an editor finds this schema'),
      name: dnsLabel.describe('name of the platform: state keys and labels carry it'),
      domain: hostname.describe('domain that its host names lie in'),
      environments: nonEmptyList(dnsLabel).describe('stages that a change passes, such as dev and prod'),
      clusters: recordByName(cluster),
      tenants: recordByName(tenantSchema).default({}),
      allowRemoval: list(z.string())
        .default([])
        .describe('what of tenants may go with this change, such as tenants.shop; without it that is refused'),
      manifests: z
        .enum(['plain', 'kustomize'])
        .default('plain')
        .describe('how dist has what tenants run: plain, or as kustomize bases and overlays'),
      state: backendSchema.default({ backend: 'local', folder: 'state' }).describe('where Terraform keeps its state'),
    })
    .describe('A Kubernetes platform') as unknown as z.ZodType<Platform>;
}

type DiscriminableSchema = z.core.$ZodTypeDiscriminable;

function kindUnion(schemas: readonly DiscriminableSchema[]): z.ZodType {
  const [first, ...rest] = schemas;
  return first ? z.discriminatedUnion('kind', [first, ...rest]) : z.never();
}
