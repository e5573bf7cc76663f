import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type ValeurUpsert, isApiError, isTokenError } from '@guichet/sdk';
import type { Job, Spool } from './spool.ts';

/** What became of a job. */
type Outcome =
  | { state: 'done' }
  /** The API cannot take it now: it waits `seconds` before the worker goes on. */
  | { state: 'again'; seconds: number }
  /** It will never be taken as it is. */
  | { state: 'park'; reason: string };

/** Waits between looks at an empty queue, and the longest wait for an API that is away. */
const idleMs = 200;
const longestWait = 60;

/**
 * Works until the signal aborts: then what was begun is finished, and nothing new is taken.
 *
 * @throws TokenError when the credential itself is refused: no job can be done, and none is to blame
 */
export async function work(client: Client, spool: Spool, stop: AbortSignal): Promise<void> {
  for (let failures = 0; !stop.aborted;) {
    const job = await spool.take();
    if (job === undefined) {
      await pause(idleMs, stop);
      continue;
    }
    let outcome: Outcome;
    try {
      outcome = await carryOut(client, job, failures);
    } catch (error) {
      await spool.again(job.id);
      throw error;
    }
    failures = outcome.state === 'again' ? failures + 1 : 0;
    if (outcome.state === 'done') await spool.done(job.id);
    if (outcome.state === 'park') await spool.park(job.id, outcome.reason);
    console.log(`${job.id}: ${outcome.state}${outcome.state === 'park' ? `, ${outcome.reason}` : ''}`);
    if (outcome.state === 'again') {
      await spool.again(job.id);
      await pause(outcome.seconds * 1000, stop);
    }
  }
}

async function carryOut(client: Client, job: Job, failures: number): Promise<Outcome> {
  let valeurs: ValeurUpsert[];
  try {
    ({ valeurs } = JSON.parse(job.text) as { valeurs: ValeurUpsert[] });
  } catch {
    return { state: 'park', reason: 'The job is not JSON.' };
  }
  try {
    // The key is the job's: when it is delivered again, the API answers as it did, and writes nothing.
    await client.indicateurs.valeurs.upsert(
      { body: { valeurs } },
      { idempotencyKey: `job-${encodeURIComponent(job.id)}` },
    );
    return { state: 'done' };
  } catch (error) {
    // The SDK has tried three times by then, and waited as Retry-After asked.
    if (isTokenError(error) && error.error !== undefined && error.status !== 503 && error.status !== 429) throw error;
    if (isApiError(error) && error.status === 401) throw error;
    if (isApiError(error) && error.status < 500 && ![408, 409, 429].includes(error.status)) {
      const details = error.problem?.errors?.map(({ pointer = '', detail }) => `${pointer} ${detail}`) ?? [];
      return { state: 'park', reason: [error.message, ...details].join('; ') };
    }
    const asked = isApiError(error) ? error.retryAfter : undefined;
    return { state: 'again', seconds: Math.min(asked ?? 2 ** failures, longestWait) };
  }
}

/** Waits, and not longer than until the signal. */
const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});
