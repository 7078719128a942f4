import type { z } from 'zod';
import { listAllowedKeys, tryGetExampleAt } from './allowed-keys';
import { translateIssue } from './issues';
import { toJsonSchema } from './json-schema';
import { isValidAt } from './parse';
import { checkPlainData } from './plain-data';
import { DefinitionError, type PathSegment } from './problem';

/**
 * Parses options by their schema, outside of a definition.
 * @param options the options as written
 * @param subject what the options belong to, for the message: `component 'traefik'`
 * @throws DefinitionError with all errors of the options, as `plinth check` reports them; paths are relative to the options
 */
export function parseOptions<S extends z.ZodType>(schema: S, options: unknown, subject: string): z.output<S> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const dataProblems = checkPlainData(options);
  if (dataProblems.length > 0) throw new DefinitionError(dataProblems, { subject });
  const jsonSchema = toJsonSchema(schema);
  const context = {
    definition: options,
    allowedKeys: (path: readonly PathSegment[], option?: string) => listAllowedKeys(jsonSchema, options, path, option),
    tryGetExample: (path: readonly PathSegment[]) => tryGetExampleAt(jsonSchema, options, path),
    isValid: (path: readonly PathSegment[], value: unknown) => isValidAt(schema, options, path, value),
  };
  const problems = result.error.issues.flatMap((issue) => translateIssue(issue, context));
  throw new DefinitionError(problems, { subject });
}
