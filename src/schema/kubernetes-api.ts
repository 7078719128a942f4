import api from './kubernetes-api.json';
import { isPlainObject } from './plain-object';
import { error, type PathSegment, type Problem } from './problem';
import { suggest } from './suggestions';

/** Type of a field of the Kubernetes API: a single value, a list or a map of values of a type. */
export type FieldType =
  | { readonly shape: 'single' | 'map'; readonly type: string }
  | {
      readonly shape: 'list';
      readonly type: string;
      /** Fields that identify an item of a list; empty for an atomic list, which is replaced as a whole. */
      readonly mergeKeys: readonly string[];
      /** Whether the list is a set: two lists are merged by their union. */
      readonly isSet: boolean;
    };

/** Fields of the object types, by name of the type; `npm run kubernetes-api` generates them. */
const fieldsByType: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(Object.entries(api.types));

/** API versions of the kinds with declared fields. */
const apiVersions: ReadonlyMap<string, string> = new Map(Object.entries(api.apiVersions));

/** Returns the API version of a kind whose fields are declared; undefined for other kinds. */
export function tryGetApiVersion(kind: string): string | undefined {
  return apiVersions.get(kind);
}

/** Returns the types of an object type's fields by name; undefined for types without declared fields. */
export function tryGetFields(type: string): ReadonlyMap<string, FieldType> | undefined {
  const fields = fieldsByType.get(type);
  if (!fields) return undefined;
  return new Map(Object.entries(fields).map(([name, fieldType]) => [name, parseFieldType(fieldType)]));
}

function parseFieldType(declared: string): FieldType {
  const text = declared.replace(/!$/, '');
  if (text.endsWith('{}')) return { shape: 'map', type: text.slice(0, -2) };
  const [type = text, keys] = text.split('[');
  if (keys === undefined) return { shape: 'single', type };
  const mergeKeys = keys.slice(0, -1).split(',').filter(Boolean);
  const isSet = mergeKeys[0] === '*';
  return { shape: 'list', type, mergeKeys: isSet ? [] : mergeKeys, isSet };
}

/** Checks of an object that go beyond those of a part of one. */
interface FieldChecks {
  /** Whether required fields must be present, as in an object that is not merged into another one. */
  readonly isComplete: boolean;
}

/**
 * Checks the fields of a complete object of the Kubernetes API, as {@link checkFields}, and that it has the required ones.
 * @param path path of the object in the definition
 */
export function checkObjectFields(type: string, value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  return checkValue({ shape: 'single', type }, value, path, { isComplete: true });
}

/**
 * Checks the fields of an object of the Kubernetes API, or of a part of one: names, types, and the keys by which the
 * items of a list are merged. `null`, which removes a field, is valid everywhere.
 * @param path path of the value in the definition
 */
export function checkFields(type: string, value: unknown, path: readonly PathSegment[]): readonly Problem[] {
  return checkValue({ shape: 'single', type }, value, path, { isComplete: false });
}

function checkValue(
  fieldType: FieldType,
  value: unknown,
  path: readonly PathSegment[],
  checks: FieldChecks,
): readonly Problem[] {
  if (value === null || value === undefined) return [];
  // Values that JSON does not have, such as functions, are errors of another check.
  if (!['string', 'boolean', 'object'].includes(typeof value) && !Number.isFinite(value)) return [];
  const { shape, type } = fieldType;
  if (shape === 'list') {
    if (!Array.isArray(value)) return [error(path, value, 'must be a list', 'write a list')];
    return value.flatMap((item: unknown, index) => [
      ...(item === null ? [error([...path, index], null, 'must not be null', 'remove the item')] : []),
      ...checkValue({ shape: 'single', type }, item, [...path, index], checks),
      ...checkMergeKeys(fieldType.mergeKeys, item, [...path, index]),
    ]);
  }
  if (shape === 'map') {
    if (!isPlainObject(value)) return [error(path, value, 'must be an object', 'write an object')];
    return Object.entries(value).flatMap(([key, item]) =>
      checkValue({ shape: 'single', type }, item, [...path, key], checks),
    );
  }
  const fields = tryGetFields(type);
  if (!fields) return isOfType(type, value) ? [] : [error(path, value, ...typeMessage(type))];
  if (!isPlainObject(value)) return [error(path, value, 'must be an object', `write fields of ${type}`)];
  return [
    ...(checks.isComplete ? checkRequiredFields(type, value, path) : []),
    ...Object.entries(value).flatMap(([name, field]) => {
      const declared = fields.get(name);
      if (declared) return checkValue(declared, field, [...path, name], checks);
      return [error([...path, name], undefined, `is not a field of ${type}`, suggest(name, [...fields.keys()]))];
    }),
  ];
}

function checkRequiredFields(
  type: string,
  value: Readonly<Record<string, unknown>>,
  path: readonly PathSegment[],
): readonly Problem[] {
  return Object.entries(fieldsByType.get(type) ?? {})
    .filter(([name, declared]) => declared.endsWith('!') && (value[name] === undefined || value[name] === null))
    .map(([name]) => error([...path, name], undefined, `is required by ${type}`, `add \`${name}\``));
}

/** Checks that an item has the keys of its list. `protocol` has the default TCP. */
function checkMergeKeys(mergeKeys: readonly string[], item: unknown, path: readonly PathSegment[]): readonly Problem[] {
  if (!isPlainObject(item)) return [];
  return mergeKeys
    .filter((key) => key !== 'protocol' && (item[key] === undefined || item[key] === null))
    .map((key) =>
      error([...path, key], undefined, 'is required: items of this list are merged by it', `add \`${key}\``),
    );
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'number':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'int-or-string':
      return typeof value === 'string' || Number.isInteger(value);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    default:
      return isPlainObject(value);
  }
}

function typeMessage(type: string): readonly [string, string] {
  const names: Readonly<Record<string, string>> = {
    integer: 'an integer',
    boolean: 'true or false',
    'int-or-string': 'an integer or a string',
    quantity: 'a quantity such as 500m or 1Gi',
    object: 'an object',
  };
  const name = names[type] ?? `a ${type}`;
  return [`must be ${name}`, `write ${name}`];
}
