import type { Document, Schema } from '../openapi.ts';
import { resolve } from '../openapi.ts';

/** A schema without `$ref` and `allOf`: what stands there is what holds. */
export interface Shape {
  schema: Schema;
  /** References that led here: one that comes back is a circle. */
  through: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(first: Schema, second: Schema): Schema {
  const properties: Record<string, Schema> = { ...first.properties };
  for (const [name, schema] of Object.entries(second.properties ?? {})) {
    properties[name] = properties[name] ? { allOf: [properties[name], schema] } : schema;
  }
  const required = [...new Set([first, second].flatMap((part) => (part['required'] as string[] | undefined) ?? []))];
  return {
    ...first,
    ...second,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

/** Follows the references of a schema and puts the parts of its `allOf` together; what stands beside a `$ref` wins. */
export function shapeOf(document: Document, schema: Schema | undefined): Shape {
  if (!isObject(schema)) return { schema: {}, through: [] };
  const { $ref, allOf, ...own } = schema as Schema & { allOf?: Schema[] };
  const through: string[] = [];
  const parts: Schema[] = [];
  const take = (part: Shape) => {
    through.push(...part.through);
    parts.push(part.schema);
  };
  if ($ref !== undefined) {
    const target = shapeOf(document, resolve<Schema>(document, { $ref }));
    take({ schema: target.schema, through: [$ref, ...target.through] });
  }
  for (const part of allOf ?? []) take(shapeOf(document, part));
  return { schema: [...parts, own].reduce(merge, {}), through };
}

/** Types of a schema, said or implied; `null` among them. */
export function typesOf({ type, properties, items, const: constant, enum: values }: Schema): string[] {
  if (type !== undefined) return [type].flat();
  if (properties !== undefined) return ['object'];
  if (items !== undefined) return ['array'];
  const [sample] = constant === undefined ? ((values as unknown[] | undefined) ?? []) : [constant];
  return sample === undefined ? [] : [sample === null ? 'null' : typeof sample];
}

/** The alternatives of a schema, `null` aside, and whether `null` is one of them. */
export function variantsOf(schema: Schema): { variants: Schema[]; nullable: boolean } {
  const all = [
    ...((schema['oneOf'] as Schema[] | undefined) ?? []),
    ...((schema['anyOf'] as Schema[] | undefined) ?? []),
  ];
  const variants = all.filter(({ type }) => type !== 'null');
  return { variants, nullable: variants.length < all.length };
}
