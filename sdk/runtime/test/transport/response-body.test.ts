import { expect, it } from 'vitest';
import { isInvalidResponseError } from '@guichet/runtime';
import { type ParseAs, dataOf } from '../../src/transport/response-body.ts';
import { failure } from '../support/wait.ts';

const exchange = { url: 'https://x.test/a?secret', method: 'GET', headers: {}, body: undefined, authorized: true };
const answer = (body: BodyInit | null, type?: string) => {
  const response = new Response(body, { headers: { 'x-request-id': 'r-1' } });
  response.headers.delete('content-type');
  if (type !== undefined) response.headers.set('content-type', type);
  return response;
};
const read = (body: BodyInit | null, type: string | undefined, parseAs: ParseAs = 'auto') =>
  dataOf(answer(body, type), parseAs, exchange);

it.each([
  ['{"a":1}', 'application/json', 'auto', { a: 1 }],
  ['{"a":1}', 'Application/Problem+JSON; charset=utf-8', 'auto', { a: 1 }],
  ['{"a":1}', undefined, 'auto', { a: 1 }],
  ['{"a":1}', 'text/plain', 'json', { a: 1 }],
  ['{"a":1}', 'text/plain', 'auto', '{"a":1}'],
  ['{"a":1}', 'application/json', 'text', '{"a":1}'],
  ['{"a":1}', 'text/x; profile=x/json', 'auto', '{"a":1}'],
  ['no JSON', undefined, 'auto', 'no JSON'],
  ['null', 'application/json', 'auto', null],
  ['0', 'application/json', 'auto', 0],
  ['', 'application/json', 'auto', undefined],
  ['', 'application/json', 'json', undefined],
  ['', 'text/plain', 'auto', undefined],
  ['', 'text/plain', 'text', undefined],
  ['', 'image/png', 'auto', undefined],
  [null, 'application/json', 'json', undefined],
  [null, undefined, 'blob', undefined],
  [null, undefined, 'stream', undefined],
] as [BodyInit | null, string | undefined, ParseAs, unknown][])(
  '%j as %s, read as %s: %j',
  async (body, type, as, expected) => {
    expect(await read(body, type, as)).toEqual(expected);
  },
);

it.each([
  ['image/png', 'auto'],
  ['application/text/x', 'auto'],
  ['application/json', 'blob'],
  ['text/plain', 'blob'],
] as [string, ParseAs][])('bytes as %s, read as %s: a Blob', async (type, as) => {
  const data = await read('bytes', type, as);
  expect(data).toBeInstanceOf(Blob);
  expect(await (data as Blob).text()).toBe('bytes');
});

it('an empty Blob that was asked for: a Blob', async () => {
  expect(await read('', 'image/png', 'blob')).toBeInstanceOf(Blob);
});

it('a buffer and a stream, where they are asked for', async () => {
  expect(new TextDecoder().decode((await read('x', 'application/json', 'arrayBuffer')) as ArrayBuffer)).toBe('x');
  const response = answer('{}', 'application/json');
  expect(await dataOf(response, 'stream', exchange)).toBe(response.body);
});

it.each([
  ['application/json', 'auto'],
  ['application/json', 'json'],
  [undefined, 'json'],
] as [string | undefined, ParseAs][])(
  'no JSON as %s, read as %s: an error that says so, and shows nothing of it',
  async (type, as) => {
    const error = await failure(read('<canary>', type, as));
    expect(isInvalidResponseError(error)).toBe(true);
    expect(error).toMatchObject({ status: 200, requestId: 'r-1' });
    expect(String(error)).toContain(
      `GET https://x.test/a answered 200 ${type ?? ''} with 8 characters that are not JSON`,
    );
    expect(String(error)).toMatch(/look at `error\.response`/);
    expect(String(error)).not.toMatch(/canary|secret/);
  },
);
