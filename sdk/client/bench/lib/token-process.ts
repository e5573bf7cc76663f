/** A process with one client in it, that calls all at once when told. Started by the sections about tokens. */
import { openSubject } from './open-subject.ts';

export interface Order {
  /** Calls, all begun at once. */
  calls: number;
  /** By how much the clock is put forward before, in milliseconds. */
  forward?: number;
}

export interface Outcome {
  /** Calls that failed. */
  failed: number;
}

const [id = '', baseUrl = '', place] = process.argv.slice(2);
const subject = await openSubject(id, baseUrl, place);

const realNow = Date.now;
process.on('message', async ({ calls, forward = 0 }: Order) => {
  if (forward > 0) Date.now = () => realNow() + forward;
  const results = await Promise.allSettled(Array.from({ length: calls }, (_, n) => subject.get!(n)));
  process.send?.({ failed: results.filter(({ status }) => status === 'rejected').length } satisfies Outcome);
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
