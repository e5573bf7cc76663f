import type { ServerResponse } from 'node:http';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientCredentials, isConnectionError, isTimeoutError, isTokenError } from '@guichet/runtime';
import { type Api, openApi } from '../support/api.ts';
import { failure } from '../support/wait.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
let api: Api | undefined;
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  await api?.close();
  api = undefined;
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const mebibyte = 1024 * 1024;
const good = '{"access_token":"abc","token_type":"Bearer"}';
const json = { 'content-type': 'application/json' };
const html = '<!doctype html><title>canary</title>';

/** Asks a token endpoint that answers like this. */
async function ask(respond: (response: ServerResponse) => void, timeout = 5000) {
  api = await openApi((_, response) => respond(response));
  return clientCredentials({
    tokenUrl: `${api.url}/token`,
    clientId: 'partner',
    clientSecret: 'canary-secret',
    retry: false,
    timeout,
  }).getToken();
}
const whole = (status: number, headers: Record<string, string>, body: string | Uint8Array) =>
  ask((response) => response.writeHead(status, headers).end(body));

describe('an answer that is no token: a TokenError that says why, and shows nothing of it', () => {
  const cases: [string, number, Record<string, string>, string | Uint8Array, string | undefined, RegExp][] = [
    ['HTML with 200', 200, { 'content-type': 'text/html' }, html, 'not_json', /200 with text\/html, .*`tokenUrl`/],
    ['HTML with 502', 502, { 'content-type': 'text/html' }, html, 'status', /status 502.*Try again later/],
    ['HTML with 404', 404, { 'content-type': 'text/html' }, html, 'status', /status 404.*Check `tokenUrl`/],
    ['nothing with 200', 200, json, '', 'not_json', /not with a JSON object\. Check `tokenUrl`/],
    ['nothing and no content type', 200, {}, '', 'not_json', /200 with no content type/],
    ['nothing with 204', 204, {}, '', 'not_json', /answered 204/],
    ['half an object', 200, json, good.slice(0, -1), 'not_json', /not with a JSON object/],
    ['an array', 200, json, `[${good}]`, 'not_json', /not with a JSON object/],
    ['null', 200, json, 'null', 'not_json', /not with a JSON object/],
    ['a number', 200, json, '42', 'not_json', /not with a JSON object/],
    ['a string', 200, json, '"canary"', 'not_json', /not with a JSON object/],
    ['an empty object', 200, json, '{}', 'no_token', /access_token that is missing/],
    ['a token in bytes that are no UTF-8', 200, json, latin1(good), 'no_token', /characters that no token may have/],
    [
      'arrays in arrays, 100,000 deep',
      200,
      json,
      '['.repeat(1e5) + ']'.repeat(1e5),
      'not_json',
      /not with a JSON object/,
    ],
    ['a token with 201', 201, json, good, 'not_json', /answered 201/],
    [
      'gzip that ends early',
      200,
      { ...json, 'content-encoding': 'gzip' },
      half(),
      'not_json',
      /not with a JSON object/,
    ],
    ['a token of a kind that nobody can use', 200, json, good.replace('Bearer', 'mac'), 'no_token', /token_type/],
  ];
  it.each(cases)('%s', async (_, status, headers, body, reason, message) => {
    const error = await failure(whole(status, headers, body));
    expect(isTokenError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'TOKEN_ERROR', error: undefined, status, reason });
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toMatch(/canary|abc/);
  });

  // The fetch of Node 22 leaves zstd as it is.
  const knowsZstd = Number.parseInt(process.versions['undici'] ?? '', 10) > 6;
  it.each(['gzip', 'deflate', 'br', ...(knowsZstd ? ['zstd'] : [])])(
    '`Content-Encoding: %s`, and garbage',
    async (encoding) => {
      const error = await failure(whole(200, { ...json, 'content-encoding': encoding }, `canary ${good}`));
      expect(error).toMatchObject({ code: 'TOKEN_ERROR', status: 200, reason: 'unreadable' });
      expect(String(error)).toMatch(/not compressed as its `Content-Encoding` says.*Check `tokenUrl`/);
      expect(String(error)).not.toMatch(/canary|abc/);
    },
  );

  it('200 with an OAuth error: that error, and no other reason', async () => {
    const error = await failure(whole(200, json, '{"error":"invalid_scope"}'));
    expect(error).toMatchObject({ code: 'TOKEN_ERROR', error: 'invalid_scope', status: 200, reason: undefined });
    expect(String(error)).toMatch(/Ask only for scopes that the credential holds/);
  });

  it.each([
    ['an error that is no string', { error: 7, error_description: 'x' }],
    ['an empty error', { error: '', error_description: 'x' }],
  ])('400 with %s: no OAuth error', async (_, body) => {
    const error = await failure(whole(400, json, JSON.stringify(body)));
    expect(error).toMatchObject({ error: undefined, status: 400, reason: 'status' });
    expect(String(error)).toMatch(/^TokenError: The token endpoint at [\d.:]+ refused \(status 400, no OAuth error\)/);
  });

  it.each([7, '', null])('an error with the description %o: none', async (description) => {
    const body = JSON.stringify({ error: 'invalid_scope', error_description: description });
    const error = await failure(whole(400, json, body));
    expect(error).toMatchObject({ error: 'invalid_scope', description: undefined });
    expect(String(error)).toMatch(/refused \(invalid_scope\)\. Ask only for scopes/);
  });

  it('an error beside what is no token: what is wrong with the token', async () => {
    const error = await failure(whole(200, json, '{"access_token":"abc","token_type":"mac","error":"x"}'));
    expect(error).toMatchObject({ error: undefined, reason: 'no_token' });
  });

  it.each([
    [200, 'no_token', /access_token that is missing or not a string/],
    [201, 'not_json', /answered 201/],
  ])('%i with an empty token: %s', async (status, reason, message) => {
    const error = await failure(whole(status, json, '{"access_token":"","token_type":"Bearer"}'));
    expect(error).toMatchObject({ status, reason });
    expect(String(error)).toMatch(message);
  });

  it('a platform that hides redirects (browsers), and 300: redirects all the same', async () => {
    const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    for (const answer of [opaque, new Response(null, { status: 300 })]) {
      const source = clientCredentials({
        tokenUrl: 'https://auth.test/token',
        clientId: 'partner',
        clientSecret: 'canary-secret',
        fetch: async () => answer,
      });
      expect(await failure(source.getToken())).toMatchObject({ reason: 'redirect' });
    }
  });

  it('a redirect: no second request', async () => {
    const error = await failure(whole(302, { location: '/elsewhere' }, ''));
    expect(error).toMatchObject({ code: 'TOKEN_ERROR', reason: 'redirect', status: 302 });
    expect(api!.seen).toHaveLength(1);
  });
});

describe('an answer without end', () => {
  it('10 MB of JSON: a TokenError, and the connection is let go', async () => {
    let closed: Promise<unknown> | undefined;
    const error = await failure(
      ask((response) => {
        closed = new Promise((resolve) => response.on('close', resolve));
        response.writeHead(200, json).end(`${good.slice(0, -1)},"x":"${'canary'.repeat((10 * mebibyte) / 6)}"}`);
      }),
    );
    expect(error).toMatchObject({ code: 'TOKEN_ERROR', reason: 'too_large', status: 200 });
    expect(String(error)).toMatch(/more than 1 MiB.*Check `tokenUrl`/);
    expect(String(error)).not.toMatch(/canary/);
    await closed;
  });

  it('10 MB of JSON in 10 kB of gzip: the same', async () => {
    const bomb = zlib.gzipSync(`${good}${' '.repeat(10 * mebibyte)}`);
    expect(bomb.length).toBeLessThan(mebibyte / 50);
    const error = await failure(whole(200, { ...json, 'content-encoding': 'gzip' }, bomb));
    expect(error).toMatchObject({ code: 'TOKEN_ERROR', reason: 'too_large' });
  });

  const pulled = async (size: number) => {
    const chunk = new Uint8Array(64 * 1024).fill(32);
    let sent = 0;
    let cancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        sent += chunk.length;
        controller.enqueue(chunk);
        if (sent < size) return;
        controller.enqueue(new TextEncoder().encode(good));
        controller.close();
      },
      cancel: () => void (cancelled = true),
    });
    const outcome = await clientCredentials({
      tokenUrl: 'https://auth.test/token',
      clientId: 'partner',
      clientSecret: 'canary-secret',
      fetch: async () => new Response(body, { headers: json }),
    })
      .getToken()
      .catch((error: unknown) => error);
    return { outcome, sent, cancelled };
  };

  it('is read to 1 MiB and no further', async () => {
    const { outcome, sent, cancelled } = await pulled(1000 * mebibyte);
    expect(outcome).toMatchObject({ code: 'TOKEN_ERROR', reason: 'too_large' });
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThan(1.2 * mebibyte);
  });

  it('just below 1 MiB: a token all the same', async () => {
    expect((await pulled(mebibyte - 64 * 1024)).outcome).toMatchObject({ value: 'abc' });
  });

  it('letters of several bytes, cut between chunks: read as they are', async () => {
    const bytes = new TextEncoder().encode(good.replace('{', '{"scope":"é€😀",'));
    const token = await ask((response) => {
      response.writeHead(200, json);
      const next = (n: number): void => {
        if (n === bytes.length) return void response.end();
        response.write(bytes.subarray(n, n + 1), () => setImmediate(next, n + 1));
      };
      next(0);
    });
    expect(token.scopes).toEqual(['é€😀']);
  });
});

describe('an answer that does not come', () => {
  it('a body that breaks off by a code that only ends like those of compression: a ConnectionError', async () => {
    const broken = new TypeError('terminated', { cause: { code: 'ECUT_Z_' } });
    const body = new ReadableStream({ pull: (controller) => controller.error(broken) });
    const error = await failure(
      clientCredentials({
        tokenUrl: 'https://auth.test/token',
        clientId: 'partner',
        clientSecret: 'canary-secret',
        retry: false,
        fetch: async () => new Response(body),
      }).getToken(),
    );
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', reason: 'ECUT_Z_' });
  });

  it.each([
    ['a body that stops half-way', { ...json, 'content-length': '100' }],
    ['a chunked body that stops half-way', json],
  ])('%s: a ConnectionError that names the endpoint', async (_, headers) => {
    const error = await failure(
      ask((response) => {
        response.writeHead(200, headers);
        response.write('{"access_token":', () => response.destroy());
      }),
    );
    expect(isConnectionError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', host: new URL(api!.url).host });
    expect(String(error)).toMatch(/the token endpoint/);
  });

  it.each([
    ['no answer at all', () => {}],
    ['a head, and never a body', (response: ServerResponse) => void response.writeHead(200, json).flushHeaders()],
    ['half a body, and never the rest', (response: ServerResponse) => void response.writeHead(200, json).write('{')],
  ])('%s: a TimeoutError at the deadline of the token request, and the connection is let go', async (_, respond) => {
    let closed: Promise<unknown> | undefined;
    const error = await failure(
      ask((response) => {
        closed = new Promise((resolve) => response.on('close', resolve));
        respond(response);
      }, 100),
    );
    expect(isTimeoutError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'TIMEOUT', timeout: 100 });
    expect(String(error)).toMatch(/no token within 100 ms. The next call asks again/);
    await closed;
  });
});

/** The token in Latin-1, with a letter beyond ASCII. */
function latin1(text: string): Uint8Array {
  return Buffer.from(text.replace('abc', 'abcÿ'), 'latin1');
}

function half(): Uint8Array {
  const bytes = zlib.gzipSync(good);
  return bytes.subarray(0, bytes.length / 2);
}
