import { describe, expect, it } from 'vitest';
import { parsePrefer } from '../../src/prism/prefer.ts';

describe('a Prefer header', () => {
  it.each<[string | string[] | undefined, object]>([
    [undefined, {}],
    ['code=404', { code: 404 }],
    ['code=404, example=gone', { code: 404, example: 'gone' }],
    ['code=404; example="last page"', { code: 404, example: 'last page' }],
    [['dynamic=true', 'code=201'], { dynamic: true, code: 201 }],
    ['dynamic', { dynamic: true }],
    ['dynamic=false', { dynamic: false }],
    ['respond-async, wait=10', {}],
    ['code=abc, code=99, example=', {}],
  ])('%j means %j', (header, preference) => {
    expect(parsePrefer(header)).toEqual(preference);
  });
});
