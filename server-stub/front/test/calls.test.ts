import { once } from 'node:events';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from '../src/index.ts';
import { basic, openLibrary, type Library } from './fixture.ts';
import { openHall } from './oauth/person.ts';

let library: Library;
let url: string;
let calls: Call[];
let waiting: (() => void) | undefined;
let asked: (() => void) | undefined;

beforeAll(async () => {
  library = await openLibrary({
    front: {
      observe: (call) => {
        calls.push(call);
        waiting?.();
      },
      handlers: {
        hours: () => {
          asked?.();
          return new Promise((resolve) => setTimeout(resolve, 200, { open: true }));
        },
      },
    },
  });
  await library.front.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(library.front.server.address() as AddressInfo).port}`;
});
beforeEach(() => void (calls = []));
afterAll(() => library.front.close());

/** The one call that was told of. The answer is out before it is. */
async function told(): Promise<Call> {
  if (calls.length === 0) await new Promise<void>((resolve) => (waiting = resolve));
  expect(calls).toHaveLength(1);
  return calls[0] as Call;
}

const signedIn = async (scopes?: string[]) => library.bearer(scopes ? { scopes } : {});

describe('a call that ended is told of once', () => {
  it('with its operation, its caller, its status and the bytes of its bodies', async () => {
    const body = JSON.stringify({ title: 'été' });
    const response = await fetch(`${url}/v2/books`, {
      method: 'POST',
      body,
      headers: { ...(await signedIn()), 'content-type': 'application/json', 'x-request-id': 'r-1' },
    });
    const answer = await response.arrayBuffer();
    const call = await told();
    expect(call).toMatchObject({ requestId: 'r-1', method: 'POST', address: '127.0.0.1', status: 200 });
    expect(call.operation?.operationId).toBe('addBook');
    expect(call.caller).toMatchObject({ kind: 'client', clientId: 'desk', subject: 'ada' });
    expect(call.problem).toBeUndefined();
    expect([call.bytesIn, call.bytesOut]).toEqual([Buffer.byteLength(body), answer.byteLength]);
    expect(call.duration).toBeGreaterThan(0);
  });

  it('a body without a length is counted as it comes', async () => {
    const out = send(`${url}/v2/books`, {
      method: 'POST',
      headers: { ...(await signedIn()), 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    });
    out.write('{"title":');
    out.end('"x"}');
    const [answer] = await once(out, 'response');
    answer.resume();
    expect(await told()).toMatchObject({ status: 200, bytesIn: 13 });
  });

  it('a length that is announced and never comes counts for nothing', async () => {
    const out = send(`${url}/v2/books`, {
      headers: { ...(await signedIn()), 'content-length': '18446744073709551615' },
    });
    out.flushHeaders();
    const [answer] = await once(out, 'response');
    answer.resume();
    expect(await told()).toMatchObject({ status: 200, bytesIn: 0 });
    out.destroy();
  });

  it('refused for its scope: the caller is known', async () => {
    await fetch(`${url}/v2/books`, { method: 'POST', headers: await signedIn(['books.read']) });
    const call = await told();
    expect(call).toMatchObject({ status: 403, problem: 'insufficient-scope', caller: { clientId: 'desk' } });
  });

  it('refused for a token that is not valid: nobody is known', async () => {
    await fetch(`${url}/v2/books`, { headers: { authorization: 'Bearer canary' } });
    const call = await told();
    expect(call).toMatchObject({ status: 401, problem: 'invalid-token', caller: undefined });
    expect(call.operation?.operationId).toBe('listBooks');
  });

  it('HEAD counts as the operation of GET, and answers no body', async () => {
    await fetch(`${url}/v2/books`, { method: 'HEAD', headers: await signedIn() });
    const call = await told();
    expect(call).toMatchObject({ method: 'HEAD', status: 200, bytesOut: 0 });
    expect(call.operation?.operationId).toBe('listBooks');
  });

  it('a path of nothing: no operation', async () => {
    await fetch(`${url}/v2/nothing`);
    expect(await told()).toMatchObject({ status: 404, problem: 'not-found', operation: undefined });
  });

  it('a token request: the client that authenticated', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const response = await fetch(`${url}/auth/token`, { method: 'POST', body, headers: basic('desk', 'correct') });
    const { byteLength } = await response.arrayBuffer();
    const call = await told();
    expect(call).toMatchObject({ status: 200, caller: { clientId: 'desk' }, bytesIn: 29, bytesOut: byteLength });
    expect(call.operation?.operationId).toBe('token');
  });

  it('a token request with a wrong secret: nobody', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    await fetch(`${url}/auth/token`, { method: 'POST', body, headers: basic('desk', 'canary') });
    expect(await told()).toMatchObject({ status: 401, caller: undefined });
  });

  it('a client that left before the answer: 499', async () => {
    const out = send(`${url}/v2/hours`);
    out.on('error', () => {});
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    out.end();
    await arrived;
    out.destroy();
    expect(await told()).toMatchObject({ status: 499 });
    // The handler of this one began later: when it has answered, the other one has too, and was not told of again.
    const next = new Promise<void>((resolve) => (waiting = resolve));
    await fetch(`${url}/v2/hours`);
    await next;
    expect(calls.map(({ status }) => status)).toEqual([499, 200]);
  });
});

it('an observer that throws changes no answer', async () => {
  const other = await openLibrary({
    front: {
      observe: () => {
        throw new Error('full');
      },
    },
  });
  expect((await other.front.inject('/v2/hours')).statusCode).toBe(200);
  await other.front.close();
});

it.each(['desk', 'nobody'])('who names a client to sign in at is not that client: %s', async (clientId) => {
  const ended: Call[] = [];
  const hall = await openHall({}, { observe: (call) => ended.push(call) });
  const query = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: 'http://x.example/' });
  expect((await hall.front.inject(`/auth/door?${query}`)).statusCode).toBe(400);
  await hall.front.close();
  expect(ended).toMatchObject([{ status: 400, caller: undefined, operation: { operationId: 'door' } }]);
});
