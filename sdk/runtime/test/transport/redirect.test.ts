import { describe, expect, it } from 'vitest';
import { type PlainInit, fetchGuarded } from '../../src/transport/redirect.ts';
import { failure } from '../support/wait.ts';

const origin = 'https://api.test';
const confidential = ['x-api-key', 'cookie'];

/** Follows these answers, and notes what was asked on the way. */
async function follow(answers: Response[], init: Partial<PlainInit> = {}, oneShot = false) {
  const asked: [string, PlainInit][] = [];
  const fetch = async (url: unknown, request: unknown) => {
    asked.push([String(url), request as PlainInit]);
    return answers[asked.length - 1]!;
  };
  const given = { method: 'GET', headers: { 'x-api-key': 'k', cookie: 'c', accept: 'x' }, ...init } as PlainInit;
  const outcome = fetchGuarded(fetch as never, `${origin}/from`, given, confidential, oneShot);
  return { asked, response: await outcome.catch((error: unknown) => error as Response) };
}
const to = (location: string, status = 307, body: BodyInit | null = null) =>
  new Response(body, { status, headers: { location } });
const end = () => new Response('end');

it('no redirect: the answer as it is, asked for with redirects left to us', async () => {
  const answer = end();
  const { asked, response } = await follow([answer], { credentials: 'include' });
  expect(response).toBe(answer);
  expect([response.redirected, response.url]).toEqual([false, '']);
  expect(asked).toEqual([[`${origin}/from`, expect.objectContaining({ redirect: 'manual', credentials: 'include' })]]);
});

it.each([301, 302, 303, 307, 308])('%i on the same origin: followed with all headers, and marked', async (status) => {
  const { asked, response } = await follow([to('/to', status), end()]);
  expect(asked[1]).toEqual([
    `${origin}/to`,
    { method: 'GET', redirect: 'manual', headers: { 'x-api-key': 'k', cookie: 'c', accept: 'x' } },
  ]);
  expect([response.redirected, response.url, await response.text()]).toEqual([true, `${origin}/to`, 'end']);
});

it.each([300, 304, 305])('%i: no redirect', async (status) => {
  const { asked } = await follow([to('/to', status)]);
  expect(asked).toHaveLength(1);
});

it('S3 another origin: what is confidential stays behind, also on the way back', async () => {
  const { asked } = await follow([to('https://other.test/x'), to(`${origin}/back`), end()]);
  expect(asked.slice(1).map(([, { headers }]) => headers)).toEqual([{ accept: 'x' }, { accept: 'x' }]);
});

it('R3 bodies of redirects are let go', async () => {
  let cancelled = 0;
  const body = new ReadableStream({ cancel: () => void (cancelled += 1) });
  await follow([to('/to', 307, body), end()]);
  expect(cancelled).toBe(1);
});

describe('method and body', () => {
  const post = {
    method: 'POST',
    body: 'text',
    headers: { 'content-type': 'text/x', 'content-language': 'fr', accept: 'x' },
  };
  it.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['POST', 303, 'GET'],
    ['PUT', 303, 'GET'],
    ['PUT', 302, 'PUT'],
    ['POST', 307, 'POST'],
    ['DELETE', 308, 'DELETE'],
  ])('%s and %i: goes on as %s', async (method, status, as) => {
    const { asked } = await follow([to('/to', status), end()], { ...post, method });
    expect(asked[1]![1]).toEqual({
      redirect: 'manual',
      method: as,
      ...(as === 'GET' && method !== 'GET' ? { headers: { accept: 'x' } } : { headers: post.headers, body: 'text' }),
    });
  });

  it.each(['GET', 'HEAD'])('%s and 303: stays what it is, with its headers', async (method) => {
    const { asked } = await follow([to('/to', 303), end()], { method, headers: { 'content-language': 'fr' } });
    expect(asked[1]![1]).toEqual({ redirect: 'manual', method, headers: { 'content-language': 'fr' } });
  });

  it('R1 a stream: sent on nowhere, unless 303 makes a GET of it', async () => {
    const stream = { method: 'POST', body: new Blob(['x']).stream() };
    const { asked, response } = await follow([to('/to', 308), end()], stream, true);
    expect(response).toMatchObject({ code: 'BODY_NOT_REPLAYABLE' });
    expect(String(response)).toMatch(
      /POST was redirected \(308\) after its body.*Call the final address, or pass a string/,
    );
    expect(asked).toHaveLength(1);
    const { asked: seen } = await follow([to('/to', 303), end()], stream, true);
    expect(seen[1]![1]).toMatchObject({ method: 'GET' });
    expect(seen[1]![1]).not.toHaveProperty('body');
  });
});

it.each(['ftp://x/', 'xhttps://x/', 'https://u@x.test/', 'https://:p@x.test/', 'http://', 'data:,x'])(
  'S3 to %s: refused',
  async (location) => {
    const { asked, response } = await follow([to(location), end()]);
    expect(response).toMatchObject({ code: 'CONNECTION_ERROR', reason: 'REDIRECT', host: 'api.test' });
    expect(String(response)).toMatch(
      /redirects to something that is not an http\(s\) address, or that contains a password\. Tell/,
    );
    expect(asked).toHaveLength(1);
  },
);

it('twenty redirects are followed, and no more', async () => {
  const many = (count: number) => [...Array.from({ length: count }, () => to('/to')), end()];
  expect((await follow(many(20))).response.redirected).toBe(true);
  const { asked, response } = await follow(many(21));
  expect(asked).toHaveLength(21);
  expect(String(response)).toMatch(/redirects more than 20 times\. Call the final address/);
});

it('a platform that hides where redirects point: an error that says so', async () => {
  const opaque = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
  const fetch = async () => opaque;
  const error = await failure(
    fetchGuarded(fetch as never, `${origin}/from`, { method: 'GET', headers: {} }, confidential, false),
  );
  expect(error).toMatchObject({ code: 'CONNECTION_ERROR', reason: 'REDIRECT' });
});
