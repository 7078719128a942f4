import { z } from 'zod';
import type { Use, UseOptions } from '../definition/uses';
import type { OptionsSchema } from '../definition/component';
import { toJsonSchema } from '../schema/json-schema';
import { parseDefinition } from '../schema/parse';
import type { Problem } from '../schema/problem';

/** Options of a use that its provider has checked, and the problems in them. */
interface ParsedUse {
  /** Undefined where the options have errors. */
  readonly options: UseOptions | undefined;
  /** Paths are relative to the use. */
  readonly problems: readonly Problem[];
}

/**
 * Parses the options of the use of a capability that is not built in. They come from a tenant's file, and the schema of
 * the provider decides which of them are allowed.
 * @param schema schema of the provider; undefined for a provider without options
 */
export function parseCustomUse({ options }: Use, schema: OptionsSchema = z.strictObject({})): ParsedUse {
  const { env, files, ...otherOptions } = options;
  const { value, problems } = parseDefinition(schema, otherOptions, () => toJsonSchema(schema), {});
  if (value === undefined || problems.length > 0) return { options: undefined, problems };
  return { options: { env, ...(files === undefined ? {} : { files }), ...value }, problems };
}
