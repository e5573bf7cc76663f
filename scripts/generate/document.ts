import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pagination } from '../../sdk/runtime/src/pages.ts';
import { root } from '../lib/stamp.ts';

/** The parts of an OpenAPI document that the generators read. */
export interface OpenApiDocument {
  servers?: { url: string }[];
  'x-permission-sets'?: Record<string, string[]>;
  'x-roles'?: Record<string, string[]>;
  paths: Record<string, PathItem>;
  components: { schemas?: Record<string, Schema>; securitySchemes?: Record<string, SecurityScheme> } & Record<
    string,
    Record<string, unknown> | undefined
  >;
  [key: string]: unknown;
}
export type PathItem = { servers?: { url: string }[]; parameters?: (Parameter | Reference)[] } & Partial<
  Record<Method, OperationObject>
>;
export interface Reference {
  $ref: string;
}
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
}
export interface OperationObject {
  operationId: string;
  summary?: string;
  description?: string;
  deprecated?: boolean;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: (Parameter | Reference)[];
  requestBody?: { required?: boolean; content?: Record<string, unknown> } | Reference;
  responses: Record<string, { content?: Record<string, Media> } | Reference>;
  'x-usage'?: string[];
  'x-pagination'?: Pagination;
  'x-idempotency-key'?: boolean;
  'x-oauth-endpoint'?: string;
}
export interface Media {
  examples?: Record<string, { value?: unknown } | Reference>;
  example?: unknown;
}
export type Schema = Record<string, unknown>;
export interface SecurityScheme {
  type: string;
  scheme?: string;
  flows?: { clientCredentials?: { tokenUrl: string; scopes: Record<string, string> } };
}
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
export type Method = (typeof methods)[number];

export const readBundle = (name: string): OpenApiDocument =>
  JSON.parse(readFileSync(join(root, 'spec/dist', `${name}.json`), 'utf8'));

/** Follows a local reference. */
export function resolve<T>(document: OpenApiDocument, value: T | Reference): T {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as T;
  const found = (value as Reference).$ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
  if (found === undefined) throw new Error(`${(value as Reference).$ref} points to nothing in the bundle.`);
  return resolve(document, found as T | Reference);
}

/**
 * The same document with each path written from the origin (`/api/v1/...`), and `/` as its server.
 *
 * Generators know one base URL only and forget the `servers` of a path, so that OAuth endpoints at the root would be
 * called below `/api/v1`.
 */
export function fromOrigin(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.entries(document.paths).map(([path, { servers, ...item }]) => {
    const base = (servers ?? document.servers ?? [{ url: '/' }])[0]?.url ?? '/';
    return [base.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '') + path, item] as const;
  });
  return { ...document, servers: [{ url: '/' }], paths: Object.fromEntries(paths) };
}

export interface FlatOperation {
  path: string;
  method: Method;
  item: PathItem;
  operation: OperationObject;
}

/** Every operation of the document, in its order. */
export const operationsOf = (document: OpenApiDocument): FlatOperation[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => (item[method] ? [{ path, method, item, operation: item[method] }] : [])),
  );

/** `indicateurs.valeurs.list` -> `indicateursValeursList`, as hey-api names its functions. */
export const flatName = (operationId: string): string =>
  operationId.replace(/[._-]+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `indicateurs.valeurs.list` -> `IndicateursValeursList`, as hey-api names its types. */
export const typeName = (operationId: string): string => {
  const name = flatName(operationId);
  return name[0]!.toUpperCase() + name.slice(1);
};

/** Parameters of an operation, those of its path included. */
export const parametersOf = (document: OpenApiDocument, { item, operation }: FlatOperation): Parameter[] =>
  [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
    resolve<Parameter>(document, parameter),
  );

/** Whether a success of the operation has a body. */
export const answersWithBody = (document: OpenApiDocument, { operation }: FlatOperation): boolean =>
  Object.entries(operation.responses).some(
    ([status, response]) =>
      status.startsWith('2') && resolve<{ content?: object }>(document, response as Reference).content,
  );

/** Whether the operation takes an `Idempotency-Key`: it says so, or declares the header. */
export const takesIdempotencyKey = (document: OpenApiDocument, flat: FlatOperation): boolean =>
  flat.operation['x-idempotency-key'] === true ||
  parametersOf(document, flat).some(
    ({ in: place, name }) => place === 'header' && name.toLowerCase() === 'idempotency-key',
  );

/** Scopes that any alternative of the operation's `security` asks for. */
export const scopesOfAll = ({ operation }: FlatOperation): string[] => [
  ...new Set((operation.security ?? []).flatMap((alternative) => Object.values(alternative).flat())),
];
