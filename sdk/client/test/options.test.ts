import { afterEach, describe, expect, it, vi } from 'vitest';
import { TokenServer } from '@guichet/runtime/testing';
import { identity } from '../../../guichet.config.ts';
import { version } from '../src/generated/connection.gen.ts';
import { type ClientOptions, createClient } from '../src/index.ts';
import { createFetchClient } from '../src/openapi-fetch.ts';

const origin = 'https://api.test';
const given = { baseUrl: origin, clientId: 'cl_1', clientSecret: 'canary-secret' };
/** Whole, with a checksum that matches; never issued by anybody. */
const sandboxSecret = 'gch_test_bJFczARU_lW5MJem2ebeKXgNPwpBQ7ifmJOuKLnsfpg0bdfSfAep0J9hRx';

afterEach(() => vi.unstubAllEnvs());

const said = (options: unknown): string => {
  try {
    createClient(options as ClientOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  return 'nothing';
};

describe('an option that cannot be right is named at construction', () => {
  it.each([
    [null, /the options are not an object/],
    [{ ...given, clientID: 'x' }, /`clientID` is not an option\. The options are baseUrl, clientId/],
    [{ ...given, scopes: 'collectivites.read' }, /`scopes` is a string\. Pass a list/],
    [{ ...given, baseUrl: 'api.test' }, /`baseUrl` is not a URL/],
    [{ ...given, baseUrl: 'http://api.test' }, /`baseUrl` is http:\/\/api\.test.*dangerouslyAllowInsecureBaseUrl/],
    [{ ...given, baseUrl: `${origin}/api/v1` }, /`baseUrl` ends with \/api\/v1.*Pass `https:\/\/api\.test`/],
    [{ ...given, baseUrl: `${origin}/api/v1/` }, /Pass `https:\/\/api\.test`/],
    [{ ...given, clientSecret: 7 }, /`clientSecret` is not a string/],
    [
      { ...given, clientSecret: 'canary-secret\n' },
      /`clientSecret` begins or ends with white space, such as a newline/,
    ],
    [{ ...given, clientSecret: 'cl_1' }, /`clientSecret` is the `clientId`/],
    [{ ...given, clientSecret: 'gch_live_...' }, /`clientSecret` does not look like a secret of this platform/],
    [{ ...given, clientSecret: 'gch_key_demo' }, /`clientSecret` is an API key\. Pass `tokens: apiKey\(key\)`/],
    [{ ...given, clientSecret: `${sandboxSecret.slice(0, -1)}0` }, /`clientSecret` is damaged: its checksum/],
    [{ ...given, appInfo: { name: 'my app' } }, /`appInfo\.name` is not a word that a header can carry/],
    [{ ...given, appInfo: { name: 'a', url: 'x\r\ny: z' } }, /`appInfo\.url` is not a word/],
    [{ ...given, appInfo: { version: '1' } }, /`appInfo\.name`/],
    [{ ...given, logger: {} }, /`logger`/],
    [{ ...given, tryTimeout: -1 }, /`tryTimeout` is -1/],
  ])('%#', (options, expected) => {
    const message = said(options);
    expect(message).toMatch(expected);
    // S1: what was given may be a secret.
    expect(message).not.toMatch(/canary|lW5MJem2eb/);
  });

  it.each([given, { ...given, clientSecret: sandboxSecret }, { ...given, baseUrl: new URL(origin) }])(
    'what is right is taken: %#',
    (options) => expect(said(options)).toBe('nothing'),
  );

  it('plain http to another machine, if that is wanted', () => {
    expect(said({ ...given, baseUrl: 'http://api.test', dangerouslyAllowInsecureBaseUrl: true })).toBe('nothing');
  });

  it('a base URL of the environment is checked like one that is passed', () => {
    vi.stubEnv('GUICHET_BASE_URL', `${origin}/api/v1`);
    expect(said({ ...given, baseUrl: undefined })).toMatch(/`baseUrl` ends with \/api\/v1/);
  });

  it("scopes: 'operation' with openapi-fetch: a TypeError that says what to do", () => {
    expect(() => createFetchClient({ ...given, scopes: 'operation' })).toThrow(/is for `createClient`/);
  });
});

describe('a sandbox secret that is refused', () => {
  it('the error says that it opens the sandbox only', async () => {
    const tokens = new TokenServer({ tokenUrl: `${origin}/oauth/token` });
    tokens.fail();
    const client = createClient({ ...given, clientSecret: sandboxSecret, fetch: tokens.fetch });
    await expect(client.utilisateur.get()).rejects.toThrow(/This secret \(gch_test_\.\.\.\) opens the sandbox only/);
  });

  it('another secret: it says nothing of that', async () => {
    const tokens = new TokenServer({ tokenUrl: `${origin}/oauth/token` });
    tokens.fail();
    const client = createClient({ ...given, fetch: tokens.fetch });
    await expect(client.utilisateur.get()).rejects.toThrow(/^(?!.*sandbox)/);
  });
});

describe('User-Agent', () => {
  const agents = async (options: Partial<ClientOptions>): Promise<(string | null)[]> => {
    const seen: (string | null)[] = [];
    const tokens = new TokenServer({ tokenUrl: `${origin}/oauth/token` });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      seen.push(request.headers.get('user-agent'));
      return request.url === tokens.tokenUrl ? tokens.fetch(request) : Response.json({});
    };
    await createClient({ ...given, ...options, fetch }).utilisateur.get();
    return seen;
  };
  const own = `${identity.slug}-sdk/${version} ${navigator.userAgent}`;

  it('the SDK and the runtime, for tokens and calls', async () => expect(await agents({})).toEqual([own, own]));

  it('appInfo goes in front', async () => {
    const app = { name: 'dashboard', version: '1.2.0', url: 'https://dashboard.example' };
    expect((await agents({ appInfo: app }))[1]).toBe(`dashboard/1.2.0 (+https://dashboard.example) ${own}`);
    expect((await agents({ appInfo: { name: 'dashboard' } }))[1]).toBe(`dashboard ${own}`);
  });

  it("the caller's own header wins", async () => {
    expect((await agents({ headers: { 'user-agent': 'mine' } }))[1]).toBe('mine');
  });
});
