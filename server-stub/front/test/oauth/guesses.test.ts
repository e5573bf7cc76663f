import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitAttempts, ProblemError } from '../../src/index.ts';
import { authorizeUrl, Browser, openHall, pkce, type Hall } from './person.ts';

let hall: Hall;
let checked = 0;
let time = 0;
const home = { 'x-forwarded-for': '203.0.113.7' };
const elsewhere = { 'x-forwarded-for': '198.51.100.9' };

beforeEach(async () => {
  time = Date.now();
  hall = await openHall({}, { attempts: limitAttempts({ now: () => time }), trustProxy: true });
  const { signIn: check } = hall.signing;
  hall.signing.signIn = (login, password) => {
    checked += 1;
    return check(login, password);
  };
});
afterEach(() => hall.front.close());

const open = (headers: Record<string, string>) => new Browser(hall.front).open(authorizeUrl(pkce().challenge), headers);

async function signIn(headers: Record<string, string>, login: string, password: string): Promise<Browser> {
  const browser = await open(headers);
  return browser.submit(/sign-in\/[^/]+$/, { login, password }, headers);
}

async function fail(times: number, headers: Record<string, string>, login: string): Promise<number[]> {
  const browser = await open(headers);
  const statuses: number[] = [];
  for (let count = 0; count < times; count += 1) {
    await browser.submit(/sign-in\/[^/]+$/, { login, password: 'wrong' }, headers);
    statuses.push(browser.status);
  }
  return statuses;
}

describe('guesses at passwords', () => {
  it('A3 are limited for a login at an address, and let nobody in while they are, not even with the right one', async () => {
    expect(await fail(12, home, 'ada')).toEqual([...Array(10).fill(422), 429, 429]);
    const browser = await signIn(home, 'ada', 'engine');
    expect(browser.status).toBe(429);
    expect(browser.page).toContain('Wait a minute');
    time += 6_000;
    expect((await signIn(home, 'ada', 'engine')).page).toContain('Grant access?');
  });

  it('A3 do not lock the owner out: not at another address, nor at one where she signed in before', async () => {
    await fail(12, home, 'ada');
    expect((await signIn(elsewhere, 'ada', 'engine')).page).toContain('Grant access?');
    await fail(12, elsewhere, 'ada');
    expect((await signIn(elsewhere, 'ada', 'engine')).page).toContain('Grant access?');
  });

  it('A3 are limited where the owner signs in, too: without budget the password is not even checked', async () => {
    expect((await signIn(home, 'ada', 'engine')).page).toContain('Grant access?');
    checked = 0;
    expect(new Set(await fail(25, home, 'ada'))).toEqual(new Set([422, 429]));
    expect(checked).toBe(20);
    expect((await signIn(home, 'ada', 'engine')).status).toBe(429);
    expect(checked).toBe(20);
    expect((await signIn(elsewhere, 'ada', 'engine')).page).toContain('Grant access?');
  });

  it('A3 are limited for an address over all logins, known or not', async () => {
    const logins = Array.from({ length: 4 }, (_, index) => `nobody-${index}`);
    const statuses: number[] = [];
    for (const login of logins) statuses.push(...(await fail(6, home, login)));
    expect(statuses.filter((status) => status === 422)).toHaveLength(20);
    expect((await signIn(home, 'ada', 'wrong')).status).toBe(429);
  });
});

it('a sign-in while too many passwords are checked says so on the page', async () => {
  const busy = await openHall({
    people: {
      scopes: { 'books.read': 'Read the books' },
      people: { signIn: () => Promise.reject(new ProblemError('unavailable', 'Busy.')), find: async () => undefined },
    },
  });
  const browser = await new Browser(busy.front).open(authorizeUrl(pkce().challenge));
  await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
  expect(browser.status).toBe(503);
  expect(browser.page).toContain('not possible at the moment');
  await busy.front.close();
});

describe('guesses at codes of devices', () => {
  const type = async (userCode: string, headers: Record<string, string>) => {
    // Without the cookies of the guesses before: a session is no measure.
    const browser = await new Browser(hall.front).open('/device', headers);
    return browser.submit(/device$/, { user_code: userCode }, headers);
  };

  it('K5 are limited by address, whatever session they come with; others go on', async () => {
    const answer = await hall.front.inject({
      method: 'POST',
      url: '/auth/kiosk',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'client_id=reader-app&scope=books.read',
    });
    const { user_code: userCode } = answer.json() as { user_code: string };
    for (let count = 0; count < 10; count += 1) {
      expect((await type('BBBB-BBBB', home)).page).toContain('There is no such code');
    }
    const refused = await type(userCode, home);
    expect(refused.status).toBe(429);
    expect(refused.page).toContain('Too many attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await type(userCode, elsewhere)).page).toContain('Is this your device?');
    time += 6_000;
    expect((await type(userCode, home)).page).toContain('Is this your device?');
  });
});
