import type { z } from 'zod';
import type { Documented } from './documented-options';

/** Schema of a kind's options: a strict object, so that mistyped options are errors at run time too. */
export type OptionsSchema = z.ZodObject<z.ZodRawShape, z.core.$strict>;

/** Component of any kind, as written in a definition. */
export interface AnyComponent {
  readonly kind: string;
  /**
   * @default the kind
   * @example name: 'internal'
   */
  readonly name?: string | undefined;
}

/** Options that a kind's functions receive: defaults filled, with the component's name. */
export type OptionsOf<S extends OptionsSchema> = Readonly<z.output<S>> & { readonly name: string };

/** Options of a schema as written in a definition. For a schema without options, zod infers an object that allows no key. */
export type SchemaInput<S extends OptionsSchema> = [keyof S['shape']] extends [never] ? unknown : z.input<S>;

/** Options of a kind as written in a definition, with documentation for a kind whose name is known. */
export type KindInput<Type extends 'component' | 'cluster', K extends string, S extends OptionsSchema> = [K] extends [
  never,
]
  ? SchemaInput<S>
  : Documented<`${Type}.${K}`, SchemaInput<S>>;

/** Options of a component as written in a definition. */
export type InputOf<S extends OptionsSchema, K extends string = never> = WithName<KindInput<'component', K, S>>;

/** Options of a component with its name. Compile errors show this type: its argument has a name that users know. */
export type WithName<Options> = Options & {
  /**
   * Name of the component, for a cluster with several components of the kind.
   * @default the kind
   * @example name: 'internal'
   */
  readonly name?: string | undefined;
};
