import { describe, expect, it } from 'vitest';
import { TokenError } from '@guichet/runtime';
import { Contract } from '../../src/contract.ts';
import { apiErrorOf, notJson, refusedStream } from '../../src/transport/error-response.ts';
import type { Exchange } from '../../src/transport/exchange.ts';
import { scopeRefusal } from '../../src/transport/scopes.ts';
import { validated } from '../../src/transport/validation.ts';
import { failure } from '../support/wait.ts';

const exchange: Exchange = {
  url: 'https://x.test/things?q=1',
  method: 'GET',
  headers: {},
  body: undefined,
  authorized: true,
};
const problem = { 'content-type': 'application/problem+json' };
const errorOf = (status: number, body: unknown, headers: Record<string, string> = {}, more: Partial<Exchange> = {}) =>
  apiErrorOf(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }), {
    ...exchange,
    ...more,
  });

describe('what an error says', () => {
  it.each([
    ['nothing', '', {}, 'GET https://x.test/things answered 500'],
    ['a page', '<html>', {}, 'GET https://x.test/things answered 500'],
    ['a list', [1], problem, 'GET https://x.test/things answered 500'],
    ['null', 'null', problem, 'GET https://x.test/things answered 500'],
    ['a problem', { title: 'Bad', detail: 'Very.' }, problem, 'GET https://x.test/things answered 500 (Bad: Very.)'],
    ['a problem without its type', { title: 'Bad', status: 500 }, {}, 'GET https://x.test/things answered 500 (Bad)'],
    ['half a problem', { title: 'Bad' }, {}, 'GET https://x.test/things answered 500'],
    ['the other half', { status: 500 }, {}, 'GET https://x.test/things answered 500'],
    ['fields that are no text', { title: 7, detail: '', status: 1 }, problem, 'GET https://x.test/things answered 500'],
    [
      'an OAuth error',
      { error: 'invalid_request', error_description: 'No.' },
      {},
      'GET https://x.test/things answered 500 (invalid_request: No.)',
    ],
    ['an error that is no text', { error: { code: 7 } }, {}, 'GET https://x.test/things answered 500'],
    ['a body of other fields', { other: 7 }, {}, 'GET https://x.test/things answered 500'],
    ['its request', '', { 'x-request-id': 'r-1' }, 'GET https://x.test/things answered 500, request r-1'],
    [
      'its request, in the problem',
      { title: 'Bad', requestId: 'r-2' },
      problem,
      'GET https://x.test/things answered 500 (Bad), request r-2',
    ],
    [
      'a request that is no text',
      { title: 'Bad', requestId: 2 },
      problem,
      'GET https://x.test/things answered 500 (Bad)',
    ],
  ])('%s', async (_, body, headers, message) => {
    expect((await errorOf(500, body, headers)).message).toBe(message);
  });

  it('the first three places that are wrong', async () => {
    const errors = [
      { parameter: 'limit', detail: 'Too much.' },
      { pointer: '/a', detail: 'Missing.' },
      { detail: 'Odd.' },
      { pointer: '/b', detail: 'Never said.' },
    ];
    const said = await errorOf(400, { title: 'Bad', errors }, problem);
    expect(said.message).toMatch(/\(Bad: limit Too much\.; \/a Missing\.; Odd\.\)$/);
    const strange = await errorOf(
      400,
      { title: 'Bad', errors: [null, 'x', { detail: 7 }, { detail: 'Late.' }] },
      problem,
    );
    expect(strange.message).toMatch(/\(Bad\)$/);
    expect((await errorOf(400, { title: 'Bad', errors: 'x' }, problem)).message).toMatch(/\(Bad\)$/);
  });

  it('body, problem and limits stand beside it', async () => {
    const error = await errorOf(
      429,
      { title: 'Slow' },
      { ...problem, 'retry-after': '3', ratelimit: 'x;r=0' },
      { operation: 'things.list' },
    );
    expect(error).toMatchObject({
      operation: 'things.list',
      status: 429,
      problem: { title: 'Slow' },
      retryAfter: 3,
      rateLimit: { remaining: 0 },
    });
    expect(error.body).toEqual({ title: 'Slow' });
    expect((await errorOf(500, 'text')).body).toBe('text');
    expect((await errorOf(500, '')).body).toBeUndefined();
    expect((await errorOf(500, { error: 'x' })).problem).toEqual({ error: 'x' });
    for (const body of [{ error: 7 }, { other: 'x' }, null]) expect((await errorOf(500, body)).problem).toBeUndefined();
  });
});

describe('S1 an API that sends back what it got', () => {
  it.each([
    ['authorization', 'Bearer canary-1', 'canary-1'],
    ['cookie', 'canary-1', 'canary-1'],
    ['x-api-key', 'canary-1', 'canary-1'],
    ['x-csrf-token', 'canary-1', 'canary-1'],
    ['client-secret', 'canary-1', 'canary-1'],
  ])('%s: blanked out', async (name, value, secret) => {
    const error = await errorOf(400, `got ${secret}.`, {}, { headers: { [name]: value } });
    expect(error.body).toBe('got [redacted].');
  });

  it('a header that was written in here, whatever its name; no other, no short one, and no idempotency key', async () => {
    const headers = {
      'x-person': 'canary-2',
      accept: 'text/html',
      'x-key': 'abc',
      'x-token': 'abcd',
      'idempotency-key': 'order-7',
    };
    const error = await errorOf(
      400,
      'canary-2 text/html abc-abcd order-7',
      {},
      { headers, written: new Set(['x-person']) },
    );
    expect(error.body).toBe('[redacted] text/html abc-[redacted] order-7');
  });
});

describe('a 403 for want of scopes', () => {
  const contract = new Contract(() => ({
    operations: {},
    permissionSets: { reader: ['a'], writer: ['a', 'b'], all: ['a', 'b', 'c'] },
  }));
  const challenge = (value: string) => ({ 'www-authenticate': value });

  it.each([
    ['says which', 403, 'Bearer error="insufficient_scope", scope="a b"', /needs the scope `a b` that the token/],
    [
      'does not say which: those of the contract',
      403,
      'Bearer error=insufficient_scope',
      /needs the scope `c` that the token/,
    ],
    ['says nonsense', 403, 'Bearer error="insufficient_scope", scope="\\"', /needs the scope `c` that/],
    ['by another status', 401, 'Bearer error="insufficient_scope"', /answered 401$/],
    ['for something else', 403, 'Bearer error="insufficient_scopes"', /answered 403$/],
    ['of another error', 403, 'Bearer xerror="insufficient_scope"', /answered 403$/],
  ])('that %s', async (_, status, value, message) => {
    expect((await errorOf(status, '', challenge(value), { scopes: ['c'] })).message).toMatch(message);
  });

  it('no scope known at all; without a challenge nothing is said', async () => {
    const error = await errorOf(403, '', challenge('Bearer error="insufficient_scope"'));
    expect(error.message).toMatch(/needs a scope that the token does not have/);
    expect((await errorOf(403, '', {}, { scopes: ['c'] })).message).toMatch(/answered 403$/);
  });

  it('permission sets that hold it are named', async () => {
    await contract.load();
    const said = async (scope: string) => {
      const response = new Response('', {
        status: 403,
        headers: challenge(`error="insufficient_scope", scope="${scope}"`),
      });
      return (await apiErrorOf(response, { ...exchange, operation: 'things.list' }, contract)).message;
    };
    expect(await said('c')).toMatch(/\. things\.list needs .* holds it \(permission set `all`\)\.$/);
    expect(await said('a b')).toMatch(/\(permission sets `writer`, `all`\)\.$/);
    expect(await said('d')).toMatch(/that holds it\.$/);
  });

  it('no token with the scopes of a call: the call, its scopes and the reason', async () => {
    await contract.load();
    const cause = new TokenError('Refused.', { error: 'invalid_scope', description: 'No b.', status: 400 });
    const error = scopeRefusal(cause, { ...exchange, scopes: ['a', 'b'] }, contract);
    expect(error.message).toBe(
      'GET https://x.test/things was not called: it asks for the scope `a b` (permission sets `writer`, `all`), and no token with it was issued. Refused.',
    );
    expect(error).toMatchObject({ error: 'invalid_scope', description: 'No b.', status: 400 });
    expect(scopeRefusal(cause, exchange, undefined).message).toMatch(/it asks for the scopes of the token source, and/);
  });
});

it('a stream that was refused: named, with what to do', () => {
  expect(refusedStream({ ...exchange, operation: 'things.add' }).message).toMatch(
    /^things\.add was refused with 401 after its body.*Call again with a new stream/,
  );
});

it('JSON that is none: without a content type nothing is invented', () => {
  const response = new Response(null, { headers: { 'request-id': 'r-3' } });
  expect(notJson(response, 'abc', exchange)).toMatchObject({
    message: expect.stringMatching(/answered 200 {2}with 3 characters that are not JSON/),
    requestId: 'r-3',
  });
});

describe('data that is not what the contract says', () => {
  it('is told what was called, what came, and by which status', async () => {
    const asked: unknown[] = [];
    await validated((answer) => void asked.push(answer), { a: 1 }, new Response(null, { status: 201 }), {
      ...exchange,
      operation: 'things.add',
    });
    expect(asked).toEqual([{ operation: 'things.add', status: 201, data: { a: 1 } }]);
  });

  const check = (deviations: { pointer: string; message: string }[] | undefined) =>
    validated(() => deviations, {}, new Response(null, { headers: { 'x-request-id': 'r-1' } }), {
      ...exchange,
      operation: 'things.list',
    });

  it('nothing deviates: nothing is thrown', async () => {
    await expect(check(undefined)).resolves.toBeUndefined();
    await expect(check([])).resolves.toBeUndefined();
  });

  it('three places are named, and how many more there are', async () => {
    const places = ['/a', '', '/c', '/d', '/e'].map((pointer) => ({ pointer, message: 'is odd' }));
    expect(String(await failure(check(places)))).toMatch(
      /things\.list answered 200 .*\(\/a: is odd; the whole: is odd; \/c: is odd, and 2 more\)\. Update the SDK/,
    );
    const three = await failure(check(places.slice(0, 3)));
    expect(String(three)).toMatch(/\/c: is odd\)\. Update/);
    expect(three).toMatchObject({ requestId: 'r-1', status: 200 });
  });
});
