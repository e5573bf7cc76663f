import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { basic, openLibrary, type Library } from '../fixture.ts';

// Over a socket: what chunks, lengths and unread bodies do is not seen otherwise.
let library: Library;
let port: number;
beforeAll(async () => {
  library = await openLibrary();
  await library.front.listen({ port: 0, host: '127.0.0.1' });
  port = (library.front.server.address() as { port: number }).port;
});
afterAll(() => library.front.close());

interface Attack {
  path?: string;
  method?: string;
  headers?: Record<string, string | string[]>;
  /** Sent in chunks when there are several. */
  body?: readonly string[];
  agent?: Agent;
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  seconds: number;
}

/** Seconds; a request that the server does not understand the end of waits for its 30, however busy the machine is. */
const patience = 20;

const type = 'application/x-www-form-urlencoded';
const grant = 'grant_type=client_credentials';
const secret = 'client_id=desk&client_secret=correct';

function send({ path = '/auth/token', method = 'POST', headers = {}, body = [], agent }: Attack): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const length = body.length === 1 ? { 'content-length': Buffer.byteLength(body[0] as string) } : {};
    const call = request({
      port,
      host: '127.0.0.1',
      path,
      method,
      ...(agent ? { agent } : {}),
      headers: { 'content-type': type, ...length, ...headers },
    });
    call.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => {
        const seconds = (performance.now() - started) / 1000;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, seconds });
      });
    });
    // The server may close while we still write; what it answered before is what counts.
    call.on('error', (error) => setImmediate(reject, error));
    for (const chunk of body) call.write(chunk);
    call.end();
  });
}

const withBasic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });
const bearer = async (scopes = ['tokens.look']) => library.bearer({ clientId: 'auditor', scopes });
const look = async (attack: Attack = {}, scopes?: string[]): Promise<Answer> => {
  const { authorization } = await bearer(scopes);
  return send({ path: '/auth/look', ...attack, headers: { authorization, ...attack.headers } });
};

describe('A2 a token request that no client makes gets the RFC’s error, at once, and never 5xx', () => {
  it.each<[string, () => Promise<Answer>, number, string | undefined]>([
    ['in chunks', () => send({ body: [grant, '&', secret] }), 200, undefined],
    [
      'with a charset',
      () => send({ body: [`${grant}&${secret}`], headers: { 'content-type': `${type}; charset=UTF-8` } }),
      200,
      undefined,
    ],
    [
      'with a charset that is none',
      () => send({ body: [`${grant}&${secret}`], headers: { 'content-type': `${type}; charset=klingon` } }),
      200,
      undefined,
    ],
    [
      'with the media type in capitals',
      () => send({ body: [`${grant}&${secret}`], headers: { 'content-type': type.toUpperCase() } }),
      200,
      undefined,
    ],
    ['without a body', () => send({}), 400, 'invalid_request'],
    ['without a body, by Basic', () => send({ headers: { ...basic('desk', 'correct') } }), 400, 'invalid_request'],
    [
      'as JSON',
      () => send({ body: ['{"grant_type":"client_credentials"}'], headers: { 'content-type': 'application/json' } }),
      400,
      'invalid_request',
    ],
    [
      'as JSON that ends early',
      () => send({ body: ['{'], headers: { 'content-type': 'application/json' } }),
      400,
      'invalid_request',
    ],
    [
      'as multipart',
      () => send({ body: ['--x--'], headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
      400,
      'invalid_request',
    ],
    ['packed', () => send({ body: ['\x1f\x8b\x08'], headers: { 'content-encoding': 'gzip' } }), 400, 'invalid_request'],
    ['by GET', () => send({ method: 'GET', path: `/auth/token?${grant}&${secret}` }), 405, 'invalid_request'],
    ['by PUT', () => send({ method: 'PUT', body: [`${grant}&${secret}`] }), 405, 'invalid_request'],
    ['with everything in the query', () => send({ path: `/auth/token?${grant}&${secret}` }), 400, 'invalid_request'],
    [
      'with the secret in the query',
      () => send({ path: `/auth/token?${secret}`, body: [grant] }),
      400,
      'invalid_request',
    ],
    [
      'by Basic and in the body',
      () => send({ body: [`${grant}&${secret}`], headers: { ...basic('desk', 'correct') } }),
      400,
      'invalid_request',
    ],
    [
      'by an assertion and a secret',
      () =>
        send({
          body: [
            `${grant}&${secret}&client_assertion=a.b.c&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer`,
          ],
        }),
      400,
      'invalid_request',
    ],
    [
      'by an assertion that is none',
      () =>
        send({
          body: [
            `${grant}&client_id=desk&client_assertion=a.b.c&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer`,
          ],
        }),
      400,
      'invalid_request',
    ],
    [
      'with two Authorization headers',
      () =>
        send({
          body: [grant],
          headers: { authorization: [basic('desk', 'correct').authorization, basic('x', 'y').authorization] },
        }),
      400,
      'invalid_request',
    ],
    ['with a parameter twice', () => send({ body: [`${grant}&${grant}&${secret}`] }), 400, 'invalid_request'],
    ['with the client twice', () => send({ body: [`${grant}&client_id=desk&${secret}`] }), 400, 'invalid_request'],
    [
      'with a colon in the secret',
      () => send({ body: [grant], headers: withBasic('desk:cor:rect') }),
      401,
      'invalid_client',
    ],
    [
      'with a percent in the secret',
      () => send({ body: [grant], headers: withBasic('desk:50%') }),
      400,
      'invalid_request',
    ],
    [
      'with an escaped colon in the id',
      () => send({ body: [grant], headers: withBasic('de%3Ask:correct') }),
      401,
      'invalid_client',
    ],
    ['with Basic that is empty', () => send({ body: [grant], headers: withBasic(':') }), 400, 'invalid_request'],
    ['with Basic and no secret', () => send({ body: [grant], headers: withBasic('desk:') }), 400, 'invalid_request'],
    [
      'with Basic that is no UTF-8',
      () =>
        send({
          body: [grant],
          headers: { authorization: `Basic ${Buffer.from('desk:\xff\xfe', 'latin1').toString('base64')}` },
        }),
      400,
      'invalid_request',
    ],
    ['with a NUL in Basic', () => send({ body: [grant], headers: withBasic('desk:a\0b') }), 400, 'invalid_request'],
    [
      'with a NUL in the body',
      () => send({ body: [`${grant}&client_id=desk&client_secret=a%00b`] }),
      401,
      'invalid_client',
    ],
    [
      'with a NUL in the id',
      () => send({ body: [`${grant}&client_id=de%00sk&client_secret=correct`] }),
      401,
      'invalid_client',
    ],
    [
      'with half a character in the id',
      () => send({ body: [`${grant}&client_id=%ED%A0%80&client_secret=correct`] }),
      401,
      'invalid_client',
    ],
    [
      'with __proto__ among the parameters',
      () => send({ body: [`${grant}&${secret}&__proto__=x&constructor=y&__proto__=z`] }),
      200,
      undefined,
    ],
    ['with 10,000 parameters', () => send({ body: [`${grant}&${secret}&${'a=1&'.repeat(10_000)}`] }), 200, undefined],
    [
      'with a secret of 1 MB',
      () => send({ body: [`${grant}&client_id=desk&client_secret=${'x'.repeat(1_000_000)}`] }),
      400,
      'invalid_request',
    ],
    [
      'with a secret of 1 MB in chunks',
      () =>
        send({
          body: [`${grant}&client_id=desk&client_secret=`, ...Array.from({ length: 16 }, () => 'x'.repeat(65_536))],
        }),
      400,
      'invalid_request',
    ],
    [
      'with an id of 300 characters',
      () => send({ body: [`${grant}&client_id=${'x'.repeat(300)}&client_secret=y`] }),
      401,
      'invalid_client',
    ],
    [
      'with a scope of 10,000 words',
      () => send({ body: [`${grant}&${secret}&scope=${'a+'.repeat(10_000)}`] }),
      400,
      'invalid_scope',
    ],
    [
      'with a grant type that is a name of ours',
      () => send({ body: [`grant_type=__proto__&${secret}`] }),
      400,
      'unsupported_grant_type',
    ],
    ['with a wish for HTML', () => send({ body: [grant], headers: { accept: 'text/html' } }), 400, 'invalid_request'],
  ])('%s', async (_, attack, expected, error) => {
    const { status, headers, text, seconds } = await attack();
    expect(status, text).toBe(expected);
    expect(seconds).toBeLessThan(patience);
    expect(headers['x-request-id']).toBeTruthy();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-type']).toMatch(/^application\/json/);
    const body = JSON.parse(text) as { error?: string };
    expect(body.error).toBe(error);
    if (error !== undefined) expect(body).toMatchObject({ error_description: expect.any(String) });
    expect(status === 401 ? headers['www-authenticate'] : 'none').toBeTruthy();
  });
});

describe('a body that is too long', () => {
  it.each(['/auth/token', '/auth/look', '/auth/revoke', '/v2/books'])(
    'in chunks at %s does not keep the next request on the connection waiting',
    async (path) => {
      const { authorization } = await library.bearer({ scopes: ['tokens.look', 'books.read', 'books.write'] });
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const credentials: Record<string, string> = path === '/auth/token' ? {} : { authorization };
      const first = await send({
        path,
        agent,
        headers: { ...credentials, 'content-type': path === '/v2/books' ? 'application/json' : type },
        body: Array.from({ length: 32 }, () => 'x'.repeat(65_536)),
      });
      expect(first.status).toBeOneOf([400, 413]);
      const next = await send({ path: '/v2/hours', method: 'GET', agent });
      agent.destroy();
      expect(next.status).toBe(200);
      expect(next.seconds).toBeLessThan(patience);
    },
  );
});

describe('A2 introspection by a token', () => {
  it.each<[string, () => Promise<Answer>, number, string | undefined]>([
    ['with its body in chunks', () => look({ body: ['tok', 'en=x'] }), 200, undefined],
    [
      'with a charset',
      () => look({ body: ['token=x'], headers: { 'content-type': `${type};charset=utf-8` } }),
      200,
      undefined,
    ],
    [
      'beside a wrong API key, which counts for nothing here',
      () => look({ body: ['token=x'], headers: { 'x-library-key': 'wrong' } }),
      200,
      undefined,
    ],
    [
      'beside a wrong API key and without the scope',
      () => look({ body: ['token=x'], headers: { 'x-library-key': 'wrong' } }, ['books.read']),
      403,
      'insufficient_scope',
    ],
    [
      'with two Authorization headers',
      async () =>
        send({
          path: '/auth/look',
          body: ['token=x'],
          headers: { authorization: [(await bearer()).authorization, 'Bearer y'] },
        }),
      401,
      'invalid_token',
    ],
    ['without a body', () => look(), 400, 'invalid_request'],
    ['with a token that is empty', () => look({ body: ['token='] }), 400, 'invalid_request'],
    ['with the token twice', () => look({ body: ['token=x&token=y'] }), 400, 'invalid_request'],
    ['with the token in the query', () => look({ path: '/auth/look?token=x' }), 400, 'invalid_request'],
    [
      'as JSON',
      () => look({ body: ['{"token":"x"}'], headers: { 'content-type': 'application/json' } }),
      400,
      'invalid_request',
    ],
    ['without a type', () => look({ body: ['token=x'], headers: { 'content-type': '' } }), 400, 'invalid_request'],
    ['with 1 MB', () => look({ body: [`token=${'x'.repeat(1_000_000)}`] }), 400, 'invalid_request'],
    [
      'with 1 MB in chunks',
      () => look({ body: ['token=', ...Array.from({ length: 16 }, () => 'x'.repeat(65_536))] }),
      400,
      'invalid_request',
    ],
    ['with a NUL', () => look({ body: ['token=%00'] }), 200, undefined],
  ])('%s', async (_, attack, expected, error) => {
    const { status, headers, text, seconds } = await attack();
    expect(status, text).toBe(expected);
    expect(seconds).toBeLessThan(patience);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(JSON.parse(text)).toMatchObject(error === undefined ? { active: false } : { error });
  });

  it('describes a token whose request came in chunks', async () => {
    const token = (await library.bearer()).authorization.slice('Bearer '.length);
    const { text } = await look({ body: ['token=', token] });
    expect(JSON.parse(text)).toMatchObject({ active: true, client_id: 'desk' });
  });
});
