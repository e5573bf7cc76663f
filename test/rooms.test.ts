import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createAuthorizationServer,
  createFront,
  generateSigningKey,
  loadContract,
  type Contract,
  type Handler,
  type OpenApiDocument,
} from '@guichet/front';
import { prismBackRoom } from '@guichet/mock';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../scripts/lib/stamp.ts';
import { examples } from '../sdk/client/src/generated/examples.gen.ts';

// One counter, two rooms (docs/architecture.md, rule 3): a server that grows has the front answer operations without a handler
// from the contract, behind the same access control.
describe('a server that has handlers for some operations, and the mock behind it for the others', () => {
  let contract: Contract;
  beforeAll(() => {
    contract = loadContract(JSON.parse(readFileSync(join(root, 'spec/dist/full.json'), 'utf8')) as OpenApiDocument);
  });

  async function open(handlers: Record<string, Handler>) {
    const tokens = await createAuthorizationServer({
      issuer: 'http://localhost:8080',
      endpoints: contract.endpoints,
      signingKeys: { keys: [await generateSigningKey()] },
      scopes: contract.scopes,
      introspectionScopes: contract.introspectionScopes,
      clients: { find: async () => undefined, verifyDecoy: () => false },
    });
    const front = await createFront({ contract, tokens, handlers, fallback: prismBackRoom(contract, { mark: true }) });
    const { accessToken } = await tokens.issueToken({ subject: 'lea', clientId: 'test', scopes: contract.scopes });
    const get = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${accessToken}` }) => {
      const answer = await front.inject({ url: `/api/v1${path}`, headers });
      const mark = answer.headers['x-answered-by'];
      return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown, ...(mark ? { mark } : {}) };
    };
    return { get, close: () => front.close() };
  }

  const page = { count: 0, page: 1, pageSize: 20, pageCount: 0, data: [] };
  const list: Handler = async () => page;

  it("answers with a handler's answer where there is one, and with the contract's example, marked, where there is none", async () => {
    const server = await open({ 'collectivites.list': list });
    expect(await server.get('/collectivites')).toEqual({ status: 200, body: page });
    expect(await server.get('/collectivites/3812')).toEqual({
      status: 200,
      body: examples.collectivitesGet.body,
      mark: 'contract-example',
    });
    await server.close();
  });

  it('without a handler that it had: answers from the contract, and still asks for a token', async () => {
    const server = await open({});
    expect(await server.get('/collectivites?limit=2')).toMatchObject({
      status: 200,
      body: examples.collectivitesList.body,
    });
    expect(await server.get('/collectivites', {})).toMatchObject({ status: 401 });
    await server.close();
  });
});
