import type { OpenApiDocument } from '@guichet/front';
import { describe, expect, it } from 'vitest';
import { openBackRoom } from '../support/back-room.ts';

describe('a body that the generator gets wrong at times', () => {
  const document: OpenApiDocument = {
    openapi: '3.1.0',
    info: {},
    paths: {
      '/odd': {
        get: {
          operationId: 'odd',
          responses: {
            200: {
              description: 'An odd number',
              content: {
                'application/json': { schema: { type: 'integer', minimum: 1, maximum: 9, not: { multipleOf: 2 } } },
              },
            },
          },
        },
      },
    },
  };

  it('is checked and made again, for every seed', async () => {
    const room = openBackRoom(document);
    const seeds = Array.from({ length: 50 }, (_, index) => index);
    const numbers = await Promise.all(
      seeds.map(async (seed) => Number((await room.ask(room.contract.operation('odd'), `dynamic, seed=${seed}`)).text)),
    );
    await room.close();
    expect([...new Set(numbers)].toSorted()).toEqual([1, 3, 5, 7, 9]);
  });
});
