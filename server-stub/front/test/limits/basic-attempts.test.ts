import { afterEach, describe, expect, it } from 'vitest';
import { limitAttempts } from '../../src/index.ts';
import { client, openLibrary, type Library } from '../fixture.ts';

let library: Library;
afterEach(() => library.front.close());

const [stranger, home] = ['203.0.113.9', '198.51.100.4'];
const ask = (from: string, id: string, secret: string) =>
  library.front.inject({
    url: '/v2/doors',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}`, 'x-forwarded-for': from },
  });

describe('A3 guessing by HTTP Basic on an operation', () => {
  it('is limited as at the token endpoint, with a problem, and slows nobody elsewhere', async () => {
    library = await openLibrary({ front: { attempts: limitAttempts(), trustProxy: true } });
    library.clients.push(client({ clientId: 'till' }));
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) answers.push(await ask(stranger, 'desk', `guess ${guess}`));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    const refused = answers.at(-1);
    expect(refused?.json()).toMatchObject({ type: expect.stringMatching(/rate-limited$/), status: 429 });
    expect(refused?.headers['retry-after']).toMatch(/^\d+$/);
    expect((await ask(stranger, 'desk', 'correct')).statusCode).toBe(429);
    expect((await ask(stranger, 'till', 'correct')).statusCode).toBe(200);
    expect((await ask(home, 'desk', 'correct')).statusCode).toBe(200);
  });

  it('A1 does not tell known from unknown clients', async () => {
    const statuses = async (id: string) => {
      library = await openLibrary({ front: { attempts: limitAttempts() } });
      const found: unknown[] = [];
      for (let guess = 0; guess < 15; guess += 1) {
        const { statusCode, headers, body } = await ask(stranger, id, 'wrong');
        const { requestId: _, ...problem } = JSON.parse(body);
        found.push([statusCode, headers['retry-after'], problem]);
      }
      return found;
    };
    const known = await statuses('desk');
    expect(await statuses('nobody')).toEqual(known);
    expect(known.map((each) => (each as unknown[])[0])).toContain(429);
  });
});
