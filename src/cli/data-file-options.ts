import type { Language } from '../create-language';
import { suggestName } from '../schema/familiar-names';
import type { SchemaNode } from '../schema/json-schema';
import { DefinitionError, type Problem } from '../schema/problem';

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

/** Returns a language whose fixes of unknown options at the top of a definition know the options of data files, too. */
export function addDataFileOptions(language: Language): Language {
  const addOptions = (problem: Problem): Problem => {
    const [option, child] = problem.path;
    if (problem.message !== 'no such option' || typeof option !== 'string' || child !== undefined) return problem;
    const { properties } = language.jsonSchema() as SchemaNode;
    return {
      ...problem,
      fix: suggestName(option, [...Object.keys(properties ?? {}), ...Object.keys(dataFileOptions)]),
    };
  };
  return {
    ...language,
    check: (...args) => language.check(...args).map(addOptions),
    plan: (...args) => {
      try {
        return language.plan(...args);
      } catch (error) {
        if (!(error instanceof DefinitionError)) throw error;
        throw new DefinitionError(error.problems.map(addOptions), { cause: error.cause });
      }
    },
  };
}
