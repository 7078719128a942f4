import type { z } from 'zod';

/** The options of a kind: a strict object, so that a mistyped option is found at run time as well. */
export type OptionsSchema = z.ZodObject<z.ZodRawShape, z.core.$strict>;

/** Any component, as data. */
export interface AnyComponent {
  readonly kind: string;
  /** @default the kind */
  readonly name?: string | undefined;
}

/** Options as a definition gets them: defaults filled, and the component's name. */
export type OptionsOf<S extends OptionsSchema> = Readonly<z.output<S>> & { readonly name: string };

/** Options of a schema as a person writes them; zod takes one without any for a mapping that allows no key at all. */
export type SchemaInput<S extends OptionsSchema> = [keyof S['shape']] extends [never] ? unknown : z.input<S>;

/** Options as a person writes them. */
export type InputOf<S extends OptionsSchema> = SchemaInput<S> & {
  /**
   * Name of this instance, where a cluster has several of the kind.
   * @default the kind
   */
  readonly name?: string | undefined;
};
