import { isObject, resolve, type JsonObject, type OpenApiDocument } from '../contract/document.ts';

// A schema is asked for its types with every request, and never changes.
const knownTypes = new WeakMap<object, ReadonlySet<string>>();

/** Types that a schema allows a value to have. Empty: any. */
export function typesOf(document: OpenApiDocument, schema: unknown): ReadonlySet<string> {
  if (!isObject(schema)) return new Set();
  let types = knownTypes.get(schema);
  if (!types) knownTypes.set(schema, (types = findTypes(document, schema, 0)));
  return types;
}

function findTypes(document: OpenApiDocument, schema: unknown, depth: number): ReadonlySet<string> {
  const resolved = resolve(document, schema);
  if (!isObject(resolved) || depth > 8) return new Set();
  const own = resolved['type'];
  if (typeof own === 'string' || Array.isArray(own))
    return new Set([own, resolved['nullable'] === true ? 'null' : []].flat() as string[]);
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) =>
    Array.isArray(resolved[key]) ? (resolved[key] as unknown[]) : [],
  );
  return new Set(parts.flatMap((part) => [...findTypes(document, part, depth + 1)]));
}

/**
 * Text from an address, a header or a form as the type that its schema says. What does not fit stays text, for the
 * validator to refuse; where the schema also allows a string it stays text too.
 */
export function coerce(document: OpenApiDocument, value: unknown, schema: unknown): unknown {
  const types = typesOf(document, schema);
  if (Array.isArray(value)) {
    const items = keyword(document, schema, 'items');
    return value.map((item) => coerce(document, item, items));
  }
  if (isObject(value)) {
    const properties = keyword(document, schema, 'properties');
    const schemas = isObject(properties) ? properties : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, coerce(document, inner, schemas[key])]),
    );
  }
  if (typeof value !== 'string' || types.has('string')) return value;
  if ((types.has('integer') || types.has('number')) && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value))
    return Number(value);
  if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true';
  if (types.has('null') && (value === '' || value === 'null')) return null;
  return value;
}

/** A keyword of a schema, or of the first of its `allOf` parts that has it. */
export function keyword(document: OpenApiDocument, schema: unknown, name: string): unknown {
  const resolved = resolve(document, schema);
  if (!isObject(resolved)) return undefined;
  if (resolved[name] !== undefined) return resolved[name];
  const parts: JsonObject[] = Array.isArray(resolved['allOf']) ? (resolved['allOf'] as JsonObject[]) : [];
  return parts.map((part) => resolve(document, part)).find((part) => isObject(part) && part[name] !== undefined)?.[
    name as never
  ];
}
