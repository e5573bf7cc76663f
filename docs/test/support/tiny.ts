import { identity } from '../../../guichet.config.ts';
import type { Document } from '../../src/openapi.ts';

const problem = (slug: string) => `${identity.problemBase}${slug}`;

/** A contract of two operations with one of everything that the docs draw. */
export const tiny: Document = {
  openapi: '3.1.1',
  info: { title: 'Tiny API', version: '1.2.3', summary: 'Everything once.', description: 'Hello **reader**.' },
  servers: [{ url: '/v1' }],
  tags: [
    { name: 'Pets', description: 'All about `pets`.' },
    { name: 'Unused', description: 'No operation has it.' },
  ],
  paths: {
    '/pets/{petId}': {
      get: {
        operationId: 'pets.get',
        tags: ['Pets'],
        summary: 'Get a pet',
        description: 'One pet.\n\n# Not the page’s title',
        'x-usage': ['public', 'app'],
        'x-usage-note': 'Ask before you call it every second.',
        security: [{ oauth2: ['pets.read'] }, { key: [] }],
        parameters: [
          {
            name: 'petId',
            in: 'path',
            required: true,
            schema: { type: 'integer', minimum: 1, maximum: 9 },
            example: 7,
          },
          {
            name: 'kind',
            in: 'query',
            schema: { $ref: '#/components/schemas/Kind' },
            examples: { one: { summary: 'A cat', value: 'cat' }, two: { value: 'dog' } },
          },
        ],
        responses: {
          '200': {
            description: 'The pet.',
            headers: { 'X-Rate': { description: 'Calls left.', schema: { type: 'integer' }, example: 3 } },
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Pet' },
                examples: {
                  cat: { summary: 'A cat', value: { id: 7, name: 'Félix <3' } },
                  dog: { summary: 'A dog', value: { id: 8, name: 'Médor' } },
                },
              },
            },
          },
          '404': { $ref: '#/components/responses/NotFound' },
        },
      },
    },
    '/pets': {
      post: {
        operationId: 'pets.create',
        tags: ['Pets'],
        summary: 'Create a pet',
        deprecated: true,
        'x-usage': ['public'],
        security: [],
        requestBody: {
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Pet' },
              examples: { cat: { value: { name: "L'ours" } } },
            },
          },
        },
        responses: { '204': { description: 'Created.' }, '404': { $ref: '#/components/responses/NotFound' } },
      },
    },
  },
  components: {
    securitySchemes: {
      oauth2: {
        type: 'oauth2',
        description: 'A token.',
        flows: { clientCredentials: { tokenUrl: '/token', scopes: { 'pets.read': 'Read the pets.' } } },
      },
      key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
    },
    responses: {
      NotFound: {
        description: 'Nothing there. Look elsewhere.',
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
            examples: { notFound: { value: { type: problem('not-found'), title: 'Not found', status: 404 } } },
          },
        },
      },
    },
    schemas: {
      Kind: { type: 'string', description: 'What it is.', 'x-extensible-enum': ['cat', 'dog'] },
      Problem: {
        type: 'object',
        properties: { type: { type: 'string', 'x-extensible-enum': [problem('not-found'), problem('gone')] } },
      },
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          id: { type: 'integer', readOnly: true, minimum: 0 },
          name: { type: 'string', minLength: 1, maxLength: 20, default: 'Rex', description: 'Its *name*.' },
          born: { type: ['string', 'null'], format: 'date', deprecated: true },
          size: { type: 'string', enum: ['small', 'big'] },
          kinds: { type: 'array', maxItems: 3, items: { $ref: '#/components/schemas/Kind' } },
          code: { type: 'string', pattern: '^[a-z]+$' },
          secret: { type: 'string', pattern: '^gch_(?:live|test)_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$' },
          parent: { $ref: '#/components/schemas/Pet' },
          home: {
            type: 'object',
            properties: {
              rooms: { type: 'array', items: { type: 'object', properties: { area: { type: 'number' } } } },
            },
          },
          food: {
            oneOf: [
              { title: 'Dry', type: 'object', properties: { grams: { type: 'integer' } } },
              { title: 'Wet', type: 'object', properties: { tins: { type: 'integer' } } },
            ],
          },
          owner: {
            oneOf: [{ title: 'Owner', type: 'object', properties: { nom: { type: 'string' } } }, { type: 'null' }],
          },
        },
        additionalProperties: { type: 'string' },
      },
    },
  },
};

export const tinyGuides = {
  'errors.md':
    '---\ntitle: Errors\ndescription: What goes wrong.\norder: 2\n---\n\n### `not-found`\n\nLook [there](operation:pets.get).\n\n### `gone`\n\nSee [first](first.md#part).\n',
  'first.md':
    '---\ntitle: First\ndescription: "One: how to start."\norder: 1\n---\n\n## Part\n\nText with `<code>` & more.\n\n```ts\nconst a = 1;\n```\n',
  'secret.md': '---\ntitle: For us\ndescription: Not for partners.\norder: 3\naudience: internal\n---\n\nHush.\n',
};
