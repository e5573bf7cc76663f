import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Document, type Endpoint, type MediaType, type Response, type Schema, resolve } from '../openapi.ts';
import { urlOf } from '../../../server-stub/front/src/contract/servers.ts';
import { basePath } from '../reference/endpoint.ts';
import { operationName, parametersOf } from './operation-page.ts';
import { auth, collectionAuth } from './postman-auth.ts';
import { shapeOf } from './shape.ts';
import { document as page } from './text.ts';
import type { OutputWords } from './words.ts';

/** A folder of the collection. */
export interface PostmanFolder {
  name: string;
  endpoints: readonly Endpoint[];
}

const asText = (value: unknown): string =>
  Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');

const firstExample = (
  document: Document,
  { example, examples = {} }: Pick<MediaType, 'example' | 'examples'>,
): unknown => {
  const [named] = Object.values(examples);
  return example ?? (named && resolve(document, named).value);
};

/** The value of a schema that allows no other, such as `response_type=code`. */
function onlyValue(document: Document, schema: Schema | undefined): unknown {
  const { const: constant, enum: values = [constant] } = shapeOf(document, schema).schema;
  return Array.isArray(values) && values.length === 1 ? values[0] : undefined;
}

/** What is not required is there, switched off. */
function parametersIn(document: Document, endpoint: Endpoint, place: string) {
  return parametersOf(document, endpoint)
    .filter((parameter) => parameter.in === place)
    .map((parameter) => ({
      key: parameter.name,
      value: asText(
        firstExample(document, parameter) ?? parameter.schema?.['default'] ?? onlyValue(document, parameter.schema),
      ),
      ...('description' in parameter && { description: parameter.description }),
      ...(place !== 'path' && !parameter.required && { disabled: true }),
    }));
}

const isTokenRequest = ({ operation }: Endpoint): boolean => operation['x-oauth-endpoint'] === 'token_endpoint';

function body(document: Document, endpoint: Endpoint) {
  const { requestBody } = endpoint.operation;
  if (!requestBody) return undefined;
  const { content = {} } = resolve<{ content?: Record<string, MediaType> }>(document, requestBody);
  const [type, media] = Object.entries(content)[0] ?? [];
  const value = media && firstExample(document, media);
  if (type === undefined || value === undefined) return undefined;
  if (type.includes('form-urlencoded')) {
    const pairs = [...new URLSearchParams(value as string | Record<string, string>)];
    // Without `scope` the token is good for every request of the collection.
    const urlencoded = pairs.map(([key, text]) => ({
      key,
      value: text,
      ...(key === 'scope' && isTokenRequest(endpoint) && { disabled: true }),
    }));
    return { mode: 'urlencoded', urlencoded };
  }
  const raw = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return { type, mode: 'raw', raw, options: { raw: { language: type.includes('json') ? 'json' : 'text' } } };
}

/** The answers of success, as examples beside the request. */
function responses(document: Document, { operation }: Endpoint) {
  return Object.entries(operation.responses ?? {})
    .filter(([status]) => /^2\d\d$/.test(status))
    .flatMap(([status, declared]) =>
      Object.entries(resolve<Response>(document, declared).content ?? {}).flatMap(([type, { examples = {} }]) =>
        Object.entries(examples).map(([name, example]) => {
          const { summary = name, value } = resolve(document, example);
          return {
            name: summary,
            status: STATUS_CODES[status],
            code: Number(status),
            header: [{ key: 'Content-Type', value: type }],
            body: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
          };
        }),
      ),
    );
}

/** Keeps the token that was answered for the requests after it. */
const keepToken = {
  listen: 'test',
  script: {
    type: 'text/javascript',
    exec: [
      'const { access_token } = pm.response.json();',
      "if (access_token) pm.collectionVariables.set('token', access_token);",
    ],
  },
};

function item(document: Document, endpoint: Endpoint) {
  const { operation, method, path } = endpoint;
  const segments = (basePath(document, endpoint) + path)
    .split('/')
    .filter(Boolean)
    .map((part) => part.replace(/^\{(.+)\}$/, ':$1'));
  const query = parametersIn(document, endpoint, 'query');
  const variable = parametersIn(document, endpoint, 'path');
  const { type, ...sent } = body(document, endpoint) ?? {};
  const sentQuery = query.filter((parameter) => !('disabled' in parameter)).map(({ key, value }) => `${key}=${value}`);
  return {
    name: operation.summary ?? operationName(endpoint),
    id: operationName(endpoint),
    ...(isTokenRequest(endpoint) && { event: [keepToken] }),
    request: {
      method: method.toUpperCase(),
      ...(operation.description && { description: operation.description }),
      ...auth(document, endpoint),
      header: [
        ...(type === undefined ? [] : [{ key: 'Content-Type', value: type }]),
        ...parametersIn(document, endpoint, 'header'),
      ],
      url: {
        raw: `{{baseUrl}}/${segments.join('/')}${sentQuery.length > 0 ? `?${sentQuery.join('&')}` : ''}`,
        host: ['{{baseUrl}}'],
        path: segments,
        ...(query.length > 0 && { query }),
        ...(variable.length > 0 && { variable }),
      },
      ...('mode' in sent && { body: sent }),
    },
    response: responses(document, endpoint),
  };
}

/** The same for the same contract, so that a second import replaces the first one. */
function collectionId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * A contract as a Postman collection (format 2.1), one entry per operation, in folders.
 *
 * Where the platform is and who calls are variables of the collection; the request for a token keeps it for the others.
 */
export function postmanCollection(document: Document, folders: readonly PostmanFolder[], words: OutputWords): string {
  const { title, summary, description, version } = document.info;
  const [first] = document.servers ?? [];
  const server = first ? urlOf(first) : '';
  const values = { baseUrl: URL.canParse(server) ? new URL(server).origin : '' };
  const collection = {
    info: {
      _postman_id: collectionId(title),
      name: title,
      description: page(summary, description),
      version,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: collectionAuth,
    variable: Object.entries(words.postmanVariables).map(([key, about]) => ({
      key,
      value: values[key as 'baseUrl'] ?? '',
      type: 'string',
      description: about,
    })),
    // A run of the collection needs the token first.
    item: folders
      .toSorted((a, b) => Number(b.endpoints.some(isTokenRequest)) - Number(a.endpoints.some(isTokenRequest)))
      .map(({ name, endpoints }) => ({
        name,
        item: endpoints.filter(({ webhook }) => !webhook).map((endpoint) => item(document, endpoint)),
      })),
  };
  return `${JSON.stringify(collection, null, 2)}\n`;
}
