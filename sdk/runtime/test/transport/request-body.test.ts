import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  formDataBodySerializer,
  jsonBodySerializer,
  urlSearchParamsBodySerializer,
} from '../../src/transport/request-body.ts';

describe('what a caller passes becomes JSON', () => {
  it.each([
    ['an object', { a: 1 }, undefined, '{"a":1}', 'application/json'],
    ['a list', [1, null], undefined, '[1,null]', 'application/json'],
    ['null', null, undefined, 'null', 'application/json'],
    ['zero', 0, undefined, '0', 'application/json'],
    [
      'an object, under a JSON type of its own',
      { a: 1 },
      'application/merge-patch+json',
      '{"a":1}',
      'application/merge-patch+json',
    ],
    ['a string, under a JSON type', 'x', 'application/json', '"x"', 'application/json'],
    [
      'a string, under a JSON type with a charset',
      'x',
      'Application/JSON; charset=utf-8',
      '"x"',
      'Application/JSON; charset=utf-8',
    ],
  ])('%s', (_, body, type, expected, contentType) => {
    expect(bodyOf(body, undefined, type)).toEqual({ body: expected, contentType });
  });

  it('a bigint keeps its digits', () => {
    expect(jsonBodySerializer.bodySerializer({ id: 9_007_199_254_740_993n, n: 1 })).toBe(
      '{"id":"9007199254740993","n":1}',
    );
  });
});

describe('what fetch takes as it is stays as it is', () => {
  const bodies: [string, BodyInit][] = [
    ['a string', 'x'],
    ['a Blob', new Blob(['x'])],
    ['a form', new FormData()],
    ['an encoded form', new URLSearchParams()],
    ['a buffer', new ArrayBuffer(1)],
    ['bytes', new Uint8Array(1)],
    ['a stream', new Blob(['x']).stream()],
  ];
  it.each(bodies)('%s', (_, body) => {
    expect(bodyOf(body, undefined, undefined)).toEqual({ body });
    expect(bodyOf(body, null, 'text/plain').body).toBe(body);
    if (typeof body !== 'string') expect(bodyOf(body, undefined, 'application/json').body).toBe(body);
  });

  it.each(['text/plain', 'application/jsonx', 'json', 'application/xml'])('a value under %s: no JSON', (type) => {
    const body = { a: 1 };
    expect(bodyOf(body, undefined, type)).toEqual({ body });
  });

  it('a serializer decides alone', () => {
    expect(bodyOf({ a: 1 }, () => 'mine', 'application/json')).toEqual({ body: 'mine' });
  });
});

describe('forms', () => {
  const blob = new Blob(['bytes'], { type: 'text/plain' });
  const body = { a: 'x y', b: [1, undefined, 2, null], c: undefined, d: null, e: new Date(0), f: { g: 1 }, h: false };

  it('encoded: absent fields are left out, dates and objects are text', () => {
    expect([...new URLSearchParams(urlSearchParamsBodySerializer.bodySerializer(body))]).toEqual([
      ['a', 'x y'],
      ['b', '1'],
      ['b', '2'],
      ['e', '1970-01-01T00:00:00.000Z'],
      ['f', '{"g":1}'],
      ['h', 'false'],
    ]);
  });

  it('multipart: the same, and files as they are', async () => {
    const form = formDataBodySerializer.bodySerializer({ a: 'x', n: 1, file: blob, files: [blob, blob] });
    expect([form.get('a'), form.get('n'), form.getAll('files').length]).toEqual(['x', '1', 2]);
    expect(await (form.get('file') as File).text()).toBe('bytes');
  });
});
