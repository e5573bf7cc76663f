import type { FrontRequest } from '@guichet/front';
import type { FastifyReply } from 'fastify';
import { describe, expect, it } from 'vitest';
import { readContract } from '../src/contract.ts';
import { standIn } from '../src/stand-in.ts';

const contract = await readContract();

describe('a write that has no handler', () => {
  const call = { method: 'POST', operation: contract.operation('credentials.create') } as FrontRequest;
  const answer = (production: boolean, check = async () => {}) =>
    standIn(contract, { production, check })(call, {} as FastifyReply);

  it('is refused in production, so that nobody takes an example for the deed', async () => {
    await expect(answer(true)).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('Nothing was changed'),
    });
  });

  it('is refused before that when the caller may not see what it is about', async () => {
    const refusal = new Error('not yours');
    await expect(answer(true, () => Promise.reject(refusal))).rejects.toBe(refusal);
  });
});
