import {
  type FlatOperation,
  type OpenApiDocument,
  answersWithBody,
  flatName,
  operationsOf,
  parametersOf,
  resolve,
  scopesOfAll,
  typeName,
} from './document.ts';

interface Branch {
  [name: string]: Branch | FlatOperation;
}
const isOperation = (node: Branch | FlatOperation): node is FlatOperation => 'operation' in node && 'method' in node;

function branches(document: OpenApiDocument): Branch {
  const top: Branch = {};
  for (const flat of operationsOf(document)) {
    const parts = flat.operation.operationId.split('.');
    const leaf = parts.pop()!;
    let node = top;
    for (const part of parts) {
      const next = (node[part] ??= {});
      if (isOperation(next))
        throw new Error(`${flat.operation.operationId} stands below ${part}, which is an operation itself.`);
      node = next;
    }
    node[leaf] = flat;
  }
  return top;
}

/** What a method takes: its parameters by place, their type, and whether there have to be any. */
export function shape(document: OpenApiDocument, flat: FlatOperation) {
  const { operation } = flat;
  const parameters = parametersOf(document, flat);
  const body = operation.requestBody && resolve<{ required?: boolean }>(document, operation.requestBody);
  const path = parameters.filter((parameter) => parameter.in === 'path').map((parameter) => parameter.name);
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const data = `types.${typeName(operation.operationId)}Data`;
  const parts = [
    ...(path.length > 0 ? [`${data}['path']`] : []),
    ...(query.length > 0 ? [`NonNullable<${data}['query']>`] : []),
    ...(body ? [`{ body${body.required ? '' : '?'}: ${data}['body'] }`] : []),
  ];
  const required = path.length > 0 || query.some((parameter) => parameter.required) || body?.required === true;
  return { path, query: query.length > 0, body: body !== undefined, type: parts.join(' & '), required };
}

const docComment = (flat: FlatOperation, indent: string): string => {
  const { operation } = flat;
  const scopes = scopesOfAll(flat);
  const lines = [
    operation.summary ?? operation.operationId,
    ...(scopes.length > 0 ? ['', `Scope: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`] : []),
    ...(operation.deprecated ? ['', '@deprecated'] : []),
  ];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join('\n');
};

/** Of a success without a body hey-api makes no type, or `unknown`; the client answers `undefined`. */
const responseType = (document: OpenApiDocument, flat: FlatOperation): string =>
  answersWithBody(document, flat) ? `types.${typeName(flat.operation.operationId)}Response` : 'void';

function typeOf(document: OpenApiDocument, flat: FlatOperation): string {
  const { type, required } = shape(document, flat);
  const response = responseType(document, flat);
  const pagination = flat.operation['x-pagination'];
  // A contract need not require the items of its pages.
  const result = pagination
    ? `Listing<${response}, NonNullable<${response}['${pagination.items}']>[number]>`
    : `ApiPromise<${response}>`;
  const params = type === '' ? '' : `params${required ? '' : '?'}: ${type}, `;
  return `(${params}options?: CallOptions): ${result};`;
}

function bodyOf(document: OpenApiDocument, flat: FlatOperation): string {
  const { path, query, body, type, required } = shape(document, flat);
  const taken = [...path, ...(body ? ['body'] : [])];
  const parts = [
    'client',
    '...options',
    ...(path.length > 0 ? [`path: { ${path.join(', ')} }`] : []),
    ...(query ? ['query'] : []),
    ...(body ? ['body'] : []),
  ];
  const pattern =
    query && taken.length === 0 ? 'query' : `{ ${[...taken, ...(query ? ['...query'] : [])].join(', ')} }`;
  const params = type === '' ? 'options' : `${pattern}${required ? '' : ' = {}'}, options`;
  const name = flatName(flat.operation.operationId);
  const pagination = flat.operation['x-pagination'];
  const cast = responseType(document, flat) === 'void' ? ' as ApiPromise<void>' : '';
  if (!pagination) return `(${params}) => flat.${name}({ ${parts.join(', ')} })${cast}`;
  const paged = parts.map((part) => (part === 'query' ? 'query: { ...query, ...page }' : part));
  return `(${params}) => listing((page) => flat.${name}({ ${paged.join(', ')} }), ${JSON.stringify(pagination)}, query)`;
}

function render(
  node: Branch,
  indent: string,
  leaf: (flat: FlatOperation, name: string, indent: string) => string,
  separator: string,
): string {
  return Object.entries(node)
    .map(([name, child]) =>
      isOperation(child)
        ? leaf(child, name, indent)
        : `${indent}${name}: {\n${render(child, `${indent}  `, leaf, separator)}\n${indent}}${separator}`,
    )
    .join('\n');
}

/** `tree.gen.ts`: the operations as `client.indicateurs.valeurs.list()`, thin over the flat functions. */
export function treeModule(document: OpenApiDocument): string {
  const tree = branches(document);
  return `// This file is generated from the contract. Do not edit.

import { type ApiPromise, type CallOptions, type Client, type Listing, listing } from '@guichet/runtime';
import * as flat from './sdk.gen.ts';
import type * as types from './types.gen.ts';

/** The operations of the API, by their operationId. */
export interface Api {
${render(tree, '  ', (operation, name, indent) => `${docComment(operation, indent)}\n${indent}${name}${typeOf(document, operation)}`, ';')}
}

/** Binds every operation to a client. */
export const createApi = (client: Client): Api => ({
${render(tree, '  ', (operation, name, indent) => `${indent}${name}: ${bodyOf(document, operation)},`, ',')}
});
`;
}
