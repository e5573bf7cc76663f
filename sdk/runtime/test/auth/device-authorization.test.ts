import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  AccessToken,
  type DeviceAuthorizationOptions,
  type DevicePrompt,
  authorizedFetch,
  clientSecretBasic,
  deviceAuthorization,
} from '@guichet/runtime';
import { FakeClock } from '@guichet/runtime/testing';
import { failure, pause } from '../support/wait.ts';

const deviceUrl = 'https://auth.test/device';
const tokenUrl = 'https://auth.test/token';
const json = (status: number, body: unknown): Response => Response.json(body, { status });

interface Seen {
  at: number;
  url: string;
  form: URLSearchParams;
  headers: Record<string, string>;
}

/** An authorization server with one person, on a clock that moves when told. Answers in the queue come first. */
function setUp(options: Partial<DeviceAuthorizationOptions> & { answer?: Record<string, unknown> } = {}) {
  const { answer = {}, ...rest } = options;
  const clock = (options.clock as FakeClock | undefined) ?? new FakeClock();
  const seen: Seen[] = [];
  const prompts: DevicePrompt[] = [];
  const queue: ((signal: AbortSignal) => Response | Promise<Response>)[] = [];
  let approved = false;
  let serial = 0;
  let refreshToken = '';
  const grant = (): Response => {
    serial += 1;
    refreshToken = `canary-refresh-${serial}`;
    return json(200, {
      access_token: `canary-access-${serial}`,
      token_type: 'Bearer',
      expires_in: 900,
      refresh_token: refreshToken,
    });
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const form = new URLSearchParams(String(init?.body));
    const url = String(input);
    seen.push({ at: clock.now(), url, form, headers: init?.headers as Record<string, string> });
    if (url === deviceUrl) {
      return json(200, {
        device_code: `canary-device-${prompts.length + 1}`,
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://auth.test/d',
        verification_uri_complete: 'https://auth.test/d?c=WDJB-MJHT',
        expires_in: 600,
        interval: 5,
        ...answer,
      });
    }
    const next = queue.shift();
    if (next) return next(init!.signal!);
    if (form.get('grant_type') === 'refresh_token') {
      return form.get('refresh_token') === refreshToken ? grant() : json(400, { error: 'invalid_grant' });
    }
    return approved ? grant() : json(400, { error: 'authorization_pending' });
  };
  const tokens = deviceAuthorization({
    deviceAuthorizationUrl: deviceUrl,
    tokenUrl,
    clientId: 'cli',
    prompt: (device) => void prompts.push(device),
    fetch,
    clock,
    retry: false,
    ...rest,
  });
  const start = clock.now();
  return {
    clock,
    seen,
    prompts,
    queue,
    tokens,
    approve: () => (approved = true),
    withdraw: () => (approved = false),
    /** Seconds from the start at which the token endpoint was asked. */
    polls: () => seen.filter(({ url }) => url === tokenUrl).map(({ at }) => (at - start) / 1000),
    grants: () => seen.filter(({ url }) => url === tokenUrl).map(({ form }) => form.get('grant_type')),
    devices: () => seen.filter(({ url }) => url === deviceUrl).length,
  };
}
type World = ReturnType<typeof setUp>;

/** Signs in, and says when the token is here. */
async function signIn(world: World): Promise<void> {
  world.approve();
  const token = world.tokens.getToken();
  // Lets a refresh fail first, where there is one.
  await world.clock.advance(1);
  await world.clock.advance(6000);
  await token;
  world.withdraw();
}
const error =
  (name: string, status = 400) =>
  () =>
    json(status, { error: name });

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
    expect(String(reason)).toMatch(/sign-in at auth\.test has expired before the person answered\. Ask again/);
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

describe('many callers', () => {
  it('C1 cold herd: 1,000 callers, one sign-in', async () => {
    const world = setUp();
    world.approve();
    const all = Promise.all(Array.from({ length: 1000 }, () => world.tokens.getToken()));
    await world.clock.advance(6000);
    expect(new Set((await all).map(({ value }) => value))).toEqual(new Set(['canary-access-1']));
    expect(world.devices()).toBe(1);
    expect(world.prompts).toHaveLength(1);
  });

  it("C5 one caller's abort: the others still get the token", async () => {
    const world = setUp();
    const controller = new AbortController();
    const gone = failure(world.tokens.getToken({ signal: controller.signal }));
    const patient = world.tokens.getToken();
    await world.clock.advance(6000);
    controller.abort('enough');
    expect(await gone).toBe('enough');
    world.approve();
    await world.clock.advance(5000);
    expect((await patient).value).toBe('canary-access-1');
    expect(world.devices()).toBe(1);
  });

  it('R7 the last caller aborts while a request is under way: that ends too', async () => {
    const signals: AbortSignal[] = [];
    const world = setUp({
      fetch: (_, init) => {
        signals.push(init!.signal!);
        return new Promise(() => {});
      },
    });
    const controller = new AbortController();
    const gone = failure(world.tokens.getToken({ signal: controller.signal }));
    await world.clock.advance(0);
    controller.abort('enough');
    expect(await gone).toBe('enough');
    await world.clock.advance(0);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('R7 the last caller aborts: its reason, and no poll after that; who comes next signs in anew', async () => {
    const world = setUp();
    const controller = new AbortController();
    const gone = failure(world.tokens.getToken({ signal: controller.signal }));
    await world.clock.advance(6000);
    controller.abort('enough');
    expect(await gone).toBe('enough');
    const next = world.tokens.getToken();
    await world.clock.advance(1000);
    expect(world.devices()).toBe(2);
    world.approve();
    await world.clock.advance(5000);
    expect((await next).value).toBe('canary-access-1');
    expect(world.seen.slice(-1)[0]!.form.get('device_code')).toBe('canary-device-2');
    expect(world.polls()).toHaveLength(2);
  });
});

describe('renewal', () => {
  it('E4 by refresh token, behind the callers; K5 each is used once, and the newest from then on', async () => {
    const world = setUp();
    await signIn(world);
    for (const serial of [1, 2, 3]) {
      await world.clock.advance(800_000);
      expect((await world.tokens.getToken()).value).toBe(`canary-access-${serial}`);
      await world.clock.advance(1);
      expect((await world.tokens.getToken()).value).toBe(`canary-access-${serial + 1}`);
    }
    const used = world.seen.flatMap(({ form }) => form.get('refresh_token') ?? []);
    expect(used).toEqual(['canary-refresh-1', 'canary-refresh-2', 'canary-refresh-3']);
    expect(world.prompts).toHaveLength(1);
  });

  it('a server that does not rotate: the refresh token is kept', async () => {
    const world = setUp();
    await signIn(world);
    for (let n = 0; n < 2; n += 1) {
      world.queue.push(() => json(200, { access_token: `plain-${n}`, token_type: 'bearer', expires_in: 900 }));
      await world.clock.advance(901_000);
      expect((await world.tokens.getToken()).value).toBe(`plain-${n}`);
    }
    expect(world.seen.slice(-2).map(({ form }) => form.get('refresh_token'))).toEqual(
      Array(2).fill('canary-refresh-1'),
    );
  });

  it.each(['canary-refresh-1', '', 7])(
    'a server that sends the refresh token %o: it is told of no other than a new one',
    async (refreshToken) => {
      const kept: unknown[] = [];
      const world = setUp({ onRefreshToken: (token) => void kept.push(token) });
      await signIn(world);
      world.queue.push(() =>
        json(200, { access_token: 'x', token_type: 'bearer', expires_in: 900, refresh_token: refreshToken }),
      );
      await world.clock.advance(901_000);
      expect((await world.tokens.getToken()).value).toBe('x');
      expect(kept).toEqual(['canary-refresh-1']);
      await world.clock.advance(901_000);
      await world.tokens.getToken();
      expect(world.seen.at(-1)!.form.get('refresh_token')).toBe('canary-refresh-1');
    },
  );

  it('C2 a revoked token: 1,000 callers make one refresh, and nobody is asked', async () => {
    const world = setUp();
    await signIn(world);
    const refused = await world.tokens.getToken();
    const renewed = await Promise.all(
      Array.from({ length: 1000 }, () => {
        world.tokens.invalidate(refused);
        return world.tokens.getToken();
      }),
    );
    expect(new Set(renewed.map(({ value }) => value))).toEqual(new Set(['canary-access-2']));
    expect(world.grants().slice(1)).toEqual(['refresh_token']);
  });

  it('K5 `invalid_grant`: the refresh token is never sent again, and the person is asked anew', async () => {
    const kept: (string | undefined)[] = [];
    const world = setUp({ onRefreshToken: (token) => void kept.push(token) });
    await signIn(world);
    await world.clock.advance(901_000);
    world.queue.push(error('invalid_grant'));
    await signIn(world);
    expect(world.prompts).toHaveLength(2);
    expect(world.grants()).toEqual([
      'urn:ietf:params:oauth:grant-type:device_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]);
    expect(kept).toEqual(['canary-refresh-1', undefined, 'canary-refresh-2']);
  });

  it('no refresh token: the person is asked when the token has ended, and not before', async () => {
    const world = setUp();
    world.queue.push(() => json(200, { access_token: 'plain', token_type: 'bearer', expires_in: 900 }));
    await signIn(world);
    for (let n = 0; n < 5; n += 1) {
      await world.clock.advance(170_000);
      expect((await world.tokens.getToken()).value).toBe('plain');
    }
    await world.clock.advance(1000);
    expect(world.devices()).toBe(1);
    await world.clock.advance(60_000);
    await signIn(world);
    expect(world.devices()).toBe(2);
  });

  it('C3 no refresh token, and a late 401 for another token: nobody is asked while the token counts', async () => {
    const world = setUp();
    world.queue.push(() => json(200, { access_token: 'plain', token_type: 'bearer', expires_in: 900 }));
    await signIn(world);
    world.tokens.invalidate(new AccessToken({ value: 'older', requestedAt: 0, expiresAt: 1 }));
    await world.clock.advance(800_000);
    expect((await world.tokens.getToken()).value).toBe('plain');
    await world.clock.advance(0);
    expect(world.devices()).toBe(1);
  });

  it('a revoked token and no refresh token: it is not handed out again, the person is asked', async () => {
    const world = setUp();
    world.queue.push(() => json(200, { access_token: 'plain', token_type: 'bearer', expires_in: 900 }));
    await signIn(world);
    world.tokens.invalidate(await world.tokens.getToken());
    await signIn(world);
    expect(world.devices()).toBe(2);
    expect((await world.tokens.getToken()).value).toBe('canary-access-1');
  });

  it('C8 a refresh that fails: the token serves on, the refresh token is kept, and tried once each time', async () => {
    const world = setUp({ retry: { limit: 2 } });
    await signIn(world);
    await world.clock.advance(800_000);
    world.queue.push(() => new Response('no', { status: 503 }));
    expect((await world.tokens.getToken()).value).toBe('canary-access-1');
    await world.clock.advance(1000);
    expect(world.grants().slice(1)).toEqual(['refresh_token']);
    expect((await world.tokens.getToken()).value).toBe('canary-access-1');
    await world.clock.advance(1000);
    expect((await world.tokens.getToken()).value).toBe('canary-access-2');
    expect(world.prompts).toHaveLength(1);
  });

  it('C6 a refresh that hangs: it ends at the deadline of one request, and the next call tries again', async () => {
    const world = setUp();
    await signIn(world);
    await world.clock.advance(901_000);
    world.queue.push(() => new Promise(() => {}));
    const failed = failure(world.tokens.getToken());
    await world.clock.advance(10_000);
    expect(await failed).toMatchObject({ code: 'TIMEOUT' });
    const next = world.tokens.getToken();
    await world.clock.advance(1000);
    expect((await next).value).toBe('canary-access-2');
  });

  it('a refresh token of an earlier run: nobody is asked; a callback that throws changes nothing', async () => {
    const world = setUp({
      refreshToken: 'old',
      onRefreshToken: () => {
        throw new Error('disk full');
      },
    });
    world.queue.push(() => json(200, { access_token: 'x', token_type: 'bearer', refresh_token: 'new' }));
    expect((await world.tokens.getToken()).value).toBe('x');
    expect(world.seen[0]!.form.get('refresh_token')).toBe('old');
    expect(world.devices()).toBe(0);
  });

  it('C9 refresh tokens of other scopes: neither used for these, nor told of', async () => {
    const kept: unknown[] = [];
    const world = setUp({ refreshToken: 'old', onRefreshToken: (token) => void kept.push(token) });
    world.approve();
    const more = world.tokens.getToken({ scopes: ['c'] });
    await world.clock.advance(6000);
    expect((await more).value).toBe('canary-access-1');
    expect(world.grants()).toEqual(['urn:ietf:params:oauth:grant-type:device_code']);
    expect(kept).toEqual([]);
  });

  it('C9 more scopes than were granted: a sign-in of their own; fewer: the token at hand', async () => {
    const world = setUp({ scope: 'a b' });
    await signIn(world);
    expect((await world.tokens.getToken({ scopes: ['a'] })).value).toBe('canary-access-1');
    world.approve();
    const more = world.tokens.getToken({ scopes: ['c'] });
    await world.clock.advance(6000);
    expect((await more).value).toBe('canary-access-2');
    expect(world.seen.filter(({ url }) => url === deviceUrl).map(({ form }) => form.get('scope'))).toEqual([
      'a b',
      'c',
    ]);
  });
});

it('under an authorized fetch: a 401 leads to one refresh and one replay', async () => {
  const world = setUp();
  await signIn(world);
  const api = authorizedFetch({
    tokens: world.tokens,
    baseUrl: 'https://api.test',
    fetch: async (_, init) =>
      new Response(null, {
        status: (init!.headers as Record<string, string>)['authorization'] === 'Bearer canary-access-2' ? 204 : 401,
      }),
  });
  expect((await api('/x')).status).toBe(204);
});

it('S1 a server that echoes the request: no device code and no refresh token in the error', async () => {
  const world = setUp();
  const echo = () => json(400, { error: 'invalid_request', error_description: `bad: ${world.seen.at(-1)!.form}` });
  world.queue.push(echo);
  const first = failure(world.tokens.getToken());
  await world.clock.advance(6000);
  const other = setUp({ refreshToken: 'canary-kept' });
  other.queue.push(() => json(400, { error: 'invalid_request', error_description: `bad: ${other.seen.at(-1)!.form}` }));
  for (const value of [await first, await failure(other.tokens.getToken()), world.tokens, other.tokens]) {
    expect(inspect(value, { depth: Infinity, showHidden: true })).not.toMatch(/canary/);
  }
  expect(String(await first)).toContain('[redacted]');
});

it.each([
  ['deviceAuthorizationUrl missing', { deviceAuthorizationUrl: undefined }, /`deviceAuthorizationUrl` is missing/],
  [
    'S2 deviceAuthorizationUrl in clear',
    { deviceAuthorizationUrl: 'http://x.test/' },
    /Pass an https URL.*`dangerouslyAllowInsecureTokenUrl: true`/,
  ],
  ['S2 tokenUrl in clear', { tokenUrl: 'http://x.test/' }, /Pass an https URL/],
  ['clientId missing', { clientId: undefined }, /`clientId` is missing\. Pass the `client_id` of the client/],
  ['scope a number', { scope: 3 }, /`scope` cannot be a number/],
  ['resource a number', { resource: 3 }, /`resource` cannot be a number/],
  ['timeout zero', { timeout: 0 }, /`timeout` is 0/],
  ['prompt missing', { prompt: undefined }, /`prompt` is missing. Pass a function/],
  ['authentication by name', { clientAuthentication: 'basic' }, /`clientAuthentication` cannot be a string/],
  [
    'refreshToken empty',
    { refreshToken: '' },
    /`refreshToken` cannot be an empty string\. Pass a refresh token of an earlier run/,
  ],
  ['onRefreshToken a string', { onRefreshToken: 'x' }, /`onRefreshToken` cannot be a string/],
  ['timeout false', { timeout: false }, /`timeout` cannot be a boolean\. Pass milliseconds above 0/],
])('%s: a TypeError that names it', (_, options, message) => {
  const build = () =>
    deviceAuthorization({
      deviceAuthorizationUrl: deviceUrl,
      tokenUrl,
      clientId: 'cli',
      prompt: () => {},
      ...(options as object),
    } as DeviceAuthorizationOptions);
  expect(build).toThrow(TypeError);
  expect(build).toThrow(message);
});

it('S2 in clear, for a test network of its own: built', () => {
  expect(() => setUp({ tokenUrl: 'http://x.test/', dangerouslyAllowInsecureTokenUrl: true })).not.toThrow();
});

it('scopes of a call that are none: a TypeError that names them', async () => {
  const failed = await failure(setUp().tokens.getToken({ scopes: 7 as never }));
  expect(String(failed)).toMatch(/^TypeError: deviceAuthorization: `scopes` cannot be a number/);
});

it('S5 an operation that wants the client itself: its id at the origin of its tokens, and nothing anywhere else', async () => {
  const { tokens } = setUp();
  const asked = (url: string) => ({
    url,
    headers: {},
    body: new URLSearchParams({ token: 't' }),
    signal: AbortSignal.any([]),
  });
  const form = asked('https://auth.test/revoke');
  await tokens.authenticateClient!(form);
  expect([form.body.toString(), form.headers]).toEqual(['token=t&client_id=cli', {}]);

  const elsewhere = asked('https://api.test/revoke');
  await expect(tokens.authenticateClient!(elsewhere)).rejects.toThrow(
    /for https:\/\/auth\.test alone\. It was not sent/,
  );
  expect(elsewhere.body.toString()).toBe('token=t');
});
