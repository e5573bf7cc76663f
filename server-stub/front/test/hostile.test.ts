import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLibrary, type Library } from './fixture.ts';

// Over a socket, byte by byte: a client library would refuse to send most of this.
let library: Library;
let port: number;
let authorization: string;
beforeAll(async () => {
  library = await openLibrary();
  await library.front.listen({ port: 0, host: '127.0.0.1' });
  port = (library.front.server.address() as { port: number }).port;
  ({ authorization } = await library.bearer());
});
afterAll(() => library.front.close());

interface Answer {
  status: number;
  headers: string;
  body: any;
  seconds: number;
}

/** Seconds; a request that the server does not understand the end of waits for its 30, however busy the machine is. */
const patience = 20;

/** Sends bytes and reads the first answer, until the server has sent all of it or closed. */
function send(...parts: (string | Buffer)[]): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    });
    const read = (ended: boolean) => {
      const [head = '', ...rest] = received.split('\r\n\r\n');
      const body = rest.join('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      if (rest.length === 0 || (body.length < length && !ended)) return ended;
      socket.destroy();
      resolve({
        status: Number(head.slice(9, 12)),
        headers: head.toLowerCase(),
        body: body === '' ? undefined : JSON.parse(body.slice(0, length)),
        seconds: (performance.now() - started) / 1000,
      });
      return false;
    };
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      received += String(chunk);
      read(false);
    });
    socket.on('close', () => {
      if (read(true)) reject(new Error(`The connection ended without an answer: ${JSON.stringify(received)}`));
    });
    // The server may close while we still write; what it sent before is what counts.
    socket.on('error', () => {});
  });
}

const head = (line: string, ...headers: string[]) => `${[line, 'Host: x', ...headers].join('\r\n')}\r\n\r\n`;
const get = (target: string, ...headers: string[]) =>
  send(head(`GET ${target} HTTP/1.1`, `Authorization: ${authorization}`, ...headers));
const post = (body: string | Buffer, ...headers: string[]) =>
  send(
    head(
      'POST /v2/books HTTP/1.1',
      `Authorization: ${authorization}`,
      ...(headers.length > 0 ? headers : ['Content-Type: application/json']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ),
    body,
  );
const nested = (levels: number) =>
  `{"title":"a","sequels":${'[{"title":"a","sequels":'.repeat(levels)}[]${'}]'.repeat(levels)}}`;
const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join('&');

describe('a hostile request is answered with a problem, at once, and never with 5xx', () => {
  it.each<[string, () => Promise<Answer>, number]>([
    // The address
    ['an escape that is none', () => get('/v2/books/%zz/pages/1.json'), 400],
    ['an escape that is no UTF-8', () => get('/v2/books/%C3%28/pages/1.json'), 400],
    ['an escape cut short', () => get('/v2/books/%'), 400],
    ['a NUL in the path', () => get('/v2/books/%00/pages/1.json'), 400],
    ['a NUL in the query', () => get('/v2/books?tags=a%00b'), 400],
    ['half a character in the query', () => get('/v2/books?tags=%ED%A0%80'), 200],
    ['no UTF-8 in the query', () => get('/v2/books?tags=%C3%28'), 200],
    ['bytes that are no ASCII in the path', () => get('/v2/\xff\xfe'), 400],
    ['markup in the path', () => get('/v2/<script>alert(1)</script>'), 404],
    ['a backslash', () => get('/v2\\books'), 404],
    ['dots that climb', () => get('/v2/../../etc/passwd'), 404],
    ['escaped dots that climb', () => get('/v2/%2e%2e/%2E%2E/etc/passwd'), 404],
    ['an escaped slash', () => get('/v2%2Fbooks'), 404],
    ['two slashes before everything', () => get('//evil.example/v2/books'), 404],
    ['a slash too many at the end', () => get('/v2/books/'), 404],
    ['an empty name of a resource', () => get('/v2/books//pages/1.json'), 404],
    ['another case', () => get('/V2/books'), 404],
    ['a fragment', () => get('/v2/books#x'), 200],
    ['one parameter twice', () => get('/v2/books?limit=1&limit=2'), 400],
    ['one parameter twice, as a list', () => get('/v2/books?limit[]=1&limit[]=2'), 200],
    ['a parameter named __proto__', () => get('/v2/books?__proto__=1&constructor=2&where[__proto__]=3'), 200],
    ['a number beyond all numbers', () => get('/v2/books?limit=1e400'), 400],
    ['a number of 5,000 digits', () => get(`/v2/books?limit=${'9'.repeat(5_000)}`), 400],
    ['1,500 parameters', () => get(`/v2/books?${many(1_500)}`), 200],
    ['100,000 parameters', () => get(`/v2/books?${many(100_000)}`), 431],
    ['a segment of 10,000 characters', () => get(`/v2/books/${'9'.repeat(10_000)}/pages/1.json`), 400],
    ['an address of 1 MB', () => get(`/${'a'.repeat(1_000_000)}`), 431],
    // The headers
    ['a header of 1 MB', () => get('/v2/books', `X-A: ${'a'.repeat(1_000_000)}`), 431],
    ['10,000 headers', () => get('/v2/books', ...Array.from({ length: 10_000 }, (_, i) => `X-${i}: 1`)), 431],
    ['a bare line break in a header', () => get('/v2/books', 'X-A: a\rX-B: b'), 400],
    ['a NUL in a header', () => get('/v2/books', 'X-A: a\0b'), 400],
    ['a space before the colon', () => get('/v2/books', 'X-A : a'), 400],
    ['a folded header', () => get('/v2/books', 'X-A: a', ' b'), 400],
    ['a cookie that is none', () => get('/v2/books', 'Cookie: =;;; =a; %zz=%zz; __proto__=1'), 200],
    ['two Authorization headers', () => get('/v2/books', 'Authorization: Bearer x'), 401],
    [
      'a token with bytes that are no ASCII',
      () => send(head('GET /v2/books HTTP/1.1', 'Authorization: Bearer \xff')),
      401,
    ],
    [
      'a token of 10,000 characters',
      () => send(head('GET /v2/books HTTP/1.1', `Authorization: Bearer ${'a.'.repeat(5_000)}`)),
      401,
    ],
    ['no Host', () => send('GET /v2/hours HTTP/1.1\r\n\r\n'), 400],
    ['HTTP/1.0 without Host', () => send('GET /v2/hours HTTP/1.0\r\n\r\n'), 200],
    ['a version of HTTP that is none', () => send(head('GET /v2/hours HTTP/9.9')), 400],
    ['HTTP/2', () => send('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 400],
    ['TLS', () => send(Buffer.from('1603010200010001fc0303', 'hex'), '\r\n\r\n'), 400],
    ['a method that is none', () => send(head('BREW /v2/hours HTTP/1.1')), 400],
    ['a method of others', () => send(head('PROPFIND /v2/hours HTTP/1.1')), 405],
    [
      'a method of others, with a media type that is none',
      () => send(head('PATCH /v2/hours HTTP/1.1', 'Content-Type: ;')),
      405,
    ],
    [
      'a body of no media type for nothing',
      () => send(head('DELETE /v2/none HTTP/1.1', 'Content-Type: ;', 'Content-Length: 2'), '{}'),
      404,
    ],
    ['TRACE', () => send(head('TRACE /v2/hours HTTP/1.1')), 405],
    ['the absolute form of an address', () => get('http://evil.example/v2/nothing'), 404],
    ['a wish to upgrade', () => get('/v2/books', 'Connection: Upgrade', 'Upgrade: websocket'), 200],
    // The body
    ['10,000 levels of JSON', () => post(nested(10_000)), 400],
    ['10,000 levels of lists', () => post(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), 400],
    ['40 levels of JSON', () => post(nested(40)), 200],
    ['__proto__ in JSON', () => post('{"title":"a","__proto__":{"year":1}}'), 400],
    ['__proto__ in JSON, escaped', () => post(String.raw`{"title":"a","\u005f_proto__":{"year":1}}`), 400],
    ['constructor.prototype in JSON', () => post('{"title":"a","constructor":{"prototype":{"year":1}}}'), 400],
    ['__proto__ in a form', () => post('title=a&__proto__=1', 'Content-Type: application/x-www-form-urlencoded'), 400],
    ['a member twice in JSON: the last counts', () => post('{"title":"","title":"a"}'), 200],
    ['a NUL in JSON', () => post(String.raw`{"title":"a\u0000"}`), 400],
    ['half a character in JSON', () => post(String.raw`{"title":"a\ud800"}`), 400],
    ['a number beyond all numbers in JSON', () => post('{"title":"a","year":1e400}'), 400],
    ['bytes that are no UTF-8 in JSON', () => post(Buffer.from('{"title":"\xff\xfe"}', 'latin1')), 200],
    ['a byte order mark', () => post(Buffer.from('\uFEFF{"title":"a"}')), 200],
    ['JSON that ends early', () => post('{"title":'), 400],
    ['a bare word', () => post('null'), 400],
    [
      '2,000 fields of a form',
      () => post(`title=a&${many(2_000)}`, 'Content-Type: application/x-www-form-urlencoded'),
      400,
    ],
    ['gzip', () => post(gzipSync('{"title":"a"}'), 'Content-Type: application/json', 'Content-Encoding: gzip'), 415],
    ['a charset that is none', () => post('{"title":"a"}', 'Content-Type: application/json; charset=klingon'), 200],
    ['a media type that is none', () => post('{}', 'Content-Type: ///;;;'), 415],
    ['two media types', () => post('{"title":"a"}', 'Content-Type: application/json', 'Content-Type: text/plain'), 415],
    ['too large a body', () => post(Buffer.alloc(1_100_000, 0x20)), 413],
    [
      'too large a body in chunks',
      () => send(chunked(), ...Array.from({ length: 20 }, () => `10000\r\n${' '.repeat(65_536)}\r\n`), '0\r\n\r\n'),
      413,
    ],
    ['a chunk of no length', () => send(chunked(), 'zz\r\n{}\r\n0\r\n\r\n'), 400],
    ['a length and chunks at once', () => send(chunked('Content-Length: 3'), '0\r\n\r\n'), 400],
    [
      'two lengths',
      () => send(chunked().replace('Transfer-Encoding: chunked', 'Content-Length: 2\r\nContent-Length: 3'), '{}'),
      400,
    ],
    [
      'a length that is none',
      () => send(chunked().replace('Transfer-Encoding: chunked', 'Content-Length: -1'), '{}'),
      400,
    ],
    ['a transfer coding that is none', () => send(chunked().replace('chunked', 'gzip'), '{}'), 400],
  ])('%s', async (_, attack, expected) => {
    const { status, headers, body, seconds } = await attack();
    expect(status, JSON.stringify(body)).toBe(expected);
    expect(seconds).toBeLessThan(patience);
    expect(headers).toMatch(/^x-request-id: \S{10,}/m);
    if (status < 400) return;
    expect(headers).toMatch(/^content-type: application\/problem\+json/m);
    expect(body).toMatchObject({
      status,
      title: expect.any(String),
      detail: expect.any(String),
      requestId: expect.any(String),
    });
    if (body.instance !== undefined)
      expect(body.instance).toMatch(/^(?:\/|http:)(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*$/i);
  });

  const chunked = (...headers: string[]) =>
    head(
      'POST /v2/books HTTP/1.1',
      `Authorization: ${authorization}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      ...headers,
    );

  it('leaves the server as it was', async () => {
    expect((await get('/v2/books')).status).toBe(200);
    expect(({} as Record<string, unknown>)['year']).toBeUndefined();
  });
});

describe('what is wrong is named', () => {
  it('A2 no Host at an OAuth endpoint, in the shape of OAuth', async () => {
    const { status, body } = await send('POST /auth/token HTTP/1.1\r\nContent-Length: 0\r\n\r\n');
    expect([status, body]).toMatchObject([
      400,
      { error: 'invalid_request', error_description: expect.stringContaining('Host') },
    ]);
  });

  it('a parameter that came twice', async () => {
    const { body } = await get('/v2/books?limit=1&limit=2');
    expect(body.errors).toEqual([{ parameter: 'limit', detail: 'was sent more than once: send it once' }]);
  });

  it.each([
    ['#/__proto__', '{"title":"a","__proto__":{"x":1}}', /rename/],
    ['#/sequels/0/title', String.raw`{"title":"a","sequels":[{"title":"\u0000"}]}`, /NUL/],
    ['#/any/a~1b/0', '{"title":"a","any":{"a/b":[1e400]}}', /double/],
    [`#${'/sequels/0'.repeat(50)}/sequels`, nested(200), /deeper than 100/],
  ])('a member of the body at %s', async (pointer, payload, detail) => {
    const { body } = await post(payload);
    expect(body.errors).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  it('S1 JSON that is none is not quoted: it may hold a secret', async () => {
    const { body } = await post('{"client_secret": canary');
    expect(JSON.stringify(body)).not.toContain('canary');
  });
});

describe('methods', () => {
  it('OPTIONS says what is possible, and opens nothing to other origins', async () => {
    const { status, headers } = await send(head('OPTIONS /v2/books HTTP/1.1', 'Origin: https://evil.example'));
    expect(status).toBe(204);
    expect(headers).toMatch(/^allow: get, post, head$/m);
    expect(headers).not.toContain('access-control');
    expect((await send(head('OPTIONS /auth/token HTTP/1.1'))).headers).toMatch(/^allow: post$/m);
    expect((await send(head('OPTIONS /v2/nothing HTTP/1.1'))).status).toBe(404);
  });

  it('HEAD answers as GET does, without a body, and asks for the same token', async () => {
    const answer = await send(head('HEAD /v2/books HTTP/1.1', `Authorization: ${authorization}`, 'Connection: close'));
    expect([answer.status, answer.body]).toEqual([200, undefined]);
    const refused = await send(head('HEAD /v2/books HTTP/1.1', 'Connection: close'));
    expect([refused.status, refused.body]).toEqual([401, undefined]);
  });
});

describe('an escaped path', () => {
  it('is the path it stands for, also at the token endpoint', async () => {
    expect((await get('/v2/b%6Foks')).status).toBe(200);
    const form = 'grant_type=client_credentials&client_id=desk&client_secret=correct';
    const { status, body } = await send(
      head(
        'POST /auth/%74oken HTTP/1.1',
        'Content-Type: application/x-www-form-urlencoded',
        `Content-Length: ${form.length}`,
      ),
      form,
    );
    expect([status, body.token_type]).toEqual([200, 'Bearer']);
  });
});

describe('a server that closes', () => {
  it('answers what comes on open connections, as problems or as ever', async () => {
    let release: (() => void) | undefined;
    const other = await openLibrary({
      front: { handlers: { hours: () => new Promise((resolve) => (release = () => resolve({ open: true }))) } },
    });
    await other.front.listen({ port: 0, host: '127.0.0.1' });
    const { port: otherPort } = other.front.server.address() as { port: number };
    let received = '';
    const socket = connect(otherPort, '127.0.0.1');
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (chunk) => (received += String(chunk)));
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write(head('GET /v2/hours HTTP/1.1'));
    await expect.poll(() => release).toBeDefined();
    const closing = other.front.close();
    socket.write(head('GET /v2/nothing HTTP/1.1'));
    release?.();
    await Promise.all([closing, ended]);
    expect(received).toMatch(/^HTTP\/1.1 200 /);
    expect(received).not.toContain('"error":"Service Unavailable"');
  });
});
