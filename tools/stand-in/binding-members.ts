import ts from 'typescript';
import type { BindingModule } from './binding-module';
import type { AttributeType, Nesting } from './schema-json';

/** Attribute or nested block of a binding. */
export interface Member {
  /** Name in Terraform: `vpc_config`. */
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  readonly isBlock: boolean;
  readonly type: MemberType;
}

/** Type of a member: a type without objects of its own, or objects with members. */
export type MemberType = { readonly plain: AttributeType } | Objects;

/** Objects of a block or attribute. */
export interface Objects {
  readonly nesting: Nesting;
  /** True if the list or set has at most one object. */
  readonly isSingleElement: boolean;
  readonly members: readonly Member[];
}

type Flags = Pick<Member, 'name' | 'computed' | 'optional' | 'required'>;

/** Lists the members of a class in source order. @throws if the source has a form that is not known */
export function listClassMembers(module: BindingModule, className: string, configInterface: string): readonly Member[] {
  const declaration = module.classes.get(className);
  if (!declaration) throw new Error(`class ${className} is missing`);
  return declaration.members.flatMap((node): readonly Member[] => {
    const flags = tryGetFlags(node);
    if (flags === undefined) return [];
    const property = (node.name?.getText() ?? '').replace(/^_/, '');
    const type = ts.isPropertyDeclaration(node)
      ? getPropertyType(module, declaration, node, flags.name)
      : { plain: getGetterType(getGetter(declaration, flags.name)) };
    return [{ ...flags, isBlock: isBlock(module, configInterface, property, flags.name), type }];
  });
}

/** Parses the comment before a member: `// arn - computed: true, optional: false, required: false`. */
function tryGetFlags(node: ts.ClassElement): Flags | undefined {
  const text = node.getSourceFile().text;
  for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) {
    const comment = text.slice(range.pos, range.end);
    const match = /^\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)/.exec(comment);
    if (match?.[1] === undefined) continue;
    const [computed, optional, required] = match.slice(2).map((flag) => flag === 'true');
    return { name: match[1], computed: computed === true, optional: optional === true, required: required === true };
  }
  return undefined;
}

/** True if the documentation of the property is the one that cdktf gives to nested blocks: `vpc_config block`. */
export function isBlock(module: BindingModule, interfaceName: string, property: string, name: string): boolean {
  const declaration = module.interfaces
    .get(interfaceName)
    ?.members.find((candidate) => candidate.name?.getText() === property);
  return (
    declaration !== undefined && new RegExp(`^\\s*/\\*\\*\\s*\\* ${name} block$`, 'm').test(getComments(declaration))
  );
}

function getComments(node: ts.Node): string {
  return node.getSourceFile().text.slice(node.getFullStart(), node.getStart());
}

function getPropertyType(
  module: BindingModule,
  owner: ts.ClassDeclaration,
  property: ts.PropertyDeclaration,
  name: string,
): MemberType {
  const { initializer, type } = property;
  if (initializer && ts.isNewExpression(initializer)) return getObjectsType(module, initializer);
  if (type === undefined) throw new Error(`${name} has no type`);
  return { plain: getPlainType(type, isSet(getGetter(owner, name))) };
}

/** Types of computed maps, by cdktf's classes. */
const mapClasses: Readonly<Record<string, AttributeType>> = {
  'cdktf.StringMap': ['map', 'string'],
  'cdktf.NumberMap': ['map', 'number'],
  'cdktf.BooleanMap': ['map', 'bool'],
  'cdktf.AnyMap': ['map', 'string'],
};

/** Returns the type of `new EksClusterVpcConfigOutputReference(this, "vpc_config")`. */
function getObjectsType(module: BindingModule, { expression, arguments: args }: ts.NewExpression): MemberType {
  const text = expression.getText();
  const collection = args?.[2]?.getText() === 'true' ? 'set' : 'list';
  if (text === 'cdktf.StringMapList') return { plain: [collection, ['map', 'string']] };
  const plain = mapClasses[text];
  if (plain !== undefined) return { plain };
  const className = text.split('.').at(-1) ?? text;
  const match = /^(\w+?)(List|Map|OutputReference)$/.exec(className);
  const struct = match?.[1];
  if (struct === undefined) throw new Error(`class ${className} is not known`);
  const members = () => listClassMembers(module, `${struct}OutputReference`, struct);
  if (match?.[2] === 'Map') return { nesting: 'map', isSingleElement: false, members: members() };
  if (match?.[2] === 'List') return { nesting: collection, isSingleElement: false, members: members() };
  const [isFromSet, index] = getParentArguments(module, className);
  if (index === undefined) return { nesting: 'single', isSingleElement: false, members: members() };
  return { nesting: isFromSet === 'true' ? 'set' : 'list', isSingleElement: true, members: members() };
}

/** Returns the arguments after the first two of `super(terraformResource, terraformAttribute, false, 0)`. */
function getParentArguments(module: BindingModule, className: string): readonly (string | undefined)[] {
  const constructor = module.classes.get(className)?.members.find(ts.isConstructorDeclaration);
  for (const statement of constructor?.body?.statements ?? []) {
    if (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression))
      return statement.expression.arguments.slice(2).map((argument) => argument.getText());
  }
  throw new Error(`the constructor of ${className} does not call super`);
}

/** Returns the expression that reads an attribute. The getter of `self` is `selfAttribute`, as cdktf uses some names itself. */
function getGetter(owner: ts.ClassDeclaration, name: string): ts.Expression {
  for (const getter of owner.members.filter(ts.isGetAccessorDeclaration)) {
    const statement = getter.body?.statements[0];
    if (!statement || !ts.isReturnStatement(statement) || !statement.expression) continue;
    if (statement.expression.getText().includes(`ttribute('${name}')`)) return statement.expression;
  }
  throw new Error(`${owner.name?.text ?? 'class'} has no getter of ${name}`);
}

/** True for `cdktf.Fn.tolist(…)`, with which bindings read sets. */
function isSet(getter: ts.Expression): boolean {
  return getter.getText().includes('cdktf.Fn.tolist(');
}

const getterTypes: Readonly<Record<string, AttributeType>> = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
  getAnyMapAttribute: ['map', 'string'],
  interpolationForAttribute: 'dynamic',
};

/** Returns the type of `this.getStringAttribute('arn')` or `cdktf.Fn.tolist(this.getListAttribute('cidrs'))`. */
function getGetterType(getter: ts.Expression): AttributeType {
  const method = /\bthis\.(\w+)\(/.exec(getter.getText())?.[1];
  const type = method === undefined ? undefined : getterTypes[method];
  if (type === undefined) throw new Error(`getter ${getter.getText()} is not known`);
  return isSet(getter) ? toSet(type) : type;
}

/** Returns the type of an attribute from its TypeScript type; only the outermost list may be a set. */
export function getPlainType(node: ts.TypeNode, isOutermostSet: boolean): AttributeType {
  const type = readPlainType(node);
  return isOutermostSet ? toSet(type) : type;
}

function toSet(type: AttributeType): AttributeType {
  return Array.isArray(type) && type[0] === 'list' ? ['set', type[1] as AttributeType] : type;
}

function readPlainType(node: ts.TypeNode): AttributeType {
  if (ts.isUnionTypeNode(node)) {
    const [first] = node.types.filter((type) => type.getText() !== 'cdktf.IResolvable');
    if (first) return readPlainType(first);
  }
  if (ts.isParenthesizedTypeNode(node)) return readPlainType(node.type);
  if (ts.isArrayTypeNode(node)) return ['list', readPlainType(node.elementType)];
  if (ts.isTypeLiteralNode(node)) {
    const [signature] = node.members;
    if (signature && ts.isIndexSignatureDeclaration(signature)) return ['map', readMapElement(signature.type)];
  }
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return 'string';
    case ts.SyntaxKind.NumberKeyword:
      return 'number';
    case ts.SyntaxKind.BooleanKeyword:
      return 'bool';
    case ts.SyntaxKind.AnyKeyword:
      return 'dynamic';
  }
  throw new Error(`type ${node.getText()} is not known`);
}

/** Elements of a map have one type: a map of `any` is read as strings, as Terraform converts them. */
function readMapElement(node: ts.TypeNode): AttributeType {
  const type = readPlainType(node);
  return type === 'dynamic' ? 'string' : type;
}
