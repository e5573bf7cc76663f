/* oxlint-disable no-await-in-loop -- one after the other is what is tested */
import { createServer as createTlsServer } from 'node:tls';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ConnectionError } from '@guichet/runtime';
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

  it('a failure of the proxy: the proxy is named beside the host', () => {
    const refused = failed({ code: 'PROXY_UNREACHABLE', proxy: 'proxy.test:3128', cause: { code: 'ECONNREFUSED' } });
    const translated = connectionError(refused, url, 'the API') as ConnectionError;
    expect(translated).toMatchObject({ reason: 'ECONNREFUSED', host: 'api.test:443' });
    expect(translated.message).toContain('at api.test:443, for the proxy proxy.test:3128 failed (ECONNREFUSED)');
    expect(translated.message).toMatch(/HTTPS_PROXY/);
  });

  it.each([
    ['a wrong URL', new TypeError('Failed to parse URL from x', { cause: { code: 'ERR_INVALID_URL' } })],
    ['a wrong header', new TypeError('Headers.append: "x" is an invalid header value.')],
    ['a bug', new ReferenceError('x is not defined')],
    ['no error at all', 'x'],
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
