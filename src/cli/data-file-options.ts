import type { SchemaNode } from '../schema/json-schema';

/** Options of a definition in YAML or JSON that the CLI reads, and that are not part of the definition that is planned. */
export const dataFileOptions = {
  kinds: {
    type: 'array',
    items: { type: 'string' },
    description:
      'modules with additional kinds, in YAML and JSON: paths relative to the definition, such as ./my-kinds.ts, or packages; @default the built-in kinds',
    examples: [['./my-kinds.ts']],
  },
  policies: {
    type: 'array',
    items: { type: 'string' },
    description:
      'modules with policies: paths relative to the definition, such as ./my-policies.ts, or packages; in TypeScript the policies themselves; @default none',
    examples: [['./my-policies.ts']],
  },
  tenantFiles: {
    type: 'string',
    description:
      'folder with a file for each tenant, in YAML and JSON; in TypeScript the function `tenantsIn`; @default no files',
    examples: ['tenants'],
  },
} as const satisfies Readonly<Record<string, SchemaNode>>;
