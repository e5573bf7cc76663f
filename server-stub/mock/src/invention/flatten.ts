import { isJsonObject, resolveReference, type JsonObject, type OpenApiDocument } from '@guichet/front';

/** The schema cannot be met: two of its parts contradict each other, or it has no end. */
export class NoSuchValueError extends Error {
  override name = 'NoSuchValueError';
}

/** A schema whose references and `allOf` are worked in, with the references that were followed for it. */
export interface Flat {
  schema: JsonObject;
  refs: readonly string[];
}

/** Longest chain of references and `allOf`s that is followed before a schema counts as endless. */
const deepest = 100;

/**
 * Works `$ref` and `allOf` into one schema, one level of it: what stands below is flattened when it is reached.
 *
 * @throws {NoSuchValueError} when nothing can be valid
 */
export function flatten(document: OpenApiDocument, source: unknown): Flat {
  const refs: string[] = [];
  return { schema: flat(source, 0), refs };

  function flat(value: unknown, depth: number): JsonObject {
    if (value === false) throw new NoSuchValueError('A schema is `false`: nothing is valid for it.');
    if (depth > deepest) throw new NoSuchValueError('A schema refers to itself endlessly.');
    if (!isJsonObject(value)) return {};
    const { $ref, allOf, ...own } = value;
    const parts: unknown[] = [];
    if (typeof $ref === 'string') {
      refs.push($ref);
      const target = resolveReference(document, { $ref });
      // OpenAPI 3.0 ignores what stands beside a reference; 2020-12 applies it.
      if (document.openapi.startsWith('3.0.')) return flat(target, depth + 1);
      parts.push(target);
    }
    if (Array.isArray(allOf)) parts.push(...allOf);
    return parts.reduce<JsonObject>((merged, part) => merge(merged, flat(part, depth + 1)), own);
  }
}

/**
 * One schema that asks what two ask.
 *
 * @throws {NoSuchValueError} when they have no type or no value in common
 */
export function merge(one: JsonObject, other: JsonObject): JsonObject {
  const merged: JsonObject = { ...other, ...one };
  for (const [key, mine] of Object.entries(one)) {
    const theirs = other[key];
    if (theirs !== undefined) merged[key] = mergers[key]?.(mine, theirs) ?? mine;
  }
  // `nullable` says something of its own type only, and a value must pass both.
  if (one['nullable'] !== other['nullable'] && one['type'] !== undefined && other['type'] !== undefined)
    delete merged['nullable'];
  return merged;
}

type Merger = (one: unknown, other: unknown) => unknown;

const most: Merger = (one, other) => Math.max(Number(one), Number(other));
const least: Merger = (one, other) => Math.min(Number(one), Number(other));
const union: Merger = (one, other) => [...new Set([...(one as unknown[]), ...(other as unknown[])])];
const both: Merger = (one, other) => ({ allOf: [one, other] });
const either: Merger = (one, other) => one === true || other === true;

const mergers: Readonly<Record<string, Merger>> = {
  type: (one, other) => intersection(typesIn(one), typesIn(other), 'type'),
  enum: (one, other) => intersection(one as unknown[], other as unknown[], 'value'),
  required: union,
  properties: (one, other) => mergeMaps(one as JsonObject, other as JsonObject),
  patternProperties: (one, other) => mergeMaps(one as JsonObject, other as JsonObject),
  items: both,
  additionalProperties: both,
  propertyNames: both,
  not: (one, other) => ({ anyOf: [one, other] }),
  minimum: most,
  minLength: most,
  minItems: most,
  minProperties: most,
  maximum: least,
  maxLength: least,
  maxItems: least,
  maxProperties: least,
  uniqueItems: either,
  writeOnly: either,
  anyOf: alternatives,
  oneOf: alternatives,
};

/** Two lists of alternatives: one of each must hold. */
function alternatives(one: unknown, other: unknown): unknown {
  return (one as unknown[]).flatMap((mine) => (other as unknown[]).map((theirs) => ({ allOf: [mine, theirs] })));
}

function mergeMaps(one: JsonObject, other: JsonObject): JsonObject {
  const merged = { ...other, ...one };
  for (const key of Object.keys(one)) if (key in other) merged[key] = both(one[key], other[key]);
  return merged;
}

/** An integer is a number too. */
function typesIn(type: unknown): unknown[] {
  const types = [type].flat();
  return types.includes('number') ? [...types, 'integer'] : types;
}

function intersection(one: readonly unknown[], other: readonly unknown[], what: string): unknown[] {
  const seen = new Set(other.map((value) => JSON.stringify(value)));
  const shared = one.filter((value) => seen.has(JSON.stringify(value)));
  if (shared.length === 0) throw new NoSuchValueError(`Two parts of an allOf have no ${what} in common.`);
  return shared;
}
