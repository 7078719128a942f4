/** Type of an attribute in Terraform's JSON: `"string"`, `["list", "string"]`, `["object", { name: "string" }]`. */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', AttributeType]
  | readonly ['object', Readonly<Record<string, AttributeType>>];

/** Attribute with either a type or a nested type. */
export interface AttributeSchema {
  readonly type?: AttributeType;
  readonly nested_type?: NestedType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly write_only?: boolean;
}

/** How often an object may occur. */
export type Nesting = 'single' | 'list' | 'set' | 'map';

/** Objects in an attribute, whose attributes have flags of their own. */
export interface NestedType {
  readonly attributes: Readonly<Record<string, AttributeSchema>>;
  readonly nesting_mode: Nesting;
}

/** Nested block. */
export interface BlockType {
  readonly nesting_mode: Nesting;
  readonly block: BlockSchema;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** Attributes and nested blocks of a provider, resource or data source. */
export interface BlockSchema {
  readonly attributes?: Readonly<Record<string, AttributeSchema>>;
  readonly block_types?: Readonly<Record<string, BlockType>>;
}

/** Schema of a resource, data source or provider configuration. */
export interface Schema {
  readonly version: number;
  readonly block: BlockSchema;
}

/**
 * Schemas of a provider, as `terraform providers schema -json` prints them for one provider.
 * @see https://developer.hashicorp.com/terraform/cli/commands/providers/schema
 */
export interface ProviderSchema {
  readonly provider: Schema;
  readonly resource_schemas: Readonly<Record<string, Schema>>;
  readonly data_source_schemas: Readonly<Record<string, Schema>>;
}
