/* oxlint-disable vitest/expect-expect -- expectAnswer expects */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectAnswer } from './support/answer.ts';
import { headerOf } from './support/contract.ts';
import { openSubject, type Subject } from './support/subject.ts';

let server: Subject;
beforeAll(async () => {
  server = await openSubject();
});
afterAll(() => server?.close());

const header = headerOf('apiKey');
const refused = { status: 401, error: 'invalid-api-key', see: 'RFC 9110 section 15.5.2' };

describe('A1 an API key that is none', () => {
  it.each([
    ['garbage', 'garbage'],
    ['well-formed, its checksum wrong', `gch_key_abcdefgh_${'A'.repeat(49)}`],
    ['an access token', 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA'],
    ['very long', 'k'.repeat(4000)],
  ])('is refused: %s', async (_, key) => {
    for (const headers of [{ [header as string]: key }, { authorization: `ApiKey ${key}` }]) {
      expectAnswer(await server.call('collectivites.list', {}, { headers }), refused);
    }
  });

  it('P6 is refused beside a valid token too', async () => {
    const token = await server.tokenOf(await server.credential());
    const headers = { [header as string]: 'garbage' };
    expectAnswer(await server.call('collectivites.list', {}, { token, headers }), refused);
  });

  it('opens no operation that takes no keys', async () => {
    const headers = { [header as string]: 'garbage' };
    expectAnswer(await server.call('credentials.list', {}, { headers }), {
      status: 401,
      see: 'the contract: security',
    });
  });
});
