import { setTimeout as sleep } from 'node:timers/promises';
import { identity } from '../../../guichet.config.ts';

/** Nothing answered in time. */
class NotReadyError extends Error {
  override name = 'NotReadyError';
}

/**
 * Returns when a mock or server answers that it is ready.
 *
 * @param timeout in milliseconds, default 30000
 * @throws {NotReadyError} when it has not by then
 */
export async function waitUntilReady(url: string, timeout = 30_000): Promise<void> {
  const end = Date.now() + timeout;
  const ask = async (): Promise<boolean> => {
    // One that does not answer is asked again, but not for longer than there is time.
    const signal = AbortSignal.timeout(Math.max(1, Math.min(2000, end - Date.now())));
    const response = await fetch(`${url}/__${identity.slug}/ready`, { signal }).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok ?? false;
  };
  while (!(await ask())) {
    if (Date.now() > end) {
      throw new NotReadyError(
        `Nothing was ready at ${url} within ${timeout / 1000} s. Start it, or correct --host and --port.`,
      );
    }
    await sleep(100);
  }
}
