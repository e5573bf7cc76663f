import type { Release } from '../../src/changelog/released.ts';
import type { Document, Operation, Schema } from '../../src/openapi.ts';

/** A contract of one operation, `GET /pets`, that a test changes in one point. */
export const pets = (operation: Operation & Record<string, unknown> = {}, components: Document['components'] = {}) =>
  contract({ '/pets': { get: { operationId: 'pets.list', summary: 'List pets', ...operation } } }, components);

export const contract = (
  paths: Record<string, Record<string, Operation>>,
  components: Document['components'] = {},
): Document => ({
  openapi: '3.1.1',
  info: { title: 'Pets API', version: '2.0.0' },
  servers: [{ url: '/v1' }],
  tags: [{ name: 'Pets' }],
  paths: Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) => [
          method,
          { tags: ['Pets'], 'x-usage': ['public'], responses: { '200': { description: 'Fine.' } }, ...operation },
        ]),
      ),
    ]),
  ),
  components,
});

/** An operation that takes or answers a body of this schema. */
export const taking = (schema: Schema) => pets({ requestBody: { content: { 'application/json': { schema } } } });

export const answering = (schema: Schema) =>
  pets({ responses: { '200': { description: 'Pets.', content: { 'application/json': { schema } } } } });

export const release = (version: string, document: Document, links: string[] = []): Release => ({
  version,
  date: '2026-01-31',
  documents: new Map([['reference', document]]),
  links,
});
