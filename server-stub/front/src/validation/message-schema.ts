import { isObject, resolve, type JsonObject, type OpenApiDocument, type Schema } from '../contract/document.ts';

const single = new Set([
  'not',
  'if',
  'then',
  'else',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'propertyNames',
  'unevaluatedItems',
  'items',
  'additionalItems',
]);
const lists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const maps = new Set(['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions']);
// Annotations cost compile time and say nothing about validity; identifiers would clash once schemas stand alone.
const dropped = new Set([
  'example',
  'examples',
  'discriminator',
  'xml',
  'externalDocs',
  'title',
  'description',
  'deprecated',
  '$id',
  '$schema',
  '$anchor',
  '$comment',
  'nullable',
]);

/** Where a value travels. */
export type Direction = 'request' | 'response';

export interface MessageSchemaOptions {
  direction: Direction;
  /** Gives a reference the name that it is replaced by. */
  register(ref: string): string;
}

/**
 * A schema of the contract as Ajv's 2020-12 takes it: OpenAPI 3.0's own keywords are translated, each reference is
 * replaced by a name, and what is read-only is not required of a request, nor what is write-only of a response.
 */
export function messageSchema(
  document: OpenApiDocument,
  schema: Schema,
  { direction, register }: MessageSchemaOptions,
): Schema {
  const is30 = document.openapi.startsWith('3.0.');
  const notSent = direction === 'request' ? 'readOnly' : 'writeOnly';
  return translate(schema);

  function translate(value: unknown): Schema {
    if (!isObject(value)) return value === false ? false : {};
    // OpenAPI 3.0 ignores what stands beside a reference; 2020-12 applies it.
    if (is30 && typeof value['$ref'] === 'string') return { $ref: register(value['$ref']) };
    const result: JsonObject = {};
    for (const [key, inner] of Object.entries(value)) {
      if (dropped.has(key) || key.startsWith('x-')) continue;
      else if (key === '$ref') result['$ref'] = register(String(inner));
      else if (lists.has(key) && Array.isArray(inner)) result[key] = inner.map(translate);
      else if (maps.has(key) && isObject(inner)) result[key] = mapValues(inner, translate);
      else if (key === 'items' && Array.isArray(inner)) result['prefixItems'] = inner.map(translate);
      else if (single.has(key)) result[key] = translate(inner);
      else result[key] = inner;
    }
    if (Array.isArray(result['required'])) result['required'] = requiredHere(value);
    return is30 ? fromOpenApi30(result, value) : result;
  }

  function requiredHere(object: JsonObject): unknown[] {
    const properties = isObject(object['properties']) ? object['properties'] : {};
    return (object['required'] as unknown[]).filter((name) => {
      const property = properties[String(name)];
      if (!isObject(property) || property[notSent] === true) return !isObject(property);
      return (resolve(document, property) as JsonObject | undefined)?.[notSent] !== true;
    });
  }
}

function fromOpenApi30(result: JsonObject, source: JsonObject): Schema {
  for (const [exclusive, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean') continue;
    if (result[exclusive]) {
      result[exclusive] = result[bound];
      delete result[bound];
    } else delete result[exclusive];
  }
  return source['nullable'] === true ? { anyOf: [{ type: 'null' }, result] } : result;
}

function mapValues<T>(object: JsonObject, change: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
