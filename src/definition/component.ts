import type { z } from 'zod';

/** Schema of a kind's options: a strict object, so that mistyped options are errors at run time too. */
export type OptionsSchema = z.ZodObject<z.ZodRawShape, z.core.$strict>;

/** Component of any kind, as written in a definition. */
export interface AnyComponent {
  readonly kind: string;
  /** @default the kind */
  readonly name?: string | undefined;
}

/** Options that a kind's functions receive: defaults filled, with the component's name. */
export type OptionsOf<S extends OptionsSchema> = Readonly<z.output<S>> & { readonly name: string };

/** Options of a schema as written in a definition. For a schema without options, zod infers an object that allows no key. */
export type SchemaInput<S extends OptionsSchema> = [keyof S['shape']] extends [never] ? unknown : z.input<S>;

/** Options of a component as written in a definition. */
export type InputOf<S extends OptionsSchema> = SchemaInput<S> & {
  /**
   * Name of the component, for a cluster with several components of the kind.
   * @default the kind
   */
  readonly name?: string | undefined;
};
