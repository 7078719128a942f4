import { z } from 'zod';

/** Returns the JSON Schema of a schema's input, with the documentation of every option, for editors and other languages. */
export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
