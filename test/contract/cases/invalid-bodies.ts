import { isJsonObject, type JsonObject, type OpenApiDocument } from '@guichet/front';
import { invalidValues } from './invalid-values.ts';
import { flat, valueOf } from './values.ts';

/** A body that its schema forbids, and why, with a pointer to what is wrong (RFC 6901). */
export interface InvalidBody {
  name: string;
  body: unknown;
  /** It lacks what is required, or is of another shape. */
  isMissing: boolean;
}

/** One body for each thing that a schema forbids, made of bodies that it allows. */
export function invalidBodies(document: OpenApiDocument, schema: unknown, good: readonly unknown[]): InvalidBody[] {
  return [...variants(document, schema, good)].map(({ at, why, value }) => ({
    name: `${at === '' ? 'the body' : at} ${why}`,
    body: value,
    isMissing: why === 'missing',
  }));
}

interface Variant {
  at: string;
  why: string;
  value: unknown;
}

/** @param good values that the schema allows, of which the one that shows most of it is changed */
function* variants(
  document: OpenApiDocument,
  schema: unknown,
  good: readonly unknown[],
  depth = 0,
): Generator<Variant> {
  const plain = flat(document, schema);
  for (const { why, value } of invalidValues(document, plain)) yield { at: '', why: `${why}${shown(value)}`, value };
  const base = good[0] ?? valueOf(document, plain);
  if (depth > 5) return;
  if (Array.isArray(base) && plain['items'] !== undefined) {
    const items = good.flat().length > 0 ? good.flat() : [valueOf(document, plain['items'])];
    for (const inner of variants(document, plain['items'], items, depth + 1)) {
      yield { ...inner, at: `/0${inner.at}`, value: [inner.value, ...base.slice(1)] };
    }
  }
  if (isJsonObject(base)) yield* ofProperties(document, plain, good.filter(isJsonObject), depth);
}

function* ofProperties(
  document: OpenApiDocument,
  schema: JsonObject,
  good: readonly JsonObject[],
  depth: number,
): Generator<Variant> {
  const first = good[0] ?? (valueOf(document, schema) as JsonObject);
  for (const name of (schema['required'] ?? []) as string[]) {
    const { [name]: _, ...others } = first;
    yield { at: `/${name}`, why: 'missing', value: others };
  }
  if (schema['additionalProperties'] === false) {
    yield { at: '/unexpected', why: 'where nothing more is allowed', value: { ...first, unexpected: 1 } };
  }
  for (const [name, property] of Object.entries((schema['properties'] ?? {}) as JsonObject)) {
    const base = good.find((each) => each[name] !== undefined) ?? first;
    const values = good.map((each) => each[name]).filter((value) => value !== undefined);
    for (const inner of variants(document, property, values, depth + 1)) {
      yield { ...inner, at: `/${name}${inner.at}`, value: { ...base, [name]: inner.value } };
    }
  }
}

/** A value in the name of a case, when it is short. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 40 ? `: ${text}` : '';
}
