import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios, startMock, type RunningMock, type ScenarioName } from '../../src/index.ts';
import { books } from '../fixture.ts';
import { clientOf } from '../support.ts';

let mock: RunningMock;
beforeAll(async () => {
  mock = await startMock({ contract: books, port: 0 });
});
afterAll(() => mock.close());

const inScenario = (scenario: ScenarioName) => clientOf(mock, mock.createSession({ scenario }));

async function statuses(client: ReturnType<typeof clientOf>, count: number, path = '/v1/books'): Promise<number[]> {
  const token = await client.token();
  const found: number[] = [];
  for (let call = 0; call < count; call += 1) {
    found.push((await client.call(token, path)).status);
  }
  return found;
}

describe('scenarios', () => {
  it('are demo credentials that are there from the start, with the demo secret', async () => {
    const names = Object.keys(scenarios);
    expect(mock.clients.map(({ clientId }) => clientId)).toEqual([
      'guichet-demo',
      ...names.map((name) => `guichet-demo-${name}`),
    ]);
    const tokens = mock.clients.map((client) =>
      clientOf(mock, { ...client, clientSecret: mock.credential.clientSecret }).token(),
    );
    expect(await Promise.all(tokens)).toHaveLength(names.length + 1);
    const state = await clientOf(mock, mock.clients[2]!).control('GET');
    expect(state.body).toMatchObject({ id: 'guichet-demo-revoked-midway', scenario: 'revoked-midway' });
  });

  it('expired: every second token, the first included, has expired when it is used', async () => {
    const client = inScenario('expired');
    const seen: unknown[] = [];
    for (let count = 0; count < 4; count += 1) {
      const answer = await client.call(await client.token(), '/v1/books');
      seen.push([answer.status, answer.headers.get('www-authenticate')?.includes('error="invalid_token"') ?? false]);
    }
    expect(seen).toEqual([
      [401, true],
      [200, false],
      [401, true],
      [200, false],
    ]);
    await client.control('POST', '/reset');
    expect((await client.call(await client.token(), '/v1/books')).status).toBe(401);
  });

  it('revoked-midway: five calls, then neither calls nor tokens, until a minute without calls', async () => {
    const client = inScenario('revoked-midway');
    expect(await statuses(client, 7)).toEqual([200, 200, 200, 200, 200, 401, 401]);
    const refused = await client.requestToken();
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([401, 'invalid_client']);
    await client.control('POST', '/clock', { advance: 45 });
    expect((await client.requestToken()).status).toBe(401);
    await client.control('POST', '/clock', { advance: 45 });
    expect((await client.requestToken()).status).toBe(401);
    await client.control('POST', '/clock', { advance: 60 });
    expect(await statuses(client, 6)).toEqual([200, 200, 200, 200, 200, 401]);
    await client.control('POST', '/reset');
    expect(await statuses(client, 1)).toEqual([200]);
  });

  it('revoked-midway: five calls also when they come at once', async () => {
    const client = inScenario('revoked-midway');
    const token = await client.token();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.call(token, '/v1/books')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(15);
  });

  it('revoked-midway: not even one more that was let in before the fifth was answered', () => {
    const run = scenarios['revoked-midway'].start();
    const refusals = Array.from({ length: 6 }, () => run.answerCall(0).refusal);
    expect(refusals).toEqual([undefined, undefined, undefined, undefined, undefined, 401]);
  });

  it('throttled: every third call is 429 with Retry-After, as the contract declares it', async () => {
    const client = inScenario('throttled');
    expect(await statuses(client, 7)).toEqual([200, 200, 429, 200, 200, 429, 200]);
    const token = await client.token();
    await client.call(token, '/v1/books');
    const declared = await client.call(token, '/v1/books');
    expect([declared.status, declared.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await declared.json()).toMatchObject({ type: 'about:blank' });
    expect(declared.headers.get('preference-applied')).toBeNull();
  });

  it('throttled: 429 is the counter’s own problem where the contract declares none', async () => {
    const client = inScenario('throttled');
    expect(await statuses(client, 2, '/v1/books/1')).toEqual([200, 200]);
    const answer = await client.call(await client.token(), '/v1/books/1');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await answer.json()).toMatchObject({ type: 'https://guichet.example/problems/rate-limited' });
    const { body } = await client.control('GET', '/journal?status=429');
    expect(body.entries).toMatchObject([{ answeredBy: 'scenario', problem: 'rate-limited' }]);
  });

  it('flaky: every fifth call is 503 with Retry-After', async () => {
    const client = inScenario('flaky');
    expect(await statuses(client, 10)).toEqual([200, 200, 200, 200, 503, 200, 200, 200, 200, 503]);
    await statuses(client, 4);
    const answer = await client.call(await client.token(), '/v1/books');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('count from the start again after a reset', async () => {
    const client = inScenario('throttled');
    expect(await statuses(client, 2)).toEqual([200, 200]);
    await client.control('POST', '/reset');
    expect(await statuses(client, 3)).toEqual([200, 200, 429]);
  });

  it('slow: each answer comes 3 s late', async () => {
    const client = inScenario('slow');
    const token = await client.token();
    const start = performance.now();
    expect((await client.call(token, '/v1/books')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(2999);
  });

  it('slow: nobody waits for an answer when the mock closes', async () => {
    const took: number[] = [];
    // A machine that is busy with something else is late, but not each time.
    for (let n = 0; n < 3 && !(Math.min(...took) < 2700); n += 1) {
      const other = await startMock({ contract: books, port: 0 });
      const client = clientOf(other, other.createSession({ scenario: 'slow' }));
      const token = await client.token();
      const call = client.call(token, '/v1/books').then(
        ({ status }) => status,
        () => 'gone',
      );
      await new Promise((done) => setTimeout(done, 200));
      const start = performance.now();
      await other.close();
      took.push(performance.now() - start);
      expect([200, 'gone']).toContain(await call);
    }
    expect(Math.min(...took)).toBeLessThan(2700);
  });

  it('read-only: has the scopes that reading needs, and no others', async () => {
    const client = inScenario('read-only');
    expect((await client.control('GET')).body.scopes).toEqual(['read']);
    expect(await statuses(client, 1)).toEqual([200]);
    expect((await client.call(await client.token(), '/v1/books/1', { method: 'DELETE' })).status).toBe(403);
    expect((await client.requestToken({ scope: 'write' })).status).toBe(400);
  });
});
