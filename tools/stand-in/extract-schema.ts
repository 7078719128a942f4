import { baseClass, type BindingModule } from './binding-module';
import { listClassMembers, type Member, type Objects } from './binding-members';
import { listConfigurationMembers } from './provider-configuration';
import type { AttributeSchema, AttributeType, BlockSchema, BlockType } from './schema-json';

/** Schema of a module: the type that it is for, its name in Terraform and its attributes and blocks. */
export interface ExtractedSchema {
  readonly sort: 'provider' | 'resource' | 'data source';
  /** `aws_eks_cluster`; for a provider `aws`. */
  readonly name: string;
  /** Version of the provider from which the binding was generated. */
  readonly providerVersion: string;
  readonly block: BlockSchema;
}

const sorts: Readonly<Record<string, ExtractedSchema['sort']>> = {
  TerraformProvider: 'provider',
  TerraformResource: 'resource',
  TerraformDataSource: 'data source',
};

/**
 * Returns the schema of a module of a cdktf provider package.
 * @throws if it has no resource, data source or provider, or its source has a form that is not known
 */
export function extractSchema(module: BindingModule): ExtractedSchema {
  for (const [className, declaration] of module.classes) {
    const sort = sorts[baseClass(declaration) ?? ''];
    if (sort === undefined) continue;
    const text = declaration.getText();
    const typeName = getText(text, /terraformResourceType: '(\w+)'/);
    const members =
      sort === 'provider'
        ? listConfigurationMembers(module, declaration)
        : listClassMembers(module, className, `${className}Config`);
    return {
      sort,
      name: typeName,
      providerVersion: getText(text, /providerVersion: '([^']+)'/),
      block: renderBlock(members),
    };
  }
  throw new Error('there is no resource, data source or provider');
}

function getText(text: string, pattern: RegExp): string {
  const match = pattern.exec(text)?.[1];
  if (match === undefined) throw new Error(`there is no ${pattern.source}`);
  return match;
}

/** Renders members as a block, with sorted names, so that the same binding gives the same bytes. */
function renderBlock(members: readonly Member[]): BlockSchema {
  const names = new Set(members.map(({ name }) => name));
  const attributes = members.flatMap((member) =>
    isBlockMember(member) ? [] : [[member.name, renderAttribute(member, names)] as const],
  );
  const blocks = members.flatMap((member) =>
    isBlockMember(member) ? [[member.name, renderBlockType(member, member.type)] as const] : [],
  );
  return {
    ...(attributes.length > 0 && { attributes: sortedRecord(attributes) }),
    ...(blocks.length > 0 && { block_types: sortedRecord(blocks) }),
  };
}

function sortedRecord<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isBlockMember(member: Member): member is Member & { readonly type: Objects } {
  return member.isBlock && !('plain' in member.type);
}

function renderBlockType(member: Member, { nesting, isSingleElement, members }: Objects): BlockType {
  return {
    nesting_mode: nesting,
    block: renderBlock(members),
    ...(member.required && nesting !== 'single' && { min_items: 1 }),
    ...(isSingleElement && { max_items: 1 }),
  };
}

function renderAttribute(member: Member, siblings: ReadonlySet<string>, isParentWriteOnly = false): AttributeSchema {
  const writeOnly = isParentWriteOnly || isWriteOnly(member.name, siblings);
  return {
    ...renderAttributeType(member, writeOnly),
    ...(member.required && { required: true }),
    ...(member.optional && { optional: true }),
    ...(member.computed && { computed: true }),
    ...(writeOnly && { write_only: true }),
  };
}

/**
 * True for `password_wo` next to `password_wo_version`, or `_revision`. Bindings do not record write-only attributes, but
 * Terraform's providers name them so.
 */
function isWriteOnly(name: string, siblings: ReadonlySet<string>): boolean {
  return name.endsWith('_wo') && ['version', 'revision'].some((suffix) => siblings.has(`${name}_${suffix}`));
}

/**
 * Objects of an attribute are either nested, with flags of their own, or of an object type, which is always in a list or
 * set. In the latter case bindings mark each attribute like the whole: as computed, or as optional and computed.
 */
function renderAttributeType(
  { type, optional, required }: Member,
  writeOnly: boolean,
): Pick<AttributeSchema, 'type' | 'nested_type'> {
  if ('plain' in type) return { type: type.plain };
  const isComputed = !optional && !required;
  const isObjectType = isComputed || type.members.every((member) => member.computed && member.optional);
  if (isObjectType && (type.nesting === 'list' || type.nesting === 'set')) return { type: renderObjectsType(type) };
  const names = new Set(type.members.map(({ name }) => name));
  const attributes = type.members.map((member) => [member.name, renderAttribute(member, names, writeOnly)] as const);
  return { nested_type: { attributes: sortedRecord(attributes), nesting_mode: type.nesting } };
}

function renderObjectsType({ nesting, members }: Objects): AttributeType {
  const attributes = members.map(
    ({ name, type }) => [name, 'plain' in type ? type.plain : renderObjectsType(type)] as const,
  );
  const object: AttributeType = ['object', sortedRecord(attributes)];
  return nesting === 'single' ? object : [nesting, object];
}
