import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { issuer } from '../fixture.ts';
import { application, Browser, openHall } from './person.ts';

const hall = await openHall();
afterAll(() => hall.front.close());
afterEach(() => vi.useRealTimers());

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';

const begin = async (parameters: Record<string, string> = {}) =>
  hall.front.inject({
    method: 'POST',
    url: '/auth/kiosk',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Kiosk/1.0' },
    payload: new URLSearchParams({ client_id: 'reader-app', scope: 'books.read', ...parameters }).toString(),
  });

interface Begun {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  interval: number;
  expires_in: number;
}

const begun = async (): Promise<Begun> => (await begin()).json();

const poll = async (device_code: string, client_id = 'reader-app') =>
  (await hall.token({ grant_type: deviceCode, client_id, device_code })).json();

async function typeCode(user_code: string, browser = new Browser(hall.front)) {
  await browser.open('/device');
  return browser.submit(/device$/, { user_code });
}

async function approve(user_code: string) {
  const browser = await typeCode(user_code);
  await browser.submit(/device$/, { confirm: 'yes' });
  await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
  return browser.submit(/sign-in\/[^/]+$/);
}

describe('device authorization (RFC 8628)', () => {
  it('answers codes, where to type them, for how long and how often to ask', async () => {
    const answer = await begin();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const codes = answer.json() as Begun;
    expect(codes).toMatchObject({ verification_uri: `${issuer}/device`, expires_in: 600, interval: 5 });
    expect(codes.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(codes.verification_uri_complete).toBe(`${issuer}/device?user_code=${codes.user_code}`);
  });

  it('gives the device a token that stands for the person who typed its code', async () => {
    const { device_code, user_code } = await begun();
    expect((await poll(device_code)).error).toBe('authorization_pending');
    const browser = await approve(user_code.toLowerCase().replace('-', ' '));
    expect(browser.status).toBe(200);
    const answer = await poll(device_code);
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'books.read' });
    const principal = await hall.tokens.verifyToken(answer.access_token);
    expect(principal).toMatchObject({ kind: 'user', subject: 'ada', clientId: 'reader-app' });
    const refreshed = await hall.token({
      grant_type: 'refresh_token',
      client_id: 'reader-app',
      refresh_token: answer.refresh_token,
    });
    expect(refreshed.statusCode).toBe(200);
  });

  it('shows which application and device ask before anybody signs in, and fills in a code from the address', async () => {
    const { verification_uri_complete, user_code } = await begun();
    const browser = await new Browser(hall.front).open(verification_uri_complete);
    expect(browser.page).toContain(`value="${user_code}"`);
    await browser.submit(/device$/, { user_code });
    expect(browser.page).toContain('Kiosk/1.0');
    expect(browser.page).toContain(user_code);
    expect(browser.page).toContain('Reading &#60;room&#62;');
  });

  it('tells the device when the person says no, on the first page or on the last', async () => {
    const first = await begun();
    await (await typeCode(first.user_code)).submit(/device$/, { abort: 'yes' });
    expect((await poll(first.device_code)).error).toBe('access_denied');

    const last = await begun();
    const browser = await typeCode(last.user_code);
    await browser.submit(/device$/, { confirm: 'yes' });
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    await browser.submit(/cancel$/);
    expect((await poll(last.device_code)).error).toBe('access_denied');
  });

  it('K5 device polling gets slow_down when it comes too early, and each time waits longer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { device_code } = await begun();
    const after = (seconds: number) => {
      vi.setSystemTime(Date.now() + seconds * 1000);
      return poll(device_code).then(({ error }) => error);
    };
    expect(await after(0)).toBe('authorization_pending');
    expect(await after(2)).toBe('slow_down');
    expect(await after(6)).toBe('slow_down');
    expect(await after(15)).toBe('authorization_pending');
    expect(await after(10)).toBe('slow_down');
  });

  it('K5 a device code is bound to its client', async () => {
    hall.clients.push(application({ clientId: 'other-app' }));
    const { device_code, user_code } = await begun();
    await approve(user_code);
    expect((await poll(device_code, 'other-app')).error).toBe('invalid_grant');
    expect((await poll(device_code)).access_token).toBeDefined();
  });

  it('K5 a device code is usable once: the second time ends the tokens of the first', async () => {
    const { device_code, user_code } = await begun();
    await approve(user_code);
    const { access_token } = await poll(device_code);
    expect((await poll(device_code)).error).toBe('invalid_grant');
    await expect(hall.tokens.verifyToken(access_token)).rejects.toThrow('revoked');
  });

  it('K5 a user code is typed once: the second person is told that it is used', async () => {
    const { user_code } = await begun();
    await approve(user_code);
    const browser = await typeCode(user_code);
    expect(browser.page).toContain('role="alert"');
  });

  it('ends after ten minutes: expired_token', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { device_code } = await begun();
    vi.setSystemTime(Date.now() + 601_000);
    expect((await poll(device_code)).error).toBe('expired_token');
  });

  it('refuses a form that lacks the token of its page, or carries that of another browser', async () => {
    const { user_code } = await begun();
    const browser = await new Browser(hall.front).open('/device');
    await browser.submit(/device$/, { user_code, xsrf: 'forged' });
    expect(browser.status).toBe(400);
    const stranger = await hall.front.inject({
      method: 'POST',
      url: '/device',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ user_code, confirm: 'yes' }).toString(),
    });
    expect(stranger.statusCode).toBe(400);
  });

  it('says what is wrong with a code, in the language of the person', async () => {
    const browser = new Browser(hall.front);
    await browser.open('/device', { 'accept-language': 'fr-FR,fr;q=0.9' });
    expect(browser.page).toContain('<html lang="fr">');
    await browser.submit(/device$/, { user_code: 'BBBB-BBBB' });
    expect(browser.page).toContain('role="alert"');
    await browser.open('/device?ui_locales=fr');
    await browser.open('/device');
    expect(browser.page).toContain('<html lang="fr">');
  });

  it("P1 refuses unknown scopes, and clients that have no such flow, in OAuth's shape", async () => {
    expect((await begin({ scope: 'books.burn' })).json().error).toBe('invalid_scope');
    expect((await begin({ scope: '' })).json().error).toBe('invalid_scope');
    expect((await begin({ client_id: 'nobody' })).json().error).toBe('invalid_client');
    const program = await begin({ client_id: 'desk', client_secret: 'correct' });
    expect([program.statusCode, program.json().error]).toEqual([400, 'unauthorized_client']);
  });
});
