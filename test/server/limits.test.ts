import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswer, type Answer } from './support/answer.ts';
import { openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let credential: Credential;
let token: string;
beforeAll(async () => {
  server = await openSubject();
  credential = await server.credential();
  token = await server.tokenOf(credential);
});
afterAll(() => server?.close());

/** The most that the suite asks for to reach a limit: a server that allows more is not flooded. */
const most = 150;

const see = 'draft-ietf-httpapi-ratelimit-headers section 3 and 4';
const list = (query = '?limit=1') => server.call('collectivites.list', {}, { token, query });

interface Limit {
  name: string | undefined;
  left: number;
  reset: number;
  quota: number;
  window: number;
}

function limitOf({ headers }: Answer): Limit | undefined {
  const state = /^"([^"]+)";r=(\d+);t=(\d+)$/.exec(headers.get('ratelimit') ?? '');
  const policy = /^"([^"]+)";q=(\d+);w=(\d+)$/.exec(headers.get('ratelimit-policy') ?? '');
  if (!state || !policy) return undefined;
  expect(policy[1], see).toBe(state[1]);
  const [left, reset, quota, window] = [state[2], state[3], policy[2], policy[3]].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { name: state[1], left, reset, quota, window };
}

describe('the limit of a credential', () => {
  it('is told with each answer, also when it is refused, and counts down', async ({ skip }) => {
    const first = await list();
    expectAnswer(first, { status: 200, see: 'the contract' });
    if (!first.headers.has('ratelimit')) skip('the server has no limit, or does not tell');
    const limit = limitOf(first) as Limit;
    expect(limit, see).toBeDefined();
    expect(limit.left, see).toBeLessThan(limit.quota);
    expect(limit.reset, see).toBeGreaterThan(0);
    expect(limit.reset, see).toBeLessThanOrEqual(limit.window);
    for (const [answer, status] of [
      [await list('?limit=none'), 400],
      [await server.call('credentials.list', {}, { token }), 403],
    ] as const) {
      expectAnswer(answer, { status, see: 'the contract' });
      expect(limitOf(answer), see).toMatchObject({ name: limit.name, quota: limit.quota, window: limit.window });
      expect(limitOf(answer)?.left, see).toBeLessThan(limit.left);
    }
  });

  it('is told to nobody who has not authenticated', async () => {
    const stranger = await server.call('collectivites.list', {}, { token: 'junk' });
    expectAnswer(stranger, { status: 401, see: 'RFC 6750 section 3.1' });
    expect(stranger.headers.has('ratelimit')).toBe(false);
  });

  it('ends in 429 with Retry-After, for this credential only', async ({ skip }) => {
    const limit = limitOf(await list());
    if (!limit) skip('the server has no limit, or does not tell');
    if ((limit as Limit).left > most) skip(`the limit is far: more than ${most} requests`);
    let refused: Answer | undefined;
    for (let sent = 0; sent <= most + 1 && refused?.status !== 429; sent += 1) refused = await list();
    expectAnswer(refused as Answer, { status: 429, error: 'rate-limited', see: 'RFC 6585 section 4' });
    expect(refused?.headers.get('retry-after'), 'RFC 9110 section 10.2.3').toMatch(/^[1-9]\d*$/);
    expect(limitOf(refused as Answer), see).toMatchObject({ left: 0, quota: limit?.quota });
    const other = await server.tokenOf(await server.credential());
    expectAnswer(await server.call('collectivites.list', {}, { token: other }), { status: 200, see: 'the contract' });
  });
});
