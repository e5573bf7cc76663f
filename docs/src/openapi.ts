/** The parts of an OpenAPI 3.1 document that the docs read themselves; the rest is Redoc's business. */
export interface Document {
  openapi: string;
  info: Info;
  servers?: Server[];
  security?: SecurityRequirement[];
  tags?: { name: string; description?: string; 'x-displayName'?: string }[];
  paths?: Record<string, PathItem>;
  webhooks?: Record<string, PathItem>;
  components?: {
    schemas?: Record<string, Schema>;
    headers?: Record<string, unknown>;
    securitySchemes?: Record<string, SecurityScheme | Reference>;
    [kind: string]: unknown;
  };
}

export interface Info {
  title: string;
  version: string;
  summary?: string;
  description?: string;
  contact?: { name?: string; url?: string; email?: string };
  license?: { name: string; url?: string };
}

export interface Reference {
  $ref: string;
}

export interface Server {
  url: string;
  description?: string;
  variables?: Record<string, { default: string }>;
}

export type SecurityRequirement = Record<string, string[]>;

export interface SecurityScheme {
  type: string;
  description?: string;
  name?: string;
  in?: string;
  scheme?: string;
  flows?: Record<string, { authorizationUrl?: string; tokenUrl?: string; scopes?: Record<string, string> }>;
}

export interface PathItem {
  servers?: Server[];
  parameters?: (Parameter | Reference)[];
  [method: string]: unknown;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
  examples?: Record<string, Example | Reference>;
  schema?: Schema;
  explode?: boolean;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
}

export interface Example {
  summary?: string;
  description?: string;
  value?: unknown;
}

export interface MediaType {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example | Reference>;
}

export interface Response {
  description?: string;
  headers?: Record<string, unknown>;
  content?: Record<string, MediaType>;
}

export interface CodeSample {
  lang: string;
  label?: string;
  source: string;
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  deprecated?: boolean;
  tags?: string[];
  servers?: Server[];
  security?: SecurityRequirement[];
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; description?: string; content?: Record<string, MediaType> } | Reference;
  responses?: Record<string, Response | Reference>;
  'x-usage'?: unknown;
  'x-usage-note'?: string;
  /** Member of the authorization server's metadata (RFC 8414) that names this operation. */
  'x-oauth-endpoint'?: string;
  'x-codeSamples'?: CodeSample[];
}

/** An operation with what its path says about it. */
export interface Endpoint {
  operation: Operation;
  pathItem: PathItem;
  method: string;
  path: string;
  webhook: boolean;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const isReference = (value: unknown): value is Reference =>
  typeof value === 'object' && value !== null && '$ref' in value && typeof value.$ref === 'string';

/**
 * Follows a local `$ref` (`#/components/...`), and those it leads to.
 *
 * @throws Error when the reference leads out of the document or to nothing: bundle the contract first.
 */
export function resolve<T>(document: Document, value: T | Reference): T {
  let current: unknown = value;
  for (let hops = 0; isReference(current); hops++) {
    const pointer = current.$ref;
    if (!pointer.startsWith('#/') || hops > 20) {
      throw new Error(`Cannot follow the reference ${pointer}: build the docs from a bundled contract.`);
    }
    current = pointer
      .slice(2)
      .split('/')
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
    if (current === undefined) throw new Error(`The reference ${pointer} leads to nothing. Lint the contract.`);
  }
  return current as T;
}

/** Every operation and webhook of the document, in its order. */
export function endpointsOf(document: Document): Endpoint[] {
  const from = (items: Record<string, PathItem> | undefined, webhook: boolean) =>
    Object.entries(items ?? {}).flatMap(([path, item]) => {
      const pathItem = resolve(document, item);
      return methods
        .filter((method) => pathItem[method] !== undefined)
        .map((method) => ({ operation: pathItem[method] as Operation, pathItem, method, path, webhook }));
    });
  return [...from(document.paths, false), ...from(document.webhooks, true)];
}

/** Who answers for an API, and where: by mail, if an address is given. */
export function contactOf({ contact: { name, url, email } = {} }: Info): { who: string; href?: string } | undefined {
  const who = name ?? email ?? url;
  const href = email === undefined ? url : `mailto:${email}`;
  return who === undefined ? undefined : { who, ...(href !== undefined && { href }) };
}

/** The name of a component that a value refers to, as `Problem` in `{ $ref: '#/components/schemas/Problem' }`. */
export const componentName = (value: unknown): string | undefined =>
  isReference(value) ? value.$ref.split('/').at(-1) : undefined;
