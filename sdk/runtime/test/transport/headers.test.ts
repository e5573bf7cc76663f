import { expect, it } from 'vitest';
import { isStream, nameOf, pathOf } from '../../src/transport/exchange.ts';
import { plainHeaders, requestIdOf } from '../../src/transport/headers.ts';
import { discard } from '../../src/transport/discard.ts';

it.each([
  ['nothing', undefined, {}],
  ['an object', { 'X-A': '1', b: '2' }, { 'x-a': '1', b: '2' }],
  [
    'a list with repeated names',
    [
      ['X-A', '1'],
      ['x-a', '2'],
    ] as [string, string][],
    { 'x-a': '1, 2' },
  ],
  ['Headers', new Headers({ 'X-A': '1' }), { 'x-a': '1' }],
])('headers as %s: a plain object with lower-case names', (_, given, expected) => {
  expect(plainHeaders(given)).toEqual(expected);
});

it.each([
  [{ 'x-request-id': 'a', 'request-id': 'b' }, 'a'],
  [{ 'request-id': 'b' }, 'b'],
  [{}, undefined],
])('%j: the request is %s', (headers, id) => {
  expect(requestIdOf(new Headers(headers as HeadersInit))).toBe(id);
});

it.each([
  ['https://x.test/a?secret=1#b', 'https://x.test/a'],
  ['https://x.test/a#b?secret', 'https://x.test/a'],
  ['https://x.test/a?x\ny', 'https://x.test/a'],
  ['https://x.test/a', 'https://x.test/a'],
])('S1 %j in an error: without query and fragment', (url, path) => {
  expect(pathOf(url)).toBe(path);
  const exchange = { url, method: 'GET', headers: {}, body: undefined, authorized: true };
  expect(nameOf(exchange)).toBe(`GET ${path}`);
  expect(nameOf({ ...exchange, operation: 'things.list' })).toBe('things.list');
});

it('R1 what can be sent only once', () => {
  async function* words() {
    yield new Uint8Array();
  }
  for (const body of [new Blob(['x']).stream(), words(), { getReader() {} }])
    expect(isStream(body as never)).toBe(true);
  for (const body of [null, undefined, 'x', new Blob(['x']), new FormData(), new URLSearchParams(), new Uint8Array()])
    expect(isStream(body)).toBe(false);
});

const answer = (length: string | undefined) => {
  const log: string[] = [];
  const stream = new ReadableStream(
    {
      pull(controller) {
        log.push('read');
        controller.close();
      },
      cancel: () => void log.push('cancelled'),
    },
    { highWaterMark: 0 },
  );
  return { log, response: new Response(stream, length === undefined ? {} : { headers: { 'content-length': length } }) };
};

it.each([
  ['small', '65536', 'read'],
  ['large', '65537', 'cancelled'],
  ['of unknown length', undefined, 'cancelled'],
])('R3 a body that is %s: %s, so that its socket is let go', async (_, length, what) => {
  const { log, response } = answer(length);
  discard(response);
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(log).toEqual([what]);
});

it('R3 no body, one that was read, one that fails: nothing is thrown', async () => {
  const read = new Response('x');
  await read.text();
  const failing = new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) }), {
    headers: { 'content-length': '5' },
  });
  for (const response of [new Response(null), read, failing]) expect(() => discard(response)).not.toThrow();
  await new Promise((resolve) => setTimeout(resolve, 1));
});
