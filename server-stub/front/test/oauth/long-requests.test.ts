import { afterAll, describe, expect, it } from 'vitest';
import { memoryFlowRecords } from '../../src/index.ts';
import { authorizeUrl, openHall, pkce } from './person.ts';

let written = 0;
const records = memoryFlowRecords();
const flowRecords: typeof records = {
  ...records,
  upsert: (...parameters) => {
    written += 1;
    return records.upsert(...parameters);
  },
};
const hall = await openHall({ flowRecords });
afterAll(() => hall.front.close());

const authorize = (state: string) => {
  const { pathname, search } = new URL(authorizeUrl(pkce().challenge, { state }));
  return hall.front.inject({ url: pathname + search });
};
const device = (extra: Record<string, string>, headers: Record<string, string> = {}) =>
  hall.front.inject({
    method: 'POST',
    url: '/auth/kiosk',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ client_id: 'reader-app', scope: 'books.read', ...extra }).toString(),
  });

describe('T3 what anybody may have stored is short', () => {
  it('an authorization request over 4 kB is refused on a page, and leaves no record', async () => {
    expect((await authorize('x'.repeat(3_000))).statusCode).toBe(303);
    written = 0;
    const refused = await authorize('x'.repeat(4_096));
    expect(refused.statusCode).toBe(414);
    expect(refused.headers['content-type']).toContain('text/html');
    expect(refused.body).toContain('longer than 4096');
    expect(written).toBe(0);
  });

  it('a device authorization over 4 kB, or of a length it does not tell, is refused, and leaves no record', async () => {
    expect((await device({ note: 'x'.repeat(3_000) })).statusCode).toBe(200);
    written = 0;
    const long = await device({ note: 'x'.repeat(4_096) });
    expect(long.statusCode).toBe(413);
    expect(long.json()).toMatchObject({ error: 'invalid_request' });
    const chunked = await device({}, { 'transfer-encoding': 'chunked' });
    expect([chunked.statusCode, chunked.json().error]).toEqual([411, 'invalid_request']);
    expect(written).toBe(0);
  });
});
