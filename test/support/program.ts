import { identity } from '../../guichet.config.ts';
import { type RunResult, run } from '../../scripts/lib/run.ts';
import type { Counter } from './counters.ts';

const { envPrefix } = identity;

/** The environment that a partner's program finds its credential in. */
export const environmentOf = (counter: Pick<Counter, 'url' | 'clientId' | 'clientSecret'>): NodeJS.ProcessEnv => ({
  [`${envPrefix}BASE_URL`]: counter.url,
  [`${envPrefix}CLIENT_ID`]: counter.clientId,
  [`${envPrefix}CLIENT_SECRET`]: counter.clientSecret,
});

/** Runs a program with the pinned Node against a counter, on the built SDK, as a partner would. */
export const runProgram = (
  file: string,
  args: readonly string[],
  counter: Pick<Counter, 'url' | 'clientId' | 'clientSecret'>,
): Promise<RunResult> => run('node', [file, ...args], { env: environmentOf(counter) });
