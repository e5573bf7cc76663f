import { describe, expect, it } from 'vitest';
import { ContractError, loadContract, type OpenApiDocument } from '../../src/index.ts';
import { library } from '../fixture.ts';

const minimal = (changes: object): OpenApiDocument =>
  ({ openapi: '3.1.0', info: {}, paths: {}, ...changes }) as OpenApiDocument;

describe('a loaded contract', () => {
  const contract = loadContract(library);

  it('routes operations below the path of their server, nearest one first', () => {
    expect(contract.operation('listBooks')).toMatchObject({
      method: 'GET',
      path: '/books',
      fullPath: '/v2/books',
      url: '/v2/books',
    });
    expect(contract.operation('token').fullPath).toBe('/auth/token');
  });

  it('inherits the security of the document, and an operation may open itself', () => {
    expect(contract.operation('listBooks').security).toEqual([{ oauth: ['books.read'] }]);
    expect(contract.operation('hours').security).toEqual([]);
  });

  it('finds the OAuth endpoints by their marks', () => {
    expect(contract.endpoints).toEqual({
      token_endpoint: '/auth/token',
      revocation_endpoint: '/auth/revoke',
      introspection_endpoint: '/auth/look',
      jwks_uri: '/.well-known/jwks.json',
      metadata: '/.well-known/oauth-authorization-server',
    });
    expect(contract.introspectionScopes).toEqual(['tokens.look']);
  });

  it('collects the scopes that schemes declare', () => {
    expect(contract.scopes).toEqual(['books.read', 'books.write', 'tokens.look']);
    expect(contract.scopeDescriptions).toEqual({ 'books.read': 'Read', 'books.write': 'Write', 'tokens.look': 'Look' });
  });

  it('knows the methods of a path of a request', () => {
    expect(contract.methodsAt('/v2/books')).toEqual(['GET', 'POST']);
    expect(contract.methodsAt('/v2/books/1/pages/2.json')).toEqual(['GET']);
    expect(contract.methodsAt('/v2/books/1/pages/2-json')).toEqual([]);
  });

  it('is marked public with a warning where x-usage is missing', () => {
    expect(contract.operation('listBooks').usage).toEqual(['public']);
    expect(contract.warnings).toContainEqual(expect.stringContaining('x-usage'));
  });
});

describe('a foreign contract', () => {
  it('without operationIds gets names of method and path', () => {
    const contract = loadContract(minimal({ paths: { '/pets/{id}': { get: {} }, '/pets/{id}/': { get: {} } } }));
    expect(contract.operations.map(({ operationId }) => operationId)).toEqual(['getPetsId', 'getPetsId2']);
    expect(contract.warnings).toContainEqual(expect.stringContaining('no operationId'));
  });

  it('without marks has its token endpoint at the path of its tokenUrl', () => {
    const flows = { clientCredentials: { tokenUrl: 'https://auth.example/connect/token', scopes: {} } };
    const contract = loadContract(minimal({ components: { securitySchemes: { a: { type: 'oauth2', flows } } } }));
    expect(contract.endpoints.token_endpoint).toBe('/connect/token');
    expect(contract.warnings).toEqual([]);
  });

  it('with an authorization code flow only is warned that tokens are issued all the same', () => {
    const flows = { authorizationCode: { tokenUrl: '/t', authorizationUrl: '/a', scopes: { s: '' } } };
    const contract = loadContract(minimal({ components: { securitySchemes: { a: { type: 'oauth2', flows } } } }));
    expect(contract.endpoints.token_endpoint).toBe('/t');
    expect(contract.warnings).toContainEqual(expect.stringContaining('no client-credentials flow'));
  });

  it('has its server variables filled in', () => {
    const servers = [
      {
        url: 'https://{region}.example/{version}/',
        variables: { region: { default: 'eu' }, version: { default: 'v3' } },
      },
    ];
    expect(loadContract(minimal({ servers, paths: { '/a': { get: {} } } })).operations[0]?.fullPath).toBe('/v3/a');
  });

  it.each([
    ['Swagger 2.0', { swagger: '2.0', openapi: undefined }, /Convert it to OpenAPI 3\.1/],
    ['OpenAPI 4', { openapi: '4.0.0' }, /"openapi" is "4\.0\.0"/],
    ['a security scheme that is not declared', { paths: { '/a': { get: { security: [{ nope: [] }] } } } }, /"nope"/],
    ['a reference to another file', { paths: { '/a': { $ref: 'a.yaml' } } }, /Bundle the contract/],
    ['a reference that leads nowhere', { paths: { '/a': { $ref: '#/x' } } }, /points at nothing/],
    [
      'an unknown OAuth endpoint',
      { paths: { '/a': { post: { 'x-oauth-endpoint': 'tokenish' } } } },
      /"x-oauth-endpoint: tokenish"/,
    ],
  ])('is refused for %s, with what to do', (_, changes, message) => {
    const load = () => loadContract(minimal(changes));
    expect(load).toThrow(ContractError);
    expect(load).toThrow(message);
  });

  it('of 859 operations on circular schemas loads well within a second', () => {
    const schemas: Record<string, unknown> = {};
    for (let i = 0; i < 500; i += 1) {
      const properties = Object.fromEntries(
        [1, 7, 31].map((step) => [`p${step}`, { $ref: `#/components/schemas/S${(i + step) % 500}` }]),
      );
      schemas[`S${i}`] = { type: 'object', properties };
    }
    const paths: Record<string, unknown> = {};
    for (let i = 0; i < 859; i += 1) {
      paths[`/r${i}/{id}`] = {
        get: { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }], responses: {} },
      };
    }
    const started = process.cpuUsage();
    expect(loadContract(minimal({ paths, components: { schemas } })).operations).toHaveLength(859);
    // Of the processor: on a busy machine it takes longer, and is no more work.
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
