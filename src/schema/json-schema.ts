import { z } from 'zod';

/** The JSON Schema of what a person writes, with descriptions, as editors and other languages use it. */
export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}
