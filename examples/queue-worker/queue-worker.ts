/**
 * Takes jobs from a queue, and writes the values they carry. Runs until SIGTERM or SIGINT: then it finishes the job it is
 * at, and ends with 0. It ends with 1 when its credential is refused, and leaves the jobs where they are.
 *
 *   node queue-worker.ts --spool jobs
 */
import { parseArgs } from 'node:util';
import { createClient } from '@guichet/sdk';
import { Spool } from './spool.ts';
import { work } from './work.ts';

const { values } = parseArgs({ options: { spool: { type: 'string', default: 'jobs' } } });

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

try {
  const spool = await Spool.open(values.spool);
  console.log(`Waiting for jobs in ${values.spool}/incoming.`);
  // One client for the life of the worker: its token is asked for once, and renewed before it expires.
  await work(createClient(), spool, stop.signal);
  console.log('Stopped.');
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
