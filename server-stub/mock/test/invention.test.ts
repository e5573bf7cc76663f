import { execFileSync } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { NoSuchValueError } from '../src/invention/flatten.ts';
import { createInventor } from '../src/invention/invent.ts';

const document = (schemas: object, openapi = '3.1.0') => ({ openapi, components: { schemas } }) as never;
const ajv = new Ajv2020({ strict: false });
(addFormatsModule as unknown as { default: (ajv: Ajv2020) => void }).default(ajv);

const seeds = Array.from({ length: 200 }, (_, seed) => String(seed));
// In the back room Prism's generator makes these.
const digits = (pattern: string, seed: string) => (pattern === '^\\d{3}$' ? seed.slice(2, 5) : undefined);

describe('an invented value is valid', () => {
  it.each<[string, object]>([
    ['integers between bounds', { type: 'integer', minimum: -3, maximum: 3 }],
    ['exclusive bounds', { type: 'integer', exclusiveMinimum: 1, exclusiveMaximum: 3 }],
    ['multiples', { type: 'number', multipleOf: 0.1, minimum: 0, maximum: 2 }],
    ['multiples of an integer', { type: 'integer', multipleOf: 7, minimum: 10 }],
    ['narrow numbers', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.001 }],
    ['negative numbers', { type: 'number', maximum: -5000 }],
    ['lengths', { type: 'string', minLength: 20, maxLength: 22 }],
    ['short strings', { type: 'string', maxLength: 1 }],
    ['patterns', { type: 'string', pattern: '^\\d{3}$' }],
    ...[
      'date-time',
      'date',
      'time',
      'duration',
      'email',
      'hostname',
      'ipv4',
      'ipv6',
      'uuid',
      'uri',
      'uri-reference',
      'uri-template',
      'json-pointer',
      'relative-json-pointer',
      'regex',
      'byte',
    ].map((format): [string, object] => [`format ${format}`, { type: 'string', format }]),
    ['enums', { enum: [1, 'two', null] }],
    ['consts', { const: { a: 1 } }],
    [
      'unique items',
      { type: 'array', minItems: 2, maxItems: 3, uniqueItems: true, items: { enum: ['a', 'b', 'c', 'd'] } },
    ],
    ['tuples', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 }],
    ['contains', { type: 'array', items: { type: 'integer' }, contains: { const: 5 }, maxItems: 3 }],
    ['several types', { type: ['string', 'integer', 'null'] }],
    [
      'merged parts',
      {
        allOf: [
          { type: 'object', required: ['a'], properties: { a: { type: 'number', minimum: 5 } } },
          { properties: { a: { type: 'integer', maximum: 6 } }, required: ['b'] },
        ],
      },
    ],
    [
      'alternatives beside properties',
      {
        type: 'object',
        required: ['kind'],
        properties: { kind: { enum: ['a', 'b'] } },
        oneOf: [{ properties: { kind: { const: 'a' } } }, { properties: { kind: { const: 'b' } } }],
      },
    ],
    [
      'conditions',
      {
        type: 'object',
        required: ['a'],
        properties: { a: { type: 'boolean' } },
        if: { properties: { a: { const: true } } },
        // oxlint-disable-next-line unicorn/no-thenable -- the keyword's name
        then: { required: ['b'], properties: { b: { type: 'integer' } } },
        else: { properties: { a: { const: false } } },
      },
    ],
    ['maps', { type: 'object', minProperties: 2, maxProperties: 4, additionalProperties: { type: 'integer' } }],
    [
      'named maps',
      {
        type: 'object',
        minProperties: 1,
        propertyNames: { enum: ['x', 'y'] },
        additionalProperties: { type: 'boolean' },
      },
    ],
    [
      'patterned maps',
      {
        type: 'object',
        minProperties: 1,
        additionalProperties: false,
        patternProperties: { '^\\d{3}$': { type: 'boolean' } },
      },
    ],
    [
      'dependents',
      { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, dependentRequired: { a: ['b'] } },
    ],
    ['nothing declared', {}],
  ])('%s', (_name, schema) => {
    const invent = createInventor(document({}), digits);
    const validate = ajv.compile(schema);
    for (const seed of seeds) {
      const value = invent(schema, seed);
      expect(validate(value), JSON.stringify([value, validate.errors])).toBe(true);
    }
  });

  it('of a circular schema, whose required parts end where they may', () => {
    const Node = {
      type: 'object',
      required: ['children', 'next'],
      properties: {
        children: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
        next: { anyOf: [{ $ref: '#/components/schemas/Node' }, { type: 'null' }] },
        twin: { $ref: '#/components/schemas/Node' },
      },
    };
    const invent = createInventor(document({ Node }), digits);
    for (const seed of seeds)
      expect(invent({ $ref: '#/components/schemas/Node' }, seed)).toMatchObject({ children: expect.any(Array) });
  });

  it('holds nothing write-only, required or not', () => {
    const schema = {
      type: 'object',
      required: ['secret', 'id'],
      properties: { id: { type: 'integer' }, secret: { type: 'string', writeOnly: true } },
    };
    expect(Object.keys(createInventor(document({}), digits)(schema, '1') as object)).toEqual(['id']);
  });

  it('names the alternative by its discriminator', () => {
    const Cat = { type: 'object', required: ['kind'], properties: { kind: { type: 'string' } } };
    const schema = {
      oneOf: [{ $ref: '#/components/schemas/Cat' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } },
    };
    expect(createInventor(document({ Cat }), digits)(schema, '1')).toEqual({ kind: 'cat' });
  });

  it('is null at times where OpenAPI 3.0 says nullable', () => {
    const invent = createInventor(document({}, '3.0.3'), digits);
    const values = seeds.map((seed) => invent({ type: 'integer', nullable: true }, seed));
    expect(values).toContain(null);
    expect(values.filter((value) => typeof value === 'number').length).toBeGreaterThan(100);
  });
});

describe('where nothing could be valid', () => {
  it.each<[string, object]>([
    ['no end', { $ref: '#/components/schemas/Endless' }],
    ['no type in common', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
    ['false', { type: 'array', minItems: 1, items: false }],
    ['no multiple', { type: 'integer', multipleOf: 10, minimum: 1, maximum: 9 }],
  ])('%s, it says so', (_name, schema) => {
    const Endless = {
      type: 'object',
      required: ['again'],
      properties: { again: { $ref: '#/components/schemas/Endless' } },
    };
    expect(() => createInventor(document({ Endless }), digits)(schema, '1')).toThrow(NoSuchValueError);
  });
});

describe('a seed', () => {
  const schema = {
    type: 'object',
    required: ['a', 'b', 'c'],
    properties: {
      a: { type: 'string', format: 'date-time' },
      b: { type: 'number' },
      c: { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: 2 },
    },
  };

  it('makes the same in another process, and another seed another', () => {
    const here = createInventor(document({}), digits)(schema, '42');
    const program = `
      import { createInventor } from ${JSON.stringify(new URL('../src/invention/invent.ts', import.meta.url).href)};
      console.log(JSON.stringify(createInventor({ openapi: '3.1.0' }, () => undefined)(${JSON.stringify(schema)}, '42')));`;
    const there = execFileSync(process.execPath, [
      '--conditions=@guichet/source',
      '--input-type=module',
      '-e',
      program,
    ]);
    expect(JSON.parse(there.toString())).toEqual(here);
    expect(createInventor(document({}), digits)(schema, '43')).not.toEqual(here);
  });
});
