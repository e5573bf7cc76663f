import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionError, authorizedFetch, clientCredentials, createTransport } from '@guichet/runtime';
import { type NodeFetchOptions, nodeFetch } from '@guichet/runtime/node';
import { answer, openApi } from '../support/api.ts';
import { type Identity, expired, issue, openAuthority } from '../support/certificates.ts';
import { type ProxyOptions, closedPort, openProxy, openTls } from '../support/network.ts';
import { failure } from '../support/wait.ts';

let authority: Awaited<ReturnType<typeof openAuthority>>;
let server: Identity;
let client: Identity;
beforeAll(async () => {
  authority = await openAuthority();
  server = await authority.issue();
  client = await issue({ ca: authority }, 'partner');
});

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0).toReversed()) await end();
});
beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
});

const kept = <T extends { close(): Promise<void> }>(thing: T): T => {
  ends.push(() => thing.close());
  return thing;
};
const fetchOf = (options?: NodeFetchOptions) => kept(nodeFetch(options));
const tls = async (...given: Parameters<typeof openTls>) => kept(await openTls(...given));
const proxyOf = async (options?: ProxyOptions) => kept(await openProxy(options));
const mutual = () => tls({ ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true });

/** A client whose calls and token requests go by this fetch. */
function clientOver(url: string, fetch: typeof globalThis.fetch) {
  const tokens = clientCredentials({
    tokenUrl: `${url}/oauth/token`,
    clientId: 'partner',
    clientSecret: 'canary-secret',
    fetch,
    retry: false,
  });
  return createTransport({ baseUrl: url, tokens, fetch, retry: false });
}
const call = (url: string, fetch: typeof globalThis.fetch) =>
  clientOver(url, fetch).get({ url: '/things', security: [{}] });
const plainCall = (url: string, fetch: typeof globalThis.fetch) =>
  createTransport({ baseUrl: url, fetch, retry: false }).get({ url: '/things' });

describe('private authorities and client certificates', () => {
  it('a private authority by `ca`: token and call come through, and without it neither', async () => {
    const api = await tls(server);
    expect(await call(api.url, fetchOf({ ca: authority.cert }))).toEqual({ ok: true });
    expect(api.seen).toEqual(['POST /oauth/token Basic', 'GET /things Bearer']);
    expect(await failure(call(api.url, fetchOf()))).toMatchObject({ reason: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('`ca` adds to what Node trusts, NODE_EXTRA_CA_CERTS included', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    ends.push(async () => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    const api = await tls(server);
    const other = (await openAuthority()).cert;
    const script = `import { nodeFetch } from '@guichet/runtime/node';
      for (const options of [{}, { ca: process.env.OTHER }]) {
        const fetch = nodeFetch({ ...options, proxy: false });
        console.log((await fetch(process.env.API)).status);
        await fetch.close();
      }`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@guichet/source', '--input-type=module', '--eval', script],
      {
        cwd: import.meta.dirname,
        timeout: 15_000,
        env: { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), OTHER: other, API: api.url },
      },
    );
    expect(stdout).toBe('200\n200\n');
  });

  it('a client certificate: both requests show it', async () => {
    const api = await mutual();
    expect(await call(api.url, fetchOf({ ca: [authority.cert], ...client }))).toEqual({ ok: true });
    expect(api.clients).toEqual(['partner', 'partner']);
  });

  it('a client certificate through a proxy: the server sees it, and the proxy only the host', async () => {
    const [api, proxy] = [await mutual(), await proxyOf()];
    const fetch = fetchOf({ ca: authority.cert, ...client, proxy: proxy.url() });
    expect(await call(api.url, fetch)).toEqual({ ok: true });
    expect(api.clients).toEqual(['partner', 'partner']);
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT 127.0.0.1:${api.port}`]));
  });

  it('an https proxy of the same authority: trusted, and shown no client certificate', async () => {
    const api = await mutual();
    const proxy = await proxyOf({ tls: { ...server, requestCert: true, rejectUnauthorized: false } });
    expect(await call(api.url, fetchOf({ ca: authority.cert, ...client, proxy: proxy.url() }))).toEqual({ ok: true });
    expect(api.clients).toEqual(['partner', 'partner']);
    expect(new Set(proxy.clients)).toEqual(new Set([undefined]));
  });

  it('an encrypted key opens with its passphrase, and is refused at once without', async () => {
    const api = await mutual();
    const { cert, key } = await issue({ ca: authority, passphrase: 'canary-phrase' }, 'partner');
    expect(await call(api.url, fetchOf({ ca: authority.cert, cert, key, passphrase: 'canary-phrase' }))).toEqual({
      ok: true,
    });
    for (const passphrase of [undefined, 'canary-wrong']) {
      expect(() => nodeFetch({ cert, key, passphrase })).toThrow(/^nodeFetch: `cert` with `key` cannot be used/);
    }
  });
});

describe('proxies of the environment', () => {
  it.each(['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'])('%s carries https', async (name) => {
    const [api, proxy] = [await tls(server), await proxyOf()];
    vi.stubEnv(name, proxy.url());
    expect(await call(api.url, fetchOf({ ca: authority.cert }))).toEqual({ ok: true });
    expect(new Set(proxy.seen)).toEqual(new Set([`CONNECT 127.0.0.1:${api.port}`]));
  });

  it('HTTP_PROXY carries http, HTTPS_PROXY does not', async () => {
    const api = kept(await openApi((_request, response) => answer(response, 200, { ok: true })));
    const proxy = await proxyOf();
    vi.stubEnv('HTTP_PROXY', proxy.url());
    expect(await plainCall(api.url, fetchOf())).toEqual({ ok: true });
    expect(proxy.seen).toEqual([`GET ${api.url}/things`]);
    vi.stubEnv('HTTPS_PROXY', proxy.url());
    vi.stubEnv('HTTP_PROXY', undefined);
    expect(await plainCall(api.url, fetchOf())).toEqual({ ok: true });
    expect(proxy.seen).toHaveLength(1);
  });

  it('host:port without a scheme is an http proxy', async () => {
    const [api, proxy] = [await tls(server), await proxyOf()];
    vi.stubEnv('HTTPS_PROXY', proxy.url().slice('http://'.length));
    expect(await call(api.url, fetchOf({ ca: authority.cert }))).toEqual({ ok: true });
    expect(proxy.seen).not.toEqual([]);
  });

  it.each(['NO_PROXY', 'no_proxy'])('%s names hosts that are reached directly', async (name) => {
    const [api, proxy] = [await tls(server), await proxyOf()];
    vi.stubEnv('HTTPS_PROXY', proxy.url());
    vi.stubEnv(name, 'example.org, 127.0.0.1');
    expect(await call(api.url, fetchOf({ ca: authority.cert }))).toEqual({ ok: true });
    expect(proxy.seen).toEqual([]);
  });

  it('options win: `proxy`, `proxy: false`, `noProxy`', async () => {
    const [api, proxy, other] = [await tls(server), await proxyOf(), await proxyOf()];
    vi.stubEnv('HTTPS_PROXY', other.url());
    const ca = authority.cert;
    const used = async (options: NodeFetchOptions) => {
      const before = [proxy.seen.length, other.seen.length];
      await call(api.url, fetchOf({ ca, ...options }));
      return [proxy.seen.length > before[0]!, other.seen.length > before[1]!];
    };
    expect(await used({})).toEqual([false, true]);
    expect(await used({ proxy: new URL(proxy.url()) })).toEqual([true, false]);
    expect(await used({ proxy: false })).toEqual([false, false]);
    expect(await used({ noProxy: ['127.0.0.1'] })).toEqual([false, false]);
    vi.stubEnv('NO_PROXY', '*');
    expect(await used({})).toEqual([false, false]);
    expect(await used({ noProxy: '' })).toEqual([false, true]);
  });

  it('user and password of the URL reach the proxy', async () => {
    const [api, proxy] = [await tls(server), await proxyOf({ credentials: 'me:p@ss' })];
    expect(await call(api.url, fetchOf({ ca: authority.cert, proxy: proxy.url('me:p%40ss') }))).toEqual({ ok: true });
  });
});

describe('S1 failures are ConnectionErrors with code, host and remedy, and no secret', () => {
  async function told(url: string, fetch: typeof globalThis.fetch): Promise<ConnectionError> {
    const error = (await failure(call(url, fetch))) as ConnectionError;
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'CONNECTION_ERROR', host: new URL(url).host });
    expect(error.message).not.toMatch(/fetch failed|canary/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('canary');
    return error;
  }

  it.each([
    ['expired', () => authority.issue(expired()), 'CERT_HAS_EXPIRED', /has expired/],
    ['self-signed', () => issue(), 'DEPTH_ZERO_SELF_SIGNED_CERT', /NODE_EXTRA_CA_CERTS/],
    [
      'for another host',
      () => authority.issue({ extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'other.test' }] }] }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
      /for another name/,
    ],
  ])('a certificate that is %s', async (_, made, reason, remedy) => {
    const api = await tls(await made());
    for (const proxy of [false as const, (await proxyOf()).url()]) {
      const error = await told(api.url, fetchOf({ ca: authority.cert, proxy }));
      expect(error.reason).toBe(reason);
      expect(error.message).toMatch(remedy);
      expect(error.message).not.toMatch(/proxy/);
    }
  });

  it.each([
    ['TLSv1.2', /ALERT_HANDSHAKE_FAILURE/],
    // There the client may write before the server has looked, and hears only that the socket is gone.
    ['TLSv1.3', /ALERT_CERTIFICATE_REQUIRED|UND_ERR_SOCKET|ECONNRESET|EPIPE/],
  ] as const)('%s: a server that wants a client certificate, and gets none', async (maxVersion, reason) => {
    const api = await tls({ ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true, maxVersion });
    const error = await told(api.url, fetchOf({ ca: authority.cert }));
    expect(error.reason).toMatch(reason);
    expect(error.message).toMatch(/client certificate/);
  });

  it('a refusal, and a name that does not exist', async () => {
    const refused = await told(`https://127.0.0.1:${await closedPort()}`, fetchOf());
    expect(refused).toMatchObject({ reason: 'ECONNREFUSED', message: expect.stringMatching(/Nothing listens there/) });
    const unknown = await told('https://no-such-host.invalid:444', fetchOf());
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(unknown.reason);
  });

  it.each([
    [407, /user and password/],
    [403, /does not let this host through/],
    [502, /could not reach the host itself/],
    [400, /refused to open a tunnel/],
  ])('a proxy that answers %d', async (status, remedy) => {
    const proxy = await proxyOf({ refuse: status });
    const error = await told('https://api.test:8443', fetchOf({ proxy: proxy.url('me:canary') }));
    expect(error.reason).toBe(`PROXY_${status}`);
    expect(error.message).toMatch(remedy);
    expect(error.message).toContain(`the proxy 127.0.0.1:${proxy.port} failed`);
    expect(proxy.seen).toHaveLength(1);
  });

  it('a proxy that wants a password for plain http', async () => {
    const proxy = await proxyOf({ credentials: 'me:canary' });
    const url = `http://127.0.0.1:${await closedPort()}`;
    const error = await told(url, fetchOf({ proxy: proxy.url() }));
    expect(error).toMatchObject({ reason: 'PROXY_407', message: expect.stringMatching(/user and password/) });
  });

  it('a proxy that is not there, that cuts the tunnel, that nobody trusts: the proxy is named', async () => {
    const api = await tls(server);
    const gone = `127.0.0.1:${await closedPort()}`;
    const refused = await told(api.url, fetchOf({ proxy: `http://me:canary@${gone}` }));
    expect(refused.reason).toBe('ECONNREFUSED');
    expect(refused.message).toContain(`the proxy ${gone} failed`);
    const cutting = await proxyOf({ cut: true });
    const cut = await told(api.url, fetchOf({ proxy: cutting.url() }));
    expect(cut.message).toContain(`the proxy 127.0.0.1:${cutting.port} failed`);
    const strange = await proxyOf({ tls: await issue() });
    const distrusted = await told(api.url, fetchOf({ proxy: strange.url() }));
    expect(distrusted.reason).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(distrusted.message).toContain(`the proxy 127.0.0.1:${strange.port} failed`);
    expect(api.seen).toEqual([]);
  });
});

describe('as a fetch', () => {
  const echo = () =>
    openApi((request, response, body) =>
      answer(response, 200, { type: request.headers['content-type'], header: request.headers['x-a'], body }),
    );

  it('a form, a Request and a stream of the platform arrive whole', async () => {
    const api = kept(await echo());
    const fetch = fetchOf();
    const form = new FormData();
    form.append('name', 'val');
    form.append('file', new File(['content'], 'a.txt'));
    const sent = await (await fetch(api.url, { method: 'POST', body: form })).json();
    expect(sent.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(sent.body).toMatch(/name="name"\r\n\r\nval/);
    expect(sent.body).toMatch(/filename="a.txt"[\s\S]*content/);
    const request = new Request(api.url, { method: 'PUT', body: 'text', headers: { 'x-a': '1' } });
    expect(await (await fetch(request)).json()).toMatchObject({ header: '1', body: 'text' });
    expect(api.seen.at(-1)!.line).toBe('PUT /');
    const body = new Blob(['streamed']).stream();
    expect(await (await fetch(api.url, { method: 'POST', body, duplex: 'half' } as RequestInit)).json()).toMatchObject({
      body: 'streamed',
    });
  });

  it('R7 abort: ends the call with the caller’s reason', async () => {
    const api = kept(await openApi(() => {}));
    const transport = createTransport({ baseUrl: api.url, fetch: fetchOf() });
    const controller = new AbortController();
    const pending = failure(transport.get({ url: '/', signal: controller.signal }));
    setTimeout(() => controller.abort(new Error('mine')), 50);
    expect(await pending).toMatchObject({ message: 'mine' });
  });

  it('under `authorizedFetch`: 401 is recovered, errors and bodies are read', async () => {
    let calls = 0;
    const api = await tls(server, (request, response) => {
      if (request.url === '/oauth/token') {
        calls += 1;
        return answer(response, 200, { access_token: `t${calls}`, token_type: 'Bearer', expires_in: 900 });
      }
      answer(response, request.headers.authorization === 'Bearer t2' ? 200 : 401, { ok: true });
    });
    const fetch = fetchOf({ ca: authority.cert });
    const tokens = clientCredentials({ tokenUrl: `${api.url}/oauth/token`, clientId: 'a', clientSecret: 'b', fetch });
    const response = await authorizedFetch({ tokens, baseUrl: api.url, fetch })('/things');
    expect(await response.json()).toEqual({ ok: true });
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it('close() ends its sockets, and what comes after says so', async () => {
    const [api, proxy] = [await tls(server), await proxyOf()];
    const fetch = nodeFetch({ ca: authority.cert, proxy: proxy.url() });
    await call(api.url, fetch);
    expect(api.sockets()).toBeGreaterThan(0);
    await fetch.close();
    await vi.waitFor(() => expect([api.sockets(), proxy.sockets()]).toEqual([0, 0]), { timeout: 20_000 });
    expect(await failure(call(api.url, fetch))).toMatchObject({
      reason: 'UND_ERR_CLOSED',
      message: expect.stringMatching(/make a new one/),
    });
    await fetch.close();
  });

  it('leaves what the application put under the fetch of Node', async () => {
    const script = `import { nodeFetch } from '@guichet/runtime/node';
      const mine = { dispatch() { throw new Error('mine'); } };
      const place = Symbol.for('undici.globalDispatcher.1');
      await fetch('data:,x');
      globalThis[place] = mine;
      // As on Node 22, whose own undici does not know this place.
      globalThis[Symbol.for('undici.globalDispatcher.2')] = undefined;
      const own = nodeFetch();
      await own('http://127.0.0.1:1').catch(() => {});
      console.log(globalThis[place] === mine);`;
    const run = promisify(execFile);
    const flags = ['--conditions=@guichet/source', '--input-type=module', '--eval', script];
    expect((await run(process.execPath, flags, { cwd: import.meta.dirname, timeout: 15_000 })).stdout).toBe('true\n');
  });
});

describe('options', () => {
  it.each([
    [{ proxy: 'socks5://x:1' }, /`proxy` starts with `socks5:`/],
    [{ proxy: 'http://me:canary@ x' }, /`proxy` is not a URL/],
    [{ proxy: 'http://me:%canary@x' }, /encode user and password/],
    [{ proxy: '' }, /`proxy` cannot be an empty string/],
    [{ proxy: true }, /`proxy` cannot be a boolean/],
    [{ noProxy: 5 }, /`noProxy` cannot be a number/],
    [{ ca: 5 }, /`ca` cannot be a number/],
    [{ ca: [] }, /`ca` cannot be an array/],
    [{ cert: 'canary' }, /`cert` is given without `key`/],
    [{ key: 'canary' }, /`key` is given without `cert`/],
    [{ cert: '', key: 'canary' }, /`cert` cannot be an empty string/],
    [{ cert: 'canary', key: 'canary' }, /`cert` with `key` cannot be used/],
    [{ ca: 'canary' }, /`ca` cannot be used/],
  ])('%o is refused by name, without its value', (options, message) => {
    const error = (() => {
      try {
        nodeFetch(options as NodeFetchOptions);
      } catch (thrown) {
        return thrown as Error;
      }
      throw new Error('It was accepted.');
    })();
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('canary');
  });

  it('a variable that is no proxy is named', () => {
    vi.stubEnv('https_proxy', 'ftp://canary');
    expect(() => nodeFetch()).toThrow('https_proxy of the environment starts with `ftp:`');
    expect(() => nodeFetch({ proxy: false })).not.toThrow();
  });
});
