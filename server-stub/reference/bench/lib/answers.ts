import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Answers the questions of the bench in a process that it started, until it lets go. */
export function answerQuestions<Question extends object>(
  first: object,
  answer: (question: Question) => Promise<object>,
): void {
  let before = process.cpuUsage();
  process.on('message', async (message: Question | { cpu: true } | { heap: true }) => {
    try {
      if ('heap' in message) {
        collectGarbage();
        process.send?.({ heap: process.memoryUsage().heapUsed });
        return;
      }
      if (!('cpu' in message)) {
        process.send?.(await answer(message));
        return;
      }
      // User and system, of all threads, since the last time it was asked.
      const { user, system } = process.cpuUsage(before);
      before = process.cpuUsage();
      process.send?.({ cpu: user + system });
    } catch (error) {
      process.send?.({ failure: String((error as Error).stack ?? error) });
    }
  });
  // The bench is over, or was stopped: nothing of a server is worth keeping.
  process.once('disconnect', () => process.exit());
  process.send?.(first);
}
