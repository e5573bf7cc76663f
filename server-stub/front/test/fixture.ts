import type { FastifyInstance, InjectOptions } from 'fastify';
import {
  createAuthorizationServer,
  createFront,
  generateSigningKey,
  loadContract,
  type AuthorizationServer,
  type AuthorizationServerOptions,
  type FrontOptions,
  type Handler,
  type OAuthClient,
  type OpenApiDocument,
} from '../src/index.ts';

// A contract that has nothing to do with the kit's own: names, paths and scopes are foreign to the code under test.
const oauth = (...scopes: string[]) => ({ oauth: scopes });
const ok = { 200: { description: 'OK' } };

export const library: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Library', version: '1.0.0' },
  servers: [{ url: 'https://library.example/v2' }],
  security: [oauth('books.read')],
  paths: {
    '/books': {
      get: {
        operationId: 'listBooks',
        parameters: [
          { name: 'limit', in: 'query', schema: { $ref: '#/components/schemas/Limit' } },
          {
            name: 'ids',
            in: 'query',
            style: 'form',
            explode: false,
            schema: { type: 'array', items: { type: 'integer' }, maxItems: 3 },
          },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
          {
            name: 'where',
            in: 'query',
            style: 'deepObject',
            explode: true,
            schema: { type: 'object', properties: { year: { type: 'integer' } } },
          },
        ],
        responses: ok,
      },
      post: {
        operationId: 'addBook',
        security: [oauth('books.read', 'books.write')],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: { $ref: '#/components/schemas/Book' } },
            'application/x-www-form-urlencoded': { schema: { $ref: '#/components/schemas/Book' } },
          },
        },
        responses: { 201: { description: 'Created' } },
      },
    },
    '/books/{book-id}/pages/{n}.json': {
      get: {
        operationId: 'getPage',
        parameters: [
          { name: 'book-id', in: 'path', required: true, schema: { type: 'integer' } },
          { name: 'n', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } },
        ],
        responses: ok,
      },
    },
    '/shelves': {
      get: {
        operationId: 'listShelves',
        security: [oauth('books.read'), { key: ['books.read'] }, { ...oauth('books.read'), reader: [] }],
        responses: ok,
      },
      delete: { operationId: 'dropShelves', security: [{ ...oauth('books.write'), key: [] }], responses: ok },
    },
    '/doors': { get: { operationId: 'doors', security: [{ code: [] }, { person: [] }], responses: ok } },
    '/hours': { get: { operationId: 'hours', security: [], responses: ok } },
    '/greeting': { get: { operationId: 'greeting', security: [{}, oauth('books.read')], responses: ok } },
    '/auth/token': {
      servers: [{ url: '/' }],
      post: { operationId: 'token', 'x-oauth-endpoint': 'token_endpoint', security: [], responses: ok },
    },
    '/auth/revoke': {
      servers: [{ url: '/' }],
      post: { operationId: 'revoke', 'x-oauth-endpoint': 'revocation_endpoint', security: [], responses: ok },
    },
    '/auth/look': {
      servers: [{ url: '/' }],
      post: {
        operationId: 'look',
        'x-oauth-endpoint': 'introspection_endpoint',
        security: [{ person: [] }, oauth('tokens.look')],
        responses: ok,
      },
    },
  },
  components: {
    schemas: {
      Limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      Book: {
        type: 'object',
        required: ['id', 'title'],
        additionalProperties: false,
        properties: {
          id: { type: 'integer', readOnly: true },
          title: { type: 'string', minLength: 1 },
          year: { type: ['integer', 'null'] },
          language: { type: 'string', default: 'fr' },
          sequels: { type: 'array', items: { $ref: '#/components/schemas/Book' } },
        },
      },
    },
    securitySchemes: {
      oauth: {
        type: 'oauth2',
        flows: {
          clientCredentials: {
            tokenUrl: '/auth/token',
            scopes: { 'books.read': 'Read', 'books.write': 'Write', 'tokens.look': 'Look' },
          },
        },
      },
      key: { type: 'apiKey', in: 'header', name: 'X-Library-Key' },
      code: { type: 'http', scheme: 'DoorCode' },
      person: { type: 'http', scheme: 'basic' },
      reader: { type: 'apiKey', in: 'header', name: 'X-Reader', 'x-user-token': true },
    },
  },
};

export const issuer = 'https://library.example';

export function client(overrides: Partial<OAuthClient> & { secret?: string } = {}): OAuthClient {
  const { secret = 'correct', ...rest } = overrides;
  return {
    clientId: 'desk',
    subject: 'ada',
    scopes: ['books.read', 'books.write'],
    resources: [],
    status: 'active',
    verify: (candidate) => candidate === secret,
    ...rest,
  };
}

export interface Library {
  front: FastifyInstance;
  tokens: AuthorizationServer;
  /** The clients; change the list to change the world. */
  clients: OAuthClient[];
  token(
    form: Record<string, string> | string,
    request?: InjectOptions,
  ): Promise<Awaited<ReturnType<FastifyInstance['inject']>>>;
  /** Headers with a fresh access token. */
  bearer(request?: Partial<Parameters<AuthorizationServer['issueToken']>[0]>): Promise<{ authorization: string }>;
}

export interface LibraryOptions {
  front?: Partial<FrontOptions>;
  server?: Partial<AuthorizationServerOptions>;
  document?: OpenApiDocument;
}

const echo: Handler = ({ operation, principal, query, params, body }) => ({
  operationId: operation.operationId,
  query,
  params,
  body,
  ...(principal
    ? { principal: { ...principal, scopes: [...principal.scopes], claims: undefined, user: principal.user?.subject } }
    : {}),
});

const key = await generateSigningKey();

export async function openLibrary(options: LibraryOptions = {}): Promise<Library> {
  const contract = loadContract(options.document ?? library);
  const clients = [client()];
  const tokens = await createAuthorizationServer({
    issuer,
    endpoints: contract.endpoints,
    signingKeys: { keys: [key] },
    scopes: contract.scopes,
    introspectionScopes: contract.introspectionScopes,
    clients: { verifyDecoy: () => false, find: async (id) => clients.find(({ clientId }) => clientId === id) },
    ...options.server,
  });
  const front = await createFront({ contract, tokens, fallback: echo, ...options.front });
  return {
    front,
    tokens,
    clients,
    token: (form, request = {}) =>
      front.inject({
        method: 'POST',
        url: contract.endpoints.token_endpoint,
        payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
        ...request,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...request.headers },
      }),
    async bearer(request = {}) {
      const { accessToken } = await tokens.issueToken({
        subject: 'ada',
        clientId: 'desk',
        scopes: ['books.read', 'books.write'],
        delegated: true,
        ...request,
      });
      return { authorization: `Bearer ${accessToken}` };
    },
  };
}

/** Basic credentials as RFC 6749 section 2.3.1 wants them: form-encoded, then joined. */
export function basic(id: string, secret: string): { authorization: string } {
  return { authorization: `Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}` };
}

const formEncode = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
