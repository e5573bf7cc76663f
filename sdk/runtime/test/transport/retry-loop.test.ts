import { describe, expect, it } from 'vitest';
import { retryFrom } from '../../src/transport/retry-loop.ts';
import { type Attempts, type Outcome, retryPolicy } from '../../src/transport/retry.ts';

const broken = (code: string) => new TypeError('fetch failed', { cause: { code } });
const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

/** What comes of a first outcome and those that follow; the last one for all further tries. */
async function over(first: Outcome, following: (Response | Error)[], more: Partial<Attempts> = {}) {
  let tries = 0;
  const outcome = retryFrom(
    first,
    async () => {
      const next = following[Math.min(tries, following.length - 1)]!;
      tries += 1;
      if (next instanceof Error) throw next;
      return next;
    },
    {
      url: 'https://x.test/',
      method: 'GET',
      repeatable: true,
      policy: { ...retryPolicy('test', { limit: 2, delay: 1 }), maxDelay: 2 },
      signal: undefined,
      endsAt: Infinity,
      ...more,
    } as Attempts,
  ).catch((error: unknown) => error);
  return { outcome: await outcome, tries };
}

describe('a failure that lasts: no second try', () => {
  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
    'UND_ERR_CLOSED',
    'UND_ERR_DESTROYED',
    'PROXY_407',
  ])('%s', async (code) => {
    const error = broken(code);
    expect(await over({ error }, [answer(200)])).toEqual({ outcome: error, tries: 0 });
  });
});

describe('a failure that may pass: another try', () => {
  it.each([
    'ECONNRESET',
    'PROXY_502',
    'X_EPROTO',
    'EPROTO_X',
    'X_ERR_SSL_Y',
    'X_PROXY_407',
    'X_UND_ERR_CLOSED',
    'UND_ERR_CLOSED_X',
  ])('%s', async (code) => {
    const fine = answer(200);
    expect(await over({ error: broken(code) }, [fine])).toEqual({ outcome: fine, tries: 1 });
  });

  it('one without a code, as browsers have it', async () => {
    const { tries } = await over({ error: new TypeError('Failed to fetch') }, [answer(200)]);
    expect(tries).toBe(1);
  });

  it('one that is followed by others: the last one counts', async () => {
    const last = broken('ECONNREFUSED');
    const { outcome, tries } = await over({ error: broken('ECONNRESET') }, [answer(503), last]);
    expect([outcome, tries]).toEqual([last, 2]);
    const bug = new Error('a bug');
    expect(await over({ response: answer(503) }, [bug])).toEqual({ outcome: bug, tries: 1 });
  });

  it('each wait is told before', async () => {
    let waits = 0;
    await over({ response: answer(503) }, [broken('ECONNRESET'), answer(200)], { onWait: () => (waits += 1) });
    expect(waits).toBe(2);
  });
});

it('tries that are used up: the last answer', async () => {
  const last = answer(502);
  const { outcome, tries } = await over({ response: answer(503) }, [answer(500), last]);
  expect([outcome, tries]).toEqual([last, 2]);
});

it('R5 a wait that ends at the deadline or after it: the answer at once', async () => {
  const late = answer(503, { 'retry-after': '1' });
  expect(await over({ response: late }, [answer(200)], { endsAt: Date.now() + 900 })).toEqual({
    outcome: late,
    tries: 0,
  });
});

it('R7 aborted: the reason, and no try', async () => {
  const signal = AbortSignal.abort('enough');
  expect(await over({ error: broken('ECONNRESET') }, [answer(200)], { signal })).toEqual({
    outcome: 'enough',
    tries: 0,
  });
});
