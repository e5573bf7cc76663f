import { describe, expect, it } from 'vitest';
import { type HookRequest, createTransport, isConnectionError } from '@guichet/runtime';
import { failure } from '../support/wait.ts';
import { origin, over, secured } from '../support/watched.ts';

const ok = () => Response.json({ ok: true });
const busy = () => new Response(null, { status: 503 });

describe('hooks', () => {
  it('are called around each try, with its number and its operation', async () => {
    const told: unknown[] = [];
    const contract = { operations: { 'things.list': { method: 'GET', path: '/things', scopes: [] } } };
    const { client } = over([busy, ok], {
      contract,
      hooks: {
        beforeRequest: ({ attempt, operation }) => void told.push(['before', attempt, operation]),
        afterResponse: ({ attempt }, { status }) => void told.push(['after', attempt, status]),
      },
    });
    await client.get({ url: '/things', security: secured });
    expect(told).toEqual([
      ['before', 1, 'things.list'],
      ['after', 1, 503],
      ['before', 2, 'things.list'],
      ['after', 2, 200],
    ]);
  });

  it('what a hook sets is sent, what it deletes is not, and each try starts from the last', async () => {
    const { client, requests } = over([busy, ok], {
      headers: { 'x-one': '1', 'x-two': '2' },
      hooks: {
        beforeRequest({ headers, attempt }) {
          headers['X-Try'] = String(attempt);
          delete headers['x-two'];
        },
      },
    });
    await client.get({ url: '/x', security: secured });
    expect(requests.map(({ headers }) => [headers.get('x-try'), headers.get('x-one'), headers.get('x-two')])).toEqual([
      ['1', '1', null],
      ['2', '1', null],
    ]);
    expect(requests[1]!.headers.get('authorization')).toMatch(/^Bearer /);
  });

  it('S1 see no token, no key and no token of a person, and cannot take them away', async () => {
    const seen: HookRequest[] = [];
    const { client, requests } = over([busy, ok], {
      userToken: 'canary-person',
      hooks: {
        beforeRequest(request) {
          seen.push(structuredClone(request));
          delete request.headers['authorization'];
          request.headers['authorization'] = 'Bearer mine';
        },
      },
    });
    await client.get({ url: '/x', security: secured });
    expect(JSON.stringify(seen)).not.toMatch(/canary|Bearer/);
    expect(requests.map(({ headers }) => headers.get('x-user-token'))).toEqual(['canary-person', 'canary-person']);
    expect(requests[1]!.headers.get('authorization')).toBe('Bearer test-token-1');
  });

  it('what a hook throws ends the call, and is not tried again', async () => {
    const { client, requests } = over([ok], {
      hooks: {
        beforeRequest() {
          throw new RangeError('not today');
        },
      },
    });
    expect(await failure(client.get({ url: '/x' }))).toEqual(new RangeError('not today'));
    expect(requests).toHaveLength(0);
  });

  it('a try without an answer: afterFailure has its error', async () => {
    const failures: unknown[] = [];
    const broken = () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }));
    const { client } = over([broken], {
      retry: 1,
      hooks: { afterFailure: ({ attempt }, error) => void failures.push([attempt, (error as Error).message]) },
    });
    expect(isConnectionError(await failure(client.get({ url: '/x' })))).toBe(true);
    expect(failures).toEqual([
      [1, 'fetch failed'],
      [2, 'fetch failed'],
    ]);
  });

  it.each([
    [{ onRequest: () => {} }, /`hooks\.onRequest` is unknown\. Known are beforeRequest, afterResponse, afterFailure/],
    [{ beforeRequest: 'log' }, /`hooks\.beforeRequest` cannot be a string\. Pass a function/],
    [null, /`hooks` cannot be null/],
  ])('%o: a TypeError', (hooks, said) => {
    expect(() => createTransport({ baseUrl: origin, hooks: hooks as never })).toThrow(said);
  });
});
