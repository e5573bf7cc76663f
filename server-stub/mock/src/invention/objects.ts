import { isJsonObject, type JsonObject } from '@guichet/front';
import { NoSuchValueError } from './flatten.ts';
import type { Invention, Place } from './invent.ts';
import { word } from './strings.ts';

/** An object for a schema: what is required, most of what is not, and some entries where the contract declares a map. */
export function inventObject(schema: JsonObject, place: Place, invention: Invention): JsonObject {
  const properties = Object.entries((schema['properties'] as JsonObject | undefined) ?? {});
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  const inner = { depth: place.depth + 1, path: place.path };
  const object: JsonObject = {};
  for (const [name, property] of properties) {
    // A response holds nothing that is write-only.
    const add = () => {
      if (invention.flat(property).schema['writeOnly'] !== true) object[name] = invention.value(property, inner);
    };
    if (required.has(name)) add();
    else if (!invention.isSparing(place) && invention.random.chance(0.8)) {
      addOptional(() => invention.isCircular(property, place) || add());
    }
  }
  for (const name of dependents(schema, object)) {
    if (!(name in object)) object[name] = invention.value(schemaOf(schema, name), inner);
  }
  for (const name of required) {
    if (!(name in object) && !isWriteOnly(schema, name, invention))
      object[name] = invention.value(schemaOf(schema, name), inner);
  }
  fill(object, schema, { place, invention });
  return object;
}

/** An optional property that can have no value is left out; a required one leaves nothing to answer. */
function addOptional(add: () => unknown): void {
  try {
    add();
  } catch (error) {
    if (!(error instanceof NoSuchValueError)) throw error;
  }
}

function isWriteOnly(schema: JsonObject, name: string, invention: Invention): boolean {
  const property = (schema['properties'] as JsonObject | undefined)?.[name];
  return property !== undefined && invention.flat(property).schema['writeOnly'] === true;
}

function dependents(schema: JsonObject, object: JsonObject): string[] {
  const dependencies = schema['dependentRequired'];
  if (!isJsonObject(dependencies)) return [];
  return Object.entries(dependencies).flatMap(([name, names]) => (name in object ? (names as string[]) : []));
}

/** The schema of a property, declared by its name, by a pattern, or as any other. */
function schemaOf(schema: JsonObject, name: string): unknown {
  const declared = (schema['properties'] as JsonObject | undefined)?.[name];
  if (declared !== undefined) return declared;
  const patterns = Object.entries((schema['patternProperties'] as JsonObject | undefined) ?? {});
  return patterns.find(([pattern]) => new RegExp(pattern).test(name))?.[1] ?? schema['additionalProperties'] ?? true;
}

/** Entries of a map: one to three where the contract declares their schema, and as many as `minProperties` wants. */
function fill(
  object: JsonObject,
  schema: JsonObject,
  { place, invention }: { place: Place; invention: Invention },
): void {
  const { random } = invention;
  const [pattern] = Object.keys((schema['patternProperties'] as JsonObject | undefined) ?? {});
  const isMap = pattern !== undefined || isJsonObject(schema['additionalProperties']);
  const values =
    pattern === undefined
      ? (schema['additionalProperties'] ?? true)
      : (schema['patternProperties'] as JsonObject)[pattern];
  const { minProperties = 0, maxProperties = Infinity } = schema as { minProperties?: number; maxProperties?: number };
  const isBrief = !isMap || invention.isSparing(place) || invention.isCircular(values, place);
  const wanted = Math.min(
    maxProperties,
    Math.max(minProperties, isBrief ? 0 : Object.keys(object).length + random.integer(1, 3)),
  );
  if (values === false) return;
  const names = isJsonObject(schema['propertyNames']) ? schema['propertyNames'] : { pattern };
  const inner = { depth: place.depth + 1, path: place.path };
  for (let attempt = 0; Object.keys(object).length < wanted && attempt < 30; attempt += 1) {
    const name = isMap || schema['propertyNames'] ? nameOf(names, inner, invention) : word(random);
    if (name in object) continue;
    object[name] = invention.value(schemaOf({ ...schema, properties: {} }, name), inner);
  }
}

function nameOf(names: JsonObject, place: Place, invention: Invention): string {
  const hasType = invention.flat(names).schema['enum'] !== undefined || '$ref' in names;
  return String(invention.value(hasType ? names : { type: 'string', ...names }, place));
}
