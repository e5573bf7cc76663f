import { setTimeout as pause } from 'node:timers/promises';
import { clientCredentials } from '@guichet/runtime';
import { answer, openApi } from './api.ts';

export interface RenewalRun {
  /** Seconds. */
  duration: number;
  callsPerSecond: number;
  /** Lifetime of a token, in seconds. */
  lifetime: number;
  /** How long the token endpoint takes, in milliseconds. */
  slowness: number;
}

export interface RenewalOutcome {
  calls: number;
  /** Calls that had no token at once, the first ones excepted. */
  waited: number;
  /** Token requests, the first included. */
  exchanges: number;
}

/**
 * Calls at a steady rate over a slow token endpoint, a real server on this machine. A call has a token at once if it has
 * it before anything that comes from the network can have been heard: that holds on a busy machine as on an idle one.
 */
export async function runRenewals(run: RenewalRun): Promise<RenewalOutcome> {
  let exchanges = 0;
  const api = await openApi((_, response) => {
    exchanges += 1;
    const token = { access_token: `token-${exchanges}`, token_type: 'Bearer', expires_in: run.lifetime };
    setTimeout(() => answer(response, 200, token), run.slowness);
  });
  try {
    const tokens = clientCredentials({ tokenUrl: `${api.url}/token`, clientId: 'a', clientSecret: 'b' });
    await tokens.getToken();
    const outcome = { calls: 0, waited: 0 };
    const call = async (): Promise<void> => {
      let hasToken = false;
      const got = (async () => {
        await tokens.getToken();
        hasToken = true;
      })();
      await Promise.resolve();
      await Promise.resolve();
      outcome.calls += 1;
      if (!hasToken) outcome.waited += 1;
      await got;
    };
    const start = performance.now();
    const all: Promise<void>[] = [];
    while (performance.now() - start < run.duration * 1000) {
      const due = ((performance.now() - start) / 1000) * run.callsPerSecond;
      while (all.length < due) all.push(call());
      await pause(1);
    }
    await Promise.all(all);
    return { ...outcome, exchanges };
  } finally {
    await api.close();
  }
}
