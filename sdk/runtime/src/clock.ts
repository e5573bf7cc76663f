/** Time, as the token engine sees it. Replace it in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds; returns what cancels it. `background` timers do not keep a process alive. */
  schedule(callback: () => void, ms: number, background: boolean): () => void;
}

/**
 * The time of this machine.
 *
 * @example
 * const tokens = clientCredentials({ tokenUrl, clientId, clientSecret, clock: systemClock });
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(callback, ms, background) {
    const timer: unknown = setTimeout(callback, ms);
    if (background) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};

/** Waits; an abort ends the wait with the signal's reason. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.schedule(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      ms,
      false,
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** The promise, or the signal's reason if that comes first. The promise itself goes on. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => {});
      return reject(signal.reason);
    }
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
