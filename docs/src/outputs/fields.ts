import type { Document, Schema } from '../openapi.ts';
import { shapeOf, typesOf, variantsOf } from './shape.ts';
import { code, oneLine } from './text.ts';
import type { OutputWords } from './words.ts';

/** What a list of fields is written with. */
export interface FieldContext {
  document: Document;
  words: OutputWords;
  /** Fields that only the other direction has are left out. */
  direction: 'request' | 'response';
}

type Trail = readonly string[];

/** The type in one word or few, as `string (date) | null` or `object[]`. */
export function typeText(document: Document, schema: Schema | undefined, trail: Trail = []): string {
  const shape = shapeOf(document, schema);
  if (shape.through.some((pointer) => trail.includes(pointer))) return 'object';
  const path = [...trail, ...shape.through];
  const { variants, nullable } = variantsOf(shape.schema);
  const names = typesOf(shape.schema).map((name) => {
    if (name === 'array') {
      const item = typeText(document, shape.schema['items'] as Schema | undefined, path);
      return item.includes(' ') ? `(${item})[]` : `${item}[]`;
    }
    const format = shape.schema['format'];
    return typeof format === 'string' && name !== 'null' ? `${name} (${format})` : name;
  });
  const others = names.length > 0 ? [] : variants.map((variant) => typeText(document, variant, path));
  return [...new Set([...names, ...others, ...(nullable ? ['null'] : [])])].join(' | ') || 'any';
}

const list = (values: readonly unknown[]): string =>
  values.map((value) => code(typeof value === 'string' ? value : JSON.stringify(value))).join(', ');

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Values, bounds and default of a schema, in words. */
export function constraints(schema: Schema, words: OutputWords): string {
  const bounds = (from: string, to: string, unit: 'value' | 'characters' | 'items') => {
    const [low, high] = [number(schema[from]), number(schema[to])];
    return low === undefined && high === undefined ? '' : words.range(low, high, unit);
  };
  const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
  const open = schema['x-extensible-enum'];
  return [
    Array.isArray(values) && words.values(list(values)),
    Array.isArray(open) && words.openValues(list(open)),
    bounds('minimum', 'maximum', 'value'),
    bounds('minLength', 'maxLength', 'characters'),
    bounds('minItems', 'maxItems', 'items'),
    typeof schema['pattern'] === 'string' && words.pattern(code(schema['pattern'])),
    schema['default'] !== undefined && words.defaultsTo(list([schema['default']])),
  ]
    .filter(Boolean)
    .join(' ');
}

const sentences = (...parts: (string | false | undefined)[]): string =>
  parts
    .map((part) => (part || '').trim())
    .filter(Boolean)
    .map((part) => (/[.:!?)»]$/.test(part) ? part : `${part}.`))
    .join(' ');

/** What is said of a schema besides its type and its fields. */
export function remarks(document: Document, declared: Schema | undefined, words: OutputWords): string {
  const { schema } = shapeOf(document, declared);
  const ofItems = constraints(shapeOf(document, schema['items'] as Schema | undefined).schema, words);
  return sentences(
    schema['deprecated'] === true && words.deprecated,
    oneLine(schema['description'] as string | undefined),
    constraints(schema, words),
    ofItems && words.eachItem(ofItems),
  );
}

const hiddenIn = { request: 'readOnly', response: 'writeOnly' } as const;

/** The fields of a schema as a nested list. A schema that contains itself is shown once. */
export function fieldLines(
  context: FieldContext,
  schema: Schema | undefined,
  trail: Trail = [],
  indent = '',
): string[] {
  const { document, words, direction } = context;
  const shape = shapeOf(document, schema);
  if (shape.through.some((pointer) => trail.includes(pointer))) return [`${indent}- ${words.asAbove}`];
  const path = [...trail, ...shape.through];
  const { properties = {}, required, items, additionalProperties } = shape.schema;
  const field = (name: string, declared: Schema, isRequired: boolean): string[] => {
    const inner = shapeOf(document, declared);
    if (inner.schema[hiddenIn[direction]] === true) return [];
    const type = `${code(typeText(document, declared, path))}${isRequired ? `, ${words.required}` : ''}`;
    const about = remarks(document, declared, words);
    const line = `${indent}- **${name}** ${type}${about && `${words.colon}${about}`}`;
    return [line, ...fieldLines(context, declared, path, `${indent}  `)];
  };
  const requiredNames = new Set(required as string[] | undefined);
  const lines = Object.entries(properties).flatMap(([name, declared]) =>
    field(name, declared, requiredNames.has(name)),
  );
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    lines.push(...field(words.anyKey, additionalProperties as Schema, false));
  if (items !== undefined) lines.push(...fieldLines(context, items as Schema, path, indent));
  const { variants } = variantsOf(shape.schema);
  if (variants.length === 1) return [...lines, ...fieldLines(context, variants[0], path, indent)];
  const alternatives = variants.flatMap((variant) => {
    const { schema: inner } = shapeOf(document, variant);
    const title = inner['title'] ?? code(typeText(document, variant, path));
    const below = fieldLines(context, variant, path, `${indent}    `);
    return below.length > 0 ? [`${indent}  - ${title as string}`, ...below] : [];
  });
  return alternatives.length > 0 ? [...lines, `${indent}- ${words.oneOf}`, ...alternatives] : lines;
}
