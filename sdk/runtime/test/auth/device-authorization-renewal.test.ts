import { describe, expect, it } from 'vitest';
import { AccessToken } from '@guichet/runtime';
import { deviceUrl, error, json, setUp, signIn } from '../support/device.ts';
import { failure } from '../support/wait.ts';

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
