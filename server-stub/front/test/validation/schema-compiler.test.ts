import { describe, expect, it, vi } from 'vitest';
import type { OpenApiDocument } from '../../src/index.ts';
import { createSchemaCompiler } from '../../src/validation/schema-compiler.ts';

const documentOf = (openapi: string, schemas: Record<string, unknown>): OpenApiDocument => ({
  openapi,
  components: { schemas },
});
const silent = () => {};
const valid = (document: OpenApiDocument, schema: object, value: unknown) =>
  createSchemaCompiler(document, silent).check(schema as never)(value).length === 0;

describe('a schema of OpenAPI 3.0', () => {
  const document = documentOf('3.0.3', { Name: { type: 'string' } });

  it.each([
    [{ type: 'integer', nullable: true }, null, true],
    [{ type: 'string', enum: ['a'], nullable: true }, null, true],
    [{ type: 'integer', minimum: 1, exclusiveMinimum: true }, 1, false],
    [{ type: 'integer', maximum: 1, exclusiveMaximum: false }, 1, true],
    [{ $ref: '#/components/schemas/Name', maxLength: 1 }, 'long', true],
    [{ properties: { nullable: { type: 'string' } } }, { nullable: 1 }, false],
  ])('%j takes %j: %j', (schema, value, expected) => {
    expect(valid(document, schema, value)).toBe(expected);
  });
});

describe('a schema of OpenAPI 3.1', () => {
  it('takes no number that JSON cannot write: `1e400` would come back as null', () => {
    const document = documentOf('3.1.0', {});
    expect(valid(document, { type: 'number' }, JSON.parse('1e300'))).toBe(true);
    expect(valid(document, { type: 'number' }, JSON.parse('1e400'))).toBe(false);
    expect(valid(document, { type: ['number', 'null'] }, JSON.parse('-1e400'))).toBe(false);
  });

  it('may be circular, also through several others', () => {
    const document = documentOf('3.1.0', {
      Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Link' } } },
      Link: { type: 'object', required: ['to'], properties: { to: { $ref: '#/components/schemas/Node' } } },
    });
    const node = { $ref: '#/components/schemas/Node' };
    expect(valid(document, node, { next: { to: { next: { to: {} } } } })).toBe(true);
    expect(valid(document, node, { next: { to: { next: {} } } })).toBe(false);
  });

  it('does not ask a request for what is read-only', () => {
    const document = documentOf('3.1.0', { Id: { type: 'integer', readOnly: true } });
    const schema = {
      type: 'object',
      required: ['id', 'ref', 'name'],
      properties: { id: { readOnly: true }, ref: { $ref: '#/components/schemas/Id' }, name: {} },
    };
    expect(valid(document, schema, { name: 'n' })).toBe(true);
    expect(valid(document, schema, {})).toBe(false);
  });

  it('takes patterns that the u flag refuses, and unknown formats', () => {
    const document = documentOf('3.1.0', {});
    expect(valid(document, { type: 'string', pattern: String.raw`^[\w-.]+$` }, 'a-b.c')).toBe(true);
    expect(valid(document, { type: 'string', format: 'siren' }, 'x')).toBe(true);
    expect(valid(document, { type: 'string', format: 'date' }, '2024-02-31')).toBe(false);
  });

  it('that cannot be compiled is reported and lets values through', () => {
    const warn = vi.fn<(message: string) => void>();
    const check = createSchemaCompiler(documentOf('3.1.0', {}), warn).check({ $ref: '#/components/schemas/Gone' });
    expect(check(1)).toEqual([]);
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('points at nothing'));
    check(2);
    expect(warn).toHaveBeenCalledOnce();
  });

  it('is compiled when it is first used, with nothing but what it references', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [
        `S${i}`,
        { type: 'object', properties: { a: { type: 'string', pattern: `^${i}` } } },
      ]),
    );
    const started = process.cpuUsage();
    const compiler = createSchemaCompiler(documentOf('3.1.0', schemas), silent);
    for (const name of Object.keys(schemas)) compiler.check({ $ref: `#/components/schemas/${name}` });
    expect(compiler.check({ $ref: '#/components/schemas/S7' })({ a: '8' })).toHaveLength(1);
    // Of the processor. To compile all of them takes seconds.
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1000).toBeLessThan(600);
  });
});
