import { describe, expect, it } from 'vitest';
import { clientSecretBasic } from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { deviceUrl, error, json, setUp, signIn, tokenUrl } from '../support/device.ts';
import { failure, pause } from '../support/wait.ts';

describe('the sign-in', () => {
  it('shows the person where to go, asks at the interval, and hands out the token', async () => {
    const world = setUp({ scope: 'b a', audience: 'https://api.test', resource: 'r', parameters: { tenant: 't' } });
    const token = world.tokens.getToken();
    await world.clock.advance(12_000);
    expect(world.prompts).toEqual([
      {
        userCode: 'WDJB-MJHT',
        verificationUri: 'https://auth.test/d',
        verificationUriComplete: 'https://auth.test/d?c=WDJB-MJHT',
        expiresAt: 1_700_000_600_000,
      },
    ]);
    world.approve();
    await world.clock.advance(5000);
    expect((await token).value).toBe('canary-access-1');
    expect(world.polls()).toEqual([5, 10, 15]);
    expect(Object.fromEntries(world.seen[0]!.form)).toEqual({
      client_id: 'cli',
      scope: 'a b',
      audience: 'https://api.test',
      resource: 'r',
      tenant: 't',
    });
    expect(Object.fromEntries(world.seen[1]!.form)).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'canary-device-1',
      client_id: 'cli',
      resource: 'r',
    });
  });

  it('nothing chosen: nothing more is sent than RFC 8628 wants', async () => {
    const world = setUp();
    await signIn(world);
    expect(world.seen.map(({ form }) => Object.fromEntries(form))).toEqual([
      { client_id: 'cli' },
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: 'canary-device-1',
        client_id: 'cli',
      },
    ]);
  });

  it('a client with a secret: it authenticates at both endpoints', async () => {
    const world = setUp({ clientAuthentication: clientSecretBasic('s') });
    await signIn(world);
    expect(world.seen.map(({ headers }) => headers['authorization'])).toEqual(Array(2).fill(`Basic ${btoa('cli:s')}`));
  });

  it('K5 `slow_down`: 5 s more between polls, from then on (RFC 8628 section 3.5)', async () => {
    const world = setUp();
    world.queue.push(error('slow_down'), error('authorization_pending'), error('slow_down'));
    const token = world.tokens.getToken();
    await world.clock.advance(44_000);
    expect(world.polls()).toEqual([5, 15, 25, 40]);
    world.approve();
    await world.clock.advance(15_000);
    expect((await token).value).toBe('canary-access-1');
    expect(world.polls().at(-1)).toBe(55);
  });

  it('a server that answers 200 to what is pending, as some do: waited for all the same', async () => {
    const world = setUp();
    world.queue.push(error('authorization_pending', 200), error('slow_down', 200), error('access_denied', 200));
    const denied = failure(world.tokens.getToken());
    await world.clock.advance(30_000);
    expect(await denied).toMatchObject({ code: 'TOKEN_ERROR', error: 'access_denied' });
    expect(world.polls()).toEqual([5, 10, 20]);
  });

  it.each([
    ['absent', undefined, 5],
    ['a numeric string', '7', 7],
    ['zero', 0, 5],
    ['negative', -1, 5],
    ['absurd', 1e308, 5],
    ['garbage', 'soon', 5],
    ['a list', [7], 5],
    ['one second', 1, 1],
    ['an hour', 3600, 3600],
    ['more than an hour', 3601, 5],
  ])('E2 interval %s: sane all the same', async (_, interval, seconds) => {
    const world = setUp({ answer: { interval, expires_in: 9000 } });
    failure(world.tokens.getToken()).catch(() => {});
    await world.clock.advance(seconds * 2000 + 500);
    expect(world.polls()).toEqual([seconds, seconds * 2]);
  });

  it.each(['access_denied', 'expired_token', 'invalid_client'])(
    '%s: a TokenError with it, and no further poll',
    async (name) => {
      const world = setUp();
      world.queue.push(error('authorization_pending'), error(name));
      const failed = failure(world.tokens.getToken());
      await world.clock.advance(60_000);
      expect(await failed).toMatchObject({ code: 'TOKEN_ERROR', error: name });
      expect(world.polls()).toHaveLength(2);
    },
  );

  it('a token comes with an error beside it: the token counts', async () => {
    const world = setUp();
    const both = { access_token: 'x', token_type: 'bearer', error: 'authorization_pending' };
    world.queue.push(() => json(200, both));
    const token = world.tokens.getToken();
    await world.clock.advance(5000);
    expect((await token).value).toBe('x');
  });

  it('nobody answers: it ends when the code does, without a poll after that, and the next call asks anew', async () => {
    const world = setUp({ answer: { expires_in: 12 } });
    const start = world.clock.now();
    const failed = failure(world.tokens.getToken()).then((reason) => ({ reason, at: world.clock.now() - start }));
    await world.clock.advance(60_000);
    const { reason, at } = await failed;
    expect(reason).toMatchObject({ code: 'TOKEN_ERROR', error: 'expired_token' });
    expect(String(reason)).toMatch(/sign-in at auth\.test expired before the person answered\. Ask again/);
    expect(at).toBe(12_000);
    expect(world.polls()).toEqual([5, 10]);
    await signIn(world);
    expect(world.prompts).toHaveLength(2);
    expect(world.seen.at(-1)!.form.get('device_code')).toBe('canary-device-2');
  });

  it('a connection that breaks, a 503, a poll without an answer: it goes on, at half the pace', async () => {
    const world = setUp();
    const cut = () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }));
    world.queue.push(
      cut,
      () => new Response('no', { status: 503 }),
      () => new Promise(() => {}),
    );
    const token = world.tokens.getToken();
    world.approve();
    // 5 s; doubled, 10 s; doubled, 20 s, and 10 s until the poll is given up; doubled, 40 s.
    await world.clock.advance(85_000);
    expect((await token).value).toBe('canary-access-1');
    expect(world.polls()).toEqual([5, 15, 35, 85]);
  });

  it.each([500, 429])('a poll is answered %i: it goes on, at half the pace', async (status) => {
    const world = setUp();
    world.queue.push(() => new Response('no', { status }));
    world.approve();
    const token = world.tokens.getToken();
    await world.clock.advance(15_000);
    expect((await token).value).toBe('canary-access-1');
    expect(world.polls()).toEqual([5, 15]);
  });

  it('a poll that cannot be sent: the call fails with that, and polling ends', async () => {
    const world = setUp({
      clientAuthentication({ body }) {
        if (body.has('grant_type')) throw new Error('no key');
      },
    });
    const failed = failure(world.tokens.getToken());
    await world.clock.advance(60_000);
    expect(await failed).toEqual(new Error('no key'));
    expect(world.polls()).toEqual([]);
  });

  it.each([
    ['the device authorization endpoint', deviceUrl],
    ['the token endpoint', tokenUrl],
  ])('%s cannot be reached, or does not answer: the error names it', async (role, url) => {
    let cut = true;
    const { clock, tokens } = setUp({
      refreshToken: url === tokenUrl ? 'old' : undefined,
      fetch: () =>
        cut
          ? Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } }))
          : new Promise(() => {}),
    });
    expect(String(await failure(tokens.getToken()))).toContain(`Cannot reach ${role} at auth.test:443`);
    cut = false;
    const late = failure(tokens.getToken());
    await clock.advance(11_000);
    expect(String(await late)).toContain(`${role} did not answer within 10000 ms`);
  });

  it('the device endpoint refuses: a TokenError with its error, that names the endpoint', async () => {
    const world = setUp({ fetch: async () => json(400, { error: 'invalid_client' }) });
    const failed = await failure(world.tokens.getToken());
    expect(failed).toMatchObject({ code: 'TOKEN_ERROR', error: 'invalid_client', status: 400 });
    expect(String(failed)).toMatch(/The device authorization endpoint at auth\.test refused/);
  });

  it('retries: the first request, which changes nothing, is repeated; a poll is not, as the next one follows anyway', async () => {
    const asked: string[] = [];
    const world = setUp({
      retry: { limit: 1, delay: 1 },
      fetch: async (input) => {
        asked.push(String(input));
        return new Response('no', { status: 503 });
      },
    });
    await failure(world.tokens.getToken());
    expect(asked).toEqual([deviceUrl, deviceUrl]);
    const polling = setUp({ retry: { limit: 1, delay: 1 } });
    polling.queue.push(() => new Response('no', { status: 503 }));
    void polling.tokens.getToken().catch(() => {});
    await polling.clock.advance(5000);
    await pause(20);
    expect(polling.polls()).toEqual([5]);
  });

  it('a process may end while a request is under way, and nothing stays scheduled after a sign-in', async () => {
    const clock = new FakeClock();
    const running = new Map<number, string>();
    const schedule = clock.schedule.bind(clock);
    let serial = 0;
    clock.schedule = (callback, ms, ...[background]: [boolean?]) => {
      const id = (serial += 1);
      running.set(id, `${ms}${background ? '' : '+'}`);
      const cancel = schedule(() => (running.delete(id), callback()), ms);
      return () => (running.delete(id), cancel());
    };
    const world = setUp({ clock });
    const [whole, request, wait] = ['2147483647', '10000', '5000+'];
    let answer!: () => void;
    world.queue.push(
      () => new Promise((resolve) => (answer = () => resolve(json(400, { error: 'authorization_pending' })))),
    );
    const token = world.tokens.getToken();
    await clock.advance(0);
    expect([...running.values()].toSorted()).toEqual([whole, wait].toSorted());
    await clock.advance(5000);
    expect([...running.values()].toSorted()).toEqual([request, whole].toSorted());
    world.approve();
    answer();
    await clock.advance(5000);
    await token;
    expect([...running.values()]).toEqual([]);
  });

  it.each([
    ['no device_code', { device_code: undefined }],
    ['an empty device_code', { device_code: '' }],
    ['no user_code', { user_code: '' }],
    ['a user_code that is a number', { user_code: 7 }],
    ['no address', { verification_uri: undefined }],
    ['a user_code that steers the terminal', { user_code: '\u001b[2Jx' }],
    ['an address that is none', { verification_uri: 'here' }],
    ['an address without a host', { verification_uri: 'https://' }],
    ['an address that runs', { verification_uri: 'javascript:alert("https://x.test")' }],
  ])('%s: a TokenError, and nobody is shown anything', async (_, answer) => {
    const world = setUp({ answer });
    const failed = await failure(world.tokens.getToken());
    expect(failed).toMatchObject({ code: 'TOKEN_ERROR', status: 200 });
    expect(String(failed)).toMatch(/without a usable device_code, user_code or .*Check `deviceAuthorizationUrl`/);
    expect(world.prompts).toEqual([]);
  });

  it('a page of HTML in its place: the same', async () => {
    const world = setUp({ fetch: async () => new Response('<p>canary') });
    const failed = await failure(world.tokens.getToken());
    expect(failed).toMatchObject({ code: 'TOKEN_ERROR', status: 200 });
    expect(String(failed)).toMatch(/without a usable device_code/);
  });

  it('the old name of the address is understood; a complete address that is none is left out', async () => {
    const world = setUp({
      answer: {
        verification_uri: undefined,
        verification_url: 'https://auth.test/o',
        verification_uri_complete: 'data:x',
      },
    });
    await signIn(world);
    expect(world.prompts[0]).toMatchObject({
      verificationUri: 'https://auth.test/o',
      verificationUriComplete: undefined,
    });
  });

  it('a prompt that throws: the call fails with that, and polling ends', async () => {
    const world = setUp({ prompt: () => Promise.reject(new Error('no terminal')) });
    expect(await failure(world.tokens.getToken())).toEqual(new Error('no terminal'));
    await world.clock.advance(60_000);
    expect(world.polls()).toEqual([]);
  });

  it('a prompt that never returns: the token comes all the same', async () => {
    const world = setUp({ prompt: () => new Promise(() => {}) });
    await signIn(world);
    expect((await world.tokens.getToken()).value).toBe('canary-access-1');
  });
});
