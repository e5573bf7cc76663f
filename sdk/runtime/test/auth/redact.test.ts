import { describe, expect, it } from 'vitest';
import { type ClientAuthentication, clientSecretBasic, clientSecretPost } from '@guichet/runtime';
import { fakeTokens } from '../support/tokens.ts';
import { failure } from '../support/wait.ts';

/** What an error says when the token endpoint quotes the request like this. */
async function quoted(
  clientAuthentication: ClientAuthentication,
  quote: (authorization: string, form: URLSearchParams) => string,
): Promise<string> {
  const { tokens } = fakeTokens({
    clientSecret: undefined,
    clientAuthentication,
    fetch: async (_, init) => {
      const { authorization = '' } = (init?.headers ?? {}) as Record<string, string>;
      const said = quote(authorization, new URLSearchParams(String(init?.body)));
      return Response.json({ error: 'invalid_request', error_description: said }, { status: 400 });
    },
  });
  const { description } = (await failure(tokens.getToken())) as { description: string };
  return description;
}

const write =
  (fields: Record<string, string>, authorization?: string): ClientAuthentication =>
  ({ headers, body }) => {
    if (authorization !== undefined) headers['authorization'] = authorization;
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
  };

const encodeForm = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);

describe('S1 what a token endpoint quotes of its request', () => {
  const secret = "canary a!'(~)";
  it.each([
    ['as it is', secret],
    ['as in a form', encodeForm(secret)],
    ['as in a URL', encodeURIComponent(secret)],
  ])('the secret %s, sent by Basic or in the body: blanked out, and nothing else', async (_, form) => {
    for (const method of [clientSecretBasic(secret), clientSecretPost(secret)]) {
      expect(await quoted(method, () => `not ${form}, partner`)).toBe('not [redacted], partner');
    }
  });

  it('the whole `Authorization`: its scheme stays', async () => {
    expect(await quoted(clientSecretBasic(secret), (authorization) => `<${authorization}>`)).toBe('<Basic [redacted]>');
  });

  it('Basic in lower case, of an authentication of its own: the secret in it as well', async () => {
    expect(await quoted(write({}, `basic ${btoa('id:canary-x')}`), () => 'id canary-x')).toBe('id [redacted]');
  });

  it.each(['Custom canary key', 'Bearer canary_key', 'XBasic canary!'])(
    '`Authorization: %s`, of an authentication of its own',
    async (authorization) => {
      const [scheme, ...rest] = authorization.split(' ');
      const said = await quoted(write({}, authorization), (sent) => `${sent}|${rest.join(' ')}`);
      expect(said).toBe(`${scheme} [redacted]|[redacted]`);
    },
  );

  it.each(['client_secret', 'client_assertion', 'assertion', 'password', 'code', 'refresh_token', 'device_code'])(
    'the field %s',
    async (name) => {
      expect(await quoted(write({ [name]: 'canary-é' }), (_, form) => `${form} ${form.get(name)}`)).toMatch(
        new RegExp(`\\b${name}=\\[redacted\\] \\[redacted\\]$`),
      );
    },
  );

  it('one secret begins like another: both go whole', async () => {
    const fields = { client_secret: 'canary', assertion: 'canary-and-more', password: 'canary-and' };
    expect(await quoted(write(fields), (_, form) => [...form.values()].join(' '))).toBe(
      'client_credentials [redacted] [redacted] [redacted]',
    );
  });

  it('a secret of less than four letters guards nothing, and its letters stay where they are', async () => {
    const say = () => 'an abc, an abcd';
    expect(await quoted(clientSecretPost('abc'), say)).toBe('an abc, an abcd');
    expect(await quoted(clientSecretPost('abcd'), say)).toBe('an abc, an [redacted]');
  });

  it('Basic credentials that are no base64: a TokenError all the same, without them', async () => {
    const authentication = ({ headers }: { headers: Record<string, string> }) =>
      void (headers['authorization'] = 'Basic canary!');
    expect(await quoted(authentication, (authorization) => String(authorization))).toBe('Basic [redacted]');
  });
});
