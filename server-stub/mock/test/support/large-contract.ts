import type { OpenApiDocument } from '@guichet/front';

interface Size {
  operations: number;
  /** Schemas that refer to each other in a ring and across it. */
  circular: number;
}

/**
 * A contract of a size that is met in life: every schema leads to every other one, by optional and by required
 * properties, through arrays, maps, `allOf` and `oneOf`. No example helps.
 */
export function largeContract({ operations, circular }: Size): OpenApiDocument {
  const ref = (index: number) => ({ $ref: `#/components/schemas/Node${index % circular}` });
  const schemas = Object.fromEntries(
    Array.from({ length: circular }, (_, index) => [
      `Node${index}`,
      {
        type: 'object',
        required: ['id', 'name', 'next', 'children'],
        properties: {
          id: { type: 'integer', minimum: 1 },
          name: { type: 'string', minLength: 3, maxLength: 20 },
          kind: { enum: ['one', 'two', 'three'] },
          next: { anyOf: [ref(index + 1), { type: 'null' }] },
          children: { type: 'array', maxItems: 5, items: ref(index * 7 + 3) },
          parent: { allOf: [ref(index * 3 + 1)] },
          other: { oneOf: [ref(index + 11), { type: 'string' }] },
          byName: { type: 'object', additionalProperties: ref(index * 5 + 2) },
          ...Object.fromEntries(
            Array.from({ length: 8 }, (__, link) => [`link${link}`, ref(index * (link + 2) + link)]),
          ),
        },
      },
    ]),
  );
  const paths = Object.fromEntries(
    Array.from({ length: operations }, (_, index) => [
      `/nodes/${index}`,
      {
        get: {
          operationId: `node${index}`,
          security: [{ oauth: ['read'] }],
          responses: { 200: { description: 'Node', content: { 'application/json': { schema: ref(index) } } } },
        },
      },
    ]),
  );
  const clientCredentials = { tokenUrl: '/oauth/token', scopes: { read: 'Read' } };
  return {
    openapi: '3.1.0',
    info: { title: 'Large', version: '1' },
    paths,
    components: { schemas, securitySchemes: { oauth: { type: 'oauth2', flows: { clientCredentials } } } },
  };
}
