import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/**
 * Waits before an answer, unless the client leaves or the mock closes before.
 *
 * @param milliseconds 0 does not wait
 * @param closing aborted when the mock closes. Default: closing does not cut the wait short
 */
export async function answerLate(milliseconds: number, reply: FastifyReply, closing?: AbortSignal): Promise<void> {
  if (milliseconds === 0) return;
  const left = new AbortController();
  const leave = () => left.abort();
  reply.raw.once('close', leave);
  const signal = closing ? AbortSignal.any([left.signal, closing]) : left.signal;
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
  reply.raw.off('close', leave);
}
