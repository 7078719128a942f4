import ts from 'typescript';
import type { BindingModule } from './binding-module';
import { getPlainType, isBlock, type Member, type MemberType, type Objects } from './binding-members';

/** Attribute in the text of a function that renders HCL: name in Terraform, property, and type words of cdktf. */
interface RenderedAttribute {
  readonly name: string;
  readonly property: string;
  readonly type: string;
}

/**
 * Lists the members of a provider's configuration. Bindings have no classes for its objects, only interfaces and functions
 * that render them.
 */
export function listConfigurationMembers(module: BindingModule, provider: ts.ClassDeclaration): readonly Member[] {
  const method = provider.members.find((member) => member.name?.getText() === 'synthesizeHclAttributes');
  if (!method) throw new Error(`${provider.name?.text ?? 'the provider'} has no method synthesizeHclAttributes`);
  // The alias is an argument of Terraform itself.
  const attributes = listRenderedAttributes(method).filter(({ name }) => name !== 'alias');
  return listInterfaceMembers(module, `${provider.name?.text ?? ''}Config`, attributes);
}

function listInterfaceMembers(
  module: BindingModule,
  interfaceName: string,
  attributes: readonly RenderedAttribute[],
): readonly Member[] {
  return attributes.map(({ name, property, type }): Member => {
    const signature = module.interfaces
      .get(interfaceName)
      ?.members.filter(ts.isPropertySignature)
      .find((candidate) => candidate.name.getText() === property);
    if (!signature?.type) throw new Error(`${interfaceName}.${property} is missing`);
    const optional = signature.questionToken !== undefined;
    return {
      name,
      computed: false,
      optional,
      required: !optional,
      isBlock: isBlock(module, interfaceName, property, name),
      type: getSignatureType(module, signature.type, type),
    };
  });
}

function getSignatureType(module: BindingModule, node: ts.TypeNode, type: string): MemberType {
  const types = ts.isUnionTypeNode(node) ? node.types : [node];
  for (const candidate of types) {
    const element = ts.isArrayTypeNode(candidate) ? candidate.elementType : candidate;
    if (ts.isTypeReferenceNode(element) && module.interfaces.has(element.getText()))
      return getObjects(module, element.getText(), type, ts.isArrayTypeNode(candidate));
  }
  return { plain: getPlainType(node, type === 'set') };
}

function getObjects(module: BindingModule, interfaceName: string, type: string, isList: boolean): Objects {
  const functionName = `${interfaceName.charAt(0).toLowerCase()}${interfaceName.slice(1)}ToHclTerraform`;
  const renderer = module.functions.get(functionName);
  if (!renderer) throw new Error(`function ${functionName} is missing`);
  const members = listInterfaceMembers(module, interfaceName, listRenderedAttributes(renderer));
  if (type === 'struct') return { nesting: 'single', isSingleElement: false, members };
  return { nesting: type === 'set' ? 'set' : 'list', isSingleElement: !isList, members };
}

/** Lists the entries of `const attrs = { qps: { value: cdktf.numberToHclTerraform(this._qps), type: "simple", … } }`. */
function listRenderedAttributes(renderer: ts.Node): readonly RenderedAttribute[] {
  const result: RenderedAttribute[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === 'attrs' && node.initializer)
      for (const entry of listEntries(node.initializer)) {
        const fields = new Map(
          listEntries(entry.initializer).map((field) => [field.name.getText(), field.initializer]),
        );
        const property = /(?:this\._|struct!\.)(\w+)/.exec(fields.get('value')?.getText() ?? '')?.[1];
        const type = fields.get('type');
        if (property === undefined || !type || !ts.isStringLiteral(type))
          throw new Error(`attribute ${entry.getText()} is not known`);
        result.push({ name: entry.name.getText().replaceAll('"', ''), property, type: type.text });
      }
    else ts.forEachChild(node, visit);
  };
  visit(renderer);
  return result;
}

function listEntries(node: ts.Expression): readonly ts.PropertyAssignment[] {
  return ts.isObjectLiteralExpression(node) ? node.properties.filter(ts.isPropertyAssignment) : [];
}
