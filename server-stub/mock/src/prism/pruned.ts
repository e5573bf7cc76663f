import { isJsonObject, resolveReference, type JsonObject, type OpenApiDocument, type Operation } from '@guichet/front';

/**
 * A document with one operation and what it references, copied: Prism rewrites what it is given, and its transformer
 * never ends on a whole document that is densely circular. Requests and security are the front's business, callbacks
 * would call other hosts, and bodies without an example are made elsewhere: all that is left out.
 */
export function pruneTo(operation: Operation, document: OpenApiDocument): OpenApiDocument {
  const {
    requestBody: _body,
    security: _security,
    callbacks: _callbacks,
    parameters: _parameters,
    ...kept
  } = operation.definition;
  const definition = { ...kept, responses: withoutSchemas(kept.responses, document) };
  const pruned: JsonObject = { openapi: document.openapi };
  const own = { [operation.method.toLowerCase()]: structuredClone(definition) };
  pruned['paths'] = { [operation.path]: own };
  for (const ref of reachable(definition, document))
    place(pruned, segmentsOf(ref), structuredClone(lookUp(document, segmentsOf(ref))));
  return pruned as OpenApiDocument;
}

/** Responses whose bodies are examples only. */
function withoutSchemas(responses: JsonObject | undefined, document: OpenApiDocument): JsonObject {
  return mapValues(responses ?? {}, (response) => {
    const { content, ...rest } = resolveReference(document, response) as JsonObject;
    if (!isJsonObject(content)) return rest;
    return { ...rest, content: mapValues(content, (media) => ({ ...(media as JsonObject), schema: undefined })) };
  });
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** Local references that a value leads to, shorter ones first: what they point to may hold what the longer ones do. */
function reachable(value: unknown, document: OpenApiDocument): string[] {
  const found = new Set<string>();
  const pending: unknown[] = [value];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (typeof current !== 'object' || current === null) continue;
    const ref = (current as JsonObject)['$ref'];
    if (typeof ref === 'string' && ref.startsWith('#/') && !found.has(ref)) {
      found.add(ref);
      pending.push(lookUp(document, segmentsOf(ref)));
    }
    pending.push(...Object.values(current).filter((inner) => inner !== undefined));
  }
  return [...found].toSorted((one, other) => one.length - other.length);
}

function segmentsOf(ref: string): string[] {
  return ref
    .slice(2)
    .split('/')
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'));
}

function lookUp(document: unknown, segments: readonly string[]): unknown {
  return segments.reduce<unknown>((value, key) => (value as JsonObject | undefined)?.[key], document);
}

function place(target: JsonObject, segments: readonly string[], value: unknown): void {
  const last = segments.at(-1) as string;
  let parent = target;
  for (const key of segments.slice(0, -1)) parent = (parent[key] ??= {}) as JsonObject;
  parent[last] ??= value;
}
