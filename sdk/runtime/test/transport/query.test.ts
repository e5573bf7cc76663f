import { describe, expect, it } from 'vitest';
import { type QuerySerializerOptions, queryString } from '../../src/transport/query.ts';

describe('queryString', () => {
  it.each<[string, Record<string, unknown>, QuerySerializerOptions | undefined, string]>([
    ['an exploded array', { a: [1, 2] }, undefined, 'a=1&a=2'],
    ['an array by commas', { a: ['x,y', 'z'] }, { array: { explode: false } }, 'a=x%2Cy,z'],
    ['an array by pipes', { a: [1, 2] }, { array: { explode: false, style: 'pipeDelimited' } }, 'a=1|2'],
    ['an array by spaces', { a: [1, 2] }, { array: { explode: false, style: 'spaceDelimited' } }, 'a=1%202'],
    ['an empty array', { a: [], b: 1 }, { array: { explode: false } }, 'b=1'],
    ['an array with holes', { a: [1, null, 2] }, undefined, 'a=1&a=2'],
    ['a deep object', { a: { b: 1, c: null } }, undefined, 'a%5Bb%5D=1'],
    ['an object in form, exploded', { a: { b: 1, c: 2 } }, { object: { style: 'form' } }, 'b=1&c=2'],
    ['an object in form', { a: { b: 1, c: 2 } }, { object: { style: 'form', explode: false } }, 'a=b,1,c,2'],
    [
      'an object in form, by commas, of which nothing is left',
      { a: { b: null }, c: 1 },
      { object: { style: 'form', explode: false } },
      'c=1',
    ],
    ['a date', { a: new Date(0) }, undefined, 'a=1970-01-01T00%3A00%3A00.000Z'],
    ['reserved characters', { a: 'a/b:c' }, { allowReserved: true }, 'a=a/b:c'],
    [
      'an exception by name',
      { a: [1, 2], b: [1, 2] },
      { parameters: { b: { array: { explode: false } } } },
      'a=1&a=2&b=1,2',
    ],
    ['a name to be encoded', { 'a b': '' }, undefined, 'a%20b='],
    ['nothing at all', { a: undefined, b: null }, undefined, ''],
    ['big numbers', { a: 12345678901234567890n }, undefined, 'a=12345678901234567890'],
  ])('%s', (_, query, options, expected) => {
    expect(queryString(query, options)).toBe(expected);
  });

  it('a nested object: a TypeError that names the parameter', () => {
    for (const a of [[{}], { b: [1] }, () => 1, Symbol('x')]) {
      expect(() => queryString({ a })).toThrow(/Parameter `a` holds an object/);
    }
  });
});
