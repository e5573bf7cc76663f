import { describe, expect, it } from 'vitest';
import { compareContracts } from '../src/changelog/compare.ts';
import { changelogWords } from '../src/changelog/words.ts';
import type { Document, Schema } from '../src/openapi.ts';
import { answering, contract, pets, taking } from './support/pets.ts';

/** What changed in words; a mark before what breaks callers. */
const told = (before: Document, after: Document): string[] =>
  compareContracts(before, after).flatMap(({ kind, details, breaking }) => [
    ...(kind === 'changed' ? [] : [`${breaking ? '! ' : ''}${kind}`]),
    ...details.map((detail) => `${detail.breaking ? '! ' : ''}${changelogWords.en.detail(detail)}`),
  ]);

const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});
const [text, number] = [{ type: 'string' }, { type: 'integer' }];

describe('a field', () => {
  it.each<[string, Schema, Schema, string[], string[]]>([
    [
      'new',
      object({ a: text }),
      object({ a: text, b: text }),
      ['New field `b` in the request'],
      ['New field `b` in the answer'],
    ],
    [
      'new and required',
      object({ a: text }),
      object({ a: text, b: text }, ['b']),
      ['! New field `b` in the request, required'],
      ['New field `b` in the answer'],
    ],
    [
      'removed',
      object({ a: text, b: object({ c: text }) }),
      object({ a: text }),
      ['! Field `b` in the request removed'],
      ['! Field `b` in the answer removed'],
    ],
    [
      'now required',
      object({ a: text }),
      object({ a: text }, ['a']),
      ['! `a` is now required'],
      ['`a` is now always there'],
    ],
    [
      'no longer required',
      object({ a: text }, ['a']),
      object({ a: text }),
      ['`a` is no longer required'],
      ['! `a` can now be missing'],
    ],
    [
      'of one more type',
      object({ a: text }),
      object({ a: { type: ['string', 'null'] } }),
      ['`a` also takes `null`'],
      ['! `a` can now be `null`'],
    ],
    [
      'of one type less',
      object({ a: { oneOf: [text, { type: 'null' }] } }),
      object({ a: text }),
      ['! `a` no longer takes `null`'],
      ['`a` is no longer `null`'],
    ],
    [
      'with more values',
      object({ a: { enum: ['x'] } }),
      object({ a: { enum: ['x', 'y'] } }),
      ['New values of `a` in the request: `y`'],
      ['! New values of `a` in the answer: `y`'],
    ],
    [
      'with more known values of an open list',
      object({ a: { type: 'string', 'x-extensible-enum': ['x'] } }),
      object({ a: { type: 'string', 'x-extensible-enum': ['x', 'y'] } }),
      ['New values of `a` in the request: `y`'],
      ['New values of `a` in the answer: `y`'],
    ],
    [
      'with fewer values',
      object({ a: { enum: ['x', 'y'] } }),
      object({ a: { enum: ['x'] } }),
      ['! Values removed of `a` in the request: `y`'],
      ['Values removed of `a` in the answer: `y`'],
    ],
    [
      'whose list of values is opened',
      object({ a: { enum: ['x'] } }),
      object({ a: { type: 'string', 'x-extensible-enum': ['x'] } }),
      ['`a` in the request: values beyond the listed ones can occur'],
      ['! `a` in the answer: values beyond the listed ones can occur'],
    ],
    [
      'with a narrower bound',
      object({ a: { type: 'string', maxLength: 9 } }),
      object({ a: { type: 'string', maxLength: 8 } }),
      ['! `a`: `maxLength` is now `8` (before: `9`)'],
      [],
    ],
    [
      'with a wider bound',
      object({ a: { type: 'integer', minimum: 2 } }),
      object({ a: { type: 'integer', minimum: 1 } }),
      ['`a`: `minimum` is now `1` (before: `2`)'],
      [],
    ],
    [
      'deprecated',
      object({ a: text }),
      object({ a: { ...text, deprecated: true } }),
      ['Field `a` in the request is deprecated'],
      ['Field `a` in the answer is deprecated'],
    ],
    [
      'of a list in a list',
      object({ a: { type: 'array', items: object({ b: text }) } }),
      object({ a: { type: 'array', items: object({ b: text, c: number }) } }),
      ['New field `a[].c` in the request'],
      ['New field `a[].c` in the answer'],
    ],
    [
      'told by other words, in another order, with another example',
      object({ a: { ...text, description: 'A' }, b: text }),
      object({ b: text, a: { ...text, description: 'B', examples: ['x'] } }),
      [],
      [],
    ],
  ])('%s', (_, before, after, inRequest, inAnswer) => {
    expect(told(taking(before), taking(after))).toEqual(inRequest);
    expect(told(answering(before), answering(after))).toEqual(inAnswer);
  });

  it('behind references and in a schema that contains itself, once', () => {
    const node = (extra: Record<string, Schema>) => ({
      schemas: { Node: object({ child: { $ref: '#/components/schemas/Node' }, ...extra }) },
    });
    const schema = { type: 'array', items: { $ref: '#/components/schemas/Node' } };
    const content = { 'application/json': { schema } };
    const responses = { '200': { description: 'Nodes.', content } };
    expect(told(pets({ responses }, node({})), pets({ responses }, node({ name: text })))).toEqual([
      'New field `[].name` in the answer',
    ]);
  });

  it('of one alternative of many does not become required of all', () => {
    const either = (...variants: Schema[]) => taking({ oneOf: variants });
    const [a, b] = [object({ a: text }, ['a']), object({ b: text }, ['b'])];
    expect(told(either(a, b), either(a, b, object({ c: text }, ['c'])))).toEqual(['New field `c` in the request']);
  });

  it('that only the other direction has does not count', () => {
    expect(told(taking(object({})), taking(object({ id: { ...text, readOnly: true } })))).toEqual([]);
  });
});

describe('an operation', () => {
  const parameter = (extra: object) => ({ name: 'q', in: 'query', schema: text, ...extra });

  it.each<[string, Document, Document, string[]]>([
    ['a new parameter', pets(), pets({ parameters: [parameter({})] }), ['New parameter `q` (query)']],
    [
      'a new parameter that is required',
      pets(),
      pets({ parameters: [parameter({ required: true })] }),
      ['! New parameter `q` (query), required'],
    ],
    ['a parameter less', pets({ parameters: [parameter({})] }), pets(), ['! Parameter `q` (query) removed']],
    [
      'a parameter that is now required, and takes less',
      pets({ parameters: [parameter({ schema: { type: 'array', items: text } })] }),
      pets({ parameters: [parameter({ required: true, schema: { type: 'array', items: { enum: ['x'] } } })] }),
      ['! `q` is now required', '! `q[]` in the request: only the listed values'],
    ],
    [
      'another scope',
      pets({ security: [{ oauth2: ['a'] }] }),
      pets({ security: [{ oauth2: ['a', 'b'] }] }),
      ['! Way removed to authorize: `oauth2 (a)`', 'New way to authorize: `oauth2 (a, b)`'],
    ],
    [
      'one more way in',
      pets({ security: [{ oauth2: ['a'] }] }),
      pets({ security: [{ key: [] }, { oauth2: ['a'] }] }),
      ['New way to authorize: `key`'],
    ],
    [
      'no longer open to all',
      pets({ security: [] }),
      pets({ security: [{ key: [] }] }),
      ['! New way to authorize: `key`'],
    ],
    [
      'one more status, and one less',
      pets({ responses: { '200': { description: '' }, '404': { description: '' } } }),
      pets({ responses: { '200': { description: '' }, '409': { description: '' } } }),
      ['Answer `404` removed', 'New answer `409`'],
    ],
    [
      'another success',
      pets({ responses: { '200': { description: '' } } }),
      pets({ responses: { '202': { description: '' } } }),
      ['! Answer `200` removed', 'New answer `202`'],
    ],
    [
      'another format',
      answering(text),
      pets({ responses: { '200': { description: '', content: { 'text/csv': { schema: text } } } } }),
      ['! Format `application/json` in the answer 200 removed', 'Format `text/csv` in the answer 200 added'],
    ],
    [
      'a body that is now required',
      taking(text),
      pets({ requestBody: { required: true, content: { 'application/json': { schema: text } } } }),
      ['! The request body is now required'],
    ],
    [
      'a header less',
      pets({ responses: { '200': { description: '', headers: { 'X-A': { schema: text } } } } }),
      pets(),
      ['! Header removed in answer 200: `X-A`'],
    ],
    ['deprecated', pets(), pets({ deprecated: true }), ['deprecated']],
    ['removed', pets(), contract({}), ['! removed']],
    ['added', contract({}), pets(), ['added']],
    ['under another id', pets(), pets({ operationId: 'pets.find' }), ['! renamed']],
    ['at another address', pets(), contract({ '/animals': { get: { operationId: 'pets.list' } } }), ['! moved']],
    [
      'that is not for partners',
      pets(),
      { ...pets(), paths: { ...pets().paths, '/x': { get: { 'x-usage': ['app'] } } } },
      [],
    ],
    ['no longer for partners', pets(), pets({ 'x-usage': ['app'] }), ['! removed']],
    ['that only says it otherwise', pets(), pets({ summary: 'All pets', description: 'Other words.' }), []],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected);
  });

  it('whose id another operation took over is new, not renamed', () => {
    const before = contract({ '/a': { get: { operationId: 'a' } }, '/b': { get: { operationId: 'b' } } });
    const after = contract({ '/a': { get: { operationId: 'c' } }, '/b': { get: { operationId: 'a' } } });
    const kinds = compareContracts(before, after).map(({ kind, operationId }) => `${kind} ${operationId}`);
    expect(kinds).toEqual(['removed b', 'moved a', 'added c']);
  });
});

it('says every change in French too', () => {
  const before = pets({ parameters: [{ name: 'q', in: 'query', schema: { type: 'string' } }] });
  const details = compareContracts(before, pets()).flatMap((change) => change.details);
  expect(details.map(changelogWords.fr.detail)).toEqual(['Paramètre `q` (query) supprimé']);
});
