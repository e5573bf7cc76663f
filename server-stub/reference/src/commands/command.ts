import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What was typed makes no sense. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What a command of the command line does. Its file parses its own options. */
export interface Command {
  /** @throws UsageError when the arguments make no sense */
  run(args: string[]): Promise<void>;
}

/**
 * The options of a command.
 *
 * @throws UsageError on an option it does not have, and on what is left over
 */
export function optionsOf<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError unless the text is a whole number within the bounds */
export function integer(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${option} takes a whole number from ${least} to ${most}.`);
  return value;
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 };

/** A span such as `3600`, `90m`, `24h` or `7d` in seconds; undefined when it is none. */
export function secondsIn(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,9})([smhd]?)$/u.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * (units[unit] ?? Number.NaN);
}
