import type { JsonObject, OpenApiDocument } from '@guichet/front';
import { flat, typesOf, valueOf } from './values.ts';

/** A value that a schema forbids, and why. */
export interface InvalidValue {
  why: string;
  value: unknown;
}

/** One value for each keyword of a schema that forbids something, for the schema itself and not for what is in it. */
export function invalidValues(document: OpenApiDocument, schema: unknown): InvalidValue[] {
  const plain = flat(document, schema);
  return [
    ...ofWrongType(plain),
    ...outsideOf(plain),
    ...badTexts(plain),
    ...badArrays(document, plain),
    ...badObjects(plain),
  ];
}

const otherTypes: readonly (readonly [string, unknown])[] = [
  ['string', 'text'],
  ['number', 1.5],
  ['boolean', true],
  ['object', { unexpected: 1 }],
  ['array', []],
  ['null', null],
];

function ofWrongType(schema: JsonObject): InvalidValue[] {
  const allowed = typesOf(schema);
  if (allowed.length === 0) return [];
  return otherTypes
    .filter(([type]) => !allowed.includes(type))
    .map(([type, value]) => ({ why: `a ${type} where ${allowed.join(' or ')} is due`, value }));
}

function outsideOf(schema: JsonObject): InvalidValue[] {
  const { minimum, maximum, enum: allowed, const: only } = schema;
  return [
    ...(typeof minimum === 'number' ? [{ why: 'below its minimum', value: minimum - 1 }] : []),
    ...(typeof maximum === 'number' ? [{ why: 'above its maximum', value: maximum + 1 }] : []),
    ...(Array.isArray(allowed) || only !== undefined ? [{ why: 'not one of its values', value: 'no-such-value' }] : []),
  ];
}

const badFormats: Readonly<Record<string, readonly string[]>> = {
  date: ['yesterday', '2024-02-30', '2024-1-1'],
  'date-time': ['yesterday', '2024-01-31', '2024-02-30T12:00:00Z'],
  uri: ['no address', '//example.org'],
  uuid: ['1'],
};

function badTexts(schema: JsonObject): InvalidValue[] {
  if (!typesOf(schema).includes('string')) return [];
  const { minLength, maxLength, pattern, format } = schema;
  const bad: InvalidValue[] = (badFormats[String(format)] ?? []).map((value) => ({
    why: `no ${String(format)}`,
    value,
  }));
  if (typeof minLength === 'number' && minLength > 0) {
    bad.push({ why: 'shorter than its minimum', value: 'a'.repeat(minLength - 1) });
  }
  if (typeof maxLength === 'number') bad.push({ why: 'longer than its maximum', value: 'a'.repeat(maxLength + 1) });
  if (typeof pattern === 'string') {
    const value = ['not so', '!', 'é', '\u0007'].find((text) => !new RegExp(pattern, 'u').test(text));
    if (value !== undefined) bad.push({ why: 'against its pattern', value });
  }
  return bad;
}

function badArrays(document: OpenApiDocument, schema: JsonObject): InvalidValue[] {
  if (!typesOf(schema).includes('array')) return [];
  const { minItems, maxItems, uniqueItems, items } = schema;
  const item = valueOf(document, items);
  const bad: InvalidValue[] = [];
  if (typeof minItems === 'number' && minItems > 0) bad.push({ why: 'with too few items', value: [] });
  if (typeof maxItems === 'number') {
    const many = Array.from({ length: maxItems + 1 }, (_, index) => distinct(item, index));
    bad.push({ why: `with ${maxItems + 1} items`, value: many });
  }
  if (uniqueItems === true) bad.push({ why: 'with the same item twice', value: [item, item] });
  return bad;
}

function distinct(item: unknown, index: number): unknown {
  if (typeof item === 'number') return item + index;
  return typeof item === 'string' ? `${item}${index}` : item;
}

function badObjects(schema: JsonObject): InvalidValue[] {
  if (!typesOf(schema).includes('object')) return [];
  return typeof schema['minProperties'] === 'number' ? [{ why: 'without any property', value: {} }] : [];
}
