import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contracts, journeys, lintContract } from '../bundle.ts';
import { temporaryFolder } from './documents.ts';

type Node = Record<string, any>;

const problem = (description: string) => ({
  description,
  content: {
    'application/problem+json': { schema: { type: 'object' }, examples: { one: { value: { status: 400 } } } },
  },
});

/** A small document that conforms; each probe breaks one thing in it. */
function conforming(): Node {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Probe',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'Things', description: 'Things.' }],
    paths: {
      '/things': {
        get: {
          operationId: 'things.list',
          summary: 'List things',
          tags: ['Things'],
          'x-usage': ['public'],
          'x-pagination': { style: 'page', page: 'page', limit: 'limit', items: 'data', pages: 'pageCount' },
          security: [{ oauth2: ['things.read'] }, { key: ['things.read'] }],
          parameters: [
            { name: 'page', in: 'query', schema: { type: 'integer' } },
            { name: 'limit', in: 'query', schema: { type: 'integer' } },
          ],
          responses: {
            200: {
              description: 'Things.',
              content: {
                'application/json': {
                  schema: { $ref: '#/components/schemas/ThingPage' },
                  examples: { one: { $ref: '#/components/examples/things' } },
                },
              },
            },
            401: problem('Who?'),
            403: problem('No.'),
            429: problem('Slowly.'),
          },
        },
        post: {
          operationId: 'things.create',
          summary: 'Create a thing',
          tags: ['Things'],
          'x-usage': ['public'],
          'x-idempotency-key': true,
          'x-oauth-endpoint': 'token_endpoint',
          security: [],
          parameters: [{ name: 'Idempotency-Key', in: 'header', schema: { type: 'string' } }],
          requestBody: {
            content: { 'application/json': { schema: { type: 'object' }, examples: { one: { value: {} } } } },
          },
          responses: { 303: { description: 'On.' }, 400: problem('What?') },
        },
      },
    },
    components: {
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: '/token', scopes: { 'things.read': 'Read things.' } } },
        },
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
      schemas: {
        Page: { type: 'object', required: ['pageCount'], properties: { pageCount: { type: 'integer' } } },
        ThingPage: {
          type: 'object',
          allOf: [{ $ref: '#/components/schemas/Page' }],
          required: ['data'],
          properties: { data: { type: 'array', items: { type: 'string' } } },
        },
      },
      examples: { things: { value: { pageCount: 1, data: ['one'] } } },
    },
  };
}

const list = (document: Node): Node => document.paths['/things'].get;
const create = (document: Node): Node => document.paths['/things'].post;

const probes: [rule: string, title: string, break_: (document: Node) => void, message: string][] = [
  [
    'usage/usage-known',
    'an operation without x-usage',
    (document) => delete list(document)['x-usage'],
    'things.list does not say what it may be used for: add `x-usage`, a list of public, app, pipeline, internal, debug.',
  ],
  [
    'usage/usage-known',
    'an empty x-usage',
    (document) => (list(document)['x-usage'] = []),
    'things.list does not say what it may be used for: add `x-usage`, a list of public, app, pipeline, internal, debug.',
  ],
  [
    'usage/usage-known',
    'an unknown usage',
    (document) => (list(document)['x-usage'] = ['public', 'secret']),
    'things.list has the unknown usage "secret": use public, app, pipeline, internal, debug.',
  ],
  [
    'usage/usage-known',
    'a usage said twice',
    (document) => (list(document)['x-usage'] = ['public', 'public']),
    'things.list has the usage "public" twice: remove one.',
  ],
  [
    'usage/usage-known',
    'a webhook without x-usage',
    (document) =>
      (document.webhooks = {
        changed: {
          post: {
            operationId: 'things.changed',
            summary: 'A thing has changed',
            tags: ['Things'],
            security: [],
            responses: { 204: { description: 'Seen.' }, 400: { description: 'What?' } },
          },
        },
      }),
    'things.changed does not say what it may be used for: add `x-usage`, a list of public, app, pipeline, internal, debug.',
  ],
  [
    'usage/operation-id-dotted',
    'an operationId in another style',
    (document) => (list(document).operationId = 'ListThings'),
    'The operationId "ListThings" (get) becomes a path in the SDK: write lower camel-case words joined by dots, such as collectivites.list.',
  ],
  [
    'usage/success-response',
    'an operation that cannot succeed',
    (document) => delete create(document).responses['303'],
    'things.create declares no success: add a 2xx response, or a 3xx one where it redirects.',
  ],
  ...['401', '403', '429'].map((status): (typeof probes)[number] => [
    'usage/secured-responses',
    `a secured operation without ${status}`,
    (document) => delete list(document).responses[status],
    `things.list is secured and does not declare ${status}: add it to its responses, or write \`security: []\` if it is open.`,
  ]),
  [
    'security-scopes-defined',
    'a scope that the OAuth scheme does not have',
    (document) => (list(document).security[0].oauth2 = ['things.reed']),
    'The "things.reed" scope is not defined in the "oauth2" security scheme.',
  ],
  [
    'usage/api-key-scopes-known',
    'a scope on an API key that no scheme has',
    (document) => (list(document).security[1].key = ['things.reed']),
    'The scope "things.reed" of the scheme "key" is not a scope of any OAuth scheme: correct it, or add it there.',
  ],
  [
    'usage/examples-present',
    'a success without an example',
    (document) => {
      delete list(document).responses['200'].content['application/json'].examples;
      delete document.components.examples;
    },
    'A response has no example: add a named one to its `examples`.',
  ],
  [
    'usage/examples-present',
    'a failure without an example',
    (document) => delete create(document).responses['400'].content['application/problem+json'].examples,
    'A response has no example: add a named one to its `examples`.',
  ],
  [
    'usage/examples-present',
    'a shared failure without an example',
    (document) => {
      const shared = create(document).responses['400'];
      delete shared.content['application/problem+json'].examples;
      document.components.responses = { BadRequest: shared };
      create(document).responses['400'] = { $ref: '#/components/responses/BadRequest' };
    },
    'A response has no example: add a named one to its `examples`.',
  ],
  [
    'usage/examples-present',
    'a request without an example',
    (document) => (create(document).requestBody.content['application/json'].examples = {}),
    'A request body has no example: add a named one to its `examples`.',
  ],
  [
    'usage/pagination-names',
    'a page parameter that does not exist',
    (document) => (list(document)['x-pagination'].page = 'p'),
    'things.list: `x-pagination.page` names "p", which is not a query parameter: add the parameter, or correct the name.',
  ],
  [
    'usage/pagination-names',
    'items that are no array of the answer',
    (document) => (list(document)['x-pagination'].items = 'pageCount'),
    'things.list: `x-pagination.items` names "pageCount", which is not a property of type array in the answer: add the property, or correct the name.',
  ],
  [
    'usage/pagination-names',
    'a number of pages that the answer does not have',
    (document) => (list(document)['x-pagination'].pages = 'total'),
    'things.list: `x-pagination.pages` names "total", which is not a property of type integer in the answer: add the property, or correct the name.',
  ],
  [
    'usage/pagination-names',
    'an unknown style of pages',
    (document) => (list(document)['x-pagination'].style = 'cursor'),
    'things.list: `x-pagination.style` is "cursor": write "page".',
  ],
  [
    'usage/oauth-endpoint-known',
    'an unknown OAuth endpoint',
    (document) => (create(document)['x-oauth-endpoint'] = 'tokens'),
    'things.create has the unknown `x-oauth-endpoint` "tokens": use metadata, authorization_endpoint, token_endpoint, revocation_endpoint, introspection_endpoint, device_authorization_endpoint, jwks_uri.',
  ],
  [
    'usage/oauth-endpoint-known',
    'two token endpoints',
    (document) => (list(document)['x-oauth-endpoint'] = 'token_endpoint'),
    'Two operations are the `x-oauth-endpoint` "token_endpoint": remove one.',
  ],
  [
    'usage/idempotency-key-declared',
    'x-idempotency-key without the header',
    (document) => delete create(document).parameters,
    'things.create has only one of `x-idempotency-key: true` and the header parameter `Idempotency-Key`: use both, or neither.',
  ],
  [
    'no-invalid-media-type-examples',
    'an example behind a $ref that does not validate',
    (document) => (document.components.examples.things.value.data = [1]),
    'Example value must conform to the schema: `0` property type must be string.',
  ],
];

const folder = temporaryFolder();
const fileOf = (index: number) => join(folder, `probe-${index}.json`);
const problems = new Map<string, string[]>();
/** Of what is no probe. */
let ofContracts: string[];

beforeAll(async () => {
  const files = [...probes.keys()].map(fileOf);
  files.push(join(folder, 'conforming.json'));
  for (const [index, [, , break_]] of probes.entries()) {
    const document = conforming();
    break_(document);
    writeFileSync(fileOf(index), JSON.stringify(document));
  }
  writeFileSync(join(folder, 'conforming.json'), JSON.stringify(conforming()));
  // In one go: the linter takes longer to start than to read a probe.
  const lines = await lintContract([...contracts, ...journeys, ...files]);
  const isOfProbe = (line: string) => /^\S*\b(?:probe-\d+|conforming)\.json:/.test(line);
  ofContracts = lines.filter((line) => !isOfProbe(line));
  for (const line of lines.filter(isOfProbe)) {
    const file = basename(line.slice(0, line.indexOf('.json') + '.json'.length));
    problems.set(file, [...(problems.get(file) ?? []), line.slice(line.indexOf(' ') + 1)]);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('lint rules', () => {
  it('a conforming document is silent', () => {
    expect(problems.get('conforming.json')).toBeUndefined();
  });

  it.each(probes.map(([rule, title, , message], index) => ({ rule, title, message, index })))(
    '$rule reports $title, and nothing else',
    ({ rule, message, index }) => {
      expect(problems.get(`probe-${index}.json`)).toEqual([`${message} (${rule})`]);
    },
  );
});

describe('the contracts', () => {
  it('lint without an error or a warning', () => {
    expect(ofContracts).toEqual([]);
  });
});
