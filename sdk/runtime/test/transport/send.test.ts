import { describe, expect, it } from 'vitest';
import { AccessToken, TokenError, type TokenSource, apiKey, authorizedFetch } from '@guichet/runtime';
import { failure } from '../support/wait.ts';

type Init = RequestInit & { headers: Record<string, string>; duplex?: string };

const token = (value: string, requestedAt = Date.now()) =>
  new AccessToken({ value, requestedAt, expiresAt: requestedAt + 900_000 });

/** A fetch over these answers, the last one for all that follow; and what it was asked. */
function over(answers: (() => Response)[], tokens: TokenSource = apiKey('canary')) {
  const asked: Init[] = [];
  const fetch = authorizedFetch({
    tokens,
    baseUrl: 'https://api.test',
    retry: { limit: 1, delay: 1 },
    fetch: async (_, init) => {
      asked.push({ ...init, headers: { ...(init?.headers as Record<string, string>) } });
      return (answers[asked.length - 1] ?? answers.at(-1)!)();
    },
  });
  return { asked, fetch };
}

/** A source that hands these out, one after the other, and notes what was refused. */
function handing(...tokens: (AccessToken | Error)[]) {
  const refused: string[] = [];
  let next = 0;
  const source: TokenSource = {
    async getToken() {
      const given = tokens[Math.min(next, tokens.length - 1)]!;
      if (given instanceof Error) throw given;
      return given;
    },
    invalidate(of) {
      refused.push(of.value);
      next += 1;
    },
  };
  return { source, refused };
}

const ok = () => new Response('ok');
const status = (code: number) => () => new Response('no', { status: code });

describe('what fetch is told', () => {
  it('a body of null or none: no body; `duplex` for streams alone', async () => {
    const { asked, fetch } = over([ok]);
    await fetch('/x');
    await fetch('/x', { method: 'POST', body: null });
    await fetch('/x', { method: 'POST', body: 'text' });
    await fetch('/x', { method: 'POST', body: new Blob(['x']).stream() });
    expect(asked.map((init) => ['body' in init, init.duplex])).toEqual([
      [false, undefined],
      [false, undefined],
      [true, undefined],
      [true, 'half'],
    ]);
  });

  it('redirects are left to fetch where it keeps the secret to one origin, and followed by us where it does not', async () => {
    const bearer = over([ok], handing(token('canary-a')).source);
    await bearer.fetch('/x');
    const key = over([ok]);
    await key.fetch('/x');
    await key.fetch('/x', { redirect: 'error' });
    expect([bearer.asked[0]!.redirect, key.asked[0]!.redirect, key.asked[1]!.redirect]).toEqual([
      undefined,
      'manual',
      'error',
    ]);
  });

  it('S3 a redirect to another origin: cookies and credentials of the proxy stay behind with the key', async () => {
    const away = () => new Response(null, { status: 302, headers: { location: 'https://other.test/' } });
    const { asked, fetch } = over([away, ok]);
    const headers = { cookie: 'c', 'proxy-authorization': 'p', authorization: 'Basic own', accept: 'x' };
    await fetch('/x', { headers: { ...headers, authorization: '' } }).catch(() => {});
    expect(asked[0]!.headers).toMatchObject({ cookie: 'c', 'proxy-authorization': 'p' });
    asked.length = 0;
    const bare = over([away, ok]);
    await bare.fetch('/x', { headers: { cookie: 'c', 'proxy-authorization': 'p', accept: 'x' } });
    expect(bare.asked.map(({ headers: sent }) => sent)).toEqual([
      { cookie: 'c', 'proxy-authorization': 'p', accept: 'x', 'x-api-key': 'canary' },
      { accept: 'x' },
    ]);
  });
});

describe('R1 R4 what is sent again', () => {
  it.each([
    ['GET', undefined, 2],
    ['PUT', 'text', 2],
    ['POST', 'text', 1],
    ['PUT', new Blob(['x']).stream(), 1],
  ])('%s with %o after a 503: sent %i times', async (method, body, times) => {
    const { asked, fetch } = over([status(503)]);
    expect((await fetch('/x', { method, body: body as BodyInit })).status).toBe(503);
    expect(asked).toHaveLength(times);
  });
});

describe('a 401', () => {
  /** Answers of 401 whose bodies say when they are let go. */
  const refusals = () => {
    let cancelled = 0;
    const refuse = () => new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }), { status: 401 });
    return { refuse, cancelled: () => cancelled };
  };

  it('R3 the body of the answer is let go, whatever comes next', async () => {
    const { refuse, cancelled } = refusals();
    const replayed = over([refuse, ok], handing(token('a'), token('b')).source);
    expect((await replayed.fetch('/x')).status).toBe(200);
    expect(cancelled()).toBe(1);
    const stream = over([refuse], handing(token('a'), token('b')).source);
    await failure(stream.fetch('/x', { method: 'POST', body: new Blob(['x']).stream() }));
    expect(cancelled()).toBe(2);
    const none = over([refuse], handing(token('a'), new Error('no token')).source);
    expect(await failure(none.fetch('/x'))).toEqual(new Error('no token'));
    expect(cancelled()).toBe(3);
  });

  it('after a redirect on the same origin: recovered; on to another: left alone', async () => {
    const redirected = (url: string) => () =>
      Object.defineProperties(new Response('no', { status: 401 }), {
        redirected: { value: true },
        url: { value: url },
      });
    for (const [url, refused] of [
      ['https://api.test/y', ['a']],
      ['https://other.test/y', []],
    ] as const) {
      const tokens = handing(token('a'), token('b'));
      const { fetch } = over([redirected(url), ok], tokens.source);
      expect((await fetch('/x')).status).toBe(refused.length > 0 ? 200 : 401);
      expect(tokens.refused).toEqual(refused);
    }
  });

  it('once a call: a retry after the replay that is refused as well ends it', async () => {
    const tokens = handing(token('a'), token('b'), token('c'));
    const { asked, fetch } = over([status(401), status(503), status(401)], tokens.source);
    expect((await fetch('/x')).status).toBe(401);
    expect([asked.length, tokens.refused]).toEqual([3, ['a']]);
  });

  it('L1 a new token from before the refusal proves nothing: the next 401 is recovered as well', async () => {
    const old = Date.now() - 60_000;
    const tokens = handing(token('a', old), token('b', old), token('c', old), token('d', old));
    const { fetch } = over([status(401)], tokens.source);
    await fetch('/x');
    await fetch('/x');
    expect(tokens.refused).toEqual(['a', 'b']);
    const fresh = handing(token('a'), token('b', Date.now() + 1000), token('c'));
    const other = over([status(401)], fresh.source);
    await other.fetch('/x');
    await other.fetch('/x');
    expect(fresh.refused).toEqual(['a']);
  });
});

it('no token for want of scopes: the call is named; any other failure is left as it is', async () => {
  const refusal = new TokenError('Refused.', { error: 'invalid_scope', status: 400 });
  const { fetch } = over([ok], handing(refusal).source);
  expect(String(await failure(fetch('/x?secret')))).toMatch(/GET https:\/\/api\.test\/x was not called: .* Refused\.$/);
  for (const other of [new TokenError('Refused.', { error: 'invalid_client' }), new Error('invalid_scope')]) {
    expect(await failure(over([ok], handing(other).source).fetch('/x'))).toBe(other);
  }
});
