import type { Checks, Context, Report } from './check.ts';
import { pause } from './check.ts';
import { answers } from './checks/answers.ts';
import { deadlines } from './checks/deadlines.ts';
import { expiry } from './checks/expiry.ts';
import { networks } from './checks/networks.ts';
import { refusals } from './checks/refusals.ts';
import { replays } from './checks/replays.ts';
import { requests } from './checks/requests.ts';
import { secrets } from './checks/secrets.ts';
import { stores } from './checks/stores.ts';
import { storms } from './checks/storms.ts';

const all: Checks = {
  ...storms,
  ...expiry,
  ...refusals,
  ...replays,
  ...deadlines,
  ...secrets,
  ...answers,
  ...stores,
  ...networks,
  ...requests,
};

/** How long a check may take, in milliseconds. */
const longest = 15_000;

const tooLong = (): Promise<never> =>
  pause(longest).then(() => Promise.reject(new Error(`no end within ${longest / 1000} s`)));

/**
 * Runs all checks, one after the other; what nobody handles is a failure of its own.
 *
 * @param unhandled why promises were rejected that nobody handled, as the runtime tells
 */
export async function runChecks(context: Context, unhandled: () => readonly unknown[]): Promise<Report> {
  const report: Report = { passed: [], inapplicable: [], failed: [] };
  for (const [name, check] of Object.entries(all)) {
    try {
      // One at a time: they must not disturb one another.
      const outcome = await Promise.race([check(context), tooLong()]);
      report[outcome ?? 'passed'].push(name);
    } catch (error) {
      report.failed.push({ name, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }
  await pause(20);
  const name = 'C7 nothing is left unhandled';
  const left = unhandled();
  if (left.length === 0) report.passed.push(name);
  else report.failed.push({ name, why: left.map(String).join('; ') });
  return report;
}
