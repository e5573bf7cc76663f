import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type ConnectionError, TimeoutError } from '@guichet/runtime';
import { connectionError } from '../../src/transport/connection-error.ts';
import { isConnectionFailure } from '../../src/transport/connection.ts';
import { failure } from '../support/wait.ts';

const url = new URL('https://api.test/x');
const failed = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('connectionError', () => {
  it.each([
    ['ECONNREFUSED', failed({ code: 'ECONNREFUSED' }), /Nothing listens there/],
    ['ECONNREFUSED', failed({ errors: [{ code: 'ECONNREFUSED' }, {}] }), /Nothing listens there/],
    ['ENOTFOUND', failed({ code: 'ENOTFOUND' }), /No such host/],
    ['UND_ERR_SOCKET', failed({ code: 'UND_ERR_SOCKET' }), /closed the connection/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', failed({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), /NODE_EXTRA_CA_CERTS/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', failed({ code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }), /NODE_EXTRA_CA_CERTS/],
    ['EAI_FAIL', failed({ code: 'EAI_FAIL' }), /DNS/],
    ['CERT_NOT_YET_VALID', failed({ code: 'CERT_NOT_YET_VALID' }), /clock of this machine/],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', failed({ code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' }), /client certificate/],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', failed({ code: 'ERR_SSL_UNSUPPORTED_PROTOCOL' }), /version of TLS/],
    ['HPE_INVALID_CONSTANT', failed({ code: 'HPE_INVALID_CONSTANT' }), /does not speak HTTP/],
    ['EACCES', failed({ code: 'EACCES' }), /firewall and sandbox/],
    ['EXOTIC', failed({ code: 'EXOTIC' }), /Check the address and the network/],
    [undefined, new TypeError('Failed to fetch'), /CORS/],
    [undefined, new TypeError('Load failed'), /CORS/],
    [undefined, new TypeError('error reading a body from connection'), /Check the address and the network/],
    [undefined, new Error('Network connection lost.'), /Check the address and the network/],
    [undefined, new Error('internal error; reference = p0nfkba'), /Check the address and the network/],
  ])('%s: host, code and what to do', (reason, error, remedy) => {
    const translated = connectionError(error, url, 'the API') as ConnectionError;
    expect(translated).toMatchObject({ code: 'CONNECTION_ERROR', reason, host: 'api.test:443', cause: error });
    expect(translated.message).toMatch(remedy);
    expect(translated.message).toContain('Cannot reach the API at api.test:443');
  });

  it.each([
    ['ENODATA', /check the spelling, and the DNS/],
    ['EAI_AGAIN', /could not be looked up just now.*try again/],
    ['ECONNRESET', /was cut: try again; .*client certificate may be asked for/],
    ['ECONNABORTED', /was cut: try again; .*proxy or firewall/],
    ['EPIPE', /cut while sending: try again/],
    ['UND_ERR_CLOSED', /make a new one/],
    ['UND_ERR_DESTROYED', /make a new one/],
    ['ETIMEDOUT', /may reach it, and whether it needs a proxy/],
    ['UND_ERR_CONNECT_TIMEOUT', /No connection in time: .*needs a proxy/],
    ['UND_ERR_HEADERS_TIMEOUT', /no answer in time: try again later/],
    ['UND_ERR_BODY_TIMEOUT', /stopped half-way: try again later/],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', /stopped half-way: try again/],
    ['EHOSTUNREACH', /No route there: check the network/],
    ['ENETUNREACH', /No network: check the connection/],
    ['EADDRNOTAVAIL', /no free port left: close connections/],
    ['EMFILE', /too many files and sockets open: close some/],
    ['EPERM', /firewall and sandbox/],
    ['CERT_HAS_EXPIRED', /has expired: tell the platform/],
    ['CERT_REVOKED', /has been revoked: tell the platform/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /for another name: check the address/],
    ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS on that port: check the port/],
    ['ERR_SSL_PACKET_LENGTH_TOO_LONG', /does not speak TLS on that port: check the port/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /NODE_EXTRA_CA_CERTS/],
    ['CERT_UNTRUSTED', /NODE_EXTRA_CA_CERTS/],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', /pass the right `cert` and `key`/],
    ['EPROTO', /TLS handshake failed/],
    ['ERR_HTTP_INVALID_STATUS_CODE', /does not speak HTTP/],
    ['PROXY_407', /wants a user and password/],
    ['PROXY_403', /does not let this host through/],
    ['PROXY_405', /does not let this host through/],
    ['PROXY_502', /could not reach the host itself/],
    ['PROXY_418', /refused to open a tunnel/],
    ['PROXY_4070', /refused to open a tunnel/],
    ['PROXY_4030', /refused to open a tunnel/],
    ['X_PROXY_407', /Check the address and the network/],
    ['X_PROXY_403', /Check the address and the network/],
    ['X_PROXY_502', /Check the address and the network/],
    ['X_HPE_A', /Check the address and the network/],
    ['X_ERR_SSL_A', /Check the address and the network/],
    ['X_CERT_UNTRUSTED', /Check the address and the network/],
    ['CERT_UNTRUSTED_X', /Check the address and the network/],
  ])('%s: what to do', (reason, remedy) => {
    const { message } = connectionError(failed({ code: reason }), url, 'the API') as ConnectionError;
    expect(message).toMatch(remedy);
    expect(message).toMatch(new RegExp(`^Cannot reach the API at api\\.test:443 \\(${reason}\\)\\. [^(]*$`));
  });

  it('no reason is known, and no proxy: neither is named', () => {
    const error = failed(null);
    const { message, host } = connectionError(error, new URL('http://api.test/'), 'the API') as ConnectionError;
    expect(host).toBe('api.test:80');
    expect(message).toMatch(/^Cannot reach the API at api\.test:80\. Check the address and the network; .*\(CORS\)\.$/);
    const other = connectionError(failed({ code: 'X' }), new URL('http://api.test:81/'), 'the API') as ConnectionError;
    expect(other.host).toBe('api.test:81');
  });

  it.each([
    [{ code: 'A', cause: null }, 'A'],
    [{ code: 7 }, undefined],
    [{ errors: [] }, undefined],
    [{ errors: [{ code: 'B' }] }, 'B'],
  ])('the code in %j: %s', (cause, reason) => {
    expect(connectionError(failed(cause), url, 'the API')).toMatchObject({ reason });
  });

  it.each([
    ['NetworkError when attempting to fetch resource.', true],
    ['network error', true],
    ['terminated', true],
    [' fetch failed', true],
    ['error sending request for url', true],
    ['internal error; reference = x', true],
    ['x fetch failed', false],
    ['networking', false],
  ])('a message such as %j: a connection that failed %s', (message, failedThere) => {
    expect(isConnectionFailure(new TypeError(message))).toBe(failedThere);
    expect(isConnectionFailure(Object.assign(new Error(message), { name: 'XTypeError' }))).toBe(false);
    expect(isConnectionFailure(Object.assign(new Error(message), { name: 'ErrorX' }))).toBe(false);
  });

  it.each(['UND_ERR_INVALID_ARG', 'ERR_INVALID_ARG_TYPE'])('%s: a wrong call, not a connection', (code) => {
    expect(isConnectionFailure(failed({ code }))).toBe(false);
    expect(isConnectionFailure(failed({ code: `X_${code}` }))).toBe(true);
  });

  it('a failure of the proxy: the proxy is named beside the host', () => {
    const refused = failed({ code: 'PROXY_UNREACHABLE', proxy: 'proxy.test:3128', cause: { code: 'ECONNREFUSED' } });
    const translated = connectionError(refused, url, 'the API') as ConnectionError;
    expect(translated).toMatchObject({ reason: 'ECONNREFUSED', host: 'api.test:443' });
    expect(translated.message).toContain('at api.test:443, because the proxy proxy.test:3128 failed (ECONNREFUSED)');
    expect(translated.message).toMatch(/HTTPS_PROXY/);
  });

  it.each([
    ['a wrong URL', new TypeError('Failed to parse URL from x', { cause: { code: 'ERR_INVALID_URL' } })],
    ['a wrong header', new TypeError('Headers.append: "x" is an invalid header value.')],
    ['a bug', new ReferenceError('x is not defined')],
    ['no error at all', 'x'],
    ['an object with a code', { code: 'ECONNRESET' }],
    ['an error of ours', Object.assign(new TimeoutError('late', 5), { cause: { code: 'ECONNRESET' } })],
  ])('%s: it is left as it is', (_, error) => {
    expect(isConnectionFailure(error)).toBe(false);
    expect(connectionError(error, url, 'the API')).toBe(error);
  });

  it('plain http to a port that speaks TLS, and the other way round: a real failure is told', async () => {
    const server = createTlsServer({})
      .on('tlsClientError', () => {})
      .listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    for (const scheme of ['http', 'https']) {
      const target = new URL(`${scheme}://127.0.0.1:${port}/`);
      const error = connectionError(await failure(fetch(target)), target, 'the API') as ConnectionError;
      expect(error.code).toBe('CONNECTION_ERROR');
      expect(error.reason).toEqual(expect.any(String));
    }
    server.close();
  });
});
