/**
 * Options of kinds and of parts of a definition, as interfaces with the documentation of each option, which editors show.
 * The names are those of the JSON Schema, such as `component.traefik` and `Tenant`. Those of Plinth are generated from
 * the schemas (constructs/documented-options.ts); modules with other kinds may add theirs.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- modules add the members
export interface DocumentedOptions {}

/** The interface with the name, where it is the same type as the input of the schema; otherwise the input of the schema. */
export type Documented<Name extends string, Input> = Name extends keyof DocumentedOptions
  ? [Input, DocumentedOptions[Name]] extends [DocumentedOptions[Name], Input]
    ? DocumentedOptions[Name]
    : Input
  : Input;
