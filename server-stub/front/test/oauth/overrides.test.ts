import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';
import { describe, expect, it } from 'vitest';
import { generateSigningKey } from '../../src/index.ts';
import { basic, client, openLibrary } from '../fixture.ts';

// Canaries: what we replace in oidc-provider, one test each. When an upgrade turns one red, read src/oauth/provider.ts.
const none = async () => undefined;
const grant = { grant_type: 'client_credentials' };

describe('oidc-provider', () => {
  it('asks Client.prototype.compareClientSecret, which we replace, for every secret', async () => {
    const asked: string[] = [];
    const library = await openLibrary({
      server: {
        clients: {
          verifyDecoy: () => false,
          find: async () => client({ verify: (secret) => (asked.push(secret), secret === 'b') }),
        },
      },
    });
    await library.token(grant, { headers: basic('desk', 'a') });
    const { statusCode } = await library.token({ ...grant, client_id: 'desk', client_secret: 'b' });
    expect([asked, statusCode]).toEqual([['a', 'b'], 200]);
    await library.front.close();
  });

  it('finds clients by Client.find, which we replace, and keeps none of them', async () => {
    const library = await openLibrary();
    expect((await library.token(grant, { headers: basic('late', 'correct') })).statusCode).toBe(401);
    library.clients.push(client({ clientId: 'late' }));
    expect((await library.token(grant, { headers: basic('late', 'correct') })).statusCode).toBe(200);
    library.clients.pop();
    expect((await library.token(grant, { headers: basic('late', 'correct') })).statusCode).toBe(401);
    await library.front.close();
  });

  it('lets registerGrantType replace the grant it has: its own would drop the scope', async () => {
    const library = await openLibrary();
    const answer = await library.token({ ...grant, scope: 'openid' }, { headers: basic('desk', 'correct') });
    expect(answer.json().error).toBe('invalid_scope');
    await library.front.close();
  });

  it('declines JWTs by unsupported_token_type, on which our revocation and introspection stand', async () => {
    expect(new errors.UnsupportedTokenType().error).toBe('unsupported_token_type');
    const provider = new Provider('http://localhost', {
      adapter: () => ({
        upsert: none,
        find: none,
        findByUserCode: none,
        findByUid: none,
        consume: none,
        destroy: none,
        revokeByGrantId: none,
      }),
      jwks: { keys: [await generateSigningKey()] },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      clients: [{ client_id: 'c', client_secret: 's', redirect_uris: [], response_types: [], grant_types: [] }],
      features: { introspection: { enabled: true }, devInteractions: { enabled: false } },
    });
    const seen: unknown[] = [];
    provider.use(async (context, next) => {
      await next();
      const { oidc } = context as never as {
        oidc: { route: string; client: { clientId: string }; params: { token: string } };
      };
      seen.push((context.body as { error: string }).error, oidc.route, oidc.client.clientId, oidc.params.token);
    });
    const library = await openLibrary();
    const server = createServer(provider.callback()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const token = (await library.bearer()).authorization.slice(7);
    await fetch(`http://127.0.0.1:${port}/token/introspection`, {
      method: 'POST',
      headers: basic('c', 's'),
      body: new URLSearchParams({ token }),
    });
    expect(seen).toEqual(['unsupported_token_type', 'introspection', 'c', token]);
    server.close();
    server.closeAllConnections();
    await library.front.close();
  });
});
