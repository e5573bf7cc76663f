import type { FastifyBaseLogger } from 'fastify';

export interface Ending {
  /** Seconds that closing may take before the process ends regardless. Default 60. */
  patience?: number;
  /** Told of what nothing caught. Default the standard error output. */
  log?: Pick<FastifyBaseLogger, 'info' | 'fatal'>;
}

/**
 * Closes a server on SIGINT and SIGTERM: no new requests, those under way are answered, what was noted is written. A second
 * signal does not wait. An error that nothing caught is logged, and ends the process the same way with exit code 1: nobody
 * knows what state it left behind.
 *
 * @returns when it is closed after a signal
 */
export function closeOnSignal(
  server: { close(): Promise<void> },
  { patience = 60, log = standardError }: Ending = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    let closing = false;

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (closing) process.exit(1);
        log.info({ signal }, 'the server is closing');
        close().then(resolve, reject);
      });
    }
    // Rejections that nothing handled come here too.
    process.on('uncaughtException', (error) => {
      log.fatal({ err: error }, 'uncaught error: the process exits');
      process.exitCode = 1;
      if (closing) return;
      void closeAndFail();
    });

    async function closeAndFail(): Promise<void> {
      await close().catch(() => {});
      process.exit(1);
    }

    function close(): Promise<void> {
      closing = true;
      setTimeout(() => {
        log.fatal({ patience }, 'not closed in time: the process exits anyway');
        process.exit(1);
      }, patience * 1_000).unref();
      return server.close();
    }
  });
}

const standardError: Required<Ending>['log'] = {
  info: () => {},
  fatal: (what: unknown, message?: string) => console.error(message, what),
};
