/* oxlint-disable vitest/expect-expect -- expectClean expects */
import { inspect } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import {
  authorizedFetch,
  clientCredentials,
  clientSecretBasic,
  clientSecretPost,
  createTransport,
  memoryStore,
} from '@guichet/runtime';
import { type Api, answer, openApi } from './support/api.ts';
import { failure } from './support/wait.ts';

// Long enough to be found, with characters that encodings change.
const secret = 'canary/secret:+%é';
const token = 'canary-token-abc';
const forms = [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams([['', secret]]).toString().slice(1),
  btoa(`partner:${new URLSearchParams([['', secret]]).toString().slice(1)}`),
  token,
];

let api: Api | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

/** Everything that a log could make of a value. */
const shown = (value: unknown): string => {
  const error = value as Error;
  const deep = { depth: Infinity, showHidden: true, getters: true } as const;
  return [
    inspect(value),
    inspect(value, deep),
    JSON.stringify(value) ?? '',
    String(value),
    error.stack,
    error.message,
    inspect(error.cause, deep),
  ].join('\n');
};
const expectClean = (value: unknown): void => {
  const text = shown(value);
  for (const form of forms) expect(text).not.toContain(form);
};

const source = (url: string, post = false) =>
  clientCredentials({
    tokenUrl: `${url}/token`,
    clientId: 'partner',
    clientAuthentication: post ? clientSecretPost(secret) : clientSecretBasic(secret),
    retry: false,
    store: memoryStore(),
  });

it('S1 a token: it does not show itself', async () => {
  api = await openApi((_, response) =>
    answer(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 900 }),
  );
  const tokens = source(api.url);
  const held = await tokens.getToken();
  expect(held.value).toBe(token);
  // Hidden getters are asked for by name only.
  for (const text of [
    inspect(held),
    inspect({ held }, { depth: Infinity, showHidden: true }),
    JSON.stringify({ held }),
    String(held),
    `${held}`,
  ])
    expect(text).not.toContain(token);
  expectClean(tokens);
});

it('S1 sources, transports and fetches: none shows a secret', async () => {
  const tokens = source('http://127.0.0.1:1');
  for (const value of [
    tokens,
    createTransport({ baseUrl: 'https://x.test', tokens }),
    authorizedFetch({ tokens, baseUrl: 'https://x.test' }),
  ])
    expectClean(value);
});

it.each([true, false])(
  'S1 a token endpoint that echoes the secret in its error (post: %s): it is blanked out',
  async (post) => {
    api = await openApi((request, response, body) =>
      answer(response, 401, {
        error: 'invalid_client',
        error_description: `bad: ${secret} ${request.headers.authorization} ${body}`,
        debug: secret,
      }),
    );
    const error = await failure(source(api.url, post).getToken());
    expect(String(error)).toContain('[redacted]');
    expectClean(error);
  },
);

it('S1 an unreachable token endpoint: error, cause and stack are clean', async () => {
  expectClean(await failure(source('http://127.0.0.1:9').getToken()));
});

it('S1 an API that echoes the token: the error is clean', async () => {
  api = await openApi((request, response) =>
    request.url === '/token'
      ? answer(response, 200, { access_token: token, token_type: 'Bearer' })
      : answer(
          response,
          400,
          {
            title: 'Bad',
            status: 400,
            detail: `You sent ${request.headers.authorization} and ${request.headers['x-user-token']}`,
          },
          { 'content-type': 'application/problem+json' },
        ),
  );
  const client = createTransport({
    baseUrl: api.url,
    tokens: source(api.url),
    headers: { 'x-user-token': secret.replace('é', '') },
  });
  const error = await failure(client.get({ url: '/x', security: [1] }));
  expect(String(error)).toContain('You sent Bearer [redacted] and [redacted]');
  expectClean(error);
  expect(shown(error)).not.toContain(secret.replace('é', ''));
});

it('S1 nothing is written to the console', async () => {
  const written: unknown[] = [];
  const original = { ...console };
  for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const)
    console[method] = (...args) => written.push(args);
  api = await openApi((_, response) => answer(response, 401, { error: 'invalid_client' }));
  await failure(source(api.url).getToken());
  Object.assign(console, original);
  expect(written).toEqual([]);
});
