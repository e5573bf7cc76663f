import { type ClientAuthentication, privateKeyJwt } from '@guichet/runtime';
import { fileStore } from '@guichet/runtime/stores/file';
import { redisStore } from '@guichet/runtime/stores/redis';
import { type Checks, equal, matches, ok, thrown } from '../check.ts';
import { openTokens } from '../tokens.ts';

export const stores: Checks = {
  'C10 fileStore: two sources share a token by a file that holds it sealed; where there are no files it is refused by name':
    async ({ runtime, folder }) => {
      if (runtime === 'workerd') {
        const error = thrown(() => fileStore({ path: '/tmp/tokens' }));
        ok(error instanceof TypeError, 'a TypeError');
        matches(error, /fileStore: workerd has no files to share. Use `redisStore` or `memoryStore`/);
        return;
      }
      const { server } = openTokens();
      const failures: unknown[] = [];
      const open = () =>
        openTokens({
          tokenUrl: server.tokenUrl,
          fetch: server.fetch,
          store: fileStore({ path: folder, seal: 'A'.repeat(43), onError: (error) => void failures.push(error) }),
        }).tokens;
      const both = await Promise.all([open().getToken(), open().getToken()]);
      equal(
        both.map(({ value }) => value),
        ['test-token-1', 'test-token-1'],
      );
      equal((await open().getToken()).value, 'test-token-1');
      equal([server.count, failures.map(String)], [1, []]);
    },

  'C10 redisStore: two sources share a token by scripts of Redis': async () => {
    const { server } = openTokens();
    const held = new Map<string, string>();
    const client = async ([, script = '', , key = '', text = '']: readonly string[]): Promise<unknown> => {
      if (script.includes("'NX'")) return held.has(key) ? null : (held.set(key, text), 'OK');
      if (script.includes("'PX'")) return held.set(key, text) && 'OK';
      if (script.includes("'PTTL'")) return held.has(key) ? [held.get(key), 60_000] : null;
      if (held.get(key) !== text) return 0;
      return script.includes("'DEL'") ? Number(held.delete(key)) : 1;
    };
    const open = () =>
      openTokens({ tokenUrl: server.tokenUrl, fetch: server.fetch, store: redisStore({ client }) }).tokens;
    const both = await Promise.all([open().getToken(), open().getToken()]);
    equal(
      both.map(({ value }) => value),
      ['test-token-1', 'test-token-1'],
    );
    equal(server.count, 1, 'token requests');
  },

  'privateKeyJwt: the assertion is signed, and the key verifies it': async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const { privateKey, publicKey } = (await crypto.subtle.generateKey(algorithm, false, [
      'sign',
      'verify',
    ])) as CryptoKeyPair;
    let assertion = '';
    const clientAuthentication: ClientAuthentication = privateKeyJwt({ key: privateKey, kid: 'k' });
    const { tokens, server } = openTokens({
      clientSecret: undefined,
      clientAuthentication,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        assertion = new URLSearchParams(await request.clone().text()).get('client_assertion') ?? '';
        return server.fetch(request);
      },
    });
    await tokens.getToken();
    const [header = '', payload = '', signature = ''] = assertion.split('.');
    const bytes = Uint8Array.from(atob(signature.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    const signed = new TextEncoder().encode(`${header}.${payload}`);
    ok(await crypto.subtle.verify(algorithm, publicKey, bytes, signed), 'the signature holds');
  },
};
