import type { Document, Schema } from '../openapi.ts';
import { shapeOf, typesOf, variantsOf } from '../outputs/shape.ts';

/** Bounds whose change can refuse what was accepted; `true` where more is stricter. */
const boundNames = {
  minimum: true,
  minLength: true,
  minItems: true,
  minProperties: true,
  maximum: false,
  maxLength: false,
  maxItems: false,
  maxProperties: false,
} as const;

export type BoundName = keyof typeof boundNames;

export const isLowerBound = (name: BoundName): boolean => boundNames[name];

/** What a caller must know of a field. */
export interface Field {
  required: boolean;
  deprecated: boolean;
  types: readonly string[];
  /** Values that it is limited to, or that are known. */
  values: readonly string[] | undefined;
  /** More values can come. */
  open: boolean;
  bounds: Readonly<Partial<Record<BoundName, number>>>;
  pattern: string | undefined;
}

const strings = (list: unknown): string[] | undefined =>
  Array.isArray(list) ? list.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) : undefined;

function fieldOf(document: Document, schema: Schema, required: boolean): Field {
  const { variants, nullable } = variantsOf(schema);
  const shapes = variants.map((variant) => shapeOf(document, variant).schema);
  const types = [...typesOf(schema), ...shapes.flatMap(typesOf), ...(nullable ? ['null'] : [])];
  const [closed, open] = [schema, ...shapes].reduce<[string[] | undefined, string[] | undefined]>(
    ([enums, known], one) => {
      const own = one['const'] === undefined ? strings(one['enum']) : strings([one['const']]);
      const more = strings(one['x-extensible-enum']);
      return [own ? [...(enums ?? []), ...own] : enums, more ? [...(known ?? []), ...more] : known];
    },
    [undefined, undefined],
  );
  const bounds = Object.keys(boundNames).flatMap((name) =>
    typeof schema[name] === 'number' ? [[name, schema[name]]] : [],
  );
  return {
    required,
    deprecated: schema['deprecated'] === true,
    types: [...new Set(types)].toSorted(),
    values: open ?? closed,
    open: open !== undefined,
    bounds: Object.fromEntries(bounds),
    pattern: typeof schema['pattern'] === 'string' ? schema['pattern'] : undefined,
  };
}

const hiddenIn = { request: 'readOnly', response: 'writeOnly' } as const;

/**
 * Every field of a body by its path, as `data[].nom`; the body itself is `''`. A schema that contains itself is entered
 * once, and a field of one alternative of many is not required.
 */
export function fieldsOf(
  document: Document,
  schema: Schema | undefined,
  direction: 'request' | 'response',
): Map<string, Field> {
  const fields = new Map<string, Field>();
  const visit = (declared: Schema | undefined, path: string, required: boolean, trail: readonly string[]): void => {
    const shape = shapeOf(document, declared);
    if (shape.schema[hiddenIn[direction]] === true) return;
    if (!fields.has(path)) fields.set(path, fieldOf(document, shape.schema, required));
    if (shape.through.some((pointer) => trail.includes(pointer))) return;
    const inner = [...trail, ...shape.through];
    const { properties = {}, required: names, items, additionalProperties } = shape.schema;
    const requiredNames = new Set(names as string[] | undefined);
    for (const [name, property] of Object.entries(properties)) {
      visit(property, path === '' ? name : `${path}.${name}`, requiredNames.has(name), inner);
    }
    if (items !== undefined) visit(items as Schema, `${path}[]`, true, inner);
    if (typeof additionalProperties === 'object') visit(additionalProperties as Schema, `${path}.*`, false, inner);
    const { variants } = variantsOf(shape.schema);
    for (const variant of variants) visitVariant(variant, path, variants.length === 1, inner);
  };
  /** What an alternative adds to the field that it stands for. */
  const visitVariant = (declared: Schema, path: string, alone: boolean, trail: readonly string[]): void => {
    const before = new Set(fields.keys());
    visit(declared, path, false, trail);
    if (alone) return;
    for (const [name, field] of fields) if (!before.has(name)) fields.set(name, { ...field, required: false });
  };
  visit(schema, '', true, []);
  return fields;
}
