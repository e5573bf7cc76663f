import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identity } from '../../../guichet.config.ts';
import { loggerOptions } from '../src/logger.ts';
import { basic, openLibrary, type Library } from './fixture.ts';

const { secretPrefix } = identity;
const secret = `${secretPrefix}live_canary0123_${'A1b2'.repeat(10)}`;
const jwt = `eyJhbGciOiJFUzI1NiJ9.${Buffer.from('{"canary":true}').toString('base64url')}.c2lnbmF0dXJl`;

let log: string;
let library: Library;
const lines = () =>
  log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const calls = () => lines().filter(({ msg }) => msg === 'request completed');

async function open(level = 'info', front: Parameters<typeof openLibrary>[0] = {}) {
  const stream = new Writable({ write: (chunk, _encoding, done) => ((log += String(chunk)), done()) });
  library = await openLibrary({ front: { logger: { level, stream }, ...front.front } });
}

beforeEach(() => void (log = ''));
afterEach(() => library.front.close());

describe('the log', () => {
  it('has one line for each call, with what it asked for and who called', async () => {
    await open();
    const headers = { ...(await library.bearer()), 'x-request-id': 'r-1' };
    await library.front.inject({ url: '/v2/books?author=ada', headers });
    expect(lines()).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: process.pid,
        hostname: expect.any(String),
        request_id: 'r-1',
        method: 'GET',
        operation: 'listBooks',
        usage: ['public'],
        status: 200,
        caller: 'client',
        client_id: 'desk',
        address: '127.0.0.1',
        duration_ms: expect.any(Number),
        bytes_in: 0,
        bytes_out: expect.any(Number),
        msg: 'request completed',
      },
    ]);
  });

  it('of what programs ask again and again it has the failures only, and all at level debug', async () => {
    const routine = new Set(['hours']);
    let closed = false;
    const hours = () => {
      if (closed) throw new Error('closed');
      return { open: true };
    };
    await open('info', { front: { routine, handlers: { hours } } });
    await library.front.inject('/v2/hours');
    expect(log).toBe('');
    closed = true;
    await library.front.inject('/v2/hours');
    expect(calls()).toMatchObject([{ operation: 'hours', status: 500 }]);
    await library.front.close();

    [log, closed] = ['', false];
    await open('debug', { front: { routine, handlers: { hours } } });
    await library.front.inject('/v2/hours');
    expect(calls()).toMatchObject([{ level: 20, operation: 'hours', status: 200 }]);
  });

  it('refusals are information, faults of ours are errors', async () => {
    await open('info', {
      front: {
        handlers: {
          hours: () => {
            throw Object.assign(new Error('broken'), {
              detail: 'Key (secret)=(canary) exists',
              cause: new Error('deep'),
            });
          },
        },
      },
    });
    await library.front.inject('/v2/books');
    await library.front.inject('/v2/nothing/at/canary');
    await library.front.inject({ url: '/v2/hours', headers: { 'x-request-id': 'r-2' } });
    expect(calls().map(({ level, status, problem, operation }) => [level, status, problem, operation])).toEqual([
      [30, 401, 'authentication-required', 'listBooks'],
      [30, 404, 'not-found', undefined],
      [50, 500, 'internal-error', 'hours'],
    ]);
    // Why it failed stands in a line of its own, which the id leads to.
    const fault = lines().find(({ msg }) => msg === 'request failed');
    expect(fault).toMatchObject({ request_id: 'r-2', err: { message: 'broken', cause: { message: 'deep' } } });
    expect(log).not.toContain('canary');
  });

  it.each(['info', 'trace'])('O1 at level %s: no secret, wherever it was put', async (level) => {
    await open(level);
    const { authorization } = await library.bearer();
    const post = { method: 'POST' as const, url: '/v2/books' };
    const json = { authorization, 'content-type': 'application/json' };
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const value of [secret, jwt]) {
      const requests = [
        { url: `/v2/books?access_token=${value}`, headers: { authorization } },
        { url: `/v2/books/${value}`, headers: { authorization } },
        { url: `/${value}` },
        { url: `//${value}@host/v2/books` },
        { url: `/v2/books%ff${value}` },
        { url: '/v2/hours', headers: { 'user-agent': value, referer: value, 'x-forwarded-for': value } },
        { url: '/v2/hours', headers: { 'x-request-id': value.slice(0, 100) } },
        { url: '/v2/hours', headers: { traceparent: value, host: value, cookie: `session=${value}` } },
        { url: '/v2/books', headers: { authorization: value } },
        { url: '/v2/books', headers: { authorization: `Bearer ${value}`, 'x-library-key': value } },
        { ...post, headers: json, payload: JSON.stringify({ title: value }) },
        { ...post, headers: json, payload: `{"title": ${value}` },
        { ...post, headers: { ...json, 'content-type': value }, payload: value },
        {
          url: '/auth/token',
          method: 'POST' as const,
          headers: form,
          payload: `client_id=desk&client_secret=${value}`,
        },
        { url: '/auth/token', method: 'POST' as const, headers: basic(value, value), payload: '' },
      ];
      for (const request of requests) {
        await library.front.inject(request);
      }
    }
    expect(calls().length).toBeGreaterThan(25);
    expect(log).not.toMatch(/canary/iu);
    expect(log).not.toContain(secret.slice(-20));
    for (const part of [authorization.split('.')[1], ...jwt.split('.').slice(1)]) expect(log).not.toContain(part);
  });

  it('O1 a secret as the id of a request is not taken for one: it would end up in answers and in the audit', async () => {
    await open();
    for (const value of [secret, jwt]) {
      const request = { url: '/v2/nothing', headers: { 'x-request-id': value } };
      const { headers, body } = await library.front.inject(request);
      expect(headers['x-request-id']).toMatch(/^[\da-f-]{36}$/u);
      expect(body).not.toContain(value);
    }
  });
});

describe('the safety net under what handlers log', () => {
  it.each([
    { password: 'canary' },
    { request: { headers: { 'x-own': 'canary' } } },
    { context: { request: { headers: { authorization: 'canary' } } } },
    { a: { b: { c: { client_secret: 'canary' } } } },
    { token: { access_token: 'canary', refresh_token: 'canary' } },
    { any: { where: { at: { all: { deep: `in ${secret} a text canary`.slice(0, -7) } } } } },
    { list: [{ jwt }] },
  ])('O1 %j', async (what) => {
    await open();
    library.front.log.info(what, 'noted');
    expect(log).toContain('[redacted]');
    expect(log).not.toContain('canary');
    expect(log).not.toContain(jwt.split('.')[1]);
  });

  it('O1 in the message itself, and in that of an error', async () => {
    await open();
    library.front.log.warn({ err: new Error(`no ${jwt}`, { cause: new Error(secret) }) }, `and ${secret}`);
    expect(log.match(/\[redacted\]/gu)?.length).toBeGreaterThan(2);
    expect(log).not.toContain('canary');
    expect(log).not.toContain(jwt.split('.')[1]);
  });

  it('off is off', async () => {
    expect(loggerOptions(false)).toBe(false);
    library = await openLibrary({});
  });
});
