/* oxlint-disable vitest/expect-expect -- expectAnswer and expectProblem expect */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAnswer, type Answer } from './support/answer.ts';
import { basic, openSubject, type Credential, type Subject } from './support/subject.ts';

let server: Subject;
let live: Credential;
let revoked: Credential;
beforeAll(async () => {
  server = await openSubject();
  live = await server.credential();
  revoked = await server.credential();
  const { status, text } = await server.call(
    'credentials.revoke',
    { client_id: revoked.client_id },
    { token: server.token, body: {} },
  );
  expect(status, text).toBe(200);
});
afterAll(() => server?.close());

const grant = { grant_type: 'client_credentials' };
const token = (form: string | Record<string, string>, headers: Record<string, string> = {}) =>
  server.post(server.metadata.token_endpoint, form, headers);
const inBody = ({ client_id, client_secret }: Credential) => ({ ...grant, client_id, client_secret });
const wrong = ({ client_id, client_secret }: Credential): Credential => ({
  client_id,
  client_secret: `${client_secret.slice(0, -1)}~`,
});

/** All that a client sees, but for what differs with each answer. */
const seen = ({ status, headers, text }: Answer) => {
  // What is left of the limit of an address differs with each answer, whoever is asked for.
  const {
    date: _date,
    'x-request-id': _id,
    'keep-alive': _alive,
    ratelimit: _left,
    ...rest
  } = Object.fromEntries(headers);
  return { status, headers: rest, text };
};

describe('A1 who may not is told nothing of why', () => {
  it.each([
    ['Basic', (of: Credential) => token(grant, basic(of))],
    ['the body', (of: Credential) => token(inBody(of))],
  ])('by %s: unknown client, wrong secret and revoked credential get one answer', async (_, ask) => {
    const answers = await Promise.all([
      ask(wrong(live)),
      ask({ ...live, client_id: `${live.client_id}x` }),
      ask({ ...live, client_id: 'nobody' }),
      ask(revoked),
    ]);
    for (const answer of answers)
      expectAnswer(answer, { status: 401, error: 'invalid_client', see: 'RFC 6749 section 5.2' });
    for (const answer of answers.slice(1)) expect(seen(answer)).toEqual(seen(answers[0] as Answer));
    expect(answers[0]?.headers.get('www-authenticate'), 'RFC 9110 section 15.5.2').toBeTruthy();
  });

  it('takes as long for an unknown client as for a wrong secret', async ({ skip }) => {
    if (!server.settings.timing) skip('--timing was not given: a network between us would be measured');
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 300; round += 1) {
      for (const [name, id] of [
        ['known', live.client_id],
        ['unknown', live.client_id.replace(/.$/, '~')],
      ] as const) {
        const started = performance.now();
        const { status } = await server.post(
          server.metadata.token_endpoint,
          grant,
          basic({ client_id: id, client_secret: 'wrong' }),
          false,
        );
        if (status === 429) skip('the server limits failures: switch the limit off for --timing');
        times[name].push(performance.now() - started);
      }
    }
    const [known, unknown] = [median(times.known), median(times.unknown)];
    console.log(`medians: known ${known.toFixed(3)} ms, unknown ${unknown.toFixed(3)} ms`);
    expect(Math.abs(known - unknown)).toBeLessThan(Math.max(0.1 * known, 0.2));
  });
});

describe('A2 a malformed request gets the RFC’s error, never a 500', () => {
  const see = 'RFC 6749 section 5.2';
  const invalid = { status: 400, error: 'invalid_request', see };

  it.each<[string, () => Promise<Answer>, Parameters<typeof expectAnswer>[1]]>([
    ['two authentication methods', () => token(inBody(live), basic(live)), { ...invalid, see: 'RFC 6749 section 2.3' }],
    [
      'grant_type twice',
      () => token(`${new URLSearchParams(inBody(live))}&grant_type=client_credentials`),
      { ...invalid, see: 'RFC 6749 section 3.2' },
    ],
    [
      'client_secret twice',
      () => token(`${new URLSearchParams(inBody(live))}&client_secret=x`),
      { ...invalid, see: 'RFC 6749 section 3.2' },
    ],
    ['no grant_type', () => token({}, basic(live)), invalid],
    [
      'an unknown grant_type',
      () => token({ grant_type: 'telepathy' }, basic(live)),
      { ...invalid, error: 'unsupported_grant_type' },
    ],
    ['no client', () => token(grant), { status: [400, 401], see }],
    ['Basic that is no base64', () => token(grant, { authorization: 'Basic %%%' }), { status: [400, 401], see }],
    [
      'Basic with a bare percent',
      () => token(grant, { authorization: `Basic ${btoa(`${live.client_id}:50%`)}` }),
      { status: [400, 401], see: 'RFC 6749 section 2.3.1' },
    ],
    [
      'Basic with a colon in the secret',
      () => token(grant, { authorization: `Basic ${btoa(`${live.client_id}:a:b`)}` }),
      { status: [400, 401], see: 'RFC 6749 section 2.3.1' },
    ],
    [
      'a NUL in Basic',
      () => token(grant, { authorization: `Basic ${btoa(`${live.client_id}:a\0b`)}` }),
      { status: [400, 401], see: 'RFC 6749 appendix A' },
    ],
    [
      'a NUL in the body',
      () => token({ ...inBody(live), client_secret: 'a\0b' }),
      { status: [400, 401], see: 'RFC 6749 appendix A' },
    ],
    [
      'a secret of 1 MB',
      () => token({ ...inBody(live), client_secret: 'x'.repeat(1_000_000) }),
      { status: [400, 401, 413], see },
    ],
    [
      'a JSON body',
      () => token(JSON.stringify(inBody(live)), { 'content-type': 'application/json' }),
      { status: [400, 415], see: 'RFC 6749 section 4.4.2' },
    ],
    ['no body', () => token('', basic(live)), invalid],
  ])('%s', async (_, ask, expectation) => {
    const answer = await ask();
    expectAnswer(answer, expectation);
    if (answer.status !== 413)
      expect(answer.body, 'RFC 6749 section 5.2: a JSON object with error').toMatchObject({
        error: expect.any(String),
      });
  });

  it('a token is no matter of GET', async () => {
    const response = await fetch(`${server.metadata.token_endpoint}?${new URLSearchParams(inBody(live))}`);
    expect([400, 404, 405], 'RFC 6749 section 3.2: clients must use POST').toContain(response.status);
    await response.body?.cancel();
  });

  it('a charset beside the media type is no fault', async () => {
    const headers = { ...basic(live), 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
    expectAnswer(await token(grant, headers), { status: 200, see: 'RFC 6749 section 5.1' });
  });
});

describe('A3 guessing is limited', () => {
  it('and who is limited is told how long, and the client is not locked out', async () => {
    expectAnswer(await server.requestToken(live), { status: 200, see: 'RFC 6749 section 5.1' });
    const guess = (index: number) =>
      server.post(
        server.metadata.token_endpoint,
        grant,
        basic({ client_id: `nobody-${index}`, client_secret: 'wrong' }),
        false,
      );
    let answer = await guess(0);
    for (let index = 1; index < 100 && answer.status === 401; index += 1) answer = await guess(index);
    expectAnswer(answer, { status: 429, see: 'RFC 6749 section 10.10: 100 wrong secrets in a row' });
    expect(answer.headers.get('retry-after'), 'RFC 6585 section 4').toMatch(/^\d+$/);
    expect(answer.body).toMatchObject({ error: expect.any(String) });
    const own = await server.post(server.metadata.token_endpoint, grant, basic(live), false);
    expectAnswer(own, { status: 200, see: 'the owner succeeded from here a moment ago' });
  });
});

const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] as number;
