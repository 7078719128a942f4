import { zodVersion } from '../version';

/**
 * Asserts that a schema is one of the zod that Plinth depends on. Schemas of zod 3 have the same methods, and fail inside zod
 * when they become part of the schema of definitions.
 * @param kind name of the kind that has the schema
 * @throws Error for a schema of zod 3
 * @see https://zod.dev/library-authors: schemas of zod 4 have the property `_zod`
 */
export function assertZodVersion(kind: string, schema: object): void {
  if (!('_zod' in schema))
    throw new Error(
      `schema of kind '${kind}' is from another version of zod than Plinth's: install zod ${zodVersion} (npm install --save-exact zod@${zodVersion})`,
    );
}
