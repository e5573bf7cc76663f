import type { JsonObject, OpenApiDocument } from '@guichet/front';
import {
  array,
  boolean,
  constant,
  constantFrom,
  date,
  double,
  integer,
  oneof,
  record,
  string,
  stringMatching,
  uniqueArray,
  webUrl,
  type Arbitrary,
} from 'fast-check';
import { flat, typesOf } from '../cases/values.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Lists and texts are as long as this, where a schema allows it: what is longer is tested by name, in the agreement. */
const long = 40;

/**
 * Values that a schema allows. Values that the contract's examples have under the same name are among them.
 *
 * @param name of the parameter or property
 */
export function allowedValues(
  document: OpenApiDocument,
  schema: unknown,
  vocabulary: Vocabulary,
  name = '',
): Arbitrary<unknown> {
  const plain = flat(document, schema);
  const known = vocabulary.get(name) ?? [];
  const types = typesOf(plain);
  const fitting = known.filter((value) => types.length === 0 || types.some((type) => isOf(type, value)));
  const any = types.length === 0 ? [string()] : types.map((type) => ofType(type, plain));
  return fitting.length > 0
    ? oneof({ arbitrary: constantFrom(...fitting), weight: 3 }, ...any.map((arbitrary) => ({ arbitrary, weight: 1 })))
    : oneof(...any);

  function ofType(type: string, from: JsonObject): Arbitrary<unknown> {
    if (from['const'] !== undefined) return constant(from['const']);
    if (Array.isArray(from['enum'])) return constantFrom(...(from['enum'] as unknown[]));
    switch (type) {
      case 'integer':
        return integer({ min: Number(from['minimum'] ?? -(2 ** 31)), max: Number(from['maximum'] ?? 2 ** 31) });
      case 'number':
        return double({ noNaN: true, noDefaultInfinity: true });
      case 'boolean':
        return boolean();
      case 'null':
        return constant(null);
      case 'array':
        return lists(from);
      case 'object':
        return objects(from);
      default:
        return texts(from);
    }
  }

  function lists(from: JsonObject): Arbitrary<unknown> {
    const items = allowedValues(document, from['items'], vocabulary, name);
    const minLength = Number(from['minItems'] ?? 0);
    const size = { minLength, maxLength: Math.max(minLength, Math.min(Number(from['maxItems'] ?? 5), 5)) };
    return from['uniqueItems'] === true ? uniqueArray(items, size) : array(items, size);
  }

  function objects(from: JsonObject): Arbitrary<unknown> {
    const properties = Object.entries((from['properties'] ?? {}) as JsonObject);
    const values = properties.map(([key, inner]) => [key, allowedValues(document, inner, vocabulary, key)] as const);
    return record(Object.fromEntries(values), { requiredKeys: (from['required'] ?? []) as string[] });
  }
}

function texts(schema: JsonObject): Arbitrary<string> {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = long,
  } = schema as { minLength?: number; maxLength?: number } & JsonObject;
  const fits = (text: string) => text.length >= minLength && text.length <= maxLength;
  if (Array.isArray(schema['x-extensible-enum'])) {
    return oneof(constantFrom(...(schema['x-extensible-enum'] as string[])), string({ minLength: 1, maxLength: long }));
  }
  if (format === 'date') return days.map((day) => day.toISOString().slice(0, 10));
  if (format === 'date-time') return days.map((day) => day.toISOString());
  if (format === 'uri') return webUrl();
  if (typeof pattern === 'string')
    return stringMatching(new RegExp(pattern, 'u'), { maxLength: Math.min(maxLength, long) }).filter(fits);
  // A grapheme can be many characters: of an exact length few would be found.
  const unit = minLength > 1 ? 'grapheme-ascii' : 'grapheme';
  return string({ unit, minLength, maxLength: Math.max(minLength, Math.min(maxLength, long)) }).filter(fits);
}

const days = date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
  noInvalidDate: true,
});

const isOf = (type: string, value: string | number) =>
  type === 'integer' ? Number.isInteger(value) : type === typeof value;
