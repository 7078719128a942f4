import { z } from 'zod';
import { jsonValue } from '../../../src/schema/field-types';
import { nameSchema, toJsonSchema } from '../../../src/schema/json-schema';

test('a schema with a name is defined once; a second one with the same name is written at its place', () => {
  const first = nameSchema('TestPort', z.int().min(1));
  const second = nameSchema('TestPort', z.int().min(1));
  expect(toJsonSchema(z.strictObject({ a: first, b: first, c: second }))).toMatchObject({
    properties: {
      a: { $ref: '#/$defs/TestPort' },
      b: { $ref: '#/$defs/TestPort' },
      c: { type: 'integer', minimum: 1 },
    },
    $defs: { TestPort: { type: 'integer', minimum: 1 } },
  });
});

test('any value of JSON of a module that was loaded twice is the same definition', () => {
  const copy = nameSchema('JsonValue', z.json());
  const schema = toJsonSchema(z.strictObject({ a: jsonValue, b: z.array(copy) }));
  expect(schema).toMatchObject({
    properties: { a: { $ref: '#/$defs/JsonValue' }, b: { items: { $ref: '#/$defs/JsonValue' } } },
  });
  expect(Object.keys(schema.$defs as object)).toEqual(['JsonValue']);
});
