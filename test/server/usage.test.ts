/* oxlint-disable vitest/expect-expect -- expectAnswer expects */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswer, type Answer } from './support/answer.ts';
import { openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let credential: Credential;
beforeAll(async () => {
  server = await openSubject();
  credential = await server.credential();
});
afterAll(() => server?.close());

const usageOf = ({ client_id }: Credential, token: string | undefined = server.token, query = ''): Promise<Answer> =>
  server.call('credentials.usage.get', { client_id }, { token, query });

/** Asks until it holds: counts are written within a second, and a replica may answer that has not heard yet. */
async function until(holds: (usage: Answer) => boolean): Promise<Answer> {
  let usage = await usageOf(credential);
  for (let left = 80; left > 0 && !holds(usage); left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    usage = await usageOf(credential);
  }
  return usage;
}

describe('O4 usage', () => {
  it('counts each request of a credential once, refused ones and those for tokens included', async () => {
    const before = await usageOf(credential);
    expectAnswer(before, { status: 200, see: 'the contract' });
    expect(before.body).toMatchObject({ requests: 0, error_rate: null, last_used_at: null, days: [] });

    const token = await server.tokenOf(credential);
    const calls = Array.from({ length: 12 }, () => server.call('collectivites.list', {}, { token, query: '?limit=1' }));
    const answers = await Promise.all(calls);
    // A read-only credential may not list credentials.
    answers.push(await server.call('credentials.list', {}, { token }));
    const bytes = answers.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);

    const { body } = await until((usage) => usage.body.requests >= 14 && usage.body.last_used_at !== null);
    expect(body).toMatchObject({ requests: 14, client_errors: 1, server_errors: 0, rate_limited: 0 });
    expect(body.error_rate).toBeCloseTo(1 / 14, 3);
    expect(body.bytes_out).toBeGreaterThanOrEqual(bytes);
    expect(body.last_used_at).not.toBeNull();
    const byOperation = Object.fromEntries(
      body.operations.map((one: { operation_id: string; requests: number }) => [one.operation_id, one.requests]),
    );
    expect(byOperation).toMatchObject({ 'collectivites.list': 12, 'credentials.list': 1 });
    const sum = (list: { requests: number }[]) => list.reduce((total, { requests }) => total + requests, 0);
    expect([sum(body.days), sum(body.statuses), sum(body.operations)]).toEqual([14, 14, 14]);
    expect(body.statuses).toContainEqual({ status: 403, requests: 1 });
  });

  it('is told by the hour as well', async () => {
    const { status, body } = await usageOf(credential, server.token, '?granularity=hour');
    expect(status).toBe(200);
    expect(body.hours.length).toBeGreaterThan(0);
    expect(Date.parse(body.hours[0].starts_at) % 3_600_000).toBe(0);
  });

  it.each(['?from=2024-01-01&to=2026-01-01', '?from=2024-02-30', '?granularity=minute', '?to=tomorrow'])(
    'of a period that cannot be (%s) is 400',
    async (query) => {
      expectAnswer(await usageOf(credential, server.token, query), { status: 400, see: 'the contract' });
    },
  );

  it('P5 of somebody else’s credential is answered as that of none', async ({ skip }) => {
    if (server.settings.otherToken === undefined) skip('--other-token of a second person was not given');
    expectAnswer(await usageOf(credential, server.settings.otherToken), { status: 404, see: 'a 403 would tell' });
  });
});
