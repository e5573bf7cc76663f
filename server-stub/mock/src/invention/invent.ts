import { isJsonObject, type JsonObject, type OpenApiDocument } from '@guichet/front';
import { flatten, merge, NoSuchValueError, type Flat } from './flatten.ts';
import { inventNumber } from './numbers.ts';
import { inventObject } from './objects.ts';
import { randomFrom, type Random } from './random.ts';
import { inventString, word, type PatternStrings } from './strings.ts';

/** What is known while a value is made. */
export interface Invention {
  random: Random;
  /** Makes the value of a schema that stands below another. @throws {NoSuchValueError} */
  value(schema: unknown, place: Place): unknown;
  /** Whether a schema would lead back to one that is being made. */
  isCircular(schema: unknown, place: Place): boolean;
  flat(schema: unknown): Flat;
  string(schema: JsonObject): string;
  /** Only what is required from here on: deep down, or when the value has grown large. */
  isSparing(place: Place): boolean;
}

/** Where a value stands. */
export interface Place {
  depth: number;
  /** References that lead here. */
  path: ReadonlySet<string>;
}

/** From here on nothing optional is added. */
const sparingDepth = 6;
const sparingSize = 400;
/** Beyond this, a schema counts as endless. */
const deepest = 60;
const largest = 20_000;

export interface InventOptions {
  /** Take the examples and defaults that stand in the schemas. Default false. */
  prefersExamples?: boolean;
}

/**
 * Makes values for the schemas of a contract, which need not end: what is circular stops at its first repetition. The
 * same seed makes the same value of the same schema, whatever else is made meanwhile. What it makes is nearly always
 * valid; contradictory or exotic schemas (`not`, overlapping `oneOf`) need a check and another seed.
 *
 * @param matching makes strings for patterns
 * @returns the maker; it throws a {@link NoSuchValueError} where nothing could be valid
 */
export function createInventor(document: OpenApiDocument, matching: PatternStrings) {
  const flattened = new WeakMap<object, Flat>();

  function flat(schema: unknown): Flat {
    if (!isJsonObject(schema)) return flatten(document, schema);
    let known = flattened.get(schema);
    if (!known) flattened.set(schema, (known = flatten(document, schema)));
    return known;
  }

  return function invent(schema: unknown, seed: string, { prefersExamples = false }: InventOptions = {}): unknown {
    const random = randomFrom(seed);
    let size = 0;
    const invention: Invention = {
      random,
      flat,
      string: (wanted) => inventString(wanted, random, matching),
      isSparing: ({ depth }) => depth >= sparingDepth || size > sparingSize,
      isCircular: (wanted, { path }) => isJsonObject(wanted) && flat(wanted).refs.some((ref) => path.has(ref)),
      value(wanted, { depth, path }) {
        size += 1;
        if (depth > deepest || size > largest) throw new NoSuchValueError('The schema is infinite.');
        const { schema: known, refs } = flat(wanted);
        const example = prefersExamples ? exampleIn(known) : undefined;
        if (example !== undefined) return example;
        return make(known, { depth, path: refs.length > 0 ? new Set([...path, ...refs]) : path }, invention);
      },
    };
    return invention.value(schema, { depth: 0, path: new Set() });
  };
}

function exampleIn({ example, examples, default: fallback }: JsonObject): unknown {
  return example ?? (Array.isArray(examples) ? (examples as unknown[])[0] : undefined) ?? fallback;
}

function make(schema: JsonObject, place: Place, invention: Invention): unknown {
  const { random } = invention;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return random.pick(schema['enum'] as unknown[]);
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    if (Array.isArray(schema[keyword])) return alternative(schema, keyword, { place, invention });
  }
  if (isJsonObject(schema['if'])) return conditional(schema, place, invention);
  const type = chooseType(schema, place, invention);
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return inventNumber(schema, random, type === 'integer');
    case 'array':
      return inventArray(schema, place, invention);
    case 'object':
      return inventObject(schema, place, invention);
    case 'string':
      return invention.string(schema);
    default:
      return word(random);
  }
}

/** Keywords that speak of one type only; they tell it where the contract does not. */
const speaking: Readonly<Record<string, string>> = {
  properties: 'object',
  additionalProperties: 'object',
  required: 'object',
  items: 'array',
  prefixItems: 'array',
  pattern: 'string',
  format: 'string',
  minLength: 'string',
  maxLength: 'string',
  minimum: 'number',
  maximum: 'number',
};

function chooseType(schema: JsonObject, place: Place, { random, isSparing }: Invention): unknown {
  const declared = [schema['type'] ?? []].flat() as string[];
  const hint = Object.keys(schema).find((key) => speaking[key] !== undefined);
  const types = declared.length > 0 ? declared : hint === undefined ? [] : [speaking[hint]!];
  const isNullable = schema['nullable'] === true || types.includes('null');
  if (isNullable && random.chance(isSparing(place) ? 0.9 : 0.15)) return 'null';
  const others = types.filter((type) => type !== 'null');
  return others.length === 0 ? types[0] : random.pick(others);
}

interface Context {
  place: Place;
  invention: Invention;
}

/** One of the alternatives: one that ends, where there is one. What stands beside them holds too. */
function alternative(schema: JsonObject, keyword: 'oneOf' | 'anyOf', { place, invention }: Context): unknown {
  const { [keyword]: _, discriminator, ...beside } = schema;
  const all = schema[keyword] as unknown[];
  const ending = all.filter((each) => !invention.isCircular(each, place));
  const simple = ending.filter((each) => invention.flat(each).refs.length === 0);
  const narrowed = invention.isSparing(place) && simple.length > 0 ? simple : ending;
  const chosen = invention.random.pick(narrowed.length > 0 ? narrowed : all);
  const { schema: own, refs } = invention.flat(chosen);
  const path = new Set([...place.path, ...refs]);
  const value = make(merge(own, beside), { depth: place.depth + 1, path }, invention);
  return discriminated(value, discriminator, { chosen, own });
}

/** The discriminator's property names the alternative (OpenAPI 3.1 section 4.8.25), unless the schema itself says how. */
function discriminated(value: unknown, discriminator: unknown, { chosen, own }: { chosen: unknown; own: JsonObject }) {
  if (!isJsonObject(discriminator) || !isJsonObject(value) || !isJsonObject(chosen)) return value;
  const name = String(discriminator['propertyName']);
  const declared = (own['properties'] as JsonObject | undefined)?.[name];
  if (isJsonObject(declared) && ('const' in declared || 'enum' in declared)) return value;
  const ref = String(chosen['$ref']);
  const mapping = Object.entries((discriminator['mapping'] as JsonObject | undefined) ?? {});
  const key = mapping.find(([, target]) => target === ref || ref.endsWith(`/${String(target)}`))?.[0];
  return { ...value, [name]: key ?? ref.split('/').at(-1) };
}

function conditional(schema: JsonObject, place: Place, invention: Invention): unknown {
  const { if: condition, then, else: otherwise, ...rest } = schema;
  const isMet = invention.random.chance(0.5);
  const parts = isMet ? [condition, then ?? {}] : [otherwise ?? {}];
  return make(invention.flat({ allOf: [rest, ...parts] }).schema, place, invention);
}

function inventArray(schema: JsonObject, place: Place, invention: Invention): unknown[] {
  const {
    items = true,
    prefixItems = [],
    minItems = 0,
    uniqueItems = false,
  } = schema as {
    items?: unknown;
    prefixItems?: unknown[];
    minItems?: number;
    uniqueItems?: boolean;
  };
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Math.max(minItems, 3);
  const isBrief = invention.isSparing(place) || invention.isCircular(items, place);
  const isClosed = isBrief || items === false;
  const wanted = isClosed ? minItems : invention.random.integer(minItems, Math.min(most, minItems + 3));
  const inner = { depth: place.depth + 1, path: place.path };
  const schemas: unknown[] = prefixItems.slice(0, most);
  if (schema['contains'] !== undefined && schemas.length < most) schemas.push({ allOf: [items, schema['contains']] });
  const values = schemas.map((each) => invention.value(each, inner));
  const seen = new Set(values.map((value) => JSON.stringify(value)));
  // An enum of three values has no four that differ: after some tries the array stays as it is.
  for (let attempt = 0; values.length < wanted && attempt < wanted * 10; attempt += 1) {
    const value = invention.value(items, inner);
    const key = JSON.stringify(value);
    if (uniqueItems && seen.has(key)) continue;
    seen.add(key);
    values.push(value);
  }
  return values;
}
