import { describe, expect, it } from 'vitest';
import type { ParameterObject } from '../../src/index.ts';
import { coerce } from '../../src/validation/coerce.ts';
import { deserialize } from '../../src/validation/parameters.ts';
import { library } from '../fixture.ts';

const list = { type: 'array', items: { type: 'integer' } };
const object = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'string' } } };
const read = (parameter: Partial<ParameterObject>, values: Record<string, unknown>) => {
  const whole = { name: 'p', in: 'query', ...parameter } as ParameterObject;
  return coerce(library, deserialize(library, whole, values), whole.schema);
};

describe('a serialized parameter', () => {
  it.each<[string, Partial<ParameterObject>, Record<string, unknown>, unknown]>([
    ['form, exploded list', { schema: list }, { p: ['1', '2'] }, [1, 2]],
    ['form, exploded list of one', { schema: list }, { p: '1' }, [1]],
    ['form list with commas', { explode: false, schema: list }, { p: '1,2' }, [1, 2]],
    ['form list with commas, repeated', { explode: false, schema: list }, { p: ['1', '2,3'] }, [1, 2, 3]],
    ['form list that is empty', { explode: false, schema: list }, { p: '' }, []],
    ['pipes', { style: 'pipeDelimited', explode: false, schema: list }, { p: '1|2' }, [1, 2]],
    ['spaces', { style: 'spaceDelimited', explode: false, schema: list }, { p: '1 2' }, [1, 2]],
    ['deep object', { style: 'deepObject', schema: object }, { 'p[a]': '1', 'p[b]': '2', q: '3' }, { a: 1, b: '2' }],
    ['form object with commas', { explode: false, schema: object }, { p: 'a,1,b,2' }, { a: 1, b: '2' }],
    ['simple list in a path', { in: 'path', schema: list }, { p: '1,2' }, [1, 2]],
    ['label list in a path', { in: 'path', style: 'label', explode: true, schema: list }, { p: '.1.2' }, [1, 2]],
    ['matrix list in a path', { in: 'path', style: 'matrix', explode: true, schema: list }, { p: ';p=1;p=2' }, [1, 2]],
    ['matrix value in a path', { in: 'path', style: 'matrix', schema: { type: 'integer' } }, { p: ';p=5' }, 5],
    [
      'simple exploded object in a header',
      { in: 'header', name: 'P', explode: true, schema: object },
      { p: 'a=1,b=2' },
      { a: 1, b: '2' },
    ],
    ['JSON content', { content: { 'application/json': { schema: object } } }, { p: '{"a":1}' }, { a: 1 }],
    ['an absent list', { schema: list }, {}, undefined],
    ['a boolean', { schema: { type: 'boolean' } }, { p: 'false' }, false],
    ['a referenced integer', { schema: { $ref: '#/components/schemas/Limit' } }, { p: '7' }, 7],
    ['digits where a string is allowed too', { schema: { type: ['string', 'integer'] } }, { p: '007' }, '007'],
    ['a number that is none', { schema: { type: 'integer' } }, { p: '0x10' }, '0x10'],
    ['an empty text for a number', { schema: { type: 'integer' } }, { p: '' }, ''],
    ['null where it is allowed', { schema: { type: ['integer', 'null'] } }, { p: '' }, null],
    ['an integer through allOf', { schema: { allOf: [{ type: 'integer' }] } }, { p: '3' }, 3],
  ])('is read as its style says: %s', (_, parameter, values, expected) => {
    expect(read(parameter, values)).toEqual(expected);
  });
});
