import { envPrefix, slug } from '../../../../guichet.config.ts';
import { optionError } from '../options.ts';

/** What a line of the log says, apart from its sentence. Never a secret, a token, a header or a query. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Where the client reports what it does. `console` is one; other loggers want the fields first, as pino does.
 *
 * @example
 * const pino = { debug: (fields: unknown, message: string) => {}, warn: (fields: unknown, message: string) => {} };
 * const logger: Logger = {
 *   debug: (message, fields) => pino.debug(fields, message),
 *   warn: (message, fields) => pino.warn(fields, message),
 * };
 */
export interface Logger {
  /** Each try of each request. */
  debug(message: string, fields?: LogFields): void;
  /** What somebody should look at, such as an operation that will go away. */
  warn(message: string, fields?: LogFields): void;
}

/** A logger with what is switched off left out. */
export type Log = Partial<Logger>;

/** Lines of the environment's log go to standard error, so that a program's own output stays clean. */
const line = (message: string): void => console.error(`${slug}: ${message}`);
const warning = (message: string): void => console.warn(`${slug}: ${message}`);

/** `debug`, `warn` (the default) or `off`, by the environment variable. */
function environmentLog(): Log {
  const level = globalThis.process?.env?.[`${envPrefix}LOG`]?.toLowerCase();
  if (level === 'debug') return { debug: line, warn: line };
  return level === 'off' ? {} : { warn: warning };
}

/**
 * The caller's logger, or the environment's. `false` is silence.
 *
 * @throws TypeError where it has no `debug` and `warn`
 */
export function loggerOption(owner: string, logger: Logger | false | undefined): Log {
  if (logger === undefined) return environmentLog();
  if (logger === false) return {};
  if (typeof logger?.debug === 'function' && typeof logger.warn === 'function') {
    return {
      debug: (message, fields) => logger.debug(message, fields),
      warn: (message, fields) => logger.warn(message, fields),
    };
  }
  throw optionError(owner, 'logger', logger, 'an object with `debug` and `warn`, such as `console`, or `false`');
}
