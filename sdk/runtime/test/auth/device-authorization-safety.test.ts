import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { type DeviceAuthorizationOptions, authorizedFetch, deviceAuthorization } from '@guichet/runtime';
import { deviceUrl, json, setUp, signIn, tokenUrl } from '../support/device.ts';
import { failure } from '../support/wait.ts';

it('under an authorized fetch: a 401 leads to one refresh and one replay', async () => {
  const world = setUp();
  await signIn(world);
  const api = authorizedFetch({
    tokens: world.tokens,
    baseUrl: 'https://api.test',
    fetch: async (_, init) =>
      new Response(null, {
        status: (init!.headers as Record<string, string>)['authorization'] === 'Bearer canary-access-2' ? 204 : 401,
      }),
  });
  expect((await api('/x')).status).toBe(204);
});

it('S1 a server that echoes the request: no device code and no refresh token in the error', async () => {
  const world = setUp();
  const echo = () => json(400, { error: 'invalid_request', error_description: `bad: ${world.seen.at(-1)!.form}` });
  world.queue.push(echo);
  const first = failure(world.tokens.getToken());
  await world.clock.advance(6000);
  const other = setUp({ refreshToken: 'canary-kept' });
  other.queue.push(() => json(400, { error: 'invalid_request', error_description: `bad: ${other.seen.at(-1)!.form}` }));
  for (const value of [await first, await failure(other.tokens.getToken()), world.tokens, other.tokens]) {
    expect(inspect(value, { depth: Infinity, showHidden: true })).not.toMatch(/canary/);
  }
  expect(String(await first)).toContain('[redacted]');
});

it.each([
  ['deviceAuthorizationUrl missing', { deviceAuthorizationUrl: undefined }, /`deviceAuthorizationUrl` is missing/],
  [
    'S2 deviceAuthorizationUrl in clear',
    { deviceAuthorizationUrl: 'http://x.test/' },
    /Pass an https URL.*`dangerouslyAllowInsecureTokenUrl: true`/,
  ],
  ['S2 tokenUrl in clear', { tokenUrl: 'http://x.test/' }, /Pass an https URL/],
  ['clientId missing', { clientId: undefined }, /`clientId` is missing\. Pass the `client_id` of the client/],
  ['scope a number', { scope: 3 }, /`scope` cannot be a number/],
  ['resource a number', { resource: 3 }, /`resource` cannot be a number/],
  ['timeout zero', { timeout: 0 }, /`timeout` is 0/],
  ['prompt missing', { prompt: undefined }, /`prompt` is missing. Pass a function/],
  ['authentication by name', { clientAuthentication: 'basic' }, /`clientAuthentication` cannot be a string/],
  [
    'refreshToken empty',
    { refreshToken: '' },
    /`refreshToken` cannot be an empty string\. Pass a refresh token of an earlier run/,
  ],
  ['onRefreshToken a string', { onRefreshToken: 'x' }, /`onRefreshToken` cannot be a string/],
  ['timeout false', { timeout: false }, /`timeout` cannot be a boolean\. Pass milliseconds above 0/],
])('%s: a TypeError that names it', (_, options, message) => {
  const build = () =>
    deviceAuthorization({
      deviceAuthorizationUrl: deviceUrl,
      tokenUrl,
      clientId: 'cli',
      prompt: () => {},
      ...(options as object),
    } as DeviceAuthorizationOptions);
  expect(build).toThrow(TypeError);
  expect(build).toThrow(message);
});

it('S2 in clear, for a test network of its own: built', () => {
  expect(() => setUp({ tokenUrl: 'http://x.test/', dangerouslyAllowInsecureTokenUrl: true })).not.toThrow();
});

it('scopes of a call that are none: a TypeError that names them', async () => {
  const failed = await failure(setUp().tokens.getToken({ scopes: 7 as never }));
  expect(String(failed)).toMatch(/^TypeError: deviceAuthorization: `scopes` cannot be a number/);
});

it('S5 an operation that wants the client itself: its id at the origin of its tokens, and nothing anywhere else', async () => {
  const { tokens } = setUp();
  const asked = (url: string) => ({
    url,
    headers: {},
    body: new URLSearchParams({ token: 't' }),
    signal: AbortSignal.any([]),
  });
  const form = asked('https://auth.test/revoke');
  await tokens.authenticateClient!(form);
  expect([form.body.toString(), form.headers]).toEqual(['token=t&client_id=cli', {}]);

  const elsewhere = asked('https://api.test/revoke');
  await expect(tokens.authenticateClient!(elsewhere)).rejects.toThrow(
    /only for https:\/\/auth\.test\. It was not sent/,
  );
  expect(elsewhere.body.toString()).toBe('token=t');
});
