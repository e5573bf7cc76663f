import { afterEach, describe, expect, it } from 'vitest';
import { limitAttempts } from '../../src/index.ts';
import { basic, client, openLibrary, type Library } from '../fixture.ts';

const grant = { grant_type: 'client_credentials' };
let library: Library;
afterEach(() => library.front.close());

async function open() {
  let time = 1_800_000_000_000;
  library = await openLibrary({ front: { attempts: limitAttempts({ now: () => time }), trustProxy: true } });
  library.clients.push(client({ clientId: 'till' }));
  return { pass: (seconds: number) => void (time += seconds * 1000) };
}

const ask = (from: string, headers: Record<string, string>, form: Record<string, string> = {}, url = '/auth/token') =>
  library.token({ ...grant, ...form }, { url, headers: { ...headers, 'x-forwarded-for': from } });
const statuses = async (count: number, attempt: (index: number) => ReturnType<typeof ask>) => {
  const found: number[] = [];
  for (let index = 0; index < count; index += 1) found.push((await attempt(index)).statusCode);
  return found;
};
const [stranger, home] = ['203.0.113.9', '198.51.100.4'];

describe('A3 guessing at the token endpoint', () => {
  it('ends in 429 with Retry-After in the OAuth shape, and goes on when it has passed', async () => {
    const { pass } = await open();
    const guess = (index: number) => ask(stranger, basic(`guess-${index}`, 'wrong'));
    expect(await statuses(22, guess)).toEqual([...Array.from({ length: 20 }, () => 401), 429, 429]);
    const refused = await guess(0);
    expect(refused.headers).toMatchObject({ 'retry-after': '3', 'cache-control': 'no-store' });
    expect(refused.headers['content-type']).toMatch(/^application\/json/);
    expect(refused.headers['x-request-id']).toBeTruthy();
    expect(refused.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: expect.stringContaining('try again in 3 s'),
    });
    pass(3);
    expect(await statuses(2, guess)).toEqual([401, 429]);
  });

  it.each([
    ['Basic', (id: string) => ask(stranger, basic(id, 'wrong'))],
    ['the body', (id: string) => ask(stranger, {}, { client_id: id, client_secret: 'wrong' })],
  ])('A1 does not tell known from unknown clients, by %s', async (_, attempt) => {
    const answers = async (id: string) => {
      await library?.front.close();
      await open();
      const found: unknown[] = [];
      for (let index = 0; index < 25; index += 1) {
        const { statusCode, body, headers } = await attempt(id);
        const { date: _date, 'x-request-id': _id, ...rest } = headers;
        found.push([statusCode, body, rest]);
      }
      return found;
    };
    const known = await answers('desk');
    expect(known.map((answer) => (answer as unknown[])[0])).toContain(429);
    expect(await answers('nobody')).toEqual(known);
  });

  it('slows the client nowhere else', async () => {
    await open();
    await statuses(30, () => ask(stranger, basic('desk', 'wrong')));
    expect((await ask(home, basic('desk', 'correct'))).statusCode).toBe(200);
  });

  it('does not lock out the owner behind the same address, however the owner authenticates', async () => {
    await open();
    await ask(home, basic('desk', 'correct'));
    await statuses(30, (index) => ask(home, basic(`guess-${index}`, 'wrong')));
    await statuses(30, () => ask(home, basic('desk', 'wrong')));
    expect((await ask(home, basic('desk', 'correct'))).statusCode).toBe(200);
    expect((await ask(home, {}, { client_id: 'desk', client_secret: 'correct' })).statusCode).toBe(200);
    expect((await ask(home, basic('till', 'correct'))).statusCode).toBe(429);
  });

  it('is refused beside the owner too: what lets the owner pass lets nobody guess', async () => {
    await open();
    await ask(home, basic('desk', 'correct'));
    await statuses(30, (index) => ask(home, basic(`guess-${index}`, 'wrong')));
    const guesses = [
      await ask(home, basic('desk', 'wrong')),
      await ask(home, {}, { client_id: 'desk', client_secret: 'wrong' }),
      await ask(home, {}, { client_id: 'nobody', client_secret: 'wrong' }),
    ];
    for (const { statusCode, headers, body } of guesses) {
      expect([statusCode, headers['retry-after'], headers['www-authenticate']]).toEqual([429, '3', undefined]);
      expect(JSON.parse(body).error).toBe('temporarily_unavailable');
    }
  });

  it('by the body is counted for the client, as by Basic', async () => {
    await open();
    const guess = () => ask(stranger, {}, { client_id: 'desk', client_secret: 'wrong' });
    expect(await statuses(12, guess)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await ask(stranger, basic('till', 'correct'))).statusCode).toBe(200);
  });

  it('counts failures only: malformed requests, refused scopes and successes are free', async () => {
    await open();
    await statuses(30, () => ask(home, { authorization: 'Basic %%%' }));
    await statuses(30, () => ask(home, basic('desk', 'correct'), { scope: 'books.burn' }));
    await statuses(30, () => ask(home, basic('desk', 'correct')));
    expect((await ask(home, basic('till', 'correct'))).statusCode).toBe(200);
  });

  it.each(['/auth/revoke', '/auth/look'])('is counted at %s as well', async (url) => {
    await open();
    await statuses(25, (index) => ask(stranger, basic(`guess-${index}`, 'wrong'), { token: 'x' }, url));
    expect((await ask(stranger, basic('desk', 'correct'))).statusCode).toBe(429);
  });

  it('is not what a client does whose token has expired', async () => {
    await open();
    const expired = await statuses(30, () => ask(home, { authorization: 'Bearer junk' }, { token: 'x' }, '/auth/look'));
    expect(new Set(expired)).toEqual(new Set([401]));
    expect((await ask(home, basic('desk', 'correct'))).statusCode).toBe(200);
  });
});
