import { valueAtPath, type PathSegment } from './problem';

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
}

/**
 * The words that a description may use at a path: the options of the mapping there, or, where the path ends at the word
 * that tells kinds apart, the kinds.
 * @param schema the JSON Schema of the whole description
 * @param having of kinds, only those that have this option
 */
export function listAllowedKeys(
  schema: unknown,
  raw: unknown,
  path: readonly PathSegment[],
  having?: string,
): readonly string[] {
  const last = path.at(-1);
  const parents = listSchemaNodes(schema as SchemaNode, raw, path.slice(0, -1)).filter(
    ({ properties = {} }) => having === undefined || having in properties,
  );
  const constants = parents.flatMap((node) => (typeof last === 'string' ? (node.properties?.[last]?.const ?? []) : []));
  if (constants.length > 0) return constants.map(String);
  return [
    ...new Set(listSchemaNodes(schema as SchemaNode, raw, path).flatMap((node) => Object.keys(node.properties ?? {}))),
  ];
}

/** The schema nodes that may describe what stands at a path; several where it is one of several shapes. */
function listSchemaNodes(root: SchemaNode, raw: unknown, path: readonly PathSegment[]): readonly SchemaNode[] {
  return path.reduce<readonly SchemaNode[]>(
    (nodes, key, index) =>
      nodes.flatMap((node) => {
        const { properties, additionalProperties, items } = node;
        const next =
          typeof key === 'number'
            ? items
            : (properties?.[key] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined));
        return next ? selectBranches(next, valueAtPath(raw, path.slice(0, index + 1))) : [];
      }),
    selectBranches(root, raw),
  );
}

function selectBranches(node: SchemaNode, value: unknown): readonly SchemaNode[] {
  const branches = node.oneOf ?? node.anyOf;
  if (!branches) return [node];
  const kind = valueAtPath(value, ['kind']) ?? valueAtPath(value, ['backend']);
  const named = branches.filter(
    (branch) =>
      kind !== undefined && [branch.properties?.kind?.const, branch.properties?.backend?.const].includes(kind),
  );
  return named.length > 0 ? named : branches;
}
