import {
  apiKey,
  authorizedFetch,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  createTransport,
  isTokenError,
} from '@guichet/runtime';
import { type Checks, equal, failure, matches, ok, thrown } from '../check.ts';
import { openApi, openTokens, realTokens } from '../tokens.ts';

const secret = 'canary/secret:+%é';
const encoded = new URLSearchParams([['', secret]]).toString().slice(1);

type Inspect = (value: unknown, options: object) => string;

/** Everything that a log of this runtime could make of a value. */
function shown(value: unknown): string {
  const { Deno, Bun, process } = globalThis as {
    Deno?: { inspect: Inspect };
    Bun?: { inspect: Inspect };
    process?: { getBuiltinModule?: (name: string) => { inspect: Inspect } | undefined };
  };
  const inspectors = [Deno?.inspect, Bun?.inspect, process?.getBuiltinModule?.('node:util')?.inspect];
  const error = value as Error;
  return [
    ...inspectors.map((inspect) => inspect?.(value, { depth: 20, showHidden: true, getters: true })),
    JSON.stringify(value),
    String(value),
    error.stack,
    String(error.cause),
  ].join('\n');
}

function clean(value: unknown, ...canaries: string[]): void {
  const text = shown(value);
  for (const canary of [secret, encoded, encodeURIComponent(secret), 'canary-secret', ...canaries]) {
    ok(!text.includes(canary), `no ${canary} in ${text.slice(0, 300)}`);
  }
}

export const secrets: Checks = {
  'S0 a server of tomorrow: unknown fields come through': async () => {
    const { server, tokens } = openTokens();
    server.lie({ access_token: 'a', token_type: 'bearer', expires_in: 60, tomorrow: { x: 1 }, scope: ['odd'] });
    const transport = createTransport({
      baseUrl: 'https://api.test',
      tokens,
      fetch: async () => Response.json({ new: { field: [1] }, kind: 'of tomorrow' }),
    });
    equal(await transport.get({ url: '/x', security: [{}] }), { new: { field: [1] }, kind: 'of tomorrow' });
  },

  'S1 a token and its source do not show themselves, in the words of this runtime': async () => {
    const { tokens } = openTokens({ clientSecret: secret });
    const token = await tokens.getToken();
    equal(token.value, 'test-token-1');
    for (const value of [tokens, createTransport({ baseUrl: 'https://x.test', tokens })]) clean(value, token.value);
    // Hidden getters are asked for by name only.
    for (const text of [JSON.stringify({ token }), String(token)]) ok(!text.includes(token.value), text);
  },

  'S1 a token endpoint that echoes the secret: it is blanked out of the error': async () => {
    for (const clientAuthentication of [clientSecretBasic(secret), clientSecretPost(secret)]) {
      const tokens = clientCredentials({
        tokenUrl: 'https://auth.test/token',
        clientId: 'partner',
        clientAuthentication,
        retry: false,
        fetch: async (input, init) => {
          const request = new Request(input, init);
          const description = `${request.headers.get('authorization')} ${await request.text()} ${secret}`;
          return Response.json({ error: 'invalid_client', error_description: description }, { status: 401 });
        },
      });
      const error = await failure(tokens.getToken());
      matches(error, /\[redacted\]/);
      clean(error, btoa(`partner:${encoded}`));
    }
  },

  'S1 an unreachable token endpoint: error, cause and stack are clean': async ({ addresses: { closed } }) => {
    clean(await failure(realTokens(closed, { clientSecret: secret, retry: false }).getToken()));
  },

  'S2 a token endpoint without TLS is refused': async () => {
    matches(
      thrown(() => openTokens({ tokenUrl: 'http://auth.example.org/token' })),
      /TypeError: clientCredentials: `tokenUrl` is http:/,
    );
  },

  'S2 a token endpoint that redirects: not followed, and no secret goes there': async ({
    addresses: { api, stranger },
  }) => {
    await fetch(`${stranger}/forget`, { method: 'POST' });
    const tokens = realTokens(api, { tokenUrl: `${api}/redirect?to=${encodeURIComponent(`${stranger}/token`)}` });
    const error = await failure(tokens.getToken());
    ok(isTokenError(error), `a TokenError (${String(error)})`);
    matches(error, /redirects elsewhere/);
    equal(await seenBy(stranger), [], 'requests at the stranger');
  },

  'S3 another origin: Authorization is not sent there': async ({ addresses: { api, stranger } }) => {
    await fetch(`${stranger}/forget`, { method: 'POST' });
    const client = authorizedFetch({ tokens: realTokens(api), baseUrl: api });
    await (await client(`${stranger}/direct`)).text();
    equal(await seenBy(stranger), ['/direct - -']);
  },

  'S3 a redirect to another origin: neither token nor key go along': async ({ addresses: { api, stranger } }) => {
    await fetch(`${stranger}/forget`, { method: 'POST' });
    const away = `/redirect?to=${encodeURIComponent(`${stranger}/away`)}`;
    for (const tokens of [realTokens(api), apiKey('canary-key')]) {
      await (await authorizedFetch({ tokens, baseUrl: api })(away)).text();
    }
    equal(await seenBy(stranger), ['/away - -', '/away - -']);
  },

  'S4 a token of another type, or with characters that no header carries: refused': async () => {
    for (const lie of [
      { access_token: 'a', token_type: 'mac' },
      { access_token: 'a\r\nx: y', token_type: 'Bearer' },
      { access_token: 'a b', token_type: 'Bearer' },
    ]) {
      const { server, tokens } = openTokens();
      server.lie(lie);
      ok(isTokenError(await failure(tokens.getToken())), `a TokenError for ${JSON.stringify(lie)}`);
    }
  },

  'S5 id and secret are form-encoded before Basic': async () => {
    let sent: string | null = null;
    const { tokens, server } = openTokens({
      clientId: 'a:b',
      clientSecret: secret,
      fetch: async (input, init) => {
        sent = new Request(input, init).headers.get('authorization');
        return server.fetch(input, init);
      },
    });
    await tokens.getToken();
    equal(sent, `Basic ${btoa(`a%3Ab:${encoded}`)}`);
  },

  'S1 an API that echoes the token: the error is clean': async () => {
    const { server, tokens } = openTokens();
    const { api } = openApi(server, () => Response.json({}), { tokens });
    await api('/warm');
    const client = createTransport({
      baseUrl: 'https://api.test',
      tokens,
      fetch: async (_, init) => {
        const { authorization } = (init?.headers ?? {}) as Record<string, string>;
        const problem = { title: 'Bad', status: 400, detail: `You sent ${authorization}` };
        return Response.json(problem, { status: 400, headers: { 'content-type': 'application/problem+json' } });
      },
    });
    const error = await failure(client.get({ url: '/x', security: [{}] }));
    matches(error, /You sent Bearer \[redacted\]/);
    clean(error, 'test-token');
  },
};

/** What another origin was asked: path, `Authorization`, `X-API-Key`. */
async function seenBy(stranger: string): Promise<string[]> {
  return (await (await fetch(`${stranger}/seen`)).json()) as string[];
}
