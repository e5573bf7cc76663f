import { isJsonObject, resolveReference, type JsonObject, type OpenApiDocument } from '@guichet/front';
import { sample, stringMatching } from 'fast-check';

/** A schema with its reference and the parts of its `allOf` in one object. */
export function flat(document: OpenApiDocument, schema: unknown): JsonObject {
  const resolved = resolveReference(document, schema);
  if (!isJsonObject(resolved)) return {};
  const parts = Array.isArray(resolved['allOf']) ? resolved['allOf'].map((part) => flat(document, part)) : [];
  const properties = Object.assign({}, ...[...parts, resolved].map((part) => part['properties'] ?? {})) as JsonObject;
  const required = [...parts, resolved].flatMap((part) => (part['required'] as string[] | undefined) ?? []);
  return {
    ...Object.assign({}, ...parts),
    ...resolved,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required: [...new Set(required)] } : {}),
  } as JsonObject;
}

/** Types that a schema allows. Empty: any. */
export const typesOf = (schema: JsonObject): string[] => [schema['type'] ?? []].flat() as string[];

/** A day in the past. */
export const day = '2024-01-31';

const byFormat: Readonly<Record<string, string>> = {
  date: day,
  'date-time': `${day}T12:00:00Z`,
  uri: 'https://example.org/',
  'uri-reference': '/',
  uuid: '17440546-f389-4d4f-bfdb-b0c94a1bd0f9',
};

/** A value that a schema allows: its own example where it has one, else the plainest. Objects have what is required. */
export function valueOf(document: OpenApiDocument, schema: unknown): unknown {
  const plain = flat(document, schema);
  const shown = [
    plain['example'],
    (plain['examples'] as unknown[] | undefined)?.[0],
    plain['const'],
    (plain['enum'] as unknown[] | undefined)?.[0],
    (plain['x-extensible-enum'] as unknown[] | undefined)?.[0],
    plain['default'],
  ].find((value) => value !== undefined);
  if (shown !== undefined) return shown;
  const type = typesOf(plain).find((each) => each !== 'null');
  if (type === 'integer' || type === 'number') return plain['minimum'] ?? 1;
  if (type === 'boolean') return true;
  if (type === 'array') {
    const item = valueOf(document, plain['items']);
    return Array.from({ length: Number(plain['minItems'] ?? 1) }, () => item);
  }
  if (type === 'object') {
    const properties = (plain['properties'] ?? {}) as JsonObject;
    const names = (plain['required'] ?? []) as string[];
    return Object.fromEntries(names.map((name) => [name, valueOf(document, properties[name])]));
  }
  return textOf(plain);
}

function textOf(schema: JsonObject): string {
  const format = byFormat[String(schema['format'])];
  if (format !== undefined) return format;
  const shortest = Number(schema['minLength'] ?? 1);
  const longest = Number(schema['maxLength'] ?? 1000);
  if (typeof schema['pattern'] === 'string') {
    const pattern = stringMatching(new RegExp(schema['pattern'], 'u'), { maxLength: longest }).filter(
      (text) => text.length >= shortest,
    );
    // The same on every run.
    return sample(pattern, { seed: 1, numRuns: 1 })[0] ?? '';
  }
  return 'a'.repeat(Math.max(shortest, 1));
}
