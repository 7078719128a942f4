import { z } from 'zod';

/** Returns the JSON Schema of a schema's input, with the documentation of every option, for editors and other languages. */
export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Of zod's own: readonly types of TypeScript are not read-only for users, and the pattern has the prefix.
      delete jsonSchema.readOnly;
      if (!standardFormats.includes(jsonSchema.format)) delete jsonSchema.format;
    },
  });
}

/** Formats of JSON Schema that the schemas use. Validators report others as unknown. */
const standardFormats: readonly (string | undefined)[] = ['uri', 'email', 'date-time', 'ipv4', 'ipv6', 'hostname'];
