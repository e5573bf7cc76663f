/** A process with one subject in it: makes so many calls when told, and says what CPU they cost. Started by `measureCalls`. */
import { openSubject } from './open-subject.ts';

export interface Batch {
  call: 'get' | 'post';
  /** Calls in this batch. */
  calls: number;
  /** Calls under way at a time. */
  concurrency: number;
}

const [id = '', baseUrl = ''] = process.argv.slice(2);
const subject = await openSubject(id, baseUrl);

async function run({ call, calls, concurrency }: Batch): Promise<void> {
  const make = subject[call]!;
  let next = 0;
  const lane = async () => {
    while (next < calls) await make((next += 1));
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

process.on('message', async (batch: Batch) => {
  try {
    const before = process.cpuUsage();
    await run(batch);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ cpu: user + system });
  } catch (error) {
    process.send?.({ failure: String((error as Error).stack ?? error) });
  }
});
// One client's process ends when the bench does, also one whose sockets are still open.
process.once('disconnect', () => process.exit());
process.send?.('ready');
