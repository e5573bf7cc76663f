import type { OpenApiDocument } from '@guichet/front';

const json = (schema: object, examples?: object) => ({
  content: { 'application/json': { schema, ...(examples ? { examples } : {}) } },
});
const book = { $ref: '#/components/schemas/Book' };

/** A foreign contract in the manner of many: no usage, no names for some operations, absolute URLs, OpenAPI 3.0. */
export const books: OpenApiDocument = {
  openapi: '3.0.3',
  info: { title: 'Books', version: '1' },
  servers: [{ url: 'https://books.example/v1' }],
  paths: {
    '/books': {
      get: {
        'x-pagination': { style: 'page', page: 'page', limit: 'limit', items: 'items', pages: 'last' },
        parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
        security: [{ oauth: ['read'] }, { key: [] }],
        responses: {
          200: {
            description: 'Books',
            headers: { 'X-Total': { schema: { type: 'integer' }, example: 3 } },
            ...json(
              { type: 'object' },
              {
                first: { value: { page: 1, last: 3, items: [{ id: 1 }, { id: 2 }] } },
                third: { $ref: '#/components/examples/Third' },
              },
            ),
          },
          '4XX': {
            description: 'No',
            content: {
              'application/problem+json': {
                schema: {},
                examples: { gone: { value: { type: 'about:blank', requestId: 'x' } } },
              },
            },
          },
        },
      },
      post: {
        security: [{ oauth: ['write'] }],
        callbacks: { done: { 'http://127.0.0.1:9/never': { post: { responses: {} } } } },
        requestBody: { required: true, ...json(book) },
        responses: { 201: { description: 'Made', ...json(book) } },
      },
    },
    '/books/{id}': {
      get: {
        operationId: 'getBook',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        security: [{ oauth: ['read'] }],
        responses: { 200: { description: 'Book', ...json(book) } },
      },
      delete: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        security: [{ oauth: ['write'] }],
        responses: { 204: { description: 'Gone' } },
      },
    },
    '/cover': {
      get: {
        security: [],
        responses: {
          200: {
            description: 'Cover',
            content: {
              'application/json': { schema: {}, example: { as: 'json' } },
              'text/plain': { schema: { type: 'string' }, example: 'as text' },
            },
          },
        },
      },
    },
    '/authors': {
      get: {
        operationId: 'getAuthor',
        security: [],
        responses: {
          200: {
            description: 'Author',
            ...json({ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }),
          },
        },
      },
    },
    '/empty': { get: { security: [], responses: {} } },
  },
  components: {
    examples: { Third: { value: { page: 3, last: 3, items: [{ id: 5 }] } } },
    schemas: {
      Book: {
        type: 'object',
        required: ['id', 'title'],
        properties: {
          id: { type: 'integer', example: 7 },
          title: { type: 'string', example: 'Notes' },
          sequel: { nullable: true, allOf: [{ $ref: '#/components/schemas/Book' }] },
        },
      },
    },
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: { tokenUrl: 'https://login.books.example/connect/token', scopes: { read: '', write: '' } },
        },
      },
      key: { type: 'apiKey', in: 'query', name: 'api_key' },
    },
  },
};
