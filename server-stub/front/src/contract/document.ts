/** Any object of a JSON document. */
export type JsonObject = Record<string, unknown>;

/** A JSON Schema (OpenAPI 3.0 dialect or 2020-12). */
export type Schema = JsonObject | boolean;

/** One alternative of `security`: all the schemes it names must be satisfied. Values are the scopes asked for. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

export interface ServerObject {
  url: string;
  variables?: Record<string, { default: string }>;
}

export interface ParameterObject {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  style?: string;
  explode?: boolean;
  schema?: Schema;
  content?: Record<string, { schema?: Schema }>;
}

export interface RequestBodyObject {
  required?: boolean;
  content?: Record<string, { schema?: Schema }>;
}

export interface OperationObject extends JsonObject {
  operationId?: string;
  security?: SecurityRequirement[];
  servers?: ServerObject[];
  parameters?: unknown[];
  requestBody?: unknown;
  responses?: JsonObject;
}

export interface OAuthFlow {
  tokenUrl?: string;
  scopes?: Record<string, string>;
}

export interface SecurityScheme extends JsonObject {
  type: string;
  in?: string;
  name?: string;
  scheme?: string;
  flows?: Record<string, OAuthFlow>;
}

/** The parts of an OpenAPI 3.0 or 3.1 document that the front reads. References between files must have been bundled. */
export interface OpenApiDocument extends JsonObject {
  openapi: string;
  servers?: ServerObject[];
  security?: SecurityRequirement[];
  paths?: Record<string, JsonObject>;
  components?: Record<string, Record<string, unknown>>;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The contract cannot be served. The message says what to change in it. */
export class ContractError extends Error {
  override name = 'ContractError';
}

/**
 * What a local reference points to (RFC 6901 in a URI fragment).
 * @throws {ContractError} when it points outside the document, or at nothing
 */
export function lookUp(document: OpenApiDocument, ref: string): unknown {
  if (!ref.startsWith('#')) {
    throw new ContractError(
      `The reference "${ref}" leads to another document. Bundle the contract into one file first.`,
    );
  }
  let value: unknown = document;
  for (const segment of ref.slice(1).split('/').slice(1)) {
    const key = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    value = typeof value === 'object' && value !== null ? (value as JsonObject)[key] : undefined;
  }
  if (value === undefined)
    throw new ContractError(`The reference "${ref}" points at nothing. Add what it names, or remove it.`);
  return value;
}

/**
 * Follows `$ref`s until something that is not one.
 * @throws {ContractError} on a reference that is broken or that leads back to itself
 */
export function resolve(document: OpenApiDocument, value: unknown): unknown {
  const seen = new Set<string>();
  let current = value;
  while (isObject(current) && typeof current['$ref'] === 'string') {
    const ref = current['$ref'];
    if (seen.has(ref)) throw new ContractError(`The reference "${ref}" leads back to itself.`);
    seen.add(ref);
    current = lookUp(document, ref);
  }
  return current;
}
