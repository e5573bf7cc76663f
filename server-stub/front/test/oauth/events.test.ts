import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limitAttempts, type AuthenticationEvent, type FrontOptions } from '../../src/index.ts';
import { basic, client, issuer } from '../fixture.ts';
import { authorize, authorizeUrl, Browser, openHall, pkce, redirectUri, type Hall } from './person.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const grant = { grant_type: 'client_credentials' };
/** Whatever is sent as a secret, a token or a code contains it. */
const canary = 'canary-4711';

let hall: Hall;
let events: AuthenticationEvent[];
let faults: unknown[];

const open = async (front: Partial<FrontOptions> = {}) => {
  events = [];
  faults = [];
  const onEvent = (event: AuthenticationEvent) => void events.push(event);
  hall = await openHall({ onEvent, onError: (error) => faults.push(error) }, { onEvent, ...front });
  hall.clients[0] = client({ secret: canary });
};
beforeEach(() => open());
afterEach(() => hall.front.close());

/** What was told since, in short. */
const told = () => events.splice(0).map(({ requestId: _id, address: _address, ...event }) => event);

describe('events of authentication', () => {
  it('O5 a token issued: to whom, by which grant and method, with which scopes, in which request, from where', async () => {
    await hall.token(
      { ...grant, scope: 'books.read' },
      { headers: { ...basic('desk', canary), 'x-request-id': 'r1' } },
    );
    expect(events).toEqual([
      {
        type: 'token.issued',
        outcome: 'success',
        requestId: 'r1',
        address: '127.0.0.1',
        clientId: 'desk',
        subject: 'ada',
        grantType: 'client_credentials',
        method: 'client_secret_basic',
        scopes: ['books.read'],
      },
    ]);
    await hall.token({ ...grant, client_id: 'desk', client_secret: canary });
    expect(events[1]).toMatchObject({ method: 'client_secret_post', scopes: ['books.read', 'books.write'] });
  });

  it('O5 A1 a client refused: the observer is told why, in a word that the answer does not have', async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] };
    const add = (clientId: string, more: object) => hall.clients.push(client({ clientId, secret: canary, ...more }));
    add('revoked', { status: 'revoked' });
    add('ended', { expiresAt: yesterday });
    add('signer', { authentication: { method: 'private_key_jwt', jwks } });
    const forged = await new SignJWT({ iss: 'signer', sub: 'signer', aud: issuer, jti: '1' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey);
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const answers = [
      await hall.token(grant, { headers: basic('nobody', canary) }),
      await hall.token(grant, { headers: basic('desk', `not ${canary}`) }),
      await hall.token(grant, { headers: basic('revoked', canary) }),
      await hall.token(grant, { headers: basic('ended', canary) }),
      await hall.token(grant, { headers: basic('signer', canary) }),
      await hall.token({ ...grant, client_assertion_type: type, client_assertion: forged }),
      await hall.front.inject({
        method: 'POST',
        url: '/auth/look',
        headers: { ...basic('desk', 'x'), 'content-type': 'application/x-www-form-urlencoded' },
        payload: `token=${canary}`,
      }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 401));
    expect(told().map(({ type: _type, outcome: _outcome, grantType: _grant, ...rest }) => rest)).toEqual([
      { reason: 'unknown_client', claimedClientId: 'nobody' },
      { reason: 'wrong_secret', clientId: 'desk' },
      { reason: 'revoked', clientId: 'revoked' },
      { reason: 'expired', clientId: 'ended' },
      { reason: 'wrong_method', clientId: 'signer' },
      { reason: 'invalid_assertion', clientId: 'signer' },
      { reason: 'wrong_secret', clientId: 'desk' },
    ]);
    for (const { body } of answers) expect(body).not.toMatch(/revoked|expired|unknown|wrong/);
  });

  it('O5 a token refused to a client that proved who it is; a malformed request is no event', async () => {
    await hall.token({ ...grant, scope: canary }, { headers: basic('desk', canary) });
    await hall.token({ grant_type: canary }, { headers: basic('desk', canary) });
    await hall.token({ grant_type: 'refresh_token', refresh_token: canary, client_id: 'reader-app' });
    await hall.token({}, { headers: basic('desk', canary) });
    await hall.token({ ...grant });
    const refused = { type: 'token.refused', outcome: 'failure' };
    const byDesk = { clientId: 'desk', subject: 'ada', method: 'client_secret_basic' };
    expect(told()).toEqual([
      { ...refused, ...byDesk, grantType: 'client_credentials', reason: 'invalid_scope' },
      { ...refused, ...byDesk, reason: 'unsupported_grant_type' },
      { ...refused, clientId: 'reader-app', method: 'none', grantType: 'refresh_token', reason: 'invalid_grant' },
    ]);
  });

  it('O5 a token revoked (RFC 7009) by its client, once, and not by another', async () => {
    const { access_token: token } = (await hall.token(grant, { headers: basic('desk', canary) })).json();
    hall.clients.push(client({ clientId: 'other' }));
    told();
    const revoke = (headers: object) =>
      hall.front.inject({
        method: 'POST',
        url: '/auth/revoke',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token }).toString(),
      });
    await revoke(basic('other', 'correct'));
    expect(told()).toEqual([]);
    await revoke(basic('desk', canary));
    await revoke(basic('desk', canary));
    expect(told()).toEqual([
      { type: 'token.revoked', outcome: 'success', clientId: 'desk', subject: 'ada', method: 'client_secret_basic' },
    ]);
  });

  it('O5 a person signs in, consents, and gets tokens; a refresh token that comes twice ends them all', async () => {
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge);
    const person = { clientId: 'reader-app', subject: 'ada' };
    expect(told()).toEqual([
      { type: 'person.signed_in', outcome: 'success', ...person },
      { type: 'consent.given', outcome: 'success', ...person, scopes: ['books.read'] },
    ]);
    const exchange = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const { refresh_token } = (await hall.token({ ...exchange, client_id: 'reader-app' })).json();
    const refresh = () => hall.token({ grant_type: 'refresh_token', refresh_token, client_id: 'reader-app' });
    await refresh();
    const method = 'none';
    const issued = { type: 'token.issued', outcome: 'success', ...person, method, scopes: ['books.read'] };
    expect(told()).toEqual([
      { ...issued, grantType: 'authorization_code' },
      { ...issued, grantType: 'refresh_token' },
    ]);
    await refresh();
    const reused = { type: 'token.reused', outcome: 'failure', ...person, method, reason: 'invalid_grant' };
    expect(told()).toEqual([{ ...reused, grantType: 'refresh_token' }]);
    // Its family is gone: from now on it is unknown.
    await refresh();
    expect(told()).toMatchObject([{ type: 'token.refused', reason: 'invalid_grant' }]);
  });

  it('O5 a code that comes twice, and a refresh token that is revoked', async () => {
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge);
    const exchange = () =>
      hall.token({
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        code_verifier: verifier,
        client_id: 'reader-app',
      });
    await exchange();
    told();
    await exchange();
    expect(told()).toMatchObject([{ type: 'token.reused', subject: 'ada', grantType: 'authorization_code' }]);

    const again = pkce();
    const { code: other = '' } = await authorize(hall, again.challenge);
    const { refresh_token: token } = (
      await hall.token({
        grant_type: 'authorization_code',
        code: other,
        redirect_uri: redirectUri,
        code_verifier: again.verifier,
        client_id: 'reader-app',
      })
    ).json();
    told();
    await hall.front.inject({
      method: 'POST',
      url: '/auth/revoke',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ token, client_id: 'reader-app' }).toString(),
    });
    expect(told()).toEqual([
      { type: 'token.revoked', outcome: 'success', clientId: 'reader-app', subject: 'ada', method: 'none' },
    ]);
  });

  it('O5 a person who cannot sign in, or says no; the password is told to nobody', async () => {
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: canary });
    const reader = { clientId: 'reader-app', outcome: 'failure' };
    expect(told()).toEqual([{ ...reader, type: 'person.sign_in_failed', reason: 'mismatch', login: 'ada' }]);
    await browser.submit(/sign-in\/[^/]+\/cancel$/);
    expect(told()).toEqual([{ ...reader, type: 'consent.denied', reason: 'access_denied' }]);
    await browser.open(authorizeUrl(pkce().challenge));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    await browser.submit(/sign-in\/[^/]+\/cancel$/);
    expect(told()).toMatchObject([{ type: 'person.signed_in' }, { type: 'consent.denied', subject: 'ada' }]);
  });

  it('O5 a device that is let in, and two that are not; those that wait are no event', async () => {
    const begin = async () =>
      (
        await hall.front.inject({
          method: 'POST',
          url: '/auth/kiosk',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          payload: 'client_id=reader-app&scope=books.read',
        })
      ).json() as { user_code: string; device_code: string };
    const poll = (device_code: string) => hall.token({ grant_type: deviceGrant, client_id: 'reader-app', device_code });
    const typed = async (user_code: string) =>
      (await new Browser(hall.front).open('/device')).submit(/device$/, { user_code });

    const { user_code, device_code } = await begin();
    await poll(device_code);
    expect(told()).toEqual([]);
    const browser = await typed(user_code);
    await browser.submit(/device$/, { confirm: 'yes' });
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    await browser.submit(/sign-in\/[^/]+$/);
    await poll(device_code);
    const person = { clientId: 'reader-app', subject: 'ada', outcome: 'success' };
    expect(told()).toEqual([
      { ...person, type: 'person.signed_in' },
      { ...person, type: 'consent.given', scopes: ['books.read'] },
      { ...person, type: 'device.approved', grantType: deviceGrant },
      { ...person, type: 'token.issued', grantType: deviceGrant, method: 'none', scopes: ['books.read'] },
    ]);

    const denied = { type: 'device.denied', outcome: 'failure', clientId: 'reader-app', reason: 'access_denied' };
    const before = await begin();
    await (await typed(before.user_code)).submit(/device$/, { abort: 'yes' });
    expect(told()).toEqual([{ ...denied, grantType: deviceGrant }]);
    const after = await begin();
    const late = await typed(after.user_code);
    await late.submit(/device$/, { confirm: 'yes' });
    await late.submit(/sign-in\/[^/]+\/cancel$/);
    expect(told()).toMatchObject([{ type: 'consent.denied' }, { ...denied, grantType: deviceGrant }]);
    await poll(after.device_code);
    expect(told()).toMatchObject([{ type: 'token.refused', reason: 'access_denied' }]);
  });

  it('O5 A3 attempts that a limit did not look at: of clients, at passwords and at user codes', async () => {
    await hall.front.close();
    await open({ attempts: limitAttempts({ address: { burst: 1, interval: 60 } }) });
    await hall.token(grant, { headers: basic('desk', 'x') });
    await hall.token(grant, { headers: basic('desk', 'x') });
    expect(told()).toMatchObject([
      { type: 'client.refused', clientId: 'desk' },
      { type: 'attempts.limited', reason: 'client', claimedClientId: 'desk' },
    ]);
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'x' });
    expect(told()).toMatchObject([{ type: 'attempts.limited', reason: 'password', login: 'ada' }]);
    await (await new Browser(hall.front).open('/device')).submit(/device$/, { user_code: 'BCDF-BCDF' });
    expect(told()).toMatchObject([{ type: 'attempts.limited', reason: 'user_code' }]);
  });

  it('an observer that throws changes nothing, and its fault is told', async () => {
    await hall.front.close();
    const fault = new Error('full');
    const reported: unknown[] = [];
    hall = await openHall({
      onEvent: () => {
        throw fault;
      },
      onError: (error) => reported.push(error),
    });
    expect((await hall.token(grant, { headers: basic('desk', 'correct') })).statusCode).toBe(200);
    expect(reported).toEqual([fault]);
  });

  it('O1 no event holds a secret, a token, a code or a password', async () => {
    const seen: AuthenticationEvent[] = [];
    const secrets = new Set([canary]);
    const keep = (values: object) => {
      for (const [name, value] of Object.entries(values)) if (/token$|code$/.test(name)) secrets.add(String(value));
    };
    const { verifier, challenge } = pkce();
    const back = await authorize(hall, challenge);
    secrets.add(back['code'] ?? '').add(verifier);
    const tokens = await hall.token({
      grant_type: 'authorization_code',
      code: back['code'] ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: 'reader-app',
    });
    keep(tokens.json());
    keep((await hall.token(grant, { headers: basic('desk', canary) })).json());
    await hall.token({ ...grant, scope: canary, grant_type: canary }, { headers: basic('desk', canary) });
    await hall.token({ grant_type: 'refresh_token', refresh_token: canary, client_id: 'reader-app' });
    seen.push(...events);
    expect(seen.length).toBeGreaterThan(4);
    expect(secrets.size).toBeGreaterThan(5);
    const text = JSON.stringify(seen);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(faults).toEqual([]);
  });
});
