import { afterAll, describe, expect, it } from 'vitest';
import { issuer } from '../fixture.ts';
import { application, authorize, authorizeUrl, Browser, openHall, pkce, redirectUri } from './person.ts';

const hall = await openHall();
afterAll(() => hall.front.close());

const exchange = (code: string, verifier: string, more: Record<string, string> = {}) =>
  hall.token({
    grant_type: 'authorization_code',
    client_id: 'reader-app',
    code,
    code_verifier: verifier,
    redirect_uri: redirectUri,
    ...more,
  });

describe('authorization code with PKCE (RFC 6749 section 4.1, RFC 7636)', () => {
  it('signs a person in, asks for consent, and gives the application a token that stands for the person', async () => {
    const { verifier, challenge } = pkce();
    const { code = '', state, iss } = await authorize(hall, challenge);
    expect([state, iss]).toEqual(['xyz', issuer]);
    const answer = await exchange(code, verifier);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const body = answer.json();
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'books.read' });
    const principal = await hall.tokens.verifyToken(body.access_token);
    expect(principal).toMatchObject({ kind: 'user', subject: 'ada', clientId: 'reader-app', role: 'reader' });
  });

  it('shows the application by its registered name, escaped, and what it asks for in words', async () => {
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    expect(browser.page).toContain('Reading &#60;room&#62;');
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    expect(browser.page).toContain('Read the books');
  });

  it('says of a wrong password no more than of an unknown login, and keeps the login typed', async () => {
    const pages = [];
    for (const login of ['ada', 'nobody']) {
      const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
      await browser.submit(/sign-in\/[^/]+$/, { login, password: 'wrong' });
      expect(browser.status).toBe(422);
      expect(browser.page).toContain(`value="${login}"`);
      pages.push(browser.page.replaceAll(login, 'X').replaceAll(/sign-in\/[\w-]+/g, ''));
    }
    expect(pages[0]).toBe(pages[1]);
  });

  it('goes back with access_denied when the person says no, before or after signing in', async () => {
    const before = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    await before.submit(/cancel$/);
    const after = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    await after.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    await after.submit(/cancel$/);
    for (const { url } of [before, after]) {
      expect(new URL(url).searchParams.get('error')).toBe('access_denied');
      expect(url.startsWith(redirectUri)).toBe(true);
    }
  });

  it('K5 redeems a code once: the second time ends the tokens of the first', async () => {
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge);
    const { access_token, refresh_token } = (await exchange(code, verifier)).json();
    expect((await exchange(code, verifier)).json().error).toBe('invalid_grant');
    await expect(hall.tokens.verifyToken(access_token)).rejects.toThrow('revoked');
    const refreshed = await hall.token({ grant_type: 'refresh_token', client_id: 'reader-app', refresh_token });
    expect(refreshed.json().error).toBe('invalid_grant');
  });

  it('K5 redeems a code once also when two ask at the same time', async () => {
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge);
    const answers = await Promise.all([exchange(code, verifier), exchange(code, verifier)]);
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBeLessThanOrEqual(1);
  });

  it('wants PKCE by S256, the verifier of the challenge, and the redirect URI of the request', async () => {
    const plain = await new Browser(hall.front).open(authorizeUrl('a'.repeat(43), { code_challenge_method: 'plain' }));
    expect(new URL(plain.url).searchParams.get('error')).toBe('invalid_request');
    const without = await new Browser(hall.front).open(authorizeUrl(''));
    expect(new URL(without.url).searchParams.get('error')).toBe('invalid_request');
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge);
    expect((await exchange(code, pkce().verifier)).json().error).toBe('invalid_grant');
    expect((await exchange(code, verifier, { redirect_uri: `${redirectUri}/x` })).json().error).toBe('invalid_grant');
  });

  it('never redirects to an address that is not registered; a port on loopback is free (RFC 8252)', async () => {
    const foreign = await new Browser(hall.front).open(
      authorizeUrl(pkce().challenge, { redirect_uri: 'https://evil.example/back' }),
    );
    expect([foreign.status, new URL(foreign.url).origin]).toEqual([400, issuer]);
    const { challenge } = pkce();
    const { code } = await authorize(hall, challenge, { redirect_uri: 'http://127.0.0.1:51234/back' });
    expect(code).toBeDefined();
  });

  it('P1 refuses unknown scopes and none at all, and says so to the application', async () => {
    for (const scope of ['books.read books.burn', 'Books.read', '']) {
      const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge, { scope }));
      expect(new URL(browser.url).searchParams.get('error')).toBe('invalid_scope');
    }
  });

  it('P3 grants what the roles of the person permit, names the rest on the page, and says what was granted', async () => {
    const { verifier, challenge } = pkce();
    const browser = await new Browser(hall.front).open(authorizeUrl(challenge, { scope: 'books.read tokens.look' }));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    expect(browser.page).toContain('Look at tokens');
    await browser.submit(/sign-in\/[^/]+$/);
    const code = new URL(browser.url).searchParams.get('code') ?? '';
    expect((await exchange(code, verifier)).json().scope).toBe('books.read');
  });

  it('refuses a form that comes from elsewhere, and a page without the cookie of its authorization', async () => {
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    const { url } = browser;
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' }, { origin: 'https://evil.example' });
    expect(browser.status).toBe(403);
    const other = await new Browser(hall.front).open(url);
    expect(other.status).toBe(400);
  });

  it('asks again who is there: nobody stays signed in for the next application', async () => {
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    await browser.submit(/sign-in\/[^/]+$/);
    await browser.open(authorizeUrl(pkce().challenge));
    expect(browser.page).toContain('type="password"');
  });

  it('answers by the query only: other modes need scripts', async () => {
    for (const response_mode of ['form_post', 'fragment']) {
      const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge, { response_mode }));
      expect(new URL(browser.url).searchParams.get('error')).toBe('invalid_request');
    }
  });

  it('grants no more than the page showed, whatever role comes before the click', async () => {
    const { verifier, challenge } = pkce();
    const browser = await new Browser(hall.front).open(authorizeUrl(challenge, { scope: 'books.read tokens.look' }));
    await browser.submit(/sign-in\/[^/]+$/, { login: 'ada', password: 'engine' });
    const [ada] = hall.people as [(typeof hall.people)[number]];
    hall.people[0] = { ...ada, scopes: [...ada.scopes, 'tokens.look'] };
    await browser.submit(/sign-in\/[^/]+$/);
    hall.people[0] = ada;
    expect((await exchange(new URL(browser.url).searchParams.get('code') ?? '', verifier)).json().scope).toBe(
      'books.read',
    );
  });

  it('T3 builds addresses from the issuer, whatever Host and forwarded headers say', async () => {
    const answer = await hall.front.inject({
      url: authorizeUrl(pkce().challenge).slice(issuer.length),
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' },
    });
    expect(answer.headers.location).toMatch(/^\/sign-in\//);
    expect([answer.headers['set-cookie']].flat().every((line) => /secure/i.test(String(line)))).toBe(true);
    expect(JSON.stringify(answer.headers)).not.toContain('evil');
  });

  it('keeps pages from being framed, cached, scripted', async () => {
    const { headers } = await new Browser(hall.front).open(authorizeUrl(pkce().challenge));
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cache-control']).toContain('no-store');
  });

  it('gives a program no grants of people, and an application none of programs', async () => {
    const program = await hall.token({ grant_type: 'refresh_token', client_id: 'desk', client_secret: 'correct' });
    expect(program.json().error).toBe('unauthorized_client');
    const app = await hall.token({ grant_type: 'client_credentials', client_id: 'reader-app' });
    expect(app.json().error).toBe('unauthorized_client');
  });

  it('refuses an application that is not in force any more', async () => {
    hall.clients.push(application({ clientId: 'gone', status: 'revoked' }));
    const browser = await new Browser(hall.front).open(authorizeUrl(pkce().challenge, { client_id: 'gone' }));
    expect([browser.status, new URL(browser.url).origin]).toEqual([400, issuer]);
  });
});

describe('refresh tokens (RFC 9700 section 4.14.2)', () => {
  const signIn = async () => {
    const { verifier, challenge } = pkce();
    const { code = '' } = await authorize(hall, challenge, { scope: 'books.read books.write' });
    return (await exchange(code, verifier)).json() as { access_token: string; refresh_token: string };
  };
  const refresh = async (refresh_token: string, more: Record<string, string> = {}) =>
    (await hall.token({ grant_type: 'refresh_token', client_id: 'reader-app', refresh_token, ...more })).json();

  it('change with every use', async () => {
    const first = await signIn();
    const second = await refresh(first.refresh_token);
    expect(second).toMatchObject({ token_type: 'Bearer', scope: 'books.read books.write' });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(second.refresh_token)).access_token).toBeDefined();
  });

  it('K5 a reused refresh token ends its family, access tokens included', async () => {
    const first = await signIn();
    const second = await refresh(first.refresh_token);
    expect((await refresh(first.refresh_token)).error).toBe('invalid_grant');
    expect((await refresh(second.refresh_token)).error).toBe('invalid_grant');
    for (const token of [first.access_token, second.access_token])
      await expect(hall.tokens.verifyToken(token)).rejects.toThrow('revoked');
  });

  it('K5 leaves the other families of the person alone', async () => {
    const [one, other] = [await signIn(), await signIn()];
    await refresh(one.refresh_token);
    await refresh(one.refresh_token);
    expect((await refresh(other.refresh_token)).access_token).toBeDefined();
  });

  it('are bound to their application', async () => {
    hall.clients.push(application({ clientId: 'other-app' }));
    const { refresh_token } = await signIn();
    expect((await refresh(refresh_token, { client_id: 'other-app' })).error).toBe('invalid_grant');
  });

  it('narrow on request and never widen', async () => {
    const { refresh_token } = await signIn();
    const narrowed = await refresh(refresh_token, { scope: 'books.read' });
    expect(narrowed.scope).toBe('books.read');
    expect((await refresh(narrowed.refresh_token, { scope: 'books.read tokens.look' })).error).toBe('invalid_scope');
  });

  it('P3 carry no more than the roles that the person has now, and nothing when the person is gone', async () => {
    const { refresh_token } = await signIn();
    const [ada] = hall.people as [(typeof hall.people)[number]];
    hall.people[0] = { ...ada, scopes: ['books.read'] };
    const narrowed = await refresh(refresh_token);
    expect(narrowed.scope).toBe('books.read');
    hall.people.length = 0;
    expect((await refresh(narrowed.refresh_token)).error).toBe('invalid_grant');
    hall.people.push(ada);
  });

  it('are revoked with their family (RFC 7009), by their own application only', async () => {
    const { refresh_token, access_token } = await signIn();
    const revoke = (client_id: string) =>
      hall.front.inject({
        method: 'POST',
        url: '/auth/revoke',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ token: refresh_token, client_id }).toString(),
      });
    expect((await revoke('other-app')).statusCode).toBe(200);
    await hall.tokens.verifyToken(access_token);
    expect((await revoke('reader-app')).statusCode).toBe(200);
    expect((await refresh(refresh_token)).error).toBe('invalid_grant');
    await expect(hall.tokens.verifyToken(access_token)).rejects.toThrow('revoked');
  });
});
