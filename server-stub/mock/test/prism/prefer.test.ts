import { describe, expect, it } from 'vitest';
import { appliedPreferences, parsePrefer } from '../../src/prism/prefer.ts';

describe('a Prefer header', () => {
  it.each<[string | string[] | undefined, object]>([
    [undefined, {}],
    ['code=404', { code: 404 }],
    ['code=404, example=gone', { code: 404, example: 'gone' }],
    ['code=404, example="last page"', { code: 404, example: 'last page' }],
    [String.raw`example="say \"so\", then; code=500"`, { example: 'say "so", then; code=500' }],
    ['code = 404 ; reason="a, b" , dynamic', { code: 404, dynamic: true }],
    ['respond-async; =500, dynamic', { dynamic: true }],
    ['code=404; example=gone', { code: 404 }],
    ['CODE=404, Dynamic', { code: 404, dynamic: true }],
    ['code=404, code=500', { code: 404 }],
    [['code=404', 'code=500'], { code: 404 }],
    ['constructor=1, __proto__=2, toString', {}],
    ['seed=7', { seed: '7' }],
    ['seed="a b"', { seed: 'a b' }],
    ['wait=2', { wait: 2 }],
    ['wait=0', { wait: 0 }],
    ['wait=3600', { wait: 60 }],
    ['wait=2, wait=-1', { wait: 2 }],
    [', ,;=,"quoted", code=201', { code: 201 }],
    [['dynamic=true', 'code=201'], { dynamic: true, code: 201 }],
    ['dynamic', { dynamic: true }],
    ['dynamic=false', { dynamic: false }],
    ['respond-async, wait=10', { wait: 10 }],
    ['respond-async, handling=lenient', {}],
  ])('%j means %j', (header, preference) => {
    expect(parsePrefer(header)).toEqual(preference);
  });
});

describe('a value that makes no sense', () => {
  it.each([
    ['code=abc', 'Prefer: code=abc makes no sense. Send a status from 200 to 599, such as code=404.'],
    ['code', 'Prefer: code makes no sense. Send a status from 200 to 599, such as code=404.'],
    ['code=100', 'a status from 200 to 599'],
    ['code=199', 'a status from 200 to 599'],
    ['code=600', 'a status from 200 to 599'],
    ['code=99, code=404', 'Prefer: code=99 makes no sense'],
    ['example=', 'Prefer: example makes no sense. Send the name of an example'],
    ['dynamic=maybe', 'Send dynamic, dynamic=true or dynamic=false.'],
    ['seed=""', 'Prefer: seed makes no sense. Send any word, such as seed=7.'],
    ['wait=0.5', 'Prefer: wait=0.5 makes no sense. Send whole seconds, such as wait=2.'],
    ['wait="a \\"b\\""', String.raw`Prefer: wait="a \"b\"" makes no sense`],
    ['wait=-1, wait=2', 'Send whole seconds'],
  ])('%s is refused with what makes sense', (header, detail) => {
    expect(() => parsePrefer(header)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining(detail) }),
    );
  });
});

describe('Preference-Applied', () => {
  it('is nothing when nothing was asked for', () => {
    expect(appliedPreferences({})).toBeUndefined();
  });

  it.each([
    { code: 404, example: 'last page' },
    { dynamic: true, seed: String.raw`a "b" \c`, wait: 60 },
    { dynamic: false },
  ])('of %j is read back the same', (preference) => {
    expect(parsePrefer(appliedPreferences(preference))).toEqual(preference);
  });
});
